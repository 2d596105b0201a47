# SPDX-License-Identifier: GPL-3.0-or-later
"""The rankings of `lociq partners` are those that numpy and, where installed, scipy and scikit-learn give, with and
without missing cells: the same scores, and no better partner left out."""
import csv
import io
import os
import subprocess
import sys
import tempfile

try:
    import numpy
except ImportError:
    print("skipped: numpy is not installed (Debian package python3-numpy)")
    sys.exit(77)
try:
    import scipy.stats
    from scipy.spatial import distance
except ImportError:
    scipy = None  # likewise
try:
    from sklearn.metrics.pairwise import cosine_similarity
except ImportError:
    cosine_similarity = None  # numpy's own, below, is then the only check of it

program = os.environ.get("LOCIQ", "")
if not os.path.exists(program):
    print("skipped: the program lociq is not built")
    sys.exit(77)

REGIONS, INDUSTRIES, TOP, TOLERANCE = 150, 23, 8, 1e-13  # sums of 23 terms on either side
MINIMUM_COVERAGE = 0.5  # the default
faults = []


def panel(missing, seed):
    random = numpy.random.default_rng(seed)
    values = numpy.floor(numpy.exp(8 * random.random((REGIONS, INDUSTRIES))))
    values[random.random(values.shape) < missing] = numpy.nan
    return values


def cosine(a, b):
    return (a * b).sum() / numpy.sqrt((a**2).sum() * (b**2).sum())


def krugman(a, b):
    return 1 - numpy.abs(a / a.sum() - b / b.sum()).sum() / 2


def pearson(a, b):
    return numpy.corrcoef(a, b)[0, 1] if len(a) > 1 else numpy.nan


def standardised(values):
    shares = values / numpy.nansum(values, 1)[:, None]
    return (shares - numpy.nanmean(shares, 0)) / numpy.nanstd(shares, 0)


def euclid(a, b):
    return 1 / (1 + numpy.sqrt(INDUSTRIES * numpy.mean((a - b) ** 2)))


def stretched(values):
    shares = values / numpy.nansum(values, 1)[:, None]
    return (shares - numpy.nanmin(shares, 0)) / (numpy.nanmax(shares, 0) - numpy.nanmin(shares, 0))


def gower(a, b):
    return 1 - numpy.mean(numpy.abs(a - b))


def specialised(values):
    known, totals = ~numpy.isnan(values), numpy.nansum(values, 1)
    quotients = values / totals[:, None] / (numpy.nansum(values, 0) / (totals @ known))
    return numpy.where(known, quotients >= 1, numpy.nan)


def jaccard(a, b):
    return numpy.minimum(a, b).sum() / numpy.maximum(a, b).sum()


def precision(scores):
    """The inverse of the covariance of the complete rows, shrunken by Ledoit and Wolf's definitions."""
    rows = scores[~numpy.isnan(scores).any(1)]
    count, terms = rows.shape
    if count < 3:
        return numpy.eye(terms)
    rows = rows - rows.mean(0)
    covariance = rows.T @ rows / count
    target = numpy.trace(covariance) / terms * numpy.eye(terms)
    far = ((covariance - target) ** 2).sum() / terms
    chance = sum(((numpy.outer(row, row) - covariance) ** 2).sum() for row in rows) / terms / count**2
    part = max(min(chance / far, 1), 1e-6)
    return numpy.linalg.inv((1 - part) * covariance + part * target)


def mahalanobis(a, b, industries, matrix):
    among = matrix[numpy.ix_(industries, industries)]
    return 1 / (1 + numpy.sqrt(INDUSTRIES / len(a) * ((a - b) @ among @ (a - b))))


# What a similarity compares, made of all values; and the score of two of its rows where both are known.
SIMILARITIES = {
    "cosine": (lambda values: values, cosine),
    "krugman": (lambda values: values, krugman),
    "pearson": (lambda values: values, pearson),
    "euclid": (standardised, euclid),
    "gower": (stretched, gower),
    "jaccard": (specialised, jaccard),
    "mahalanobis": (standardised, mahalanobis),
}


