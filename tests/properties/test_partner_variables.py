# SPDX-License-Identifier: GPL-3.0-or-later
"""Blocks of variables on the regions of Europe: structural nearness, likeness and lead of all pairs are those that numpy and
scipy give from the store's own figures, and the page's example is what the program says."""
import csv
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import h5py
    import numpy
    from scipy.spatial import distance
    from scipy.stats import kurtosis, skew
except ImportError as absent:
    print(f"skipped: {absent} (Debian packages python3-h5py, python3-numpy, python3-scipy)")
    sys.exit(77)

LOCIQ, SOURCE = os.environ.get("LOCIQ", ""), Path(os.environ["LOCIQ_SOURCE"])
if not os.path.exists(LOCIQ):
    print("skipped: the program lociq is not built")
    sys.exit(77)

TOLERANCE = 1e-12  # means of up to ten squares; the treatments' logarithms are libm's and numpy's
faults = []


def expect(holds, sentence):
    if not holds:
        faults.append(sentence)


def lociq(*arguments):
    done = subprocess.run([LOCIQ, *map(str, arguments)], capture_output=True, check=False, text=True)
    if done.returncode != 0:
        print(f"lociq {' '.join(map(str, arguments))}: {done.stderr}")
        sys.exit(1)
    return done.stdout


# ---- by numpy ----


def passes(x):
    """By the adjusted skewness and excess kurtosis of scipy."""
    known = x[~numpy.isnan(x)]
    if len(known) < 4 or known.min() == known.max():
        return True, 0
    g1 = skew(known, bias=False)
    return abs(g1) < 2 or kurtosis(known, bias=False) < 3.5, g1


def staged(x):
    """One extreme after the other becomes the next, at most five; where that does not do, the logarithm."""
    y = x.copy()
    for _ in range(5):
        fine, g1 = passes(y)
        if fine:
            return y
        y = numpy.minimum(y, largest_but_one(y)) if g1 >= 0 else -numpy.minimum(-y, largest_but_one(-y))
    if passes(y)[0]:
        return y
    low, high = numpy.nanmin(x), numpy.nanmax(x)
    return numpy.log(x - low + 0.01 * (high - low))


def largest_but_one(y):
    """The next below the largest, which several of those moved may share by now."""
    return max(v for v in y if v < numpy.nanmax(y))


def scale(columns, treat):
    made = numpy.full_like(columns, numpy.nan)
    for j in range(columns.shape[1]):
        x = treat(columns[:, j])
        made[:, j] = (x - numpy.nanmin(x)) / (numpy.nanmax(x) - numpy.nanmin(x))
    return made


def compare(own, other, weights, term, least=0.5):
    """The weighted mean of what both know, NaN where that is too little of the weight."""
    both = ~numpy.isnan(own)[:, None, :] & ~numpy.isnan(other)[None, :, :]
    with numpy.errstate(invalid="ignore"):
        parts = numpy.where(both, term(own[:, None, :], other[None, :, :]), 0) @ weights
        known = both @ weights
        return numpy.where(known >= least * weights.sum() - 1e-12, parts / known, numpy.nan)


def nearness(x, y):
    return 1 - (x - y) ** 2


def likeness(x, y):
    return 1 - abs(x - y)


def lead(x, y):
    return y - x


# ---- by the program ----


def ranked(spec, *more):
    """The scores of every region's partners; NaN where one is none."""
    Path("made.yaml").write_text(spec, encoding="utf-8")
    told = lociq("partners", "eu.h5", "--all", "--by", "blend", "--specification", "made.yaml", "--top", len(codes),
                 "--contributions", 0, "--format", "csv", *more)
    scores = numpy.full((len(codes), len(codes)), numpy.nan)
    position = {code: i for i, code in enumerate(codes)}
    for row in csv.DictReader(io.StringIO(told)):
        scores[position[row["region"]], position[row["partner"]]] = float(row["score"])
    return scores


def same(found, wanted, what):
    wanted = wanted.copy()
    numpy.fill_diagonal(wanted, numpy.nan)
    expect((~numpy.isnan(wanted)).sum() > 10000, f"{what}: hardly a pair is compared")
    other = numpy.isnan(found) != numpy.isnan(wanted)
    if other.any():
        r, p = numpy.argwhere(other)[0]
        faults.append(f"{what}: {codes[r]} and {codes[p]}: {found[r, p]}, expected {wanted[r, p]}; {other.sum()} such")
    apart = numpy.nanmax(abs(found - wanted))
    expect(apart <= TOLERANCE, f"{what}: scores lie {apart} apart")


def test_shares(store):
    values, total = store["employment"][-1], store["employment_total_region"][-1]
    total = numpy.where(numpy.isnan(total), numpy.nansum(values, 1), total)
    with numpy.errstate(invalid="ignore", divide="ignore"):
        shares = values / numpy.where(total > 0, total, numpy.nan)[:, None]
    known = ~numpy.isnan(shares)
    filled = numpy.where(known, shares, 0)
    common = filled @ known.T  # of the row's own total what the other one knows too
    covered = common >= 0.5 * numpy.maximum(1, filled.sum(1))[:, None] - 1e-12
    weights = numpy.ones(shares.shape[1])
    for method, term, treat in (("structural_distance", nearness, staged), ("likeness", likeness, lambda x: x)):
        scores = compare(*[scale(shares, treat)] * 2, weights, term, least=0)
        same(ranked(f"blocks: [{{method: {method}}}]\n"), numpy.where(covered & covered.T, scores, numpy.nan),
             f"{method} of shares")
    complete = known.all(1)
    cityblock = 1 - distance.squareform(distance.pdist(scale(shares, lambda x: x)[complete], "cityblock")) / len(weights)
    found = ranked("blocks: [{method: likeness}]\n", "--minimum-coverage", 0)[numpy.ix_(complete, complete)]
    numpy.fill_diagonal(cityblock, numpy.nan)
    expect(numpy.nanmax(abs(found - cityblock)) <= TOLERANCE, "likeness of complete regions is no distance of cities")


