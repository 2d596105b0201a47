#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""indicators_numpy.py REGIONS INDUSTRIES YEARS

The rows of bench_indicators, in numpy on the same kind of matrix, as one would
write them: whole-array expressions, totals known beforehand, temporaries reused
where that is no trouble.
"""
import sys

import numpy as np

from peer import answer_rows


def shares(e, totals):
    return e / totals[:, None]


def lq(e, totals, x):
    return shares(e, totals) / x


def entropy(s):
    return -np.einsum("ij,ij->i", s, np.log(s, out=np.zeros_like(s), where=s > 0))


def three(e, totals, x):
    s = shares(e, totals)
    return np.abs(s - x).sum(1), np.einsum("ij,ij->i", s, s), entropy(s)


def four(e, totals, x):
    s = shares(e, totals)
    return s / x, np.abs(s - x).sum(1), np.einsum("ij,ij->i", s, s), entropy(s)


def five(e, totals, x):
    s = shares(e, totals)
    q = s / x
    logs = np.log(q, out=np.zeros_like(q), where=q > 0)
    return (q, np.abs(s - x).sum(1), np.einsum("ij,ij->i", s, s), entropy(s), np.einsum("ij,ij->i", s, logs),
            1 / np.einsum("ij,ij->i", s, q))


def lorenz(own, other):
    """Gini of each row of own against other (a row or rows), ordered by their ratio."""
    order = np.argsort(own / other, axis=1, kind="stable")
    y = np.cumsum(np.take_along_axis(own, order, 1), 1)
    dx = np.take_along_axis(np.broadcast_to(other, own.shape), order, 1)
    before = np.hstack([np.zeros((len(y), 1)), y[:, :-1]])
    return 1 - ((y + before) * dx).sum(1)


def gini_specialisation(e, totals, x):
    return lorenz(shares(e, totals), x)


def krugman_concentration(e, totals, x):
    return np.abs(e / e.sum(0) - (totals / totals.sum())[:, None]).sum(0)


def gini_concentration(e, totals, x):
    columns = np.ascontiguousarray(e.T)
    return lorenz(columns / columns.sum(1)[:, None], totals / totals.sum())


ROWS = {
    "lq": lq,
    "krugman+herfindahl+entropy": three,
    "lq+krugman+herfindahl+entropy": four,
    "lq+five": five,
    "gini_specialisation": gini_specialisation,
    "krugman_concentration": krugman_concentration,
    "gini_concentration": gini_concentration,
}


def main():
    regions, industries, years = map(int, sys.argv[1:4])
    random = np.random.default_rng(1)
    cube = random.integers(0, 5000, (years, regions, industries)).astype(np.float64)
    cube[random.random(cube.shape, dtype=np.float32) < 0.3] = 0
    totals = [(e.sum(1), e.sum(0) / e.sum()) for e in cube]

    def of_all_years(function):
        return lambda: [function(e, *known) for e, known in zip(cube, totals)]

    answer_rows({name: of_all_years(function) for name, function in ROWS.items()})


if __name__ == "__main__":
    main()
