#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Specifications of partners that are wrong, huge, deep or hostile are refused in one sentence with file, line and key, and
leave the store as it was; texts that would break out of an output stay texts."""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

LOCIQ = os.environ["LOCIQ"]
SCRIPT = '<script>alert("1")</script>, =cmd()'
failures = 0


def check(right, what):
    global failures
    if not right:
        failures += 1
        print(f"FAILED: {what}")


def lociq(*arguments):
    return subprocess.run([LOCIQ, *map(str, arguments)], capture_output=True, check=False, timeout=120)


def succeeds(*arguments):
    done = lociq(*arguments)
    check(done.returncode == 0, f"lociq {' '.join(map(str, arguments))}: {done.stderr.decode()}")
    return done.stdout.decode()


def refused(specification, wanted, *more):
    """wanted: how the sentence goes on after the program's name; a part of it suffices."""
    before = Path("eu.h5").read_bytes()
    if isinstance(specification, bytes):
        Path("wrong.yaml").write_bytes(specification)
    elif specification is not None:
        Path("wrong.yaml").write_text(specification, encoding="utf-8")
    done = lociq("partners", "eu.h5", "--all", "--by", "blend", "--specification", "wrong.yaml", "--keep", *more)
    told = done.stderr.decode()
    what = f"{specification if specification is None else specification[:80]!r}"
    check(done.returncode in (1, 2) and done.stdout == b"", f"{what}: exit code {done.returncode}")
    check(told.startswith(f"lociq partners: {wanted}") and told.count("\n") == 1, f"{what}: {told!r}, expected {wanted!r}")
    check(Path("eu.h5").read_bytes() == before, f"{what} changed the store")


def block(more):
    return f"blocks: [{{method: likeness, {more}}}]\n"


def test_what_the_store_has_not():
    refused(block("variables: [incom]"), 'wrong.yaml:1:41: variables: there is no measure or indicator "incom": did you mean '
                                         '"income"?')
    refused(block("of: income"), "wrong.yaml:1:10: blocks: income does not lie over industries, which likeness compares")
    refused(block("year: 1999"), "wrong.yaml:1:10: blocks: there is no year 1999: the years are 2014 to 2015")
    refused(block("variables: [late], year: 2015"), "wrong.yaml:1:41: variables: late has no value in 2015")
    refused(block("variables: [framework_none/a]"), "wrong.yaml:1:41: variables: ")
    refused("blocks: [{method: relatedness_added, targets: [Q]}]\n", 'wrong.yaml:1:10: blocks: there is no industry "Q"')
    refused("blocks: [{method: relatedness_added, relatedness: nowhere.csv}]\n", "nowhere.csv: ")
    refused("blocks: [{method: linked}]\n", "wrong.yaml:1:10: blocks: linked needs to know which industries are linked")


def test_what_is_no_specification():
    refused("", "wrong.yaml: is empty")
    refused("cosine\n", "wrong.yaml:1:1: expected a mapping (key: value), found a text")
    refused("blocks: [{method: [cosine]}]\n", "wrong.yaml:1:19: method: expected the name of a method")
    refused("blocks: {method: cosine}\n", "wrong.yaml:1:9: blocks: expected a list, found a mapping (key: value)")
    refused("blocks: [{method: cosine, weight: .inf}]\n", 'wrong.yaml:1:35: weight: is ".inf", expected a number')
    refused("blocks: [{method: cosine, weight: 1e999}]\n", 'wrong.yaml:1:35: weight: is "1e999", expected a number')
    refused("blocks: [{method: cosine}]\n---\nblocks: [{method: gower}]\n", "wrong.yaml:2:1: ")
    refused(b"\xff\xfe\x00blocks", "wrong.yaml")
    refused(b"blocks: [{method: cos\x00ine}]\n", "wrong.yaml:1:")
    refused(bytes(range(256)) * 16, "wrong.yaml:1:")
    done = lociq("partners", "eu.h5", "--all", "--by", "blend")
    check(done.returncode in (1, 2) and b"specification" in done.stderr, f"{done.stderr}")
    os.unlink("wrong.yaml")
    refused(None, "wrong.yaml: No such file or directory")
    os.mkdir("wrong.yaml")
    refused(None, "wrong.yaml: is no file")
    os.rmdir("wrong.yaml")
    os.mkfifo("wrong.yaml")
    refused(None, "wrong.yaml: is no file")
    os.unlink("wrong.yaml")


