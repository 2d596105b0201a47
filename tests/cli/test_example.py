#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job from a table as Eurostat publishes it: on one that is made here, with
every trouble such a table has, and on the real one where it is. Location quotients are
compared with a few lines that read the same text; the README's session with what the
program prints."""
import csv
import gzip
import io
import math
import os
import shlex
import subprocess
import sys
import tempfile

LOCIQ, SOURCE = os.environ["LOCIQ"], os.environ["LOCIQ_SOURCE"]
REAL = os.path.join(os.environ.get("LOCIQ_SHARED", ""), "data/eurostat/lfst_r_lfe2en2.tsv.gz")
INDUSTRIES = "A,B-E,F,G-I,J,K,L,M_N,O-Q,R-U"
IMPORT = ["--measure", "employment", "-o", "eu.h5"]
# Descending years, trailing blanks, flags; an age class, an industry and levels too many; a total that is not
# the sum; EU28, which is no region of the axis.
MADE = """unit,nace_r2,age,geo\\time\t2015 \t2014 
THS,A,Y_GE15,AT11\t10.5 \t11 b
THS,B-E,Y_GE15,AT11\t: c\t20 u
THS,TOTAL,Y_GE15,AT11\t50 \t50 
THS,A,Y_GE15,DE11\t30 \t31.25 bu
THS,B-E,Y_GE15,DE11\t900 \t: 
THS,TOTAL,Y_GE15,DE11\t1900 \t1910 
THS,A,Y_GE15,ITC4\t0 \t1 
THS,B-E,Y_GE15,ITC4\t700 \t710 
THS,A,Y_GE15,EU28\t2000 \t2100 
THS,TOTAL,Y_GE15,EU28\t200000 \t210000 
THS,A,Y_GE15,AT1\t99 \t99 
THS,B,Y_GE15,DE11\t5 \t5 
THS,A,Y15-64,DE11\t29 \t30 
"""
failures = 0


def check(right, what):
    global failures
    if not right:
        failures += 1
        print(f"FAILED: {what}")


def lociq(*arguments):
    done = subprocess.run([LOCIQ, *arguments], capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def expect(wanted, *arguments):
    """Exit code, standard output and standard error."""
    got = lociq(*arguments)
    check(got == wanted, f"lociq {' '.join(arguments)}: {got}, expected {wanted}")


def quotients(path):
    """(e / E_r) / x, E_r the published total, else the sum of what is known; x over the regions where e is known."""
    cells, totals = {}, {}
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as file:
        years = next(file).split("\t")[1:]
        for line in file:
            key, *values = line.rstrip("\n").split("\t")
            _, industry, age, region = key.split(",")
            if age != "Y_GE15" or len(region) != 4 or region[:2] in ("EU", "EA"):
                continue
            for year, text in zip(years, values):
                number = text.split()[0]
                value = math.nan if number == ":" else float(number)
                if industry == "TOTAL":
                    totals[region, year.strip()] = value
                elif industry in INDUSTRIES.split(","):
                    cells[region, industry, year.strip()] = value
    known = {key: value for key, value in cells.items() if not math.isnan(value)}
    for region, year in {(r, y) for r, _, y in cells}:
        if math.isnan(totals.get((region, year), math.nan)):
            totals[region, year] = math.fsum(v for (r, _, y), v in known.items() if (r, y) == (region, year))
    found = {}
    for industry, year in {(i, y) for _, i, y in cells}:
        column = {r: v for (r, i, y), v in known.items() if (i, y) == (industry, year)}
        whole = math.fsum(totals[r, year] for r in column)
        share = math.fsum(column.values()) / whole if whole > 0 else math.nan
        for region, value in column.items():
            total = totals[region, year]
            found[region, industry, year] = value / total / share if total > 0 and share > 0 else math.nan
    return found


def compare_quotients(path):
    code, text, _ = lociq("export", "eu.h5", "lq")
    check(code == 0, "export")
    rows = list(csv.DictReader(io.StringIO(text)))
    got = {(row["region"], row["industry"], row["year"]): float(row["value"]) for row in rows if row["value"] != ""}
    wanted = {key: value for key, value in quotients(path).items() if not math.isnan(value)}
    check(set(got) == set(wanted), f"the known cells: {sorted(set(got) ^ set(wanted))[:5]}")
    # 1e-12: sums of at most some hundred terms in another order.
    far = [key for key in set(got) & set(wanted) if not math.isclose(got[key], wanted[key], rel_tol=1e-12)]
    check(not far, f"the quotients of {far[:5]}")
    check(len(wanted) > 0, "there are quotients")


def test_made_table():
    with open("made.tsv", "w", encoding="utf-8") as file:
        file.write(MADE)
    arguments = ["import", "made.tsv", "--where", "nace_r2=A,B-E", *IMPORT]
    expect((1, "", "lociq import: age has 2 values, of which one must be chosen with --where age=…: Y15-64, Y_GE15\n"),
           *arguments, "--level", "nuts2")
    expect((1, "", "lociq import: AT1 contains AT11: choose one with --level (nuts1, nuts2 are there)\n"),
           *arguments, "--where", "age=Y_GE15")
    check(not os.path.exists("eu.h5"), "a refused import made a store")
    code, out, err = lociq(*arguments, "--where", "age=Y_GE15", "--level", "nuts2")
    check((code, err) == (0, ""), f"import: {code} {err}")
    check(out.startswith("13 series, 26 cells: "), f"the account: {out}")
    check("left out: 2 by --where nace_r2, 2 by --where age, 2 by --level nuts2" in out, f"the account: {out}")
    check(out.endswith("eu.h5: 2 years, 3 regions, 2 industries; employment\n"), f"the account: {out}")
    expect((0, "", "computed 2 indicators into eu.h5\n"), "compute", "eu.h5", "lq", "krugman_specialisation")
    compare_quotients("made.tsv")
    code, out, _ = lociq("export", "eu.h5", "employment", "--region", "DE11", "--year", "2014")
    check(out == "region,industry,year,value,flag\nDE11,A,2014,31.25,bu\nDE11,B-E,2014,,\n", f"the flags: {out}")
    os.remove("eu.h5")


def session(text):
    """The README's example: each command, and the lines that it is shown to print."""
    example = text.split("\n## An example\n")[1].split("\n## ")[0].replace("\\\n", " ")
    shown, lines = [], None
    for line in example.splitlines():
        if line.startswith("    $ lociq "):
            lines = []
            shown.append((shlex.split(line)[2:], lines))
        elif not line.startswith("    "):
            lines = None
        elif lines is not None:
            lines.append(line[4:])
    return shown


