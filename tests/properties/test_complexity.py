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


def values_of(store, dataset, *codes):
    """By the codes of its axes; a missing value is not a number."""
    rows = [list(row.values()) for row in csv.DictReader(lociq("export", store, dataset).splitlines())]
    places = [{code: place for place, code in enumerate(axis)} for axis in codes]
    found = numpy.full([len(axis) for axis in codes], numpy.nan)
    for row in rows:
        found[tuple(place[code] for place, code in zip(places, row))] = float(row[len(codes) + 1] or "nan")
    return found


def check_identities(name, store, regions, industries):
    """eci is the mean pci of what a region holds; a gain is the outlook with the industry less the outlook without it."""
    lociq("compute", store, "eci", "pci", "specialised", "proximity", "complexity_outlook", "opportunity_gain", "--pci_scale", "eci")
    held = values_of(store, "specialised", regions, industries)
    eci, pci = values_of(store, "eci", regions), values_of(store, "pci", industries)
    near = values_of(store, "proximity", industries, industries)
    numpy.fill_diagonal(near, 0)

    def outlook(holds):
        return (holds @ near / near.sum(0) * (1 - holds) * pci).sum(-1)

    gain = numpy.full(held.shape, numpy.nan)
    for r, i in zip(*numpy.nonzero(held == 0)):
        entered = held[r].copy()
        entered[i] = 1
        gain[r, i] = outlook(entered) - outlook(held[r])
    found = values_of(store, "opportunity_gain", regions, industries)
    for what, left, right in (("eci and the mean pci", eci, held @ pci / held.sum(1)),
                              ("complexity_outlook", values_of(store, "complexity_outlook", regions), outlook(held)),
                              ("opportunity_gain and what the outlook gains", found, gain)):
        if not numpy.array_equal(numpy.isnan(left), numpy.isnan(right)):
            sys.exit(f"{name}: {what} are missing in different places")
        off = numpy.nanmax(abs(left - right))
        print(f"{name}: {what} differ by {off:.2g} at most")
        if not off <= 1e-11:  # sums of some dozens of terms near 1
            sys.exit(f"{name}: {what} differ by {off}")


def check(name, regions, industries, matrix, identities=False):
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
        if identities:
            check_identities(name, store, regions, industries)


def trade():
    with gzip.open(TRADE, "rt", encoding="utf-8") as stream:
        figures = {(row["country"], row["product"]): float(row["value"]) for row in csv.DictReader(stream)}
    regions, industries = (sorted({key[k] for key in figures}) for k in (0, 1))
    matrix = numpy.array([[figures.get((r, i), 0.0) for i in industries] for r in regions])
    check("world trade", ["r" + r for r in regions], ["i" + i for i in industries], matrix)


drawn = numpy.random.default_rng(7)
for size in ((60, 25), (20, 45)):
    check(f"made up {size}", [f"r{r:03}" for r in range(size[0])], [f"i{i:03}" for i in range(size[1])],
          drawn.lognormal(3, 1.5, size).round() + 1, identities=True)
if TRADE.exists():
    trade()
else:
    print("world trade is left out: no copy beside the project")
