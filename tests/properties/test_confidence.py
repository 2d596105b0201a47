# SPDX-License-Identifier: GPL-3.0-or-later
"""The rank intervals of `lociq partners --redraws` are what numpy finds: to the last rank where weights alone are drawn,
from the same random numbers; in distribution where counts are; and they hold the true rank about as often as they say."""
import json
import math
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

faults = []
kept = tempfile.TemporaryDirectory()
folder = kept.name
random = numpy.random.default_rng(20)


def check(holds, what):
    if not holds:
        faults.append(what)


def run(*words):
    return subprocess.run([program, *words], check=True, stdout=subprocess.PIPE, text=True).stdout


def store_of(name, rows, header="region,industry,year,employment", unit=None):
    source, store = (os.path.join(folder, name + ending) for ending in (".csv", ".h5"))
    with open(source, "w", encoding="utf-8") as stream:
        stream.write(header + "\n" + "".join(",".join(str(cell) for cell in row) + "\n" for row in rows))
    run("import", source, "-o", store, "--quiet", *(["--unit", unit] if unit else []))
    return store


def ranking_of(store, *words):
    """region -> its partners, as the program tells them."""
    told = json.loads(run("partners", store, "--format", "json", "--contributions", "0", "--quiet", *words))
    check(str(told["redraws"]) == words[words.index("--redraws") + 1], f"{told['redraws']} redraws told")
    return {unit["region"]: unit["partners"] for unit in told["units"]}


def cosine(own, others):
    return others @ own / numpy.sqrt((own @ own) * (others**2).sum(1))


def krugman(own, others):
    return numpy.minimum(own / own.sum(), others / others.sum(1)[:, None]).sum(1)


def ranks_of(scores):
    """1 for the largest."""
    ranks = numpy.empty(len(scores), int)
    ranks[numpy.argsort(-scores, kind="stable")] = numpy.arange(1, len(scores) + 1)
    return ranks


def nearest_ranks(ranks):
    """The 5 and 95 % of each column by the nearest-rank definition."""
    ordered = numpy.sort(ranks, 0)
    count = len(ordered)
    return ordered[math.ceil(5 * count / 100) - 1], ordered[math.ceil(95 * count / 100) - 1]


# ---- weights: the engine's random numbers, made a second time from their description ----

WORD, LONG = 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF


def mix_long(bits):
    """MurmurHash3's 64-bit finaliser."""
    bits = (bits ^ bits >> 33) * 0xFF51AFD7ED558CCD & LONG
    bits = (bits ^ bits >> 33) * 0xC4CEB9FE1A85EC53 & LONG
    return bits ^ bits >> 33


def mix_word(bits):
    """Its 32-bit one."""
    bits = (bits ^ bits >> 16) * 0x85EBCA6B & WORD
    bits = (bits ^ bits >> 13) * 0xC2B2AE35 & WORD
    return bits ^ bits >> 16


def taus2(seed):
    """L'Ecuyer's three components, seeded as GSL does."""
    states, least = [], (2, 8, 16)
    for k in range(3):
        seed = 69069 * (seed or (1 if k == 0 else 0)) & WORD
        states.append(seed + least[k] if seed < least[k] else seed)
        seed = states[k]
    shifts = ((4294967294, 12, 13, 19), (4294967288, 4, 2, 25), (4294967280, 17, 3, 11))
    drawn = 0
    while True:
        for k, (mask, left, right, back) in enumerate(shifts):
            states[k] = (states[k] & mask) << left & WORD ^ ((states[k] << right & WORD) ^ states[k]) >> back
        if drawn >= 6:
            yield states[0] ^ states[1] ^ states[2]
        drawn += 1


def stream(seed, index):
    turn = mix_long(mix_long(seed + 0x9E3779B97F4A7C15 & LONG) + (index >> 32) & LONG)
    return taus2(mix_word(index & WORD) ^ turn >> 32)


