# SPDX-License-Identifier: GPL-3.0-or-later
"""REAT's results on its larger data sets, which lie beside the project: 402 German counties, 420 districts of Göttingen."""
import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

shared = Path(os.environ["LOCIQ_SHARED"])
teaching = shared / "data/teaching"
if not teaching.is_dir() or not (shared / "reference").is_dir():
    print("skipped: ../shared with REAT's data sets is not here")
    sys.exit(77)
faults = []


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def close(name, found, expected, tolerance=1e-12):
    """Relative; figures are printed with 15 digits, and sums run in another order."""
    if found == "" or abs(float(found) - expected) > tolerance * abs(expected):
        faults.append(f"{name} is {found or 'missing'}, expected {expected}")


def lociq(*arguments):
    result = subprocess.run([os.environ["LOCIQ"], *map(str, arguments)], check=True, capture_output=True, text=True)
    return list(csv.DictReader(result.stdout.splitlines()))


def value(store, dataset, year):
    (row,) = [row for row in lociq("export", store, dataset, "--format", "csv") if row["year"] == str(year)]
    return row["value"]


def figures_of(row):
    """The region and the nation at the start and at the end, by industry."""
    names = ("t0", "nation_t0", "t1", "nation_t1")
    if row["t0"] != "csv":
        return [[float(word) for word in row[name].split()] for name in names]
    rows = read(teaching / "Freiburg.csv")
    names = ("e_Freiburg2008", "e_Germany2008", "e_Freiburg2014", "e_Germany2014")
    return [[float(row[name]) for row in rows] for name in names]


def parts_of(store, method):
    names = {part: f"shift_share_{part}" for part in ("national", "mix", "regional")} | {"change": "shift_share"}
    lociq("compute", store, "shift_share", "--method", method.lower(), "--quiet")
    found = {name: lociq("export", store, dataset, "--format", "csv", "--region", "own") for name, dataset in names.items()}
    return {name: float(next(row["value"] for row in rows if row["year"] == "2001")) for name, rows in found.items()}


def compare_shift_share(store, table):
    """The parts as REAT gives them, and what follows from them: the net shift and Gerfin's indices."""
    expected = {(row["region"], row["method"], row["component"]): float(row["value"])
                for row in read(shared / "reference/reat/shift_share.csv")}
    for region, figures in {row["region"]: figures_of(row) for row in read(shared / "reference/reat/shift_share.csv")}.items():
        store.unlink()
        with open(table, "w", encoding="utf-8") as file:
            file.write("region,industry,year,employment\n")
            for year, own, whole in ((2000, *figures[:2]), (2001, *figures[2:])):
                for place, (here, everywhere) in enumerate(zip(own, whole)):
                    file.write(f"own,i{place},{year},{here}\nrest,i{place},{year},{everywhere - here}\n")
        lociq("import", table, "-o", store, "--unit", "persons", "--quiet")
        start, end = sum(figures[0]), sum(figures[2])
        for method in ("Dunn", "Esteban"):
            part = parts_of(store, method)
            found = {"Growth (t1-t)": part["change"], "National share": part["national"], "Industrial mix": part["mix"],
                     "Regional share": part["regional"]}
            if method == "Dunn":
                found["Net total shift"] = part["mix"] + part["regional"]
                close(f"{region}, Gerfin", (end - part["regional"]) / (start + part["national"]),
                      expected[region, "Gerfin", "Industrial mix"])
                close(f"{region}, Gerfin", end / (end - part["regional"]), expected[region, "Gerfin", "Regional share"])
                close(f"{region}, Gerfin", end / (start + part["national"]), expected[region, "Gerfin", "Net total shift"])
            for component, value_found in found.items():
                # Differences of figures of the nation: REAT's own sums leave 1e-13 of some hundreds where a part is 0.
                if abs(value_found - expected[region, method, component]) > 1e-14 * sum(figures[3]):
                    faults.append(f"{region}, {method}, {component} is {value_found}")


reference = {row["id"]: float(row["value"]) for row in read(shared / "reference/reat/scalar_cases.csv")}
with tempfile.TemporaryDirectory() as folder:
    store, table = Path(folder) / "store.h5", Path(folder) / "table.csv"

    with open(table, "w", encoding="utf-8") as file:
        file.write("region,year,income\n")
        for row in read(teaching / "G.counties.gdp.csv"):
            file.writelines(f"{row['region_code']},{year},{row[f'gdppc{year}']}\n" for year in (2010, 2011))
    lociq("import", table, "-o", store, "--quiet")
    lociq("compute", store, "sigma_convergence", "beta_convergence", "--cv", "log", "--quiet")
    close("r30a", value(store, "sigma_convergence", 2010), reference["r30a"])
    close("r30b", value(store, "sigma_convergence", 2011), reference["r30b"])
    close("r31a", value(store, "sigma_convergence_variation", 2010), reference["r31a"])
    close("r31b", value(store, "sigma_convergence_variation", 2011), reference["r31b"])
    # REAT's quotient of the two years
    for case, dataset in {"r30c": "sigma_convergence", "r31c": "sigma_convergence_variation"}.items():
        close(case, float(value(store, dataset, 2010)) / float(value(store, dataset, 2011)), reference[case])
    for case, dataset in {"r29a": "_intercept", "r29b": "", "r29c": "_speed", "r29d": "_half_life",
                          "r29e": "_standard_error", "r29f": "_r_squared"}.items():
        # Growth of one year is a difference of two logarithms of 10: its slope keeps three digits fewer.
        close(case, value(store, "beta_convergence" + dataset, 2011), reference[case], 1e-10)
    # r28 starts from a slope of seven digits.
    close("r28a", value(store, "beta_convergence_speed", 2011), reference["r28a"], 1e-8)
    close("r28b", value(store, "beta_convergence_half_life", 2011), reference["r28b"], 1e-8)
    if value(store, "beta_convergence_regions", 2011) != "402":
        faults.append("not all of the 402 counties are counted")

    # r26: REAT takes deviations from the unweighted mean, and the district without people makes it not a number.
    store.unlink()
    with open(table, "w", encoding="utf-8") as file:
        file.write("region,year,physicians,population\n")
        for row in read(teaching / "GoettingenHealth2.csv"):
            file.write(f"{row['district']},2000,{row['phys_gen']},{row['pop']}\n")
    lociq("import", table, "-o", store, "--unit", "persons", "--quiet")
    lociq("compute", store, "williamson", "--variable", "physicians", "--per", "population", "--quiet")
    close("r26", value(store, "williamson", 2000), 1.17403294393353)

    compare_shift_share(store, table)

for fault in faults:
    print(fault)
sys.exit(1 if faults else 0)
