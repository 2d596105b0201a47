#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""moran_numpy.py REGIONS INDUSTRIES PERMUTATIONS

The rows of bench_moran, in numpy and scipy: six nearest neighbours as a sparse
matrix, which is made beforehand. `moran`: all columns share a permutation, one
sparse product a permutation for all of them. `moran_with_holes`: each column has
regions of its own, as with suppressed cells; a sparse product of a column's
permutations, some at a time.
"""
import sys

import numpy as np
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree

from peer import answer_rows


def standardised(values):
    return (values - values.mean(0)) / values.std(0)


def shared(weights, values, permutations, random):
    z = standardised(values)
    observed = (z * (weights @ z)).mean(0)
    reached, sums, squares = (np.zeros(z.shape[1]) for _ in range(3))
    for _ in range(permutations):
        drawn = z[random.permutation(len(z))]
        value = np.einsum("ri,ri->i", drawn, weights @ drawn) / len(z)
        reached += value >= observed
        sums += value
        squares += value * value
    return observed, (np.minimum(reached, permutations - reached) + 1) / (permutations + 1), sums, squares


def alone(pattern, values, permutations, random):
    results = []
    for column in values.T:
        known = ~np.isnan(column)
        weights = pattern[known][:, known]
        weights = weights.multiply(1 / np.maximum(1, weights.sum(1).A)).tocsr()
        z = standardised(column[known])
        observed = z @ (weights @ z) / len(z)
        drawn = np.empty((len(z), permutations))
        for b in range(permutations):
            drawn[:, b] = z[random.permutation(len(z))]
        value = np.einsum("rb,rb->b", drawn, weights @ drawn) / len(z)
        reached = (value >= observed).sum()
        results.append((observed, (min(reached, permutations - reached) + 1) / (permutations + 1), value.std()))
    return results


def main():
    regions, industries, permutations = map(int, sys.argv[1:4])
    random = np.random.default_rng(1)
    employment = random.integers(0, 5000, (regions, industries)).astype(np.float64)
    quotients = employment / employment.sum(1)[:, None] / (employment.sum(0) / employment.sum())
    holed = np.where(random.random(quotients.shape) < 0.1, np.nan, quotients)
    points = np.c_[random.uniform(-120, -70, regions), random.uniform(25, 49, regions)]
    nearest = cKDTree(points).query(points, 7)[1][:, 1:]
    pattern = csr_matrix((np.ones(6 * regions), nearest.ravel(), np.arange(0, 6 * regions + 1, 6)))
    weights = pattern / 6
    answer_rows({
        "moran": lambda: shared(weights, quotients, permutations, random),
        "moran_with_holes": lambda: alone(pattern, holed, permutations, random),
    })


if __name__ == "__main__":
    main()