def test_real_table():
    os.symlink(os.path.abspath(REAL), "lfst_r_lfe2en2.tsv.gz")
    arguments = ["import", "lfst_r_lfe2en2.tsv.gz", "--where", f"nace_r2={INDUSTRIES}", *IMPORT]
    expect((1, "", "lociq import: age has 5 values, of which one must be chosen with --where age=…: Y15-24, Y15-64, "
            "Y25-64, Y65-74, Y_GE15\n"), *arguments, "--level", "nuts2")
    expect((1, "", "lociq import: AT contains AT1: choose one with --level (nuts0, nuts1, nuts2 are there)\n"),
           *arguments, "--where", "age=Y_GE15")
    with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as file:
        shown = session(file.read())
    check([command[0] for command, _ in shown] == ["import", "compute", "export", "partners", "report", "info", "verify"],
          f"the README's commands: {[command for command, _ in shown]}")
    for command, lines in shown:
        code, out, err = lociq(*command)
        check(code == 0, f"the README's lociq {' '.join(command)}: {err}")
        printed = (out + err).splitlines()
        for line in lines:
            if line.strip() != "…":
                check(line in printed, f"the README's lociq {' '.join(command)} prints no '{line}'")
    compare_quotients("lfst_r_lfe2en2.tsv.gz")


with tempfile.TemporaryDirectory() as folder:
    REAL = os.path.abspath(REAL)
    os.chdir(folder)
    test_made_table()
    if os.path.exists(REAL) and os.path.exists(os.path.join(SOURCE, "README.md")):
        test_real_table()
    os.chdir("/")
sys.exit(1 if failures else 0)