def variable(store, name, year):
    if "/" not in name:
        return store[name][years.index(year)]
    index, node = name.split("/")
    nodes = [code.decode() if isinstance(code, bytes) else code for code in store[f"{index}_node"][()]]
    return store[index][years.index(year)][:, nodes.index(node)]


def test_variables(store):
    names = {"gdp_per_head": 1, "framework_conditions/education": 2, "framework_conditions/labour_supply": 0.5}
    listed = ", ".join(f"{{name: {name}, weight: {weight}}}" for name, weight in names.items())
    weights = numpy.array(list(names.values()))
    columns = numpy.stack([variable(store, name, 2013) for name in names], 1)
    for method, term, treat in (("structural_distance", nearness, staged), ("likeness", likeness, lambda x: x)):
        said = f"blocks: [{{method: {method}, year: 2013, variables: [{listed}]}}]\n"
        made = scale(columns, treat)
        found = ranked(said)
        same(found, compare(made, made, weights, term), method)
        expect(numpy.array_equal(found, found.T, equal_nan=True), f"{method} is not the same both ways")
        expect(numpy.array_equal(found, ranked(said, "--threads", 1), equal_nan=True), f"{method} minds the threads")
    same(ranked(f"blocks: [{{method: likeness, year: 2013, variables: [{listed}]}}]\n", "--minimum-coverage", 0),
         compare(made, made, weights, likeness, least=0), "likeness of what little is known")
    # who was in 2008 where we are in 2013
    both = scale(numpy.concatenate([columns, numpy.stack([variable(store, name, 2008) for name in names], 1)]), staged)
    own, other = both[: len(codes)], both[len(codes) :]
    said = f"blocks: [{{method: structural_distance, year: 2013, other_year: 2008, variables: [{listed}]}}]\n"
    same(ranked(said), compare(own, other, weights, nearness), "nearness to another year")


def test_lead(store):
    names = ["labour_productivity", "neet_rate", "gdp_per_head"]
    columns = numpy.stack([variable(store, name, 2014 if name == names[0] else 2013 if name == names[2] else 2015)
                           for name in names], 1)
    made = scale(columns, staged)
    made[:, 1] = 1 - made[:, 1]
    scores = compare(made, made, numpy.array([1.0, 2, 1]), lead)
    scores[~(scores > 0)] = numpy.nan  # who is not ahead is no partner
    said = ("blocks: [{method: lead, variables: [labour_productivity, {name: neet_rate, weight: 2, better: low}, "
            "gdp_per_head]}]\n")
    found = ranked(said)
    # A lead of next to nothing may be none to the other's roundings.
    edge = (numpy.isnan(found) != numpy.isnan(scores)) & ((abs(numpy.nan_to_num(found)) + abs(numpy.nan_to_num(scores))) < TOLERANCE)
    found[edge] = scores[edge] = numpy.nan
    same(found, scores, "lead")
    # no other block makes up for what is no lead
    mixed = ranked(said.replace("[{method: lead", "[{method: cosine, weight: 1000}, {method: lead"), "--minimum-coverage", 0)
    ahead = compare(made, made, numpy.array([1.0, 2, 1]), lead, least=0)
    numpy.fill_diagonal(ahead, numpy.nan)
    expect(not (~numpy.isnan(mixed) & ~(ahead > -TOLERANCE)).any(), "one who is not ahead is a partner to learn from")


def test_example():
    """The page's specification gives the page's table."""
    page = (SOURCE / "docs" / "partners.md").read_text(encoding="utf-8")
    spec = re.search(r"^    blocks:\n(?:    .*\n)+", page, re.M).group(0)
    Path("blend.yaml").write_text(re.sub(r"^    ", "", spec, flags=re.M), encoding="utf-8")
    command = re.search(r"^    lociq partners made/eu\.h5 (.*)$", page, re.M).group(1).split()
    rows = list(csv.reader(io.StringIO(lociq("partners", "eu.h5", *command, "--format", "csv"))))
    heading, rows = rows[0], rows[1:]
    wanted = re.findall(r"^\| (\d) \| (\w+) [^|]*\| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", page, re.M)
    columns = ["rank", "partner", "score", "block_industries", "block_conditions", "block_ahead"]
    found = [[row[heading.index(column)] for column in columns] for row in rows]
    found = [tuple(fields[:2] + [f"{float(field):.3f}" for field in fields[2:]]) for fields in found]
    expect(len(wanted) == 3 and found == wanted, f"the example of docs/partners.md is {wanted}, and the program says {found}")


with tempfile.TemporaryDirectory() as folder:
    shutil.copytree(SOURCE / "datasets" / "eu_nuts2", Path(folder) / "eu")
    os.chdir(folder)
    lociq("run", "eu/plan.yaml", "--quiet")
    shutil.copy("eu/made/eu.h5", "eu.h5")
    with h5py.File("eu.h5") as file:
        codes = [code.decode() if isinstance(code, bytes) else code for code in file["region"][()]]
        years = [int(year) for year in file["year"][()]]
        test_shares(file)
        test_variables(file)
        test_lead(file)
    test_example()
    os.chdir("/")
print(*faults[:20], sep="\n")
print(len(faults), "faults")
sys.exit(bool(faults))
