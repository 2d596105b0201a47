#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""balance_numpy.py ROWS COLUMNS

The row `balance` of bench_balance on the same numbers, in numpy: columns and rows of the
table are scaled in turn, in place, until all totals hold to 1e-10. `balance by factors`
leaves the table alone and finds the factors of rows and columns by BLAS's products of a
matrix and a vector, on all processors. The figure is the iterations.
"""
import sys

import numpy as np

from peer import answer_rows

TOLERANCE = 1e-10


def made(count, seed):
    bits = np.arange(seed + 1, seed + count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    bits ^= bits >> np.uint64(31)
    cells = np.floor(5 / ((bits >> np.uint64(32)).astype(np.float64) + 1) * 2.0**32)
    cells[bits % np.uint64(100) < 10] = 0
    return cells


def holds(sums, totals):
    return np.abs(sums / totals - 1).max() <= TOLERANCE


def by_scaling(prior, rows, columns):
    table, done = prior.copy(), 0
    sums = table.sum(0)
    while not (holds(sums, columns) and holds(table.sum(1), rows)):
        table *= columns / sums
        table *= (rows / table.sum(1))[:, None]
        sums = table.sum(0)
        done += 1
    return float(done)


def by_factors(prior, rows, columns):
    row, column, done = np.ones(len(rows)), np.ones(len(columns)), 0
    sums = row @ prior
    while not (holds(sums * column, columns) and holds(row * (prior @ column), rows)):
        column = columns / sums
        row = rows / (prior @ column)
        sums = row @ prior
        done += 1
    table = prior * row[:, None]
    table *= column
    return float(done)


def main():
    rows, columns = map(int, sys.argv[1:3])
    prior, target = (made(rows * columns, k * rows * columns).reshape(rows, columns) for k in range(2))
    totals = target.sum(1), target.sum(0)
    answer_rows({
        "balance": lambda: by_scaling(prior, *totals),
        "balance by factors": lambda: by_factors(prior, *totals),
    })


if __name__ == "__main__":
    main()
