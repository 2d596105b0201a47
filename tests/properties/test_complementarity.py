# SPDX-License-Identifier: GPL-3.0-or-later
"""What partners add, on the project's data of the EU's regions and of American counties: the scores of `lociq partners
--by complementarity` are those of numpy from lociq's quotients and proximities, and the density of a region together
with its partner, less that of the region alone, is what the partner adds, as lociq's own relatedness_density has it."""
import csv
import io
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

program = os.environ.get("LOCIQ", "")
if not os.path.exists(program):
    print("skipped: the program lociq is not built")
    sys.exit(77)

DATASETS = Path(__file__).resolve().parents[2] / "datasets"
TOLERANCE = 1e-12  # sums of products of up to 100 industries by 100 targets, all below 1
faults = []


def lociq(*words):
    told = subprocess.run([program, *map(str, words)], capture_output=True, text=True)
    if told.returncode != 0:
        sys.exit(f"lociq {' '.join(map(str, words))}: {told.stderr}")
    return told.stdout


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def matrix_of(store, dataset, year, first, second):
    """A dataset of a year by codes of two axes; NaN where it is missing."""
    places = [{code: k for k, code in enumerate(axis)} for axis in (first, second)]
    found = numpy.full((len(first), len(second)), numpy.nan)
    for row in csv.reader(lociq("export", store, dataset, "--year", year).splitlines()[1:]):
        if row[0] in places[0]:
            found[places[0][row[0]], places[1][row[1]]] = float(row[3] or "nan")
    return found


class Data:
    """A store, and what lociq found in it."""

    def __init__(self, folder, name, file, year, *words):
        self.store, self.year = folder / f"{name}.h5", year
        lociq("import", DATASETS / file, "-o", self.store, "--quiet", *words)
        lociq("compute", self.store, "lq", "proximity", "--years", f"{year}:{year}", "--quiet")
        cells = [row for row in rows_of(lociq("export", self.store, "lq", "--year", year))]
        self.regions = sorted({row["region"] for row in cells})
        self.industries = sorted({row["industry"] for row in cells})
        self.quotients = matrix_of(self.store, "lq", year, self.regions, self.industries)
        self.near = matrix_of(self.store, "proximity", year, self.industries, self.industries)

    def ranking(self, *words):
        """{(region, partner): score} of all that can be compared."""
        top = len(self.regions) * 3
        told = lociq("partners", self.store, "--year", self.year, "--by", "complementarity", "--top", top, "--format", "csv", "--quiet", *words)
        return {(row["region"], row["partner"]): float(row["score"]) for row in rows_of(told)}


def nearness(near):
    """n_ij: how near j is to target i, over all that is near to it."""
    near = numpy.where(near > 0, near, 0)
    numpy.fill_diagonal(near, 0)
    with numpy.errstate(invalid="ignore"):
        return (near / near.sum(0)).T


def added(data, targets_of, minimum=0.5):
    """Balland & Boschma's sums over the cells known in both, by region and partner."""
    known = ~numpy.isnan(data.quotients)
    held = known & (data.quotients >= 1)
    near = nearness(data.near)
    scores = {}
    for r, region in enumerate(data.regions):
        targets = [i for i in targets_of(known[r], held[r]) if not numpy.isnan(near[i]).any()]
        if not targets:
            continue
        weights = near[targets].mean(0)
        for p, partner in enumerate(data.regions):
            both = known[r] & known[p]
            total = weights[both].sum()
            if p != r and total > 0 and total >= minimum - 1e-12:
                scores[region, partner] = weights[both & held[p] & ~held[r]].sum() / total
    return scores


def compare(found, expected, what):
    if set(found) != set(expected):
        faults.append(f"{what}: {len(found)} pairs are compared, expected {len(expected)}")
    for pair in set(found) & set(expected):
        if not abs(found[pair] - expected[pair]) <= TOLERANCE:
            faults.append(f"{what}: {pair} score {found[pair]!r}, expected {expected[pair]!r}")
    if not any(abs(found[a, b] - found[b, a]) > 0.01 for a, b in found if (b, a) in found):
        faults.append(f"{what}: what they bring us is what we bring them")


def write_rows(path, heading, rows):
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(heading)
        writer.writerows(rows)


