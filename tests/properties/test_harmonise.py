# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversions against other tools: the values of R's package nuts, pandas, and identities on real statistics.

The statistics and the reference lie beside the project; the first test needs nothing but the repository."""
import csv
import gzip
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

shared = Path(os.environ["LOCIQ_SHARED"])
source = Path(os.environ["LOCIQ_SOURCE"])
faults = []


def lociq(*arguments):
    result = subprocess.run([os.environ["LOCIQ"], *map(str, arguments)], check=False, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{arguments}: {result.stderr}")
    return result


def rows_of(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def exported(store, dataset):
    """{(region, industry, year): (value, flag)}, without what the dataset lacks."""
    lines = csv.DictReader(lociq("export", store, dataset).stdout.splitlines())
    return {tuple(row[k] for k in ("region", "industry", "year") if k in row):
            (float(row["value"]) if row["value"] else None, row["flag"]) for row in lines}


def write_csv(path, heading, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *rows])


def close(what, found, expected, tolerance):
    if (found is None) != (expected is None) or (
            found is not None and not math.isclose(found, expected, rel_tol=tolerance, abs_tol=0)):
        faults.append(f"{what} is {found}, expected {expected}")


def total(cells):
    return math.fsum(value for value, _ in cells.values() if value is not None)


def losses(path, measure):
    return math.fsum(float(row["amount"]) for row in rows_of(path) if row["measure"] == measure)


def check_parents(folder, store, levels):
    """To parents is what pandas sums by group, a group with a missing member missing."""
    import pandas

    made = folder / "level.h5"
    for axis, level, length in levels:
        lociq("harmonise", store, "-o", made, "--axis", axis, "--level", level, "--quiet")
        frame = pandas.DataFrame([(*key, value) for key, (value, _) in exported(store, "employment").items()],
                                 columns=["region", "industry", "year", "value"])
        frame["value"] = frame["value"].astype(float)
        frame[axis] = frame[axis].map(length)
        expected = frame.groupby(["region", "industry", "year"])["value"].agg(lambda values: values.sum(skipna=False))
        found = exported(made, "employment")
        if set(found) != set(expected.index):
            faults.append(f"{level}: other cells than pandas has")
        for key, (value, _) in found.items():
            want = expected[key]
            # Both add up to fifty figures of three digits in some order.
            close(f"{level} of {key}", value, None if math.isnan(want) else want, 1e-14)


def check_european_regions(folder):
    """Employment of the project's own data set: levels, an identity, and its published totals."""
    store = folder / "eu.h5"
    lociq("import", source / "datasets/eu_nuts2/employment.csv.gz", "--unit", "THS", "-o", store)
    before = exported(store, "employment")
    check_parents(folder, store, [("region", "nuts1", lambda code: code[:3]), ("region", "nuts0", lambda code: code[:2])])

    codes = {axis: sorted({key[i] for key in before}) for i, axis in enumerate(("region", "industry"))}
    for axis, members in codes.items():
        table, made = folder / "same.csv", folder / "same.h5"
        write_csv(table, ["from", "to", "weight"], [(code, code, 0.1 * (i + 1)) for i, code in enumerate(members)])
        lociq("harmonise", store, "-o", made, "--axis", axis, "-c", table, "--quiet")
        for dataset in ("employment", "employment_total_region", "employment_aggregate", "employment_aggregate_total"):
            if lociq("export", store, dataset).stdout != lociq("export", made, dataset).stdout:
                faults.append(f"codes to themselves changed {dataset} along the {axis}")

    # A tenth of the regions goes nowhere, the others to two groups by weights: what went in came out, or is listed.
    table, made, lost = folder / "groups.csv", folder / "groups.h5", folder / "lost.csv"
    write_csv(table, ["from", "to", "weight"],
              [(code, f"g{k}", (7 * i + k) % 5) for i, code in enumerate(codes["region"]) if i % 10 != 0 for k in (0, 1)])
    lociq("harmonise", store, "-o", made, "--axis", "region", "-c", table, "--missing", "skip", "--losses", lost, "--quiet")
    # 26,800 figures, each shared out in two products.
    close("the sum of two groups and what was lost", total(exported(made, "employment")) + losses(lost, "employment"),
          total(before), 1e-12)
    if losses(lost, "employment") <= 0:
        faults.append("nothing was lost where a tenth of the regions has no target")