def weights_alone(redraws, doubt, seed):
    regions, industries, top = 25, 9, 6
    wages, capital = random.lognormal(size=(2, regions, industries))
    names = [f"r{r:02}" for r in range(regions)]
    rows = [
        (names[r], f"i{i}", 2015, repr(float(wages[r, i])), repr(float(capital[r, i])))
        for r in range(regions)
        for i in range(industries)
    ]
    store = store_of(f"amounts_{redraws}", rows, "region,industry,year,wages,capital")
    specification = os.path.join(folder, "blocks.yaml")
    with open(specification, "w", encoding="utf-8") as stream_of:
        stream_of.write(
            "blocks:\n"
            "  - {name: pay, method: cosine, of: wages, weight: 2}\n"
            "  - {name: plant, method: krugman, of: capital, weight: 1.5}\n"
        )
    options = ["--by", "blend", "--specification", specification, "--measure", "wages", "--top", str(top)]
    options += ["--redraws", str(redraws), "--doubt", str(doubt), "--seed", str(seed), "--all"]
    found = ranking_of(store, *options, "--threads", "2")
    check(found == ranking_of(store, *options, "--threads", "1"), "other ranks from another number of threads")
    factors = []
    for redraw in range(redraws):
        numbers = stream(seed, redraw)
        factors.append([1 + doubt * ((next(numbers) + 0.5) * 2.0**-31 - 1) for _ in range(2)])
    weights = numpy.array(factors) * [2, 1.5]
    for r in range(regions):
        others = [p for p in range(regions) if p != r]
        blocks = numpy.array([cosine(wages[r], wages[others]), krugman(capital[r], capital[others])])
        ranks = numpy.array([ranks_of(w @ blocks / w.sum()) for w in weights])
        lower, upper = nearest_ranks(ranks)
        for partner in found[names[r]]:
            at = others.index(names.index(partner["region"]))
            told = (partner["rank_lower"], partner["rank_upper"], partner["stability"])
            expected = (lower[at], upper[at], (ranks[:, at] <= top).mean())
            check(told == expected, f"weights, {names[r]} {partner['region']}: {told}, expected {expected}")


# ---- counts ----


def shares(regions, industries, spread):
    around = random.dirichlet(numpy.full(industries, 3))
    drawn = around * numpy.exp(spread * random.standard_normal((regions, industries)))
    return drawn / drawn.sum(1)[:, None]


def counts_of(chances, jobs):
    return numpy.array([random.multinomial(jobs, row / row.sum()) for row in chances]).astype(float)


def counts_alone(redraws, scale):
    """Two samples of `redraws` ranks, one by each program: their shares lie within five standard errors of a difference of
    two binomial shares. The same counts may be told in ones, in thousands, or as a survey tells them: each that was asked
    for 200, in thousands."""
    regions, industries, top = 30, 10, 8
    counts = counts_of(shares(regions, industries, 0.4), 1500)
    written = counts * {"ones": 1, "thousand": 0.001, "survey": 0.2}[scale]
    rows = [(f"r{r:02}", f"i{i}", 2015, repr(float(written[r, i]))) for r in range(regions) for i in range(industries)]
    store = store_of(f"counts_{scale}", rows, unit="persons" if scale == "ones" else "thousand persons")
    options = ["--region", "r03", "--similarity", "krugman", "--top", str(top), "--redraws", str(redraws)]
    options += ["--jobs-per-unit", "5"] if scale == "survey" else []
    partners = ranking_of(store, *options, "--seed", "7")["r03"]
    others = [r for r in range(regions) if r != 3]
    ranks = []
    for _ in range(redraws):
        drawn = counts_of(counts, 1500)
        ranks.append(ranks_of(krugman(drawn[3], drawn[others])))
    ranks = numpy.array(ranks)
    error = 5 * math.sqrt(2 * 0.05 * 0.95 / redraws)
    for partner in partners:
        own = ranks[:, others.index(int(partner["region"][1:]))]
        stays = (own <= top).mean()
        wide = 5 * math.sqrt(2 * max(stays * (1 - stays), 1 / redraws) / redraws)
        what = f"counts in {scale}, {partner['region']}"
        check(abs(partner["stability"] - stays) <= wide, f"{what}: stability {partner['stability']}, expected {stays}")
        for told, share in ((partner["rank_lower"], 0.05), (partner["rank_upper"], 0.95)):
            # a rank is the quantile of all between the shares below and up to it
            check(
                (own < told).mean() - error <= share <= (own <= told).mean() + error,
                f"{what}: rank {told} at {share:.0%}, but {(own < told).mean()} are below and {(own <= told).mean()} up to it",
            )


