# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may be a partner, how far it is, and ties beside those that a gravity model lets expect, as numpy has them: its
haversines, its own Newton steps of Poisson's likelihood, plain loops for the rest."""
import json
import os
import subprocess
import sys
import tempfile

try:
    import numpy
except ImportError:
    print("skipped: numpy is not installed (Debian package python3-numpy)")
    sys.exit(77)

program = os.environ.get("LOCIQ", "")
if not os.path.exists(program):
    print("skipped: the program lociq is not built")
    sys.exit(77)

INDUSTRIES = 9
CODES = [country + str(number) for country in ("AT", "BE", "DE", "FR", "IT") for number in range(10, 24)]
REGIONS = len(CODES)  # enough for threads to share them
COUNTRIES = numpy.array([code[:2] for code in CODES])
faults = []


def expect(holds, sentence):
    if not holds:
        faults.append(sentence)


def run(*arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    expect(done.returncode == 0, f"lociq {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def table_of(text):
    """units × units of a figure of a ranking of all others, NaN where there is none."""
    ranking = json.loads(text)

    def table(figure):
        values = numpy.full((REGIONS, REGIONS), numpy.nan)
        for unit in ranking["units"]:
            for partner in unit["partners"]:
                value = partner[figure]
                values[CODES.index(unit["region"]), CODES.index(partner["region"])] = numpy.nan if value is None else value
        return values

    return ranking, table


def newton(table, columns):
    """The terms of the largest Poisson likelihood over all pairs of two."""
    apart = ~numpy.eye(len(table), dtype=bool)
    y = table[apart]
    x = numpy.column_stack([numpy.ones(len(y))] + [column[apart] for column in columns])
    terms = numpy.zeros(x.shape[1])
    terms[0] = numpy.log(y.mean())
    for _ in range(100):
        mu = numpy.exp(x @ terms)
        step = numpy.linalg.solve(x.T @ (mu[:, None] * x), x.T @ (y - mu))
        terms += step / max(1, numpy.abs(step).max())
    return terms


random = numpy.random.default_rng(20)
jobs = numpy.floor(numpy.exp(4 + 4 * random.random((REGIONS, INDUSTRIES))))
sizes = jobs.sum(1)
longitudes, latitudes = random.uniform(-9, 24, REGIONS).round(2), random.uniform(36, 59, REGIONS).round(2)
east, north = numpy.radians(longitudes), numpy.radians(latitudes)
square = (numpy.sin((north[:, None] - north) / 2) ** 2
          + numpy.cos(north)[:, None] * numpy.cos(north) * numpy.sin((east[:, None] - east) / 2) ** 2)
distances = 2 * 6371.0088 * numpy.arcsin(numpy.sqrt(square))
logs = numpy.log(sizes)
own, other = numpy.repeat(logs[:, None], REGIONS, 1), numpy.repeat(logs[None, :], REGIONS, 0)
with numpy.errstate(divide="ignore"):
    far = numpy.log(numpy.maximum(distances, 1))
mean = numpy.exp(-8 + 0.8 * own + 0.6 * other - 0.9 * far)
ties = random.poisson(mean * (0.3 + 2 * random.random((REGIONS, REGIONS)))).astype(float)
numpy.fill_diagonal(ties, 0)

os.chdir(tempfile.mkdtemp(dir=os.environ.get("TMPDIR", "/tmp")))
write("jobs.csv", "region,industry,year,employment\n" + "".join(
    f"{code},X{i},2010,{jobs[r, i]:.0f}\n" for r, code in enumerate(CODES) for i in range(INDUSTRIES)))
write("points.csv", "region,longitude,latitude\n" + "".join(
    f"{code},{longitudes[r]},{latitudes[r]}\n" for r, code in enumerate(CODES)))
both_ways = [(r, p) for r in range(REGIONS) for p in range(REGIONS) if ties[r, p] > 0]
write("directed.csv", "region,partner,ties\n" + "".join(f"{CODES[r]},{CODES[p]},{ties[r, p]:.0f}\n" for r, p in both_ways))
together = numpy.triu(ties + ties.T)
write("once.csv", "region,partner,ties\n" + "".join(
    f"{CODES[r]},{CODES[p]},{together[r, p]:.0f}\n" for r, p in zip(*numpy.nonzero(together))))
together = together + together.T
expect(0 < len(both_ways) < REGIONS * (REGIONS - 1) and (ties[ties > 0] > 1).any(), "the ties are no test")
run("import", "jobs.csv", "-o", "s.h5")
every = ["partners", "s.h5", "--all", "--top", str(REGIONS), "--format", "json"]


def check_ties(name, realised, points):
    arguments = [*every, "--ties", name] + (["--points", "points.csv"] if points else [])
    text = run(*arguments, "--threads", "1")
    expect(text == run(*arguments, "--threads", "3"), f"{name}: other bits from other threads")
    ranking, table = table_of(text)
    expect(ranking["remarks"] == [], f"{name}: {ranking['remarks']}")
    apart = ~numpy.eye(REGIONS, dtype=bool)
    expect((table("ties")[apart] == realised[apart]).all(), f"{name}: other ties")
    terms = newton(realised, [own, other] + ([far] if points else []))
    expected = numpy.exp(terms[0] + terms[1] * own + terms[2] * other + (terms[3] * far if points else 0))
    told = table("expected")
    # Both end within rounding of the root: of sums of 4830 pairs, and a system whose condition is some 1e5.
    expect((numpy.abs(told / expected - 1)[apart] < 1e-9).all(), f"{name}: other ties expected")
    expect(abs(told[apart].sum() / realised.sum() - 1) < 1e-10, f"{name}: what is expected does not add up")
    scores, gaps, ratios = table("score"), table("gap"), realised / numpy.where(apart, told, 1)
    for r in range(REGIONS):
        others = numpy.arange(REGIONS) != r
        lower, fewer = ((figure[r, others][None, :] < figure[r, others][:, None]).sum(1) for figure in (scores, ratios))
        wrong = numpy.abs(gaps[r, others] - (lower - fewer) / (REGIONS - 2)) > 1e-15
        expect(not wrong.any(), f"{name}: other gaps of {CODES[r]}")
    if points:
        # Haversines of 1e-16 of angles that are no less than 1e-3.
        expect((numpy.abs(table("distance") / numpy.where(apart, distances, 1) - 1)[apart] < 1e-12).all(), "other distances")


for file, realised in (("directed.csv", ties), ("once.csv", together)):
    check_ties(file, realised, True)
    check_ties(file, realised, False)

# Ties of one pair alone, the nearest one: the steeper the model the better.
nearest = divmod(int(numpy.where(numpy.eye(REGIONS, dtype=bool), numpy.inf, distances).argmin()), REGIONS)
write("one.csv", f"region,partner,ties\n{CODES[nearest[0]]},{CODES[nearest[1]]},5\n"
      + "".join(f"{CODES[nearest[0]]},{code},0\n" for r, code in enumerate(CODES) if r not in nearest))
ranking, table = table_of(run(*every, "--ties", "one.csv", "--points", "points.csv"))
expect(any("no finite model" in remark for remark in ranking["remarks"]), f"no remark of one pair: {ranking['remarks']}")
expect(numpy.isnan(table("expected")).all() and numpy.nansum(table("ties")) == 10, "one pair lets something be expected")

write("within.csv", "region\nDE\nFR1\nIT10\nZZ\n")
listed = numpy.array([code.startswith(("DE", "FR1", "IT10")) for code in CODES])
abroad = COUNTRIES[:, None] != COUNTRIES
everyone = ~numpy.eye(REGIONS, dtype=bool)
middle = float(numpy.median(sizes))
for arguments, allowed in (
        ([], everyone),
        (["--exclude-country"], abroad),
        (["--nearer-than", "700"], everyone & (distances < 700)),
        (["--farther-than", "900"], everyone & (distances > 900)),
        (["--within", "within.csv"], everyone & listed),
        (["--minimum-size", repr(middle)], everyone & (sizes >= middle)),
        (["--level", "2"], everyone),
        (["--exclude-country", "--nearer-than", "1200", "--farther-than", "300", "--within", "within.csv",
          "--minimum-size", repr(middle)],
         abroad & (distances < 1200) & (distances > 300) & listed & (sizes >= middle))):
    for by in ([], ["--similarity", "jaccard"]):
        ranking, table = table_of(run(*every, "--points", "points.csv", *arguments, *by))
        found = ~numpy.isnan(table("score"))
        expect(allowed.any() and (found == allowed).all(), f"{arguments} {by}: not those who may be")

for fault in faults[:20]:
    print(fault)
sys.exit(len(faults) > 0)
