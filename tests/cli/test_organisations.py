#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Registers of organisations from the command line and from a plan: the template of docs/organisations.md in both formats, what is
kept, listed and exported, and files that nobody should trust."""
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy
import xarray

LOCIQ = os.environ["LOCIQ"]
SOURCE = Path(os.environ["LOCIQ_SOURCE"])
DOCS = (SOURCE / "docs/organisations.md").read_text(encoding="utf-8")
failures = 0


def check(right, what):
    global failures
    if not right:
        failures += 1
        print(f"FAILED: {what}")


def lociq(*arguments):
    done = subprocess.run([LOCIQ, *map(str, arguments)], capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def succeeds(*arguments):
    code, out, err = lociq(*arguments)
    check(code == 0, f"lociq {' '.join(map(str, arguments))}: exit code {code}: {err}")
    return out, err


def make_store(path):
    Path("table.csv").write_text("region,industry,year,employment\nDE11,C26,2015,5\nAT11,C26,2015,7\n", encoding="utf-8")
    succeeds("import", "table.csv", "-o", path, "--quiet")


def refuses(name, content, wanted):
    """One sentence that begins so, exit code 1 or 2, and the store is as it was."""
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    before = Path("store.h5").read_bytes()
    started = time.monotonic()
    code, out, err = lociq("register", "store.h5", name)
    check(code in (1, 2), f"{name}: exit code {code}: {out} {err}")
    check(err.startswith(f"lociq register: {wanted}"), f"{name}: {err[:300]!r}, expected {wanted!r}")
    check(err.count("\n") == 1 and len(err) < 2000, f"{name}: {err[:300]!r} is no single sentence")
    check(time.monotonic() - started < 60, f"{name}: took too long")
    check(Path("store.h5").read_bytes() == before, f"{name}: the store changed")
    check(not list(Path(".").glob("*lociq-clone*")) and len(list(Path(".").glob(".*"))) == 0, f"{name}: left something")
    Path(name).unlink()


def block_of(language):
    return re.search(rf"```{language}\n(.*?)```", DOCS, re.S).group(1)


def variables_of(path):
    with xarray.open_dataset(path, engine="h5netcdf") as data:
        return {name: data[name].values.tolist() for name in data.variables if name.startswith("organisation")}


def same(first, second):
    return first == second or (isinstance(first, float) and isinstance(second, float) and numpy.isnan(first)
                               and numpy.isnan(second))


def test_template():
    """Both examples of the page say the same, and xarray's engines and ncdump read what is kept."""
    Path("register.yaml").write_text(block_of("yaml"), encoding="utf-8")
    Path("register.csv").write_text(block_of("csv"), encoding="utf-8")
    for name in ("yaml", "csv"):
        make_store(f"{name}.h5")
        _, err = succeeds("register", f"{name}.h5", f"register.{name}")
        check(err == f"register.{name}: 2 organisations\n", err)
        succeeds("verify", f"{name}.h5")
    first, second = variables_of("yaml.h5"), variables_of("csv.h5")
    check(first.keys() == second.keys() and len(first) == 19, f"{first.keys()} and {second.keys()}")
    for name, values in first.items():
        check(all(same(a, b) for a, b in zip(values, second[name], strict=True)), f"{name}: {values}, {second[name]}")
    check(first["organisation"] == ["EX-BATTERIES", "EX-SENSORS"], first["organisation"])
    check(first["organisation_fields"] == ["energy storage", "sensors; digital health"], first["organisation_fields"])
    check(first["organisation_inside_eu"] == [0, 1], first["organisation_inside_eu"])
    check(numpy.isnan(first["organisation_firms"][0]) and first["organisation_firms"][1] == 120, "firms")
    with xarray.open_dataset("yaml.h5", engine="netcdf4") as data:
        check(data.organisation_name.sel(organisation="EX-SENSORS").item() == "Example cluster of sensors", "netcdf4")
    if shutil.which("ncdump"):
        dump = subprocess.run(["ncdump", "-v", "organisation_seeks", "yaml.h5"], capture_output=True, check=True)
        check(b'organisation_seeks = "optics", "battery testing" ;' in dump.stdout, "ncdump")
    info, _ = succeeds("info", "yaml.h5")
    check("organisation 2: EX-BATTERIES EX-SENSORS\n" in info and ", organisations\n" in info, info)
    out, _ = succeeds("register", "yaml.h5")
    check(out.splitlines()[0].split() == ["code", "name", "region", "industry", "inside_eu", "firms", "interest", "fields"], out)
    check(out.splitlines()[2].startswith("EX-SENSORS    Example cluster of sensors "), out)


