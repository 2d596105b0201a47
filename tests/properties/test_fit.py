#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fit of small frames is the minimum that scipy's general solver finds: bounds, known cells, margins of several pairs of
tiers, some of them intervals. Where many cells must be 0, or all but, no linear program finds a way to a nearer table."""
import os
import subprocess
import sys

try:
    import numpy
    from scipy.optimize import linprog, minimize
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)

ROWS, COLUMNS, CASES, CORNERS = 4, 3, 60, 400
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


def asked(prior, lower, upper, known):
    lines = [" ".join(f"{value:.17g}" for value in numbers) for numbers in (prior, lower, upper)]
    return lines + [str(len(known))] + [f"{r} {i} {cell} {low:.17g} {high:.17g}" for r, i, cell, _, low, high in known]


def answers(text):
    program = os.path.join(os.environ["LOCIQ_BUILD"], "tests", "properties", "fit_answer")
    return subprocess.run([program], input="\n".join(text), capture_output=True, text=True, check=True).stdout.splitlines()


def rise(fitted, prior, lower, upper, known):
    """The most that the distance can fall, to first order, by going to another table that is allowed. As the distance is convex,
    0 only at the minimum. Cells that have come to nothing count as 1e-300."""
    slope = numpy.log(numpy.maximum(fitted, 1e-300) / prior)
    sums = numpy.array([row[3] for row in known], float)
    low, high = (numpy.array([row[k] for row in known]) for k in (4, 5))
    found = linprog(slope, A_ub=numpy.r_[sums, -sums], b_ub=numpy.r_[high, -low], bounds=list(zip(lower, upper)), method="highs")
    return slope @ fitted - found.fun


def check_corners(random, choices):
    """Most cells of the truth are 0, so that sums leave few tables, or one; bounds are those given, not narrowed first."""
    text, cases = [], []
    while len(cases) < CORNERS:
        truth = numpy.rint(numpy.exp(random.uniform(0, 5, 12))) * (random.random(12) < random.choice([0.4, 0.6]))
        prior = numpy.exp(random.uniform(-3, 5, 12))
        upper = numpy.where(random.random(12) < 0.2, truth, 1000)
        pairs = [choices[k] for k in random.permutation(len(choices))[:random.integers(2, 6)]]
        known = [(r, i, cell, inside, max(low, 0), high)
                 for r, i, cell, inside, low, high in margins(truth, pairs, (0, 0, 0.5)[len(cases) % 3])]
        cases.append((prior, numpy.zeros(12), upper, known))
        text += asked(*cases[-1])
    lines = answers(text)
    failures, nothing, stalled = int(len(lines) != CORNERS), 0, 0
    for case, (line, (prior, lower, upper, known)) in enumerate(zip(lines, cases)):
        try:
            fitted = numpy.array([float(word) for word in line.split()])
        except ValueError:
            stalled += 1
            print(f"corner {case}: {line}")
            continue
        sums = numpy.array([fitted[row[3]].sum() for row in known])
        low, high = (numpy.array([row[k] for row in known]) for k in (4, 5))
        holds = ((sums >= low * (1 - 1e-10)) & (sums <= high * (1 + 1e-10))).all()
        inside = ((fitted >= lower) & (fitted <= upper)).all()
        fall = rise(fitted, prior, lower, upper, known)
        nothing += ((fitted > 0) & (fitted < 1e-9)).sum()
        # highs keeps sums to 1e-7, at slopes of mostly less than 10; found were 1e-8 at most
        if not (holds and inside and fall <= 1e-5):
            failures += 1
            print(f"corner {case}: margins {holds}, bounds {inside}, may fall by {fall:.1e}")
    print(f"{len(lines)} fits in corners, {nothing} cells come to nothing, {stalled} not fitted")
    if not (nothing > CORNERS / 40 and stalled <= CORNERS / 100):  # margins in turn, none taken out: 23
        failures += 1
        print("too few cells came to nothing, or too many fits to none")
    return failures


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
        text += asked(prior, lower, upper, known)
    lines = answers(text)
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
    failures += check_corners(random, choices)
    sys.exit(failures != 0)


if __name__ == "__main__":
    main()