def test_what_turns_round_or_never_ends():
    refused("blocks: &all [*all]\n", "wrong.yaml:1:9: blocks: a specification has no anchors, aliases and tags")
    refused("blocks:\n  - &a {method: lead, variables: [*a]}\n", "wrong.yaml:2:5: a specification has no anchors")
    laughs = "a: &a [x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{f'*{chr(97 + i)},' * 9}]\n" for i in range(9))
    refused(laughs, "wrong.yaml:1:4: a: a specification has no anchors")
    refused("blocks: [{<<: {method: cosine}}]\n", "wrong.yaml:1:")
    refused("blocks: !!python/object/apply:os.system [x]\n", "wrong.yaml:1:9: blocks: a specification has no anchors")
    refused("blocks: " + "[" * 5000, "wrong.yaml:1:")
    refused("blocks: " + "{a: " * 5000, "wrong.yaml:1:")
    refused("blocks: [" + "{method: cosine}, " * 80000 + "]\n", "wrong.yaml: has ")
    refused(block("variables: [" + ", ".join(f"v{i}" for i in range(20000)) + "]"),
            "wrong.yaml:1:40: variables: has 20000 members, expected at most 10000")
    refused("blocks: [{method: " + "x" * 100000 + "}]\n", "wrong.yaml:1:19: method: there is no method \"xxxxx")
    refused("blocks: [{method: cosine, " + "y" * 100000 + ": 1}]\n", "wrong.yaml:1:")


def test_texts_stay_texts():
    for name in (SCRIPT.replace('"', "'"), "a b", "../x", "a/b", "%s%n", "é", "a\\nb"):
        refused(f'blocks: [{{name: "{name}", method: cosine}}]\n', "wrong.yaml:1:17: name: is ")
    done = lociq("partners", "eu.h5", "--all", "--by", "blend", "--specification", "hostile.yaml", "--format", "json")
    check(done.returncode == 0, done.stderr.decode())
    Path("hostile.yaml").write_text("blocks: [{method: \"\\e[31mred\"}]\n", encoding="utf-8")
    done = lociq("partners", "eu.h5", "--all", "--by", "blend", "--specification", "hostile.yaml")
    check(done.returncode in (1, 2) and b"\x1b" not in done.stderr, f"{done.stderr}")


def test_labels():
    """Codes and labels that would break out of a table, in items of variables by industry."""
    told = succeeds("partners", "eu.h5", "--region", SCRIPT, "--by", "blend", "--specification", "hostile.yaml", "--format", "csv")
    rows = list(csv.reader(io.StringIO(told), strict=True))
    check(all(len(row) == len(rows[0]) for row in rows) and len(rows) == 3, f"{told}")
    told = succeeds("partners", "eu.h5", "--region", SCRIPT, "--by", "blend", "--specification", "hostile.yaml", "--format", "json")
    partners = json.loads(told)
    check(f"quotient/{SCRIPT}" in json.dumps(partners, ensure_ascii=False).replace('\\"', '"'), f"the item of the industry: {told}")
    told = succeeds("partners", "eu.h5", "--region", SCRIPT, "--by", "blend", "--specification", "hostile.yaml")
    check(all(letter >= " " or letter == "\n" for letter in told), "a control character in the table")
    succeeds("partners", "eu.h5", "--all", "--by", "blend", "--specification", "hostile.yaml", "--keep", "-o", os.devnull)
    succeeds("verify", "eu.h5")


def make_store():
    regions, industries = [SCRIPT, "DE11", "ITC4"], [SCRIPT, "C29"]
    with open("cells.csv", "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["region", "industry", "year", "employment", "quotient"])
        for y, year in enumerate((2014, 2015)):
            for r, region in enumerate(regions):
                rows.writerows([region, industry, year, 10 + 7 * r + 5 * i + y, 1 + r * i + y] for i, industry in
                               enumerate(industries))
    with open("regions.csv", "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["region", "year", "income", "late"])
        for r, region in enumerate(regions):
            rows.writerow([region, 2014, 10 + r * r, r])
            rows.writerow([region, 2015, 20 + r * r, ""])
    succeeds("import", "cells.csv", "-o", "eu.h5", "--quiet")
    succeeds("import", "regions.csv", "-o", "eu.h5", "--quiet")
    Path("hostile.yaml").write_text("blocks: [{method: likeness, variables: [quotient, income, late]}]\n", encoding="utf-8")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    make_store()
    test_labels()
    test_what_the_store_has_not()
    test_what_is_no_specification()
    test_what_turns_round_or_never_ends()
    test_texts_stay_texts()
    os.chdir("/")
sys.exit(1 if failures else 0)
