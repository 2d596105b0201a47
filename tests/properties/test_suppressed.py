# SPDX-License-Identifier: GPL-3.0-or-later
"""Suppressed cells of the Quarterly Census of Employment and Wages are missing, not zero: coverage is what pandas makes of
the published totals, quotients have matched denominators, and no index is that of the same counties with zeros."""
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

data = Path(os.environ["LOCIQ_SOURCE"]) / "datasets/us_counties"
faults = []
BY_REGION = ["krugman_specialisation", "herfindahl", "entropy", "hachman", "gini_specialisation", "theil_specialisation"]
# Over shares that are rescaled to what is known, a zero adds nothing to a sum of squares or of s ln s.
UNMOVED = {"herfindahl", "entropy", "herfindahl_concentration"}
BY_INDUSTRY = ["hoover_concentration", "herfindahl_concentration", "gini_concentration"]


def expect(holds, sentence):
    if not holds:
        faults.append(sentence)


def same(found, expected, sentence):
    """Equal to rounding, and missing in the same places: some thousand terms in another order."""
    expect(numpy.array_equal(numpy.isnan(found), numpy.isnan(expected)), sentence + ": missing elsewhere")
    with numpy.errstate(invalid="ignore"):
        off = numpy.nanmax(numpy.abs(found - expected) / numpy.maximum(numpy.abs(expected), 1e-3))
    expect(off < 1e-11, f"{sentence}: off by {off:.2g}")


def lociq(*arguments):
    subprocess.run([os.environ["LOCIQ"], *map(str, arguments), "--quiet"], check=True)


def compute(store, *options):
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.h5"
        lociq("compute", store, "lq", *BY_REGION, *BY_INDUSTRY, "-o", result, *options)
        with h5py.File(result) as file:
            regions, industries = file["region"].asstr()[:], file["industry"].asstr()[:]
            return regions, industries, {name: file[name][0] for name in file if file[name].ndim > 1}


def check(rows, *imported):
    """rows: region, industry (TOTAL too), employment; imported: what makes a store of them."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "counties.h5"
        lociq("import", *imported, "-o", store)
        regions, industries, found = compute(store)
        _, _, zeros = compute(store, "--missing", "zero")

    table = rows.pivot(index="region", columns="industry", values="employment").reindex(regions)
    totals = table.pop("TOTAL").to_numpy()
    cells = table.reindex(columns=industries).to_numpy()
    known = ~numpy.isnan(cells)
    # A cell that the rows name and leave empty is suppressed; one that they do not name is unknown all the same.
    suppressed = rows["employment"].isna() & (rows["industry"] != "TOTAL")
    expect(suppressed.sum() > 1000, "next to nothing is suppressed: is it the right file?")

    sums = numpy.where(known, cells, 0).sum(axis=1)
    everything = numpy.where(numpy.isnan(totals) & known.any(axis=1), sums, totals)
    with numpy.errstate(invalid="ignore", divide="ignore"):
        coverage = numpy.where(known.any(axis=1), numpy.where(numpy.isnan(totals), 1, sums / totals), numpy.nan)
    for name in BY_REGION:
        same(found[name + "_coverage"], coverage, name + "_coverage")
    same(found["lq_coverage"], coverage, "lq_coverage")
    expect((coverage < 0.9).sum() > 50, "few counties have suppressed cells")

    counted = known & ~numpy.isnan(everything)[:, None]
    with numpy.errstate(invalid="ignore", divide="ignore"):
        above = numpy.where(counted, cells, 0).sum(axis=0)
        below = numpy.where(counted, everything[:, None], 0).sum(axis=0)
        reference = numpy.where(above > 0, above / below, numpy.nan)
        share = cells / numpy.where(everything > 0, everything, numpy.nan)[:, None]
        same(found["lq"], share / reference, "lq")

        both = known & ~numpy.isnan(reference) & (everything > 0)[:, None]
        own, other = numpy.where(both, cells, 0), numpy.where(both, reference, 0)
        own, other = own / own.sum(axis=1, keepdims=True), other / other.sum(axis=1, keepdims=True)
        same(found["krugman_specialisation"], numpy.abs(own - other).sum(axis=1), "krugman_specialisation")
        alone = numpy.where(known, cells, 0)
        alone = alone / alone.sum(axis=1, keepdims=True)
        same(found["herfindahl"], (alone**2).sum(axis=1), "herfindahl")

        sited = numpy.where(counted, cells, 0) / above
        held = numpy.where(counted, everything[:, None], 0) / below
        # of an industry that is known nowhere, or is nowhere, nothing can be told
        same(found["hoover_concentration"], numpy.where(above > 0, numpy.abs(sited - held).sum(axis=0) / 2, numpy.nan),
             "hoover_concentration")

    # No index is what zeros in the place of the unknown make of it: they would lower every quotient of what is hidden
    # elsewhere, and no cell would be missing.
    hidden = ~known.all(axis=1)
    for name in set(BY_REGION) - UNMOVED:
        one, other = found[name][hidden], zeros[name][hidden]
        there = ~numpy.isnan(one)
        expect((numpy.abs(one - other)[there] > 1e-9).mean() > 0.99, f"{name} is that of zeros in most counties")
    expect(numpy.isnan(found["lq"][~known]).all(), "a quotient stands where nothing is known")
    expect((zeros["lq"][~known & (everything > 0)[:, None]] == 0).sum() > 1000, "with --missing zero the unknown is not zero")
    partly = known.any(axis=0) & ~known.all(axis=0)
    for name in set(BY_INDUSTRY) - UNMOVED:
        one, other = found[name][partly], zeros[name][partly]
        there = ~numpy.isnan(one) & ~numpy.isnan(other)
        expect((numpy.abs(one - other)[there] > 1e-9).mean() > 0.99, f"{name} is that of zeros in most industries")


def bureau(folder):
    """The Bureau's own files of all counties, quarters made a year: suppressed in one is suppressed in all."""
    files = [folder / f"qcew_2016q_agglvl{level}_dev.csv.gz" for level in (70, 75)]
    parts = [pandas.read_csv(file, dtype={"area_fips": str, "industry_code": str, "disclosure_code": str}) for file in files]
    rows = pandas.concat([parts[0].assign(industry_code="TOTAL"), parts[1]])
    rows["months"] = rows[["month1_emplvl", "month2_emplvl", "month3_emplvl"]].sum(axis=1)
    rows["months"] = rows["months"].where(rows["disclosure_code"] != "N")
    # Ownerships are added up, each the mean of the months of the quarters that it has.
    owned = rows.groupby(["area_fips", "industry_code", "own_code"])["months"]
    means = (owned.sum(min_count=1) / (3 * owned.size())).where(owned.count() == owned.size())
    cells = means.groupby(level=[0, 1]).agg(lambda part: part.sum() if part.notna().all() else numpy.nan)
    return cells.rename("employment").rename_axis(["region", "industry"]).reset_index(), files


check(pandas.read_csv(data / "employment.csv.gz", dtype={"region": str, "industry": str}), data / "employment.csv.gz")
shared = Path(os.environ["LOCIQ_SHARED"]) / "data/qcew/county_2016q"
if shared.is_dir():
    rows, files = bureau(shared)
    check(rows, *files, "--level", "naics3")
else:
    print("the Bureau's files are not here: only the counties that ship with the engine were checked")
for fault in faults:
    print(fault)
sys.exit(1 if faults else 0)
