#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""composite_numpy.py UNITS

The rows of bench_composite, in numpy, all replications at once: a replication is one vector of the indicators' weights
up the tree, so that each of the four ways to normalise and aggregate is one matrix product.
"""
import sys

import numpy as np

from peer import answer_rows

COLUMNS, GROUPS, PILLARS = 30, 6, 2


def weights_up_the_tree(count, random):
    """One row a replication: each weight is moved by up to a quarter, and those of a node add up to 1."""
    product = np.ones((count, COLUMNS))
    for parts, nodes in ((COLUMNS, GROUPS), (GROUPS, PILLARS), (PILLARS, 1)):
        moved = (1 + 0.25 * random.uniform(-1, 1, (count, parts))).reshape(count, nodes, -1)
        shares = (moved / moved.sum(2, keepdims=True)).reshape(count, parts)
        product *= np.repeat(shares, COLUMNS // parts, 1)
    return product


def intervals(values, count, random):
    scaled = 1 + 99 * (values - values.min(0)) / (values.max(0) - values.min(0))
    standard = 50 + 10 * (values - values.mean(0)) / values.std(0, ddof=1)
    ways = [scaled, standard, np.log(scaled), np.log(standard)]
    weights, chosen = weights_up_the_tree(count, random), random.integers(0, len(ways), count)
    scores = np.empty((count, len(values)))
    for way, made in enumerate(ways):
        scores[chosen == way] = weights[chosen == way] @ made.T
    ranks = (-scores).argsort(1).argsort(1) + 1
    return np.percentile(ranks, [5, 50, 95], axis=0)


class Rows(dict):
    """A row for every number of replications."""

    def __init__(self, units):
        super().__init__()
        self.random = np.random.default_rng(1)
        self.values = self.random.normal(50, 10, (units, COLUMNS))

    def __missing__(self, row):
        return lambda: intervals(self.values, int(row.split()[0]), self.random)


if __name__ == "__main__":
    answer_rows(Rows(int(sys.argv[1])))
