# SPDX-License-Identifier: GPL-3.0-or-later
"""eci and pci agree with numpy's eigenvectors of the full, non-symmetric matrix to 1e-8: on made-up employment, and on
world trade (226 countries, 785 products) where a copy lies beside the project."""
import csv
import gzip
import os
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import numpy
except ImportError:
    print("skipped: numpy is not installed (Debian package python3-numpy)")
    sys.exit(77)

TRADE = Path(os.environ["LOCIQ_SHARED"]) / "data" / "teaching" / "world_trade_avg_1998_to_2000.csv.gz"


def lociq(*words):
    return subprocess.run([os.environ["LOCIQ"], *map(str, words)], check=True, capture_output=True, text=True).stdout


def expected(matrix):
    share = matrix / matrix.sum(1, keepdims=True)
    held = (share / (matrix.sum(0) / matrix.sum()) >= 1).astype(float)
    k, u = held.sum(1), held.sum(0)
    values, vectors = numpy.linalg.eig((held / u).T @ (held / k[:, None]))
    p = vectors[:, numpy.argsort(-values.real)[1]].real
    mean = held @ p / k
    p = p if numpy.corrcoef(mean, k)[0, 1] >= 0 else -p
    mean = held @ p / k
    return (mean - mean.mean()) / mean.std(), (p - p.mean()) / p.std()


def check(name, regions, industries, matrix):
    with tempfile.TemporaryDirectory() as folder:
        text, store = Path(folder) / "in.csv", Path(folder) / "store.h5"
        with text.open("w", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream)
            rows.writerow(["region", "industry", "year", "employment"])
            for r, region in enumerate(regions):
                rows.writerows([region, industry, 2000, repr(float(matrix[r, i]))] for i, industry in enumerate(industries))
        lociq("import", text, "-o", store)
        lociq("compute", store, "eci", "pci")
        for result, codes, right in zip(("eci", "pci"), (regions, industries), expected(matrix)):
            rows = csv.DictReader(lociq("export", store, result).splitlines())
            found = {list(row.values())[0]: float(row["value"]) for row in rows}
            off = max(abs(found[code] - value) for code, value in zip(codes, right))
            print(f"{name}: {result} off by {off:.2g} at most")
            if not off <= 1e-8:
                sys.exit(f"{name}: {result} differs from numpy's by {off}")


def trade():
    with gzip.open(TRADE, "rt", encoding="utf-8") as stream:
        figures = {(row["country"], row["product"]): float(row["value"]) for row in csv.DictReader(stream)}
    regions, industries = (sorted({key[k] for key in figures}) for k in (0, 1))
    matrix = numpy.array([[figures.get((r, i), 0.0) for i in industries] for r in regions])
    check("world trade", ["r" + r for r in regions], ["i" + i for i in industries], matrix)


drawn = numpy.random.default_rng(7)
for size in ((60, 25), (20, 45)):
    check(f"made up {size}", [f"r{r:03}" for r in range(size[0])], [f"i{i:03}" for i in range(size[1])],
          drawn.lognormal(3, 1.5, size).round() + 1)
if TRADE.exists():
    trade()
else:
    print("world trade is left out: no copy beside the project")
