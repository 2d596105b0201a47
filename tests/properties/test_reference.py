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

for fault in faults:
    print(fault)
sys.exit(1 if faults else 0)
