#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""complexity_numpy.py REGIONS INDUSTRIES

The rows of bench_complexity, in numpy on the same kind of matrix: products of whole
matrices by BLAS, on all processors; in single precision where counts are all there is
(whole numbers up to 2^24 are exact). `eci+pci` takes the second eigenvector from the
general eig of the industries' matrix, `eci+pci by eigh` from the symmetric form, the
two largest eigenvalues alone.
"""
import sys

import numpy as np
import scipy.linalg

from peer import answer_rows


def made(regions, industries, random):
    """Regions and industries lie on a line, and near ones hold each other more often: density 0.15."""
    places, others = 2 * random.random(regions) - 1, 2 * random.random(industries) - 1
    held = np.empty((regions, industries), np.float32)
    for first in range(0, regions, 10000):
        chance = 0.15 * (1 + np.outer(places[first:first + 10000], others))
        held[first:first + 10000] = random.random(chance.shape) < chance
    return held


def proximity(held):
    count = held.T @ held
    ubiquity = np.diag(count)
    return count / np.maximum(ubiquity[:, None], ubiquity[None, :])


def standardised(values):
    return (values - values.mean()) / values.std()


def complexity(held, vector):
    """eci and pci from the second eigenvector, which `vector` finds."""
    diversity, ubiquity = held.sum(1), held.sum(0)
    shares = held / diversity[:, None]
    p = vector(held.T @ shares, ubiquity)
    mean = shares @ p
    sign = np.sign(np.corrcoef(mean, diversity)[0, 1])
    return standardised(sign * mean), standardised(sign * p)


def by_eig(product, ubiquity):
    values, vectors = np.linalg.eig(product / ubiquity[:, None])
    return vectors[:, np.argsort(values.real)[-2]].real


def by_eigh(product, ubiquity):
    root, last = np.sqrt(ubiquity), len(ubiquity) - 1
    _, vectors = scipy.linalg.eigh(product / np.outer(root, root), subset_by_index=[last - 1, last])
    return vectors[:, 0] / root


def main():
    regions, industries = map(int, sys.argv[1:3])
    random = np.random.default_rng(1)
    single = made(regions, industries, random)
    double = single.astype(np.float64)
    answer_rows({
        "cooccurrence": lambda: single.T @ single,
        "proximity": lambda: proximity(single),
        "eci+pci": lambda: complexity(double, by_eig),
        "eci+pci by eigh": lambda: complexity(double, by_eigh),
    })


if __name__ == "__main__":
    main()