def check_nuts(folder):
    """The package's crosswalk of 2016 to 2021 by population: absolute and relative values."""
    nuts = shared / "reference/nuts"
    data, store, made, lost = (folder / name for name in ("nuts.csv", "nuts.h5", "nuts2021.h5", "nuts_lost.csv"))
    write_csv(data, ["region", "year", "amount", "rate"],
              [(row["geo"], 2018, row["abs"], row["rel"]) for row in rows_of(nuts / "synthetic_nuts2_2016_values.csv")])
    lociq("import", data, "-o", store)
    crosswalk = ["--axis", "region", "--from", "from_code", "--to", "to_code", "--weight", "pop18",
                 "--relative", "rate", "--where", "from_version=2016", "--where", "to_version=2021", "--where", "level=2"]
    for table in (nuts / "crosswalk_nuts2_2016_2021.csv", shared / "data/classifications/nuts_crosswalk_2006_2021.csv.gz"):
        lociq("harmonise", store, "-o", made, "-c", table, *crosswalk, "--losses", lost, "--quiet")
        amounts, rates = exported(made, "amount"), exported(made, "rate")
        expected = {row["to_code"]: row for row in rows_of(nuts / "expected_nuts2_2021_weight_pop18.csv")}
        if {key[0] for key in amounts} != set(expected):
            faults.append("other regions than nuts has")
        for (region, year), (value, _) in amounts.items():
            # R prints 15 digits of values that its own order of adding rounds.
            close(f"the amount of {region}", value, float(expected[region]["absolute"]), 1e-9)
            close(f"the rate of {region}", rates[region, year][0], float(expected[region]["relative_renormalised"]), 1e-9)
        close("the amounts", total(amounts) + losses(lost, "amount"), total(exported(store, "amount")), 1e-12)

    # Where a source is missing the package divides by all weights; the known ones are rescaled here.
    values = rows_of(nuts / "synthetic_nuts2_2016_values.csv")
    weights = {}
    for row in rows_of(nuts / "crosswalk_nuts2_2016_2021.csv"):
        weights.setdefault(row["to_code"], []).append((row["from_code"], float(row["pop18"])))
    target, sources = max(weights.items(), key=lambda item: len(item[1]))
    unknown = sources[0][0]
    write_csv(data, ["region", "year", "amount", "rate"],
              [(row["geo"], 2018, *(("", "") if row["geo"] == unknown else (row["abs"], row["rel"]))) for row in values])
    store.unlink()
    lociq("import", data, "-o", store)
    lociq("harmonise", store, "-o", made, "-c", nuts / "crosswalk_nuts2_2016_2021.csv", *crosswalk, "--quiet")
    rates = {row["geo"]: float(row["rel"]) for row in values}
    known = [(code, weight) for code, weight in sources if code != unknown and weight > 0]
    mean = math.fsum(rates[code] * weight for code, weight in known) / math.fsum(weight for _, weight in known)
    close(f"the rate of {target} without {unknown}", exported(made, "rate")[target, "2018"][0], mean, 1e-12)
    close(f"the amount of {target} without {unknown}", exported(made, "amount")[target, "2018"][0], None, 0)


def check_clusters(folder):
    """Three-digit industries of American counties to cluster categories of six-digit ones."""
    counties, table = shared / "data/qcew/county_2016q", shared / "data/classifications/naics_to_porter_cluster.csv"
    store, made, lost = folder / "us.h5", folder / "clusters.h5", folder / "us_lost.csv"
    lociq("import", *(counties / f"qcew_2016q_agglvl{level}_dev.csv.gz" for level in (75, 70)), "--level", "75", "-o", store)
    before = exported(store, "employment")
    lociq("harmonise", store, "-o", made, "--axis", "industry", "-c", table, "--from", "NAICS", "--to", "Cluster",
          "--missing", "skip", "--losses", lost, "--quiet")
    found = exported(made, "employment")
    # Some 58,000 figures, each shared out in up to twenty products.
    close("employment in clusters", total(found) + losses(lost, "employment"), total(before), 1e-12)
    close("the published totals", total(exported(made, "employment_total_region")),
          total(exported(store, "employment_total_region")), 0)
    shares = {}
    for row in rows_of(table):
        shares.setdefault(row["NAICS"][:3], []).append(row["Cluster"])
    parts = {}
    for (region, industry, year), (value, _) in before.items():
        for cluster in shares.get(industry, []) if value is not None else []:
            parts.setdefault((region, cluster, year), []).append(value / len(shares[industry]))
    if {key for key, (value, _) in found.items() if value is not None} != set(parts):
        faults.append("other clusters are known than have a known industry")
    for key, values in parts.items():
        close(f"employment of {key}", found[key][0], math.fsum(values), 1e-13)
    check_parents(folder, store, [("region", "state", lambda code: code[:2] + "000"),
                                  ("industry", "naics2", lambda code: {"31": "31-33", "32": "31-33", "33": "31-33",
                                                                       "44": "44-45", "45": "44-45", "48": "48-49",
                                                                       "49": "48-49"}.get(code[:2], code[:2]))])


with tempfile.TemporaryDirectory() as temporary:
    check_european_regions(Path(temporary))
    complete = (shared / "reference/nuts").is_dir() and (shared / "data/qcew").is_dir()
    if complete:
        check_nuts(Path(temporary))
        check_clusters(Path(temporary))

for fault in faults[:50]:
    print(fault)
if faults:
    sys.exit(f"{len(faults)} faults")
if not complete:
    print("skipped in part: ../shared with the reference and the counties is not here; the project's own data agree")
    sys.exit(77)