def test_worked_example():
    """The page's score, its parts by term, and the other way round; what no statistics have ranks on its profile alone."""
    make_store("store.h5")
    Path("register.yaml").write_text(block_of("yaml"), encoding="utf-8")
    succeeds("register", "store.h5", "register.yaml", "--quiet")
    Path("blend.yaml").write_text("blocks: [{method: declared, weight: 3}, {method: cosine, weight: 1}]\n", encoding="utf-8")
    asked = ("partners", "store.h5", "--by", "blend", "--specification", "blend.yaml", "--contributions", "3")
    out, _ = succeeds(*asked, "--organisation", "EX-SENSORS", "--format", "csv")
    ranked = {row["partner_organisation"]: row for row in csv.DictReader(io.StringIO(out))}
    found = ranked["EX-BATTERIES"]
    check(float(found["score"]) == 0.375 and float(found["reverse"]) == 0.375, f"{found}")
    check(float(found["known"]) == 0.75 and found["block_cosine"] == "", f"{found}")
    parts = [(found[f"contribution_{i}_item"], found[f"contribution_{i}"]) for i in (1, 2)]
    check(parts == [("seeks: battery testing", "0.25"), ("objectives: joint projects", "0.125")], f"{parts}")
    out, _ = succeeds(*asked, "--organisation", "EX-SENSORS", "--format", "table")
    check("on its profile alone" in out, out)
    for told in ("(0 + 0 + 1/2 + 1) / 4 = 0.375", 'gives 0.125 and "seeks: battery\ntesting" 0.25', "0.375 too"):
        check(told in DOCS, f"docs/organisations.md does not say {told}")


def test_table_of_fields():
    """The page's rows are the help's list."""
    out, _ = succeeds("register", "--help")
    rows = []
    for line in out.split("\nFields\n")[1].split("\n\n")[0].splitlines():
        begun = re.match(r"  (\S+)\s+(.*)", line)
        if begun:
            rows.append(list(begun.groups()))
        else:
            rows[-1][1] += " " + line.strip()
    wanted = [f"| `{name}` | {text} |" for name, text in rows]
    found = [line for line in DOCS.splitlines() if re.match(r"\| `[a-z_]+` \|", line)]
    check(found == wanted, f"docs/organisations.md has {found}, the help {wanted}")


def test_again():
    """Another register replaces what has its codes; the same again changes nothing that is said."""
    make_store("store.h5")
    Path("first.csv").write_text("code,name,firms\nB,second,5\nA,first,6\n", encoding="utf-8")
    Path("then.csv").write_text("code,name,email\nB,anew,a@b.example\nC,third,\n", encoding="utf-8")
    succeeds("register", "store.h5", "first.csv", "then.csv", "--quiet")
    kept = variables_of("store.h5")
    check(kept["organisation_name"] == ["first", "anew", "third"], kept)
    check(kept["organisation_email"] == ["", "a@b.example", ""] and kept["organisation_firms"][0] == 6, kept)
    check(numpy.isnan(kept["organisation_firms"][1]), "B says nothing of its firms any more")
    size = Path("store.h5").stat().st_size
    for _ in range(5):
        succeeds("register", "store.h5", "first.csv", "then.csv", "--quiet")
    check(variables_of("store.h5").keys() == kept.keys(), "variables came or went")
    check(Path("store.h5").stat().st_size < size + 200000, "the file grows")
    Path("more.csv").write_text("region,industry,year,employment\nFR10,J,2016,1\n", encoding="utf-8")
    succeeds("import", "more.csv", "-o", "store.h5", "--quiet")
    check(variables_of("store.h5")["organisation_name"] == kept["organisation_name"], "an import left them not alone")
    succeeds("verify", "store.h5")


