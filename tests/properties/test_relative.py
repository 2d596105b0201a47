# SPDX-License-Identifier: GPL-3.0-or-later
"""Productivity of Europe's regions relative to EU28 and to all regions, as numpy makes it of the same figures. Eurostat's GDP
in purchasing power standards tells what GDP at the price levels that follow from it must be, and EU28 has the level 100."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import h5py
    import numpy
    import pandas
except ImportError as error:
    print(f"skipped: {error.name} is not installed (Debian packages python3-h5py, python3-numpy, python3-pandas)")
    sys.exit(77)

data = Path(os.environ["LOCIQ_SOURCE"]) / "datasets/eu_nuts2"
faults = []
numpy.seterr(divide="ignore", invalid="ignore")


def expect(holds, sentence):
    if not holds:
        faults.append(sentence)


def same(found, expected, sentence):
    """Equal to rounding, and missing in the same places: sums of some hundred terms in another order."""
    expected = numpy.where(numpy.isfinite(expected), expected, numpy.nan)
    expect(numpy.isfinite(found).sum() > 1000, f"{sentence}: hardly anything is known")
    expect(numpy.array_equal(numpy.isnan(found), numpy.isnan(expected)), sentence + ": missing elsewhere")
    off = numpy.nanmax(numpy.abs(found / expected - 1))
    expect(off < 1e-13, f"{sentence}: off by {off:.2g}")


def lociq(*arguments):
    subprocess.run([os.environ["LOCIQ"], *map(str, arguments), "--quiet"], check=True)


def productivity(store, *options):
    """The values, and what is said of them."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.h5"
        lociq("compute", store, "labour_productivity", "-o", result, *options)
        with h5py.File(result) as file:
            found = file["labour_productivity"]
            return found[:], dict(found.attrs)


def relative(above, below, known):
    """In per cent of the sums over the regions where all is known."""
    return 100 * (above / below) / (numpy.where(known, above, 0).sum(1) / numpy.where(known, below, 0).sum(1))[:, None]


with tempfile.TemporaryDirectory() as folder:
    store, levels = Path(folder) / "eu.h5", Path(folder) / "levels.csv"
    euro, pps = (pandas.read_csv(data / f"{name}.csv.gz").set_index(["region", "year"]) for name in ("gdp", "gdp_pps"))
    level = (euro["gdp"] / pps["gdp_pps"] * 100).rename("price_level").dropna()
    level[level.index.get_level_values("region") != "EU28"].to_csv(levels)
    for name, unit in {"employment": "thousand persons", "gdp": "million euro", "gfcf": "million euro",
                       "gdp_pps": "million purchasing power standards"}.items():
        lociq("import", data / f"{name}.csv.gz", "-o", store, "--unit", unit, "--level", "nuts2")
    lociq("import", levels, "-o", store, "--unit", "1", "--level", "nuts2")

    with h5py.File(store) as file:
        known = {name: file[name][:] for name in ("employment", "gdp", "gfcf", "price_level")}
        totals = file["employment_total_region"][:]
        eu28 = list(file["aggregate"].asstr()).index("EU28")
        reference = file["gdp_aggregate"][:, eu28] / file["employment_aggregate_total"][:, eu28]

    sums = numpy.where(numpy.isnan(known["employment"]).all(2), numpy.nan, numpy.nansum(known["employment"], axis=2))
    jobs = numpy.where(numpy.isnan(totals), sums, totals)
    found, said = productivity(store, "--relative", "100")
    same(found, relative(known["gdp"], jobs, ~numpy.isnan(known["gdp"] / jobs)), "relative to all regions")
    expect(said["units"] == "%" and said["reference"] == "whole", "what is relative to all regions says otherwise")

    found, said = productivity(store, "--relative", "100", "--reference", "EU28")
    same(found, 100 * known["gdp"] / jobs / reference[:, None], "relative to EU28")
    expect(said["units"] == "%" and said["reference"] == "EU28", "what is relative to EU28 says otherwise")

    at_prices, said = productivity(store, "--prices", "pps")
    published, _ = productivity(store, "--product", "gdp_pps")
    same(at_prices, published, "at the prices of EU28")
    expect(said["units"] == "million euro per thousand persons", "the unit of money at the prices of EU28 is another")
    found, _ = productivity(store, "--prices", "pps", "--relative", "100", "--reference", "EU28")
    same(found, 100 * published / reference[:, None], "at the prices of EU28 and relative to it")

    # By industry, from a store, whatever the memory: one level a region for all its industries.
    for options in (["--memory", "64M"], ["--threads", "3"]):
        found, _ = productivity(store, "--product", "gfcf", "--prices", "pps", "--relative", "100", *options)
        above, below, level = known["gfcf"], known["employment"], known["price_level"][:, :, None]
        whole = relative(above, below, ~numpy.isnan(above + below + level))
        same(found, whole / (level / 100), f"by industry with {options}")

for fault in faults:
    print(fault)
sys.exit(1 if faults else 0)
