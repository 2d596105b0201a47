# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of ASEM's sustainable connectivity, whose data lie beside the project: denominated, imputed by group means,
treated, normalised from 0 to 100 and averaged up the tree. numpy computes all of it a second time; COINr's published
skewness, kurtosis and numbers of winsorised values are those of the indicators as they are."""
import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
import xarray
from scipy import stats

shared = Path(os.environ["LOCIQ_SHARED"])
data, known = shared / "data/composite", shared / "reference/coinr/ASEM_stats_and_winsorise.csv"
if not data.is_dir() or not known.is_file():
    print("skipped: ../shared with the data of ASEM and COINr's answers is not here")
    sys.exit(77)
faults = []


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lociq(*arguments):
    return subprocess.run([os.environ["LOCIQ"], *map(str, arguments)], check=True, capture_output=True, text=True)


def number(text):
    return float(text) if text not in ("", "NA") else numpy.nan


def compare(what, found, expected, tolerance):
    """Relative to the largest; a missing value must be missing in both."""
    found, expected = numpy.asarray(found, float), numpy.asarray(expected, float)
    if not numpy.array_equal(numpy.isnan(found), numpy.isnan(expected)):
        faults.append(f"{what}: other values are missing")
    elif not numpy.allclose(found, expected, rtol=0, atol=tolerance * numpy.nanmax(numpy.abs(expected)), equal_nan=True):
        faults.append(f"{what}: differs by {numpy.nanmax(numpy.abs(found - expected)):g}")


units = sorted(read(data / "ASEM_iData.csv"), key=lambda row: row["uCode"])
meta = read(data / "ASEM_iMeta.csv")
indicators = [row for row in meta if row["Type"] == "Indicator"]
nodes = {row["iCode"]: row for row in meta if row["Type"] in ("Indicator", "Aggregate")}
columns = [row["iCode"] for row in indicators]
denominators = sorted({row["Denominator"] for row in indicators} - {""})
codes = [row["uCode"] for row in units]
raw = numpy.array([[number(unit[name]) for name in columns] for unit in units])


def parts_of(name):
    return [code for code, row in nodes.items() if row["Parent"] == name]


def node_lines(name, indent, with_denominators):
    row = nodes[name]
    lines = [f"{indent}- name: {name}", f"{indent}  weight: {row['Weight']}"]
    if row["Type"] == "Indicator":
        lines += [f"{indent}  measure: {name}", f"{indent}  direction: {row['Direction']}"]
        if with_denominators and row["Denominator"]:
            lines.append(f"{indent}  denominator: {row['Denominator']}")
        return lines
    return lines + [f"{indent}  parts:"] + [
        line for part in parts_of(name) for line in node_lines(part, indent + "    ", with_denominators)]


def specification(name, with_denominators):
    lines = ["groups: groups.csv", "impute: group_mean", "treat: staged", "normalise: {method: min_max, lower: 0, upper: 100}",
             "index:", f"  name: {name}", "  title: Sustainable connectivity", "  parts:"]
    if not with_denominators:
        lines[1] = "impute: none"
    return "\n".join(lines + [line for part in parts_of("Index")
                              for line in node_lines(part, "    ", with_denominators)]) + "\n"


# ---- the same in numpy


def passes(values):
    skew, kurt = (function(values, bias=False, nan_policy="omit") for function in (stats.skew, stats.kurtosis))
    return abs(skew) < 2 or kurt < 3.5


def treat(values):
    """Winsorise the value farthest out on the skewed side, at most five; then the logarithm of what was there."""
    treated, moved = values.copy(), 0
    high = stats.skew(values, bias=False, nan_policy="omit") >= 0
    order = numpy.argsort(values)[: numpy.sum(~numpy.isnan(values))]
    order = order[::-1] if high else order
    while not passes(treated) and moved < 5:
        moved += 1
        treated[order[:moved]] = values[order[moved]]
    if not passes(treated):
        span = numpy.nanmax(values) - numpy.nanmin(values)
        return numpy.log(values - numpy.nanmin(values) + 0.01 * span)
    return treated


def impute(table):
    filled = table.copy()
    for group in {unit["EurAsia_group"] for unit in units}:
        members = numpy.array([unit["EurAsia_group"] == group for unit in units])
        means = numpy.nanmean(table[members], axis=0)
        filled[members] = numpy.where(numpy.isnan(table[members]), means, table[members])
    return filled


def score(name, normalised):
    if nodes[name]["Type"] == "Indicator":
        return normalised[:, columns.index(name)]
    parts = parts_of(name)
    weights = numpy.array([float(nodes[part]["Weight"]) for part in parts])
    return numpy.column_stack([score(part, normalised) for part in parts]) @ (weights / weights.sum())


divided = raw.copy()
for i, row in enumerate(indicators):
    if row["Denominator"]:
        divided[:, i] /= [number(unit[row["Denominator"]]) for unit in units]
imputed = impute(divided)
treated = numpy.column_stack([treat(column) for column in imputed.T])
low, high = treated.min(axis=0), treated.max(axis=0)
directions = numpy.array([int(row["Direction"]) for row in indicators])
normalised = 100 * numpy.where(directions > 0, treated - low, high - treated) / (high - low)

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    with open(folder / "asem.csv", "w", encoding="utf-8") as file:
        file.write(",".join(["region", "year", *columns, *denominators]) + "\n")
        for unit in units:
            fields = [unit[column] if unit[column] != "NA" else "" for column in columns + denominators]
            file.write(",".join([unit["uCode"], "2018", *fields]) + "\n")
    (folder / "groups.csv").write_text(
        "region,group\n" + "".join(f"{unit['uCode']},{unit['EurAsia_group']}\n" for unit in units), encoding="utf-8")
    (folder / "asem.yaml").write_text(specification("asem", True), encoding="utf-8")
    (folder / "plain.yaml").write_text(specification("plain", False), encoding="utf-8")
    store = folder / "store.h5"
    lociq("import", folder / "asem.csv", "-o", store, "--unit", "1", "--quiet")
    report = lociq("composite", store, folder / "asem.yaml").stderr
    lociq("composite", store, folder / "plain.yaml", "--quiet")
    lociq("verify", store)
    with xarray.open_dataset(store, engine="h5netcdf") as file:
        steps = {"raw": raw, "denominated": divided, "imputed": imputed, "treated": treated, "normalised": normalised}
        if list(file["region"].values) != codes:
            faults.append("the regions are others")
        for step, expected in steps.items():
            found = file[f"framework_asem_{step}"].sel(year=2018, framework_asem_node=columns)
            # Means, and sums of up to 51 terms, run in another order; a raw value is the same.
            compare(step, found, expected, 0 if step == "raw" else 1e-12)
        for node in nodes:
            expected = score(node, normalised)
            # Index is the name of the root in the data, and asem that of ours.
            found = file["framework_asem"].sel(year=2018, framework_asem_node="asem" if node == "Index" else node)
            compare(f"scores of {node}", found, expected, 1e-12)
        scores = file["framework_asem"].sel(year=2018, framework_asem_node="asem").values
        ranks = file["framework_asem_rank"].sel(year=2018, framework_asem_node="asem").values
        compare("ranks", ranks, stats.rankdata(-scores, method="min"), 0)
        changes = file["framework_asem_change"].sel(year=2018, framework_asem_node=columns).values
        if not numpy.array_equal(changes & 1, numpy.isnan(divided)):
            faults.append("other values are marked as imputed")
        records = file["framework_plain_treatment_record"]
        for row in read(known):
            record = records.sel(framework_plain_node=row["iCode"])
            answers = {"skewness_before": "skew", "kurtosis_before": "kurt", "skewness_after": "skew_after",
                       "kurtosis_after": "kurt_after"}
            for ours, theirs in answers.items():
                # COINr prints fifteen digits.
                compare(f"{ours} of {row['iCode']}", [record.sel(framework_plain_treatment=ours)],
                        [float(row[theirs])], 1e-13)
            moved = record.sel(framework_plain_treatment=["winsorised_low", "winsorised_high"]).sum()
            if int(moved) != int(row["nwin"]):
                faults.append(f"{row['iCode']}: {int(moved)} values are winsorised, expected {row['nwin']}")
        first = [codes[i] for i in numpy.argsort(ranks)[:10]]
        print("the first ten:", *first)
        # The order that COINr's handbook prints.
        if first[:6] != ["CHE", "NLD", "DNK", "NOR", "BEL", "SWE"]:
            faults.append(f"the order begins {first[:6]}")
    print(report.splitlines()[0])

for fault in faults:
    print("FAILED:", fault)
sys.exit(1 if faults else 0)