def test_refusals():
    make_store("store.h5")
    refuses("a.yaml", "organisations:\n  - code: A\n    name: B\n    feilds: [x]\n",
            'a.yaml:4:5: feilds: is no key of an organisation: did you mean "fields"?')
    refuses("a.csv", "code,name,country\nA,a,DE\nB,b,Germany\n",
            'a.csv:3: column "country" is "Germany", expected two capital letters, such as DE')
    refuses("a.yaml", "", "a.yaml: is empty")
    refuses("a.csv", "", "a.csv")
    refuses("a.csv", "code,name\n", "a.csv: there is no organisation in it")
    refuses("a.yaml", block_of("yaml")[:300], "a.yaml:")  # cut off
    refuses("a.csv", 'code,name\nA,"cut off', "a.csv:2: a quote opens that is never closed")
    code, _, err = lociq("register", "store.h5", "nowhere.yaml")
    check(code == 1 and err == "lociq register: nowhere.yaml: No such file or directory\n", err)
    code, _, err = lociq("register", "nowhere.h5", "a.yaml")
    check(code == 1 and "nowhere.h5: No such file or directory" in err, err)
    code, _, err = lociq("register")
    check(code == 2, err)
    os.mkfifo("pipe.yaml")
    code, _, err = lociq("register", "store.h5", "pipe.yaml")
    check(code in (1, 2) and "is no file" in err, err)
    Path("pipe.yaml").unlink()
    out, err = succeeds("register", "store.h5")
    check(len(out.splitlines()) == 1 and err == "store.h5 has no organisations\n", f"{out}{err}")


def test_hostile():
    """Bombs and traps end at once, with one sentence."""
    make_store("store.h5")
    bomb = "a: &a [x, x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20))
    refuses("bomb.yaml", bomb, "bomb.yaml:1:4: a: a register of organisations has no anchors, aliases and tags")
    refuses("cycle.yaml", "organisations: &all\n  - *all\n",
            "cycle.yaml:1:16: organisations: a register of organisations has no anchors, aliases and tags")
    refuses("tag.yaml", "organisations: !!python/object/apply:os.system [id]\n", "tag.yaml:1:16: organisations: a register")
    refuses("merge.yaml", "organisations:\n  - {code: A, name: B, <<: {firms: 1}}\n",
            "merge.yaml:2:24: <<: is no key of an organisation")
    refuses("deep.yaml", "[" * 100000, "deep.yaml:1:5: nested too deep for a register of organisations")
    refuses("deep.yaml", "organisations:\n" + "".join("  " * i + "- \n" for i in range(1, 500)) , "deep.yaml:")
    refuses("large.yaml", b"# " + b"x" * (100 << 20), "large.yaml: has 104857602 bytes; a register of organisations has at most")
    refuses("large.csv", b"code,name\nA," + b"x" * (100 << 20) + b"\n", "large.csv:2: a text longer than 1024 bytes")
    refuses("rows.csv", b"code,name\n" + b"".join(b"%d,x\n" % i for i in range(100000)),
            "rows.csv:10002: the organisation is one organisation too many: expected at most 10000")
    refuses("wide.csv", b"code,name" + b",x" * 1000000 + b"\nA,a\n", "wide.csv:1: ")
    refuses("nul.csv", b"code,name\nA,a\0b\n", "nul.csv:")
    refuses("nul.yaml", b'organisations: [{code: A, name: "a\\0b"}]', "nul.yaml:1:33: name: a text with a NUL byte in it")
    refuses("latin.csv", "code,name\nA,Müller\n".encode("latin-1"), "latin.csv:2: a text that is not UTF-8")
    refuses("latin.yaml", "organisations: [{code: A, name: Müller}]".encode("latin-1"), "latin.yaml:1:34: is no text: ")
    refuses("bell.yaml", 'organisations: [{code: A, name: "\\e[31mred"}]',
            "bell.yaml:1:33: name: has the control character U+001B in it")
    refuses("script.csv", "code,name,website\nA,a,javascript:alert(1)\n", 'script.csv:2: column "website" is "javascript:alert(1)"')
    refuses("binary.yaml", bytes(range(256)) * 100, "binary.yaml:")
    refuses("store.csv", Path("store.h5").read_bytes(), "store.csv")


TEXTS = ["<script>alert(1)</script>", "=cmd()", "@SUM(A1)", "+1", "-1", 'say "hi", now', "' or 1=1", "%s%n", "\\", "&#38", "\u202egnp.exe",
         "Łódź 日本", "=HYPERLINK(\"http://x\")"]


