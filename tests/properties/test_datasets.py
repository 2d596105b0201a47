# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped data sets hold what they say: each cell is the source's, where a copy of the source lies beside the
project, and each file is tidy, labelled, small and credited in any case."""
import os
import re
import sys
from pathlib import Path

try:
    import pandas
except ImportError:
    print("skipped: pandas is not installed (Debian package python3-pandas)")
    sys.exit(77)

source = Path(os.environ["LOCIQ_SOURCE"]) / "datasets"
shared = Path(os.environ["LOCIQ_SHARED"]) / "data"
faults = []


def expect(holds, sentence):
    if not holds:
        faults.append(sentence)


def tidy(path):
    """Every field as it is written; a field that is empty is "", never missing."""
    return pandas.read_csv(source / path, dtype=str, keep_default_na=False)


def eurostat(name, **kept):
    """A Eurostat file as one row a cell: dimensions, year, value, flag."""
    wide = pandas.read_csv(shared / "eurostat" / name, sep="\t", dtype=str, keep_default_na=False)
    heading = wide.columns[0]
    dimensions = heading.split("\\")[0].split(",")
    wide[dimensions] = wide[heading].str.split(",", expand=True)
    wide = wide.drop(columns=heading)
    for dimension, values in kept.items():
        wide = wide[wide[dimension].isin(values)]
    long = wide.melt(id_vars=dimensions, var_name="year", value_name="cell")
    long["year"] = long["year"].str.strip()
    long = long[long["year"].between("2008", "2015") & (long["geo"].str.len() == 4)]
    cell = long["cell"].str.strip().str.extract(r"^(?P<value>[^ ]*) ?(?P<flag>.*)$")
    long["value"] = cell["value"].where(cell["value"] != ":", "")
    long["flag"] = cell["flag"]
    return long


def same(path, expected, keys, columns):
    """The tidy file has these rows, no others, and each value letter by letter."""
    got = tidy(path).set_index(keys)[columns].sort_index()
    want = expected.set_index(keys)[columns].sort_index()
    expect(got.index.is_unique, f"{path} has a cell twice")
    if not got.index.equals(want.index):
        faults.append(f"{path} has other cells than the source: {got.index.symmetric_difference(want.index)[:5].tolist()}")
        return
    wrong = (got != want).any(axis=1)
    expect(not wrong.any(), f"{path} differs from the source in {wrong.sum()} cells, first {wrong[wrong].index[:3].tolist()}")


CONDITIONS = {
    "labour": {
        "employed": ("lfst_r_lfe2emp", {"sex": ["T"], "age": ["Y_GE15"]}),
        "employed_women": ("lfst_r_lfe2emp", {"sex": ["F"], "age": ["Y_GE15"]}),
        "unemployed": ("lfst_r_lfu3pers", {"sex": ["T"], "age": ["Y_GE15"]}),
        "active": ("lfst_r_lfp2acedu", {"sex": ["T"], "age": ["Y_GE15"], "isced11": ["TOTAL"]}),
        "active_25_64": ("lfst_r_lfp2acedu", {"sex": ["T"], "age": ["Y25-64"], "isced11": ["TOTAL"]}),
        "active_25_64_tertiary": ("lfst_r_lfp2acedu", {"sex": ["T"], "age": ["Y25-64"], "isced11": ["ED5-8"]}),
        "active_25_64_basic": ("lfst_r_lfp2acedu", {"sex": ["T"], "age": ["Y25-64"], "isced11": ["ED0-2"]}),
        "employed_information": ("lfst_r_lfe2en2", {"age": ["Y_GE15"], "nace_r2": ["J"]}),
        "employed_finance": ("lfst_r_lfe2en2", {"age": ["Y_GE15"], "nace_r2": ["K"]}),
        "employed_professional": ("lfst_r_lfe2en2", {"age": ["Y_GE15"], "nace_r2": ["M_N"]}),
    },
    "rates": {
        "training_rate": ("trng_lfse_04", {"sex": ["T"]}),
        "neet_rate": ("edat_lfse_22_tabular", {"sex": ["T"], "age": ["Y15-24"]}),
    },
    "income": {
        "household_income": ("nama_10r_2hhinc", {"unit": ["PPCS_HAB"], "na_item": ["B6N"]}),
        "gdp_per_head": ("nama_10r_2gdp", {"unit": ["PPS_HAB"]}),
    },
}
LAST_YEAR = {"income": "2013"}


def check_eu_against_source():
    groups = ["A", "B-E", "F", "G-I", "J", "K", "L", "M_N", "O-Q", "R-U", "TOTAL"]
    employment = eurostat("lfst_r_lfe2en2.tsv.gz", age=["Y_GE15"], nace_r2=groups)
    regions = set(employment["geo"])
    keys = ["region", "industry", "year"]
    names = {"geo": "region", "nace_r2": "industry"}
    same("eu_nuts2/employment.csv.gz",
         employment.rename(columns=names | {"value": "employment", "flag": "employment_flag"}), keys,
         ["employment", "employment_flag"])
    for unit, measure in (("MIO_EUR", "gdp"), ("MIO_PPS", "gdp_pps")):
        gdp = eurostat("nama_10r_2gdp.tsv.gz", unit=[unit], geo=regions)
        same(f"eu_nuts2/{measure}.csv.gz", gdp.rename(columns=names | {"value": measure, "flag": measure + "_flag"}),
             ["region", "year"], [measure, measure + "_flag"])
    capital = eurostat("nama_10r_2gfcf_tabular.tsv.gz", currency=["MIO_EUR"], nace_r2=groups, geo=regions)
    expect((capital["flag"] == "").all(), "gross fixed capital formation has flags that the tidy file has no column for")
    same("eu_nuts2/gfcf.csv.gz", capital.rename(columns=names | {"value": "gfcf"}), keys, ["gfcf"])
    check_conditions_against_source({region for region in regions if region[:2] not in ("EU", "EA")})


def check_conditions_against_source(regions):
    keys = ["region", "year"]
    for theme, measures in CONDITIONS.items():
        columns = []
        for measure, (table, kept) in measures.items():
            cells = eurostat(table + ".tsv.gz", geo=regions, **kept).rename(
                columns={"geo": "region", "value": measure, "flag": measure + "_flag"})
            columns.append(cells.set_index(keys)[[measure, measure + "_flag"]])
        # Where one table has a region that another has not, the other's cell is empty.
        expected = pandas.concat(columns, axis=1).fillna("").reset_index()
        expected = expected[expected["year"] <= LAST_YEAR.get(theme, "2015")]
        same(f"eu_nuts2/{theme}.csv.gz", expected, keys, [name for name in expected.columns if name not in keys])


def check_us_against_source():
    levels = []
    for level in (70, 75):
        file = pandas.read_csv(shared / f"qcew/county_2016q/qcew_2016q_agglvl{level}_dev.csv.gz",
                               dtype={"area_fips": str, "industry_code": str, "disclosure_code": str},
                               keep_default_na=False)
        levels.append(file.assign(industry_code="TOTAL") if level == 70 else file)
    rows = pandas.concat(levels)
    counties = pandas.read_csv(source / "us_counties/counties.csv", dtype=str)["code"]
    rows = rows[rows["area_fips"].isin(counties)]
    rows["months"] = rows[["month1_emplvl", "month2_emplvl", "month3_emplvl"]].sum(axis=1)
    rows["suppressed"] = rows["disclosure_code"] == "N"
    cells = rows.groupby(["area_fips", "industry_code"]).agg(
        months=("months", "sum"), wages=("total_qtrly_wages", "sum"), establishments=("qtrly_estabs_count", "sum"),
        suppressed=("suppressed", "any"))
    keys = ["region", "industry", "year"]
    halves = [tidy(f"us_counties/{name}.csv.gz").set_index(keys) for name in ("employment", "wages")]
    got = halves[0].join(halves[1], how="outer").reset_index("year").sort_index()
    expect(len(got) == len(halves[0]) == len(halves[1]) and (got["year"] == "2016").all(),
           "us_counties has other cells of wages than of employment")
    expect(got.index.is_unique and list(got.index) == list(cells.sort_index().index),
           "us_counties has other cells than the source")
    cells = cells.loc[got.index]
    hidden = cells["suppressed"]
    expect(hidden.sum() > 1000, "the source has next to no suppressed cells: is it the right file?")
    for measure in ("employment", "wages"):
        expect(((got[measure] == "") == hidden).all(), f"{measure}: another set of cells is empty than is suppressed")
        expect(((got[measure + "_flag"] == "c") == hidden).all(), f"{measure}: the flag c is not where cells are suppressed")
    known = got[~hidden]
    # A mean over 12 months is written with 17 digits: times 12 it is the whole number again.
    expect(((known["employment"].astype(float) * 12).round(6) == cells["months"][~hidden]).all(), "employment is no mean of months")
    expect((known["wages"].astype("int64") == cells["wages"][~hidden]).all(), "wages are no sum of quarters")
    expect((got["establishments"].astype(float) * 4 == cells["establishments"]).all(), "establishments are no mean of quarters")


def check_labels(data, labels, column):
    table = tidy(labels)
    codes = set(table["code"])
    expect(list(table.columns) == ["code", "label", "parent"], f"{labels} has other columns")
    expect(len(codes) == len(table) and (table["label"] != "").all(), f"{labels} has a code twice or without a label")
    expect(set(table["parent"]) <= codes | {""}, f"{labels} names a parent that it does not have")
    for path in data:
        missing = set(tidy(path)[column]) - codes - {"TOTAL"}
        expect(not missing, f"{labels} has no label for {sorted(missing)[:5]} of {path}")


def check_specification():
    """What conditions.yaml makes an index of is in the files, each of them is used, and the plan imports them."""
    told = (source / "eu_nuts2/conditions.yaml").read_text(encoding="utf-8")
    used = set(re.findall(r"(?:measure|denominator): (\w+)", told))
    there = {measure for measures in CONDITIONS.values() for measure in measures}
    expect(used - there == {"gdp", "gfcf"}, f"conditions.yaml uses {sorted(used - there)}, not gdp and gfcf")
    expect(there <= used, f"conditions.yaml does not use {sorted(there - used)}")
    plan = (source / "eu_nuts2/plan.yaml").read_text(encoding="utf-8")
    for theme in CONDITIONS:
        expect(f"[{theme}.csv.gz]" in plan, f"the plan does not import {theme}.csv.gz")


def check_alone():
    files = [path for path in source.rglob("*") if path.is_file() and path.parent.name != "made"]
    size = sum(path.stat().st_size for path in files)
    expect(size <= 4 << 20, f"the data sets take {size} bytes, more than 4 MiB")
    sources = (source / "SOURCES.md").read_text(encoding="utf-8")
    for path in files:
        if ".csv" in path.suffixes:
            expect(path.name in sources, f"SOURCES.md does not tell where {path.name} comes from")
    check_labels(["eu_nuts2/employment.csv.gz", "eu_nuts2/gdp.csv.gz", "eu_nuts2/gfcf.csv.gz"]
                 + [f"eu_nuts2/{theme}.csv.gz" for theme in CONDITIONS], "eu_nuts2/regions.csv", "region")
    check_labels(["eu_nuts2/employment.csv.gz", "eu_nuts2/gfcf.csv.gz"], "eu_nuts2/industries.csv", "industry")
    check_labels(["us_counties/employment.csv.gz", "us_counties/wages.csv.gz"], "us_counties/counties.csv", "region")
    check_labels(["us_counties/employment.csv.gz", "us_counties/wages.csv.gz"], "us_counties/industries.csv", "industry")
    check_specification()
    points = tidy("eu_nuts2/points.csv")
    regions = {code for code in tidy("eu_nuts2/employment.csv.gz")["region"] if code[:2] not in ("EU", "EA")}
    expect(set(points["region"]) == regions and len(points) == len(regions), "points.csv has not one point a region")
    danube = dict(zip(tidy("eu_nuts2/danube_region.csv")["region"], tidy("eu_nuts2/danube_region.csv")["label"]))
    labels = dict(zip(tidy("eu_nuts2/regions.csv")["code"], tidy("eu_nuts2/regions.csv")["label"]))
    expect(set(danube) - set(labels) == {"BA", "MD", "ME", "RS"}, "danube_region.csv has codes that regions.csv has not")
    expect(all(labels.get(code, label) == label for code, label in danube.items()),
           "danube_region.csv calls a region something else than regions.csv")


check_alone()
if (shared / "eurostat").is_dir() and (shared / "qcew").is_dir():
    check_eu_against_source()
    check_us_against_source()
else:
    print("the sources are not here: only what the files say by themselves was checked")
for fault in faults:
    print(fault)
sys.exit(1 if faults else 0)
