#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""partners_data.py KIND REGIONS INDUSTRIES FILE

Writes the cells that partners are sought of, REGIONS x INDUSTRIES numbers of single precision. `random`: uniform from 0
to 1. `shares`: as industries' shares of American counties are. A region is a mixture of two of the counties in
datasets/us_counties (QCEW 2016, three-digit industries; where employment is suppressed, the establishments times the
industry's mean employment in one), each industry of it moved by a lognormal factor (0.5) and divided among its
narrower industries, as three-digit ones are among six-digit ones, in proportions of the whole that each region moves by
lognormal factors (0.7). With these two numbers 64 components hold 94 % of the rows' energy, of 10,000 x 500 as of the 313
four-digit industries of all 3,269 counties, and bounds by 64 components leave 2 % of the pairs for an exact top ten, as
there.
"""
import csv
import gzip
import sys
from pathlib import Path

import numpy as np

COUNTIES = Path(__file__).resolve().parent.parent / "datasets" / "us_counties" / "employment.csv.gz"
BLOCK = 1000  # regions at once


def shares_of_counties():
    with gzip.open(COUNTIES, "rt") as file:
        rows = [row for row in csv.DictReader(file) if row["industry"] != "TOTAL"]
    regions = {code: place for place, code in enumerate(sorted({row["region"] for row in rows}))}
    industries = {code: place for place, code in enumerate(sorted({row["industry"] for row in rows}))}
    employment, establishments = np.full((2, len(regions), len(industries)), 0.0)
    known = np.zeros(employment.shape, bool)
    for row in rows:
        at = regions[row["region"]], industries[row["industry"]]
        establishments[at] = float(row["establishments"] or 0)
        known[at] = row["employment"] != ""
        employment[at] = float(row["employment"] or 0)
    mean = employment.sum(0) / np.maximum(1, np.where(known, establishments, 0).sum(0))
    employment = np.where(known, employment, establishments * mean)
    return employment / employment.sum(1, keepdims=True)


def shares(generator, regions, industries):
    counties = shares_of_counties()
    broad = counties.shape[1]
    parent = np.sort(np.arange(industries) % broad)
    proportions = np.exp(generator.standard_normal(industries))
    proportions /= np.bincount(parent, proportions, broad)[parent]
    for first in range(0, regions, BLOCK):
        count = min(BLOCK, regions - first)
        weights, chosen = generator.dirichlet(np.ones(2), count), generator.integers(0, len(counties), (count, 2))
        rows = np.einsum("rp,rpi->ri", weights, counties[chosen]) * np.exp(0.5 * generator.standard_normal((count, broad)))
        parts = proportions * np.exp(0.7 * generator.standard_normal((count, industries)))
        wholes = np.stack([np.bincount(parent, row, broad) for row in parts])
        yield (rows / np.where(wholes > 0, wholes, 1))[:, parent] * parts


def uniform(generator, regions, industries):
    for first in range(0, regions, BLOCK):
        yield generator.random((min(BLOCK, regions - first), industries), np.float32)


def main():
    kind, regions, industries, path = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    make = {"random": uniform, "shares": shares}[kind]
    with open(path, "wb") as file:
        for rows in make(np.random.default_rng(1), regions, industries):
            file.write(rows.astype(np.float32).tobytes())


if __name__ == "__main__":
    main()