def test_texts():
    """Labels that would run somewhere stay text: in the listing, CSV and JSON, and in the store."""
    make_store("store.h5")
    rows = [["code", "name", "fields", "contact"]] + [[f"{i:02}", text, text, text] for i, text in enumerate(TEXTS)]
    with open("texts.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    entries = [{"code": code, "name": name, "fields": [field], "contact": contact} for code, name, field, contact in rows[1:]]
    Path("texts.yaml").write_text(json.dumps({"organisations": entries}, ensure_ascii=False), encoding="utf-8")  # JSON is YAML
    for name in ("texts.csv", "texts.yaml"):
        shutil.copy("store.h5", "texts.h5")
        succeeds("register", "texts.h5", name, "--quiet")
        kept = variables_of("texts.h5")
        for which in ("name", "fields", "contact"):
            check(kept[f"organisation_{which}"] == TEXTS, f"{name}: {which}: {kept[f'organisation_{which}']}")
        out, _ = succeeds("export", "texts.h5", "organisation_name")
        table = list(csv.reader(io.StringIO(out, newline=""), strict=True))
        wanted = ["'" + text if text[0] in "=+-@" else text for text in TEXTS]
        check([row[1] for row in table[1:]] == wanted and all(len(row) == 3 for row in table), out)
        out, _ = succeeds("export", "texts.h5", "organisation_name", "--format", "json")
        check([row["value"] for row in json.loads(out)] == TEXTS, out)
        out, _ = succeeds("register", "texts.h5")
        check(len(out.splitlines()) == len(TEXTS) + 1 and "\u202e" not in out and "\x1b" not in out, out)
        code, _, err = lociq("export", "texts.h5", "organisation_name", "--format", "matrix")
        check(code == 2 and err == "lociq export: organisation_name holds texts, a matrix numbers: expected csv or json\n", err)


def test_plan():
    """The register is an input like any other: it counts by its digest."""
    make_store("unused.h5")
    Path("register.yaml").write_text(block_of("yaml"), encoding="utf-8")
    Path("more.csv").write_text("code,name\nZ,last\n", encoding="utf-8")
    Path("plan.yaml").write_text("store: plan.h5\nimport: [{files: [table.csv], unit: persons}]\n"
                                 "register: [register.yaml, more.csv]\n"
                                 "export: [{dataset: organisation_name, output: names.csv}]\n", encoding="utf-8")
    _, err = succeeds("run", "plan.yaml")
    check("registered 2 organisations of register.yaml\n" in err and "registered 1 organisation of more.csv\n" in err, err)
    check(Path("names.csv").read_text(encoding="utf-8").splitlines()[1:] ==
          ['EX-BATTERIES,"Example cluster of batteries, outside the EU",', "EX-SENSORS,Example cluster of sensors,", "Z,last,"],
          Path("names.csv").read_text(encoding="utf-8"))
    info, _ = succeeds("info", "plan.h5")
    check(info.count(", organisations\n") == 2, info)
    _, err = succeeds("run", "plan.yaml")
    check("nothing has changed" in err, err)
    Path("more.csv").write_text("code,name\nZ,else\n", encoding="utf-8")
    _, err = succeeds("run", "plan.yaml")
    check("more.csv" in err and "Z,else" in Path("names.csv").read_text(encoding="utf-8"), err)
    before = Path("plan.h5").read_bytes()
    Path("more.csv").write_text("code,name\nZ\n", encoding="utf-8")
    code, _, err = lociq("run", "plan.yaml")
    check(code == 1 and err.strip().endswith("lociq run: more.csv:2: 1 fields, expected 2"), err)
    check(Path("plan.h5").read_bytes() == before, "the store changed")
    Path("more.csv").unlink()
    code, _, err = lociq("run", "plan.yaml")
    check(code in (1, 2) and "plan.yaml:3:" in err and "more.csv" in err, err)


def test_shipped():
    """The example that comes with the data says that it is invented, and is read."""
    path = SOURCE / "datasets/eu_nuts2/organisations.yaml"
    text = path.read_text(encoding="utf-8")
    make_store("store.h5")
    succeeds("register", "store.h5", path, "--quiet")
    kept = variables_of("store.h5")
    check(text.startswith("# Invented") and len(kept["organisation"]) >= 6, kept["organisation"])
    check(all(name.startswith("Example ") for name in kept["organisation_name"]), kept["organisation_name"])
    check(0 in kept["organisation_inside_eu"] and 1 in kept["organisation_inside_eu"], "none is outside the EU")


for test in (test_template, test_worked_example, test_table_of_fields, test_again, test_refusals, test_hostile, test_texts, test_plan, test_shipped):
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
        os.chdir(folder)
        test()
        os.chdir("/")
sys.exit(1 if failures else 0)