def by_hand(values, similarity):
    """All scores over the cells known on both sides; NaN where there is nothing to compare."""
    known = ~numpy.isnan(values)
    filled = numpy.where(known, values, 0)
    scores = numpy.full((len(values), len(values)), numpy.nan)
    prepare, pair = SIMILARITIES[similarity]
    profiles = prepare(values)
    matrix = precision(profiles) if similarity == "mahalanobis" else None
    for r, row in enumerate(profiles):
        both = known & known[r]
        with numpy.errstate(invalid="ignore", divide="ignore"):
            for p in range(r):
                if both[p].any():
                    more = () if matrix is None else (both[p], matrix)
                    scores[r, p] = scores[p, r] = pair(row[both[p]], profiles[p][both[p]], *more)
    for r in range(len(values)):
        both = known & known[r]
        with numpy.errstate(invalid="ignore"):
            least = numpy.minimum((filled[r] * both).sum(1) / filled[r].sum(), (filled * both).sum(1) / filled.sum(1))
        scores[r, r] = numpy.nan
        scores[r, least < MINIMUM_COVERAGE] = numpy.nan
    return scores


def by_lociq(values, similarity, folder):
    source, store = os.path.join(folder, "panel.csv"), os.path.join(folder, "panel.h5")
    with open(source, "w", encoding="utf-8") as stream:
        stream.write("region,industry,year,employment\n")
        for r, row in enumerate(values):
            for i, value in enumerate(row):
                stream.write(f"r{r:03},i{i:02},2015,{'' if numpy.isnan(value) else repr(float(value))}\n")
    subprocess.run([program, "import", source, "-o", store, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    told = subprocess.run(
        [program, "partners", store, "--all", "--similarity", similarity, "--top", str(TOP), "--format", "csv"],
        check=True, stdout=subprocess.PIPE, text=True,
    ).stdout
    ranking = [[] for _ in range(REGIONS)]
    for line in csv.DictReader(io.StringIO(told)):
        partners = ranking[int(line["region"][1:])]
        if int(line["rank"]) != len(partners) + 1:
            faults.append(f"rank {line['rank']} of {line['region']} follows rank {len(partners)}")
        partners.append((int(line["partner"][1:]), float(line["score"])))
    return ranking


def compare(ranking, scores, what):
    for r, partners in enumerate(ranking):
        rest = numpy.array(scores[r])
        for partner, score in partners:
            if not abs(score - scores[r, partner]) <= TOLERANCE:
                faults.append(f"{what}: r{r:03} and r{partner:03} score {score!r}, expected {scores[r, partner]!r}")
            rest[partner] = numpy.nan
        left = rest[~numpy.isnan(rest)]
        if len(partners) < TOP and len(left) > 0:
            faults.append(f"{what}: r{r:03} has {len(partners)} partners, and {len(left)} more could be")
        if len(partners) == TOP and len(left) > 0 and left.max() > partners[-1][1] + TOLERANCE:
            faults.append(f"{what}: r{r:03} misses a partner of score {left.max()!r}")


def by_others(values, similarity):
    """All scores of complete rows by scipy or scikit-learn; nothing where neither has the similarity."""
    shares = values / values.sum(1)[:, None]
    if similarity == "cosine" and cosine_similarity is not None:
        return cosine_similarity(values)
    if similarity == "euclid" and scipy is not None:
        return 1 / (1 + distance.squareform(distance.pdist(scipy.stats.zscore(shares))))
    if similarity == "mahalanobis" and scipy is not None:
        scores = scipy.stats.zscore(shares)
        return 1 / (1 + distance.squareform(distance.pdist(scores, "mahalanobis", VI=precision(scores))))
    if similarity == "gower" and scipy is not None:
        ranges = shares.max(0) - shares.min(0)
        return 1 - distance.squareform(distance.pdist(shares / ranges, "cityblock")) / INDUSTRIES
    if similarity == "jaccard" and scipy is not None:
        return 1 - distance.squareform(distance.pdist(specialised(values) == 1, "jaccard"))
    if similarity == "krugman" and scipy is not None:
        return 1 - distance.squareform(distance.pdist(shares, "cityblock")) / 2
    return None


for missing in (0, 0.2, 0.9):
    values = panel(missing, 5)
    for similarity in SIMILARITIES:
        with tempfile.TemporaryDirectory() as folder:
            ranking = by_lociq(values, similarity, folder)
        compare(ranking, by_hand(values, similarity), f"{similarity}, {missing:.0%} missing")
        scores = by_others(values, similarity) if missing == 0 else None
        if scores is not None:
            numpy.fill_diagonal(scores, numpy.nan)
            compare(ranking, scores, f"{similarity} elsewhere")

print(*faults[:20], sep="\n")
absent = [name for name, found in (("scipy", scipy), ("sklearn", cosine_similarity)) if found is None]
print(len(faults), "faults" + "".join(f"; python3-{name} is not installed" for name in absent))
sys.exit(bool(faults))
