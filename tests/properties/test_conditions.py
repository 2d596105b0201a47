#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of the shipped data set against pandas, as far as that has no choices to make: which regions are left out,
the pillars of what is known in full and is not treated, the index as the mean of its pillars, and ranks."""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import h5py
    import numpy
    import pandas
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)

LOCIQ = os.environ["LOCIQ"]
FOLDER = Path(os.environ["LOCIQ_SOURCE"]) / "datasets/eu_nuts2"
YEARS = range(2008, 2014)
PILLARS = {"labour_supply": ["unemployment", "neither", "women"], "education": ["tertiary", "basic", "training"],
           "capital": ["investment_share", "investment_per_worker"]}
# Of NUTS 2010, and changed since: the plan chooses the vintage of 2013 where a file has both.
FORMER = [*(f"EL{code}" for code in (11, 12, 13, 14, 21, 22, 23, 24, 25)), "FR91", "FR92", "FR93", "FR94", "SI01", "SI02",
          "UKI1", "UKI2"]
MIXED = ["rates", "income"]
# Sums of few numbers up to 100: some roundings of 1e-14 each.
ROUNDING = 1e-12
failures = 0


def check(what, holds):
    global failures
    if not holds:
        failures += 1
        print("FAILED:", what)


def run(*arguments):
    done = subprocess.run([LOCIQ, *arguments], capture_output=True, text=True, check=False)
    check(f"lociq {' '.join(arguments)}: {done.stderr}", done.returncode == 0)


def indicators():
    files = ["labour", "rates", "income", "gdp", "gfcf"]
    tables = [pandas.read_csv(FOLDER / f"{name}.csv.gz", index_col=["region", "year"]) for name in files]
    tables = [table.drop(FORMER, level="region", errors="ignore") if name in MIXED else table
              for name, table in zip(files, tables)]
    tables[-1] = tables[-1][tables[-1].industry == "TOTAL"]
    of = pandas.concat(tables, axis=1)
    return pandas.DataFrame({
        "unemployment": -of.unemployed / of.active, "neither": -of.neet_rate,
        "women": of.employed_women / of.employed, "tertiary": of.active_25_64_tertiary / of.active_25_64,
        "basic": -of.active_25_64_basic / of.active_25_64, "training": of.training_rate,
        "investment_share": of.gfcf / of.gdp, "investment_per_worker": of.gfcf / of.employed,
        "information": of.employed_information / of.employed, "finance": of.employed_finance / of.employed,
        "professional": of.employed_professional / of.employed, "disposable": of.household_income,
        "product": of.gdp_per_head})


def texts(store, name):
    return [text.decode() if isinstance(text, bytes) else str(text) for text in store[name][:]]


def stored(path, variable):
    """One row a region and year, one column a node."""
    with h5py.File(path) as store:
        regions, years = texts(store, "region"), [int(year) for year in store["year"][:]]
        values = store[variable][:].reshape(len(years) * len(regions), -1)
        rows = pandas.MultiIndex.from_product([years, regions], names=["year", "region"])
        return pandas.DataFrame(values, rows, texts(store, "framework_conditions_node")).loc[list(YEARS)]


def check_index(path):
    scores, ranks = stored(path, "framework_conditions"), stored(path, "framework_conditions_rank")
    found = indicators().swaplevel().reindex(scores.index)
    kept = found.notna().mean(axis=1) >= 0.75
    check("left out are the regions that are known to less than 75 %", (scores["conditions"].notna() == kept).all())
    check("1,577 of 2,010 regions and years are kept", kept.sum() == 1577 and len(kept) == 2010)
    found = found[kept]
    # What neighbours fill in is a mean of others: the extremes stay.
    normalised = 1 + 99 * (found - found.min()) / (found.max() - found.min())
    for pillar, parts in PILLARS.items():
        full = normalised[parts].dropna().mean(axis=1)
        check(f"{pillar} is known in full of more than a thousand", len(full) > 1000)
        off = (scores.loc[full.index, pillar] - full).abs().max()
        check(f"{pillar} is off by {off}", off <= ROUNDING)
    pillars = [*PILLARS, "knowledge", "income"]
    off = (scores[pillars].mean(axis=1, skipna=False) - scores["conditions"]).abs().max()
    check(f"the index is off the mean of its pillars by {off}", off <= ROUNDING)
    expected = scores.groupby("year").rank(method="min", ascending=False)
    check("ranks are those of pandas", numpy.array_equal(expected, ranks, equal_nan=True))


with tempfile.TemporaryDirectory() as folder:
    work = Path(folder) / "eu_nuts2"
    shutil.copytree(FOLDER, work, ignore=shutil.ignore_patterns("*.h5"))
    run("run", str(work / "plan.yaml"))
    run("composite", str(work / "made/eu.h5"), str(work / "conditions.yaml"))
    check_index(work / "made/eu.h5")
sys.exit(1 if failures else 0)
