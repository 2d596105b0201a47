#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`benchmarks/run --quick` runs every benchmark beside its peer and prints a figure in every row. How fast anything
is does not matter here."""
import os
import re
import subprocess
import sys
from pathlib import Path

SOURCE, BUILD = Path(os.environ["LOCIQ_SOURCE"]), Path(os.environ["LOCIQ_BUILD"])
ROWS = {"indicators": 14, "complexity": 4, "moran": 2, "composite": 2, "partners": 6, "import": 1, "store": 4, "all": 1}


def run(*words):
    return subprocess.run([SOURCE / "benchmarks" / "run", "--quick", "--build", BUILD, *words], capture_output=True,
                          text=True, check=False)


def has(*command):
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def rows_of(text):
    """The figures of the tables' rows, and of the sentence that compares everything with its passes."""
    rows = [row.split()[-5:] for row in text.splitlines() if re.match(r"\S.* \d+\.\d{5} ", row)]
    found = [re.findall(r"\d+\.\d+", " ".join(row)) for row in rows]
    return found + [re.findall(r"(\d+\.\d+) (?:s|times)", row) for row in text.splitlines() if " its passes " in row]


def main():
    if not (BUILD / "benchmarks" / "bench_indicators").exists():
        print("skipped: this build has no benchmarks")
        return 77
    if not has("/usr/bin/python3", "-c", "import numpy, scipy"):
        print("skipped: numpy or scipy is not installed (Debian packages python3-numpy, python3-scipy)")
        return 77
    names = list(ROWS)
    if not has("Rscript", "-e", "library(data.table)") or not has("/usr/bin/python3", "-c", "import pandas"):
        print("without import: data.table or pandas is not installed (Debian packages r-cran-data.table, python3-pandas)")
        names.remove("import")
    if not has("/usr/bin/python3", "-c", "import faiss, sklearn"):
        print("without partners: faiss or scikit-learn is not installed (Debian packages python3-faiss, python3-sklearn)")
        names.remove("partners")
    failures = 0
    for name in names:
        done = run(name)
        rows = rows_of(done.stdout)
        good = [row for row in rows if len(row) >= 3 and all(float(figure) > 0 for figure in row[:2])]
        if done.returncode != 0 or len(good) != ROWS[name]:
            print(f"{name}: {len(good)} of {ROWS[name]} rows have figures\n{done.stdout}{done.stderr}")
            failures += 1
    done = run("--build", "/nowhere")
    if done.returncode == 0 or done.stderr.count("\n") != 1 or "/nowhere" not in done.stderr:
        print(f"where nothing is built: {done.stderr}")
        failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