def coverage(years):
    """Each year is a sample of regions whose true shares are known. How often the intervals hold the true rank has a
    standard error of that of a mean over years, in which ranks depend on one another. Ranks being whole, intervals hold
    them more often than 90 %; percentile intervals of small samples less often than they say, by some per cent."""
    regions, industries = 25, 10
    rows, true = [], []
    for year in range(years):
        chances = shares(regions, industries, 0.5)
        true.append(ranks_of(cosine(chances[0], chances[1:])))
        for r, row in enumerate(counts_of(chances, 1000)):
            rows += [(f"r{r:02}", f"i{i}", 1900 + year, int(value)) for i, value in enumerate(row)]
    store = store_of("years", rows)
    held, width = [], []
    for year in range(years):
        partners = ranking_of(
            store, "--region", "r00", "--year", str(1900 + year), "--top", str(regions - 1), "--redraws", "200", "--threads", "1"
        )["r00"]
        ranks = [true[year][int(partner["region"][1:]) - 1] for partner in partners]
        inside = [p["rank_lower"] <= rank <= p["rank_upper"] for p, rank in zip(partners, ranks)]
        held.append(numpy.mean(inside))
        width.append(numpy.mean([p["rank_upper"] - p["rank_lower"] for p in partners]))
        check(all(p["stability"] == 1 for p in partners), "not all of all candidates stay among the first of these")
    mean, error = numpy.mean(held), numpy.std(held) / math.sqrt(years)
    print(f"intervals of 90 % held {mean:.1%} of the true ranks, standard error {error:.1%}, width {numpy.mean(width):.1f}")
    check(0.9 - 5 * error <= mean <= 0.96 + 5 * error, f"intervals of 90 % held {mean:.1%} of the true ranks")
    check(numpy.mean(width) < (regions - 1) / 2, f"intervals are {numpy.mean(width)} of {regions - 1} ranks wide")


def alone_and_among_all():
    """Of counts enough that threads share them: whatever their number, and whoever else is asked. Shares of all regions
    enter jaccard and euclid."""
    counts = counts_of(shares(300, 40, 0.5), 2000)
    rows = [(f"r{r:03}", f"i{i:02}", 2015, int(value)) for r, row in enumerate(counts) for i, value in enumerate(row)]
    store = store_of("many", rows)
    for similarity in ("krugman", "jaccard", "euclid"):
        options = ["--similarity", similarity, "--redraws", "11", "--top", "4", "--seed", "5"]
        found = ranking_of(store, *options, "--all", "--threads", "1")
        check(found == ranking_of(store, *options, "--all", "--threads", "3"), f"{similarity}: threads change ranks")
        one = ranking_of(store, *options, "--region", "r123")
        check(one["r123"] == found["r123"], f"{similarity}: r123 has other ranks by itself")
        check(found != ranking_of(store, *options[:-1], "6", "--all"), f"{similarity}: seeds change nothing")


def groups():
    """Five partners that are alike and apart from the rest are sure; of 21 that are the same, five are a toss."""
    same = numpy.tile([120, 120, 80, 80], (22, 1))
    rows = [(f"r{r:02}", f"i{i}", 2015, int(value)) for r, row in enumerate(same) for i, value in enumerate(row)]
    toss = store_of("toss", rows)
    partners = ranking_of(toss, "--region", "r00", "--top", "5", "--redraws", "1000")["r00"]
    share = 5 / 21
    for partner in partners:
        far = abs(partner["stability"] - share)
        check(far < 5 * math.sqrt(share * (1 - share) / 1000), f"of the same {partner['stability']} stay, not {share}")
    remark = run("partners", toss, "--region", "r00", "--top", "5", "--redraws", "1000")
    check("the first 5 of r00 are a toss: on average 2" in remark, f"no word of a toss: {remark}")
    same[6:] = [10, 10, 180, 200]
    rows = [(f"r{r:02}", f"i{i}", 2015, int(value)) for r, row in enumerate(same) for i, value in enumerate(row)]
    apart = store_of("apart", rows)
    partners = ranking_of(apart, "--region", "r00", "--top", "5", "--redraws", "1000")["r00"]
    for partner in partners:
        told = (partner["stability"], partner["rank_lower"], partner["rank_upper"])
        check(told == (1, 1, 5), f"of a group apart {partner['region']} has {told}")
    check("toss" not in run("partners", apart, "--region", "r00", "--top", "5", "--redraws", "1000"), "a toss of the sure")


weights_alone(redraws=200, doubt=0.5, seed=0)
weights_alone(redraws=57, doubt=1, seed=2**40 + 3)
counts_alone(redraws=2000, scale="ones")
counts_alone(redraws=2000, scale="thousand")
counts_alone(redraws=2000, scale="survey")
coverage(years=80)
groups()
alone_and_among_all()

kept.cleanup()
print(*faults[:20], sep="\n")
print(len(faults), "faults")
sys.exit(bool(faults))
