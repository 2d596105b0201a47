#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of NUTS codes beside the published lists, and the vintage of published tables, where copies of them lie
beside the project."""
import csv
import gzip
import os
import re
import subprocess
import sys
import tempfile

LOCIQ, SOURCE = os.environ["LOCIQ"], os.environ["LOCIQ_SOURCE"]
DATA = os.path.join(os.environ.get("LOCIQ_SHARED", ""), "data")
YEARS = [2006, 2010, 2013, 2016, 2021, 2024]
# Where the table knows more than the lists: Liechtenstein left 2021 out, Norway's islands and the merged Trøndelag were
# added late, and Northern Ireland was published under two sets of codes in 2016.
BEYOND = {2016: {"NO060"} | {f"UKN{i}" for i in range(10, 17)}, 2021: {"LI0", "LI00", "LI000", "NO0B", "NO0B1", "NO0B2"}}
failures = 0


def check(right, what):
    global failures
    if not right:
        failures += 1
        print(f"FAILED: {what}")


def table():
    with open(os.path.join(SOURCE, "engine/classify/nuts_vintages.def"), encoding="utf-8") as file:
        runs = re.findall(r'NUTS_CODES\((\w\w), (\d+), (\d+), ((?:"[^"]*"\s*)+)\)', file.read())
    found = {year: set() for year in YEARS}
    for country, first, last, texts in runs:
        for code in "".join(re.findall(r'"([^"]*)"', texts)).split():
            for year in YEARS:
                if int(first) <= year <= int(last):
                    found[year].add(country + code)
    return found


def compare_lists(found):
    with gzip.open(os.path.join(DATA, "classifications/nuts_crosswalk_2006_2021.csv.gz"), "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for year in YEARS[:-1]:
        listed = {row[f"{end}_code"] for row in rows for end in ("from", "to") if row[f"{end}_version"] == str(year)}
        listed = {re.sub("^GR", "EL", code) for code in listed if not re.fullmatch("..Z+", code)}
        check(found[year] == listed | BEYOND.get(year, set()), f"{year}: {sorted(found[year] ^ listed)}")
    with open(os.path.join(DATA, "classifications/NUTS2021-NUTS2024.csv"), encoding="utf-8-sig") as file:
        listed = {row["NUTS Code"] for row in csv.DictReader(file, delimiter=";")} - {""}
    listed = {code for code in listed if not re.fullmatch("..Z+", code)}
    union = {code for code in found[2024] if code[:2] not in ("CH", "IS", "LI", "NO", "UK")}
    check(union == listed, f"2024: {sorted(union ^ listed)}")


def imported(name, *arguments):
    """What info says of the vintage, or the error."""
    path = os.path.join(DATA, "eurostat", name)
    done = subprocess.run([LOCIQ, "import", path, "-o", "s.h5", "--measure", "m", "--unit", "u", *arguments],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return done.stderr.strip()
    information = subprocess.run([LOCIQ, "info", "s.h5"], capture_output=True, text=True, check=True).stdout
    os.remove("s.h5")
    return "".join(line[11:] for line in information.splitlines() if line.startswith("vintage"))


def compare_tables():
    income = ["--level", "nuts2", "--where", "unit=EUR_HAB", "--where", "na_item=B5N"]
    for name, arguments, wanted in [
            ("nama_10r_2gdp.tsv.gz", ["--level", "nuts2", "--where", "unit=MIO_EUR"], "NUTS 2013"),
            ("nama_10r_2gdp.tsv.gz", ["--level", "nuts1", "--where", "unit=MIO_EUR"], "NUTS 2013"),
            ("nama_10r_2gfcf_tabular.tsv.gz",
             ["--level", "nuts2", "--where", "currency=MIO_EUR", "--where", "nace_r2=A,B-E,F"], "NUTS 2021"),
            ("lfst_r_lfe2en2.tsv.gz", ["--level", "nuts2", "--where", "age=Y_GE15"],
             "NUTS 2013; 17 of other vintages: EL11 …"),
            ("lfst_r_lfe2en2.tsv.gz", ["--level", "nuts2", "--where", "age=Y_GE15", "--vintage", "2013"], "NUTS 2013"),
            # Greece's, France's overseas and Slovenia's old and new regions have income in the same years.
            ("nama_10r_2hhinc.tsv.gz", income,
             "lociq import: EL11 is of NUTS 2010 and earlier, EL51 of 2013 and later, and both have values in 2012: choose one "
             "vintage with --vintage (2013 has 281 of these 298 regions)"),
            ("nama_10r_2hhinc.tsv.gz", [*income, "--vintage", "2013"], "NUTS 2013")]:
        got = imported(name, *arguments)
        check(got == wanted, f"{name} {' '.join(arguments)}: '{got}', expected '{wanted}'")


found = table()
if not os.path.isdir(DATA):
    print("skipped: the published lists are not there")
    sys.exit(77)
compare_lists(found)
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    compare_tables()
    os.chdir("/")
sys.exit(1 if failures > 0 else 0)