def densities(folder, industries, near_file, rows):
    """lociq's relatedness_density of regions that hold what rows say. A region's total is published, and beside each one
    there is another that holds what it lacks: so a quotient is 2 where something is held, 0 where it is not."""
    source, store = folder / "held.csv", folder / "held.h5"
    with open(source, "w", encoding="utf-8") as stream:
        stream.write("region,industry,year,employment\n")
        for k, row in enumerate(rows):
            for name, values in (("R", row), ("S", 1 - row)):
                stream.write(f"{name}{k:05},TOTAL,2015,{len(industries)}\n")
                for code, value in zip(industries, values):
                    stream.write(f"{name}{k:05},{code},2015,{'' if numpy.isnan(value) else int(value)}\n")
    store.unlink(missing_ok=True)
    lociq("import", source, "-o", store, "--quiet")
    lociq("compute", store, "relatedness_density", "--relatedness_file", near_file, "--quiet")
    return matrix_of(store, "relatedness_density", 2015, [f"R{k:05}" for k in range(len(rows))], industries)


def check_identity(folder, data, count, targets):
    """Of so many pairs drawn: the density of both, less that of one, over the cells known in both."""
    near_file, specification = folder / "near.csv", folder / "blocks.yaml"
    pairs = [(i, j) for i in range(len(data.industries)) for j in range(len(data.industries))]
    write_rows(near_file, ("industry", "industry_other", "value"),
               ((data.industries[i], data.industries[j], repr(float(data.near[i, j]))) for i, j in pairs if not numpy.isnan(data.near[i, j])))
    held = numpy.where(numpy.isnan(data.quotients), numpy.nan, data.quotients >= 1)
    random = numpy.random.default_rng(1)
    drawn = [tuple(random.choice(len(data.regions), 2, replace=False)) for _ in range(count)]
    rows = []
    for r, p in drawn:
        both = ~numpy.isnan(held[r]) & ~numpy.isnan(held[p])
        rows += [numpy.where(both, held[r], numpy.nan), numpy.where(both, numpy.maximum(held[r], held[p]), numpy.nan)]
    density = densities(folder, data.industries, near_file, rows)
    for target in targets:
        specification.write_text(f"blocks:\n  - method: relatedness_added\n    relatedness: near.csv\n    targets: [\"{target}\"]\n", encoding="utf-8")
        found = data.ranking("--all", "--specification", specification, "--minimum-coverage", "0")
        i, compared = data.industries.index(target), 0
        for k, (r, p) in enumerate(drawn):
            expected = (density[2 * k + 1, i] - density[2 * k, i]) / 100
            score = found.get((data.regions[r], data.regions[p]), numpy.nan)
            if numpy.isnan(score) != numpy.isnan(expected) or abs(score - expected) > TOLERANCE:
                faults.append(f"{target}: {data.regions[p]} adds {score!r} to {data.regions[r]}, expected {expected!r}")
            compared += score > 0
        if compared < count / 10:
            faults.append(f"{target}: but {compared} of {count} pairs add something")


def lacked(known, held):
    return numpy.nonzero(known & ~held)[0]


with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    europe = Data(folder, "europe", "eu_nuts2/employment.csv.gz", 2015, "--level", "nuts2")
    compare(europe.ranking("--all"), added(europe, lacked), "the EU's regions")
    cluster = europe.industries.index("J")
    parts = europe.ranking("--all", "--cluster", "J")
    expected = added(europe, lambda known, held: [cluster])
    if not parts or not set(parts) <= set(expected):
        faults.append("the EU's parts of J: other pairs are compared than those of regions")
    compare(parts, {pair: score for pair, score in expected.items() if pair in parts}, "the EU's parts of J")
    check_identity(folder, europe, 300, ["A", "K", "M_N"])
    counties = Data(folder, "counties", "us_counties/employment.csv.gz", 2016, "--level", "naics3")
    region = counties.regions[len(counties.regions) // 2]
    mine = {pair: score for pair, score in added(counties, lacked).items() if pair[0] == region}
    found = counties.ranking("--region", region)
    if set(found) != set(mine) or any(abs(found[pair] - mine[pair]) > TOLERANCE for pair in mine):
        faults.append(f"the partners of {region} are not those of numpy")
    print(len(europe.regions), "and", len(counties.regions), "regions,", len(counties.industries), "industries of", region, "with", len(mine), "partners")

print(*faults[:20], sep="\n")
print(len(faults), "faults")
sys.exit(bool(faults))
