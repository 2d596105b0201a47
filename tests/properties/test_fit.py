#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fit of small frames is the minimum that scipy's general solver finds: bounds, known cells, margins of several pairs of
tiers, some of them intervals."""
import os
import subprocess
import sys

try:
    import numpy
    from scipy.optimize import minimize
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)

ROWS, COLUMNS, CASES = 4, 3, 60
PAIRS = numpy.array([0, 0, 1, 1]), numpy.array([0, 0, 1])
# The solver stops where its objective, some tens, falls by less than 1e-13: a cell is known to about the root of that.
TOLERANCE, OBJECTIVE = 1e-5, 1e-8


def groups(axis, tier):
    """Of each finest member its ancestor."""
    count = (ROWS, COLUMNS)[axis]
    return (numpy.arange(count), PAIRS[axis], numpy.zeros(count, int))[tier]


def margins(table, pairs, rounding):
    """Each known cell: its tiers and number, which finest cells it is the sum of, and its bounds."""
    for r, i in pairs:
        columns = groups(1, i).max() + 1
        cells = groups(0, r)[:, None] * columns + groups(1, i)
        for cell in range(cells.max() + 1):
            inside = (cells == cell).ravel()
            total = table[inside].sum()
            yield r, i, cell, inside, total - rounding, total + rounding


def distance(table, prior):
    return (table * numpy.log(table / prior) - table + prior).sum()


def independent(known):
    """Without the sums that follow from others, which the solver cannot have twice."""
    kept = []
    for row in known:
        if numpy.linalg.matrix_rank(numpy.array([other[3] for other in kept] + [row[3]], float)) > len(kept):
            kept.append(row)
    return kept


def solved(prior, lower, upper, known, start):
    exact = independent([row for row in known if row[4] == row[5]])
    loose = [row for row in known if row[4] < row[5]]
    constraints = []
    if exact:
        sums, total = numpy.array([row[3] for row in exact], float), numpy.array([row[4] for row in exact])
        constraints.append({"type": "eq", "fun": lambda table: sums @ table - total, "jac": lambda _: sums})
    if loose:
        parts = numpy.array([row[3] for row in loose], float)
        both, room = numpy.r_[parts, -parts], numpy.array([-row[4] for row in loose] + [row[5] for row in loose])
        constraints.append({"type": "ineq", "fun": lambda table: both @ table + room, "jac": lambda _: both})
    return minimize(distance, start, args=(prior,), jac=lambda table, prior: numpy.log(table / prior), method="SLSQP",
                    constraints=constraints, bounds=list(zip(lower, upper)), options={"maxiter": 1000, "ftol": 1e-13})


def main():
    random = numpy.random.default_rng(7)
    choices = [(0, 2), (2, 0), (1, 1), (0, 1), (1, 0), (2, 2), (1, 2)]
    text, cases = [], []
    for case in range(CASES):
        truth, prior = random.uniform(1, 40, 12), random.uniform(1, 40, 12)
        lower, upper = truth * random.uniform(0.5, 0.9, 12), truth * random.uniform(1.1, 2, 12)
        pairs = [choices[k] for k in random.permutation(len(choices))[:random.integers(1, 5)]]
        known = list(margins(truth, pairs, (0, 0.5)[case % 2]))
        cases.append((prior, lower, upper, known, truth))
        text += [" ".join(f"{value:.17g}" for value in numbers) for numbers in (prior, lower, upper)]
        text += [str(len(known))] + [f"{r} {i} {cell} {low:.17g} {high:.17g}" for r, i, cell, _, low, high in known]
    program = os.path.join(os.environ["LOCIQ_BUILD"], "tests", "properties", "fit_answer")
    lines = subprocess.run([program], input="\n".join(text), capture_output=True, text=True, check=True).stdout.splitlines()
    failures, bound = int(len(lines) != CASES), 0
    for case, (line, (prior, lower, upper, known, truth)) in enumerate(zip(lines, cases)):
        try:
            fitted = numpy.array([float(word) for word in line.split()])
        except ValueError:
            failures += 1
            print(f"case {case}: {line}")
            continue
        sums = numpy.array([fitted[inside].sum() for _, _, _, inside, _, _ in known])
        low, high = (numpy.array([row[k] for row in known]) for k in (4, 5))
        expected = solved(prior, lower, upper, known, truth).x
        bound += ((fitted == lower) | (fitted == upper)).sum()
        off = numpy.abs(fitted / expected - 1).max()
        more = distance(fitted, prior) - distance(expected, prior)
        holds = ((sums >= low * (1 - 1e-10)) & (sums <= high * (1 + 1e-10))).all()
        inside = ((fitted >= lower) & (fitted <= upper)).all()
        if not (holds and inside and off <= TOLERANCE and more <= OBJECTIVE):
            failures += 1
            print(f"case {case}: margins {holds}, bounds {inside}, cells off by {off:.1e}, objective by {more:.1e}")
    print(f"{len(lines)} fits, {bound} cells at a bound")
    if not bound > CASES:
        failures += 1
        print("too few cells at a bound to have tested them")
    sys.exit(failures != 0)


if __name__ == "__main__":
    main()
