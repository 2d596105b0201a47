#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes and labels that would break out of a table, run in a spreadsheet or steer a
terminal: what comes out is the same text to Python's csv and json."""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile

LOCIQ = os.environ["LOCIQ"]
REGIONS = ["<script>alert(1)</script>", "=cmd()", "@x", "+1", "-1", "a,b", 'say "hi"', '"', "two\nlines", "a\r\nb",
           "tab\there", "it's", "é€𝄞", "&amp;", "\\", "%s%n", "a;b", "\x1b[31mred", "R1"]
INDUSTRIES = ["A", "=B", 'C,"', "D\nE"]
failures = 0


def check(right, what):
    global failures
    if not right:
        failures += 1
        print(f"FAILED: {what}")


def lociq(*arguments):
    return subprocess.run([LOCIQ, *arguments], capture_output=True, check=False)


def printed(*arguments):
    done = lociq(*arguments)
    check(done.returncode == 0, f"{arguments}: exit code {done.returncode}: {done.stderr}")
    return done.stdout.decode("utf-8")


def rows_of(text):
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    check(all(len(row) == len(rows[0]) for row in rows), "a row has another number of fields than the header")
    return rows


def in_csv(text):
    """A spreadsheet would compute what begins so; an apostrophe makes it text."""
    return "'" + text if text[0] in "=+-@\t\r\n" else text


def label_of(code):
    return "=label of, " + code


def write_csv(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def value_of(region, industry):
    return REGIONS.index(region) + 2 ** INDUSTRIES.index(industry)


def make_store():
    write_csv("data.csv", [["region", "industry", "year", "employment"]] +
              [[r, i, 2015, value_of(r, i)] for r in REGIONS for i in INDUSTRIES])
    write_csv("regions.csv", [["code", "label", "parent"]] + [[r, label_of(r), ""] for r in REGIONS])
    write_csv("industries.csv", [["code", "label", "parent"]] + [[i, label_of(i), ""] for i in INDUSTRIES])
    printed("import", "data.csv", "--regions", "regions.csv", "--industries", "industries.csv", "-o", "store.h5")


def test_exports():
    cells = {(r, i): value_of(r, i) for r in REGIONS for i in INDUSTRIES}
    rows = rows_of(printed("export", "store.h5", "employment"))
    check(rows[0] == ["region", "industry", "year", "value", "flag"], f"the heading of csv: {rows[0]}")
    check({(r, i): float(v) for r, i, y, v, f in rows[1:]} ==
          {(in_csv(r), in_csv(i)): v for (r, i), v in cells.items()}, "the texts or values of csv")
    check(len(rows) == 1 + len(cells), "the rows of csv")
    written = json.loads(printed("export", "store.h5", "employment", "--format", "json"))
    check({(o["region"], o["industry"]): o["value"] for o in written} == cells, "the texts or values of json")
    check(len(written) == len(cells), "the objects of json")
    rows = rows_of(printed("export", "store.h5", "employment", "--format", "matrix", "--year", "2015"))
    check(sorted(rows[0][1:]) == sorted(in_csv(i) for i in INDUSTRIES), f"the heading of matrix: {rows[0]}")
    check({(row[0], i): float(v) for row in rows[1:] for i, v in zip(rows[0][1:], row[1:])} ==
          {(in_csv(r), in_csv(i)): v for (r, i), v in cells.items()}, "the texts or values of matrix")
    for region in REGIONS:
        rows = rows_of(printed("export", "store.h5", "employment", f"--region={region}"))
        check([row[0] for row in rows[1:]] == [in_csv(region)] * len(INDUSTRIES), f"--region={region!r}")


def test_partners():
    written = json.loads(printed("partners", "store.h5", "--all", "--top", "3", "--format", "json"))
    check(sorted(o["region"] for o in written["units"]) == sorted(REGIONS), "the regions of json")
    rows = []
    for region in written["units"]:
        check(region["label"] == label_of(region["region"]), f"the label of {region['region']!r} in json")
        check(len(region["partners"]) == 3, f"the partners of {region['region']!r}")
        for partner in region["partners"]:
            check(partner["label"] == label_of(partner["region"]), f"the label of {partner['region']!r} in json")
            parts = partner["contributions"]
            check(all(part["item"] in INDUSTRIES and part["label"] == label_of(part["item"])
                      for part in parts), "the industries of json")
            check(abs(sum(part["value"] for part in parts) + partner["rest"] - partner["score"]) < 1e-15,
                  "the parts and the rest of json are the score")
            rows.append([in_csv(region["region"]), in_csv(partner["region"]), str(partner["rank"])] +
                        [in_csv(part["item"]) for part in parts])
    table = rows_of(printed("partners", "store.h5", "--all", "--top", "3", "--format", "csv"))
    items = [i for i, column in enumerate(table[0]) if column.endswith("_item")]
    check([row[:3] + [row[i] for i in items if row[i]] for row in table[1:]] == rows,
          "csv and json have the same partners")
    text = printed("partners", "store.h5", "--all", "--top", "3")
    check(all(letter >= " " or letter == "\n" for letter in text), "a control character in the table")
    check(sum(line.split()[:1] in (["1"], ["2"], ["3"]) for line in text.splitlines()) == 3 * len(REGIONS),
          "the table has one line a partner")
    for code in ("<script>alert(1)</script>", "é€𝄞", "%s%n"):
        check(label_of(code) in text, f"the label of {code!r} in the table")


def test_what_else_prints_them():
    for command in ("info", "verify"):
        text = printed(command, "store.h5")
        check(all(letter >= " " or letter == "\n" for letter in text), f"a control character in {command}")
    done = lociq("export", "store.h5", "employment", "--region", "\x1b[2J")
    check(done.returncode == 2 and b"\x1b" not in done.stderr and done.stdout == b"", f"an error: {done.stderr}")


def refused(message, *arguments):
    done = lociq("import", *arguments, "-o", "new.h5")
    check((done.returncode, done.stderr.decode(), done.stdout) == (1, f"lociq import: {message}\n", b""),
          f"{arguments}: {done}")
    check(not os.path.exists("new.h5"), "a store was made")


def test_what_is_no_text():
    with open("code.csv", "wb") as file:
        file.write(b"region,industry,year,employment\nDE11,A,2015,1\nDE\xff1,A,2015,1\n")
    refused("code.csv:3:1: region has the byte 0xFF, which is not UTF-8", "code.csv")
    with open("right.csv", "wb") as file:
        file.write(b"region,industry,year,employment\nDE11,A,2015,1\n")
    for name, line in (("overlong", b"DE11,\xc0\xaf,\n"), ("surrogate", b"DE11,\xed\xa0\x80,\n"),
                       ("cut", b"DE11,M\xc3,\n")):
        with open(f"{name}.csv", "wb") as file:
            file.write(b"code,label,parent\n" + line)
        refused(f"{name}.csv:2: a text that is not UTF-8", "right.csv", "--regions", f"{name}.csv")
    with open("zero.csv", "wb") as file:
        file.write(b"region,industry,year,employment\nDE\x0011,A,2015,1\n")
    refused("zero.csv:2:3: a NUL byte, expected text in UTF-8", "zero.csv")
    with open("open.csv", "wb") as file:
        file.write(b'region,industry,year,employment\n"DE11,A,2015,1\n')
    refused("open.csv:2:1: a quote opens that is never closed", "open.csv")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    make_store()
    test_exports()
    test_partners()
    test_what_else_prints_them()
    test_what_is_no_text()
    os.chdir("/")
sys.exit(1 if failures else 0)
