#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bounds against linear programs, and estimates against figures that were hidden.

Bounds hold what a linear program over all sums finds, and are the same where there is one
sum a cell; both hold the truth. Estimates lie in them and meet every total. What real
tables (QCEW, Eurostat) are hidden from must lie in its bounds, and the estimate must come
nearer to it than the proportional one."""
import csv
import gzip
import os
import random
import subprocess
import sys
import tempfile
import time

try:
    import h5py
    import numpy as np
    from scipy.optimize import linprog
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

LOCIQ = os.environ["LOCIQ"]
SHARED = os.environ.get("LOCIQ_SHARED", "")


def lociq(*arguments):
    done = subprocess.run([LOCIQ, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, (arguments, done.stderr)
    return done.stderr


def store_table(name, rows, measures=("employment",)):
    """rows: (region, industry, year, values...); None is missing. Returns the store's path."""
    with open(name + ".csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["region", "industry", "year", *measures])
        for row in rows:
            writer.writerow([*row[:3], *("" if v is None else repr(float(v)) for v in row[3:])])
    if os.path.exists(name + ".h5"):
        os.remove(name + ".h5")
    lociq("import", name + ".csv", "-o", name + ".h5", "--quiet")
    return name + ".h5"


def read(path, *names):
    """The axes' codes, then the datasets."""
    with h5py.File(path) as file:
        axes = [file[axis].asstr()[:].tolist() for axis in ("region", "industry")]
        return (*axes, file["year"][:].tolist(), *(file[name][:] for name in names))


# ---- against linear programs

REGIONS = ["AT11", "AT12", "AT21", "DE11", "DE12"]
INDUSTRIES = ["A01", "A02", "C10", "C11", "C12"]


def sums_of(truth, region_length, industry_length):
    """The truth summed to prefixes of codes; 0: TOTAL."""
    table = {}
    for (region, industry), value in truth.items():
        key = (region[:region_length] or "TOTAL", industry[:industry_length] or "TOTAL")
        table[key] = table.get(key, 0) + value
    return table


def limits(truth, published):
    """Of each finest cell the least and the most, by linear programs."""
    cells = list(truth)
    rows, sides = [], []
    for (region, industry), value in published.items():
        inside = [(region in ("TOTAL",) or r.startswith(region)) and (industry in ("TOTAL",) or i.startswith(industry))
                  for r, i in cells]
        rows.append(np.array(inside, dtype=float))
        sides.append(value)
    found = {}
    for k, cell in enumerate(cells):
        ends = []
        for sign in (1, -1):
            cost = np.zeros(len(cells))
            cost[k] = sign
            solved = linprog(cost, A_eq=np.array(rows), b_eq=np.array(sides), bounds=(0, None), method="highs")
            ends.append(float("inf") if solved.status == 3 else sign * solved.fun)
        found[cell] = ends
    return found


def publish(truth, levels, keep, random_source):
    """Of each table of the levels the cells that are kept."""
    tables = {level: sums_of(truth, *level) for level in levels}
    return {level: {key: value for key, value in table.items() if random_source.random() < keep}
            for level, table in tables.items()}


def bounds_of(truth, published):
    """Ours, from a store a level; totals go with the level of their own codes."""
    stores = {}
    for (region_length, industry_length), table in published.items():
        home = (region_length or 4, industry_length or 3)
        stores.setdefault(home, {}).update(table)
    paths = []
    for home, table in sorted(stores.items(), reverse=True):
        regions = sorted({r[:home[0]] for r, _ in truth})
        industries = sorted({i[:home[1]] for _, i in truth})
        rows = {(r, i): None for r in regions for i in industries} | table
        paths.append(store_table(f"table{len(paths)}", [(r, i, 2015, value) for (r, i), value in rows.items()]))
    lociq("estimate", *paths, "-o", "bounds.h5", "--fill", "none", "--quiet")
    regions, industries, _, lower, upper = read("bounds.h5", "employment_lower", "employment_upper")
    return {(r, i): (lower[0, regions.index(r), industries.index(i)], upper[0, regions.index(r), industries.index(i)])
            for r, i in truth}


def check_limits(levels, keep, exact, trials):
    narrow = cells = 0
    for trial in range(trials):
        source = random.Random(f"{levels} {trial}")
        truth = {(r, i): source.choice((0, source.randrange(60) / 10, float(source.randrange(30))))
                 for r in REGIONS for i in INDUSTRIES}
        published = publish(truth, levels, keep, source)
        published.setdefault((4, 3), {})
        flat = {key: value for table in published.values() for key, value in table.items()}
        possible, ours = limits(truth, flat), bounds_of(truth, published)
        for cell, value in truth.items():
            (least, most), (lower, upper) = possible[cell], ours[cell]
            assert lower <= value <= upper, (levels, trial, cell, value, lower, upper)
            # highs solves to 1e-7 of the constraints; totals are below 1000
            assert lower <= least + 1e-6 and (upper >= most - 1e-6), (levels, trial, cell, lower, least, upper, most)
            same = abs(lower - least) < 1e-6 and (upper == most or abs(upper - most) < 1e-6)
            assert same or not exact, (levels, trial, cell, lower, least, upper, most)
            narrow += same
            cells += 1
    print(f"levels {levels}: {narrow} of {cells} intervals are those of the linear program")


def check_three_ways():
    """Small regions by section and large regions by division make small regions by division."""
    source = random.Random(3)
    truth = {(r, i): float(source.randrange(1, 90)) for r in REGIONS for i in INDUSTRIES}
    small = store_table("small", [(r, i, 2015, v) for (r, i), v in sums_of(truth, 4, 1).items()])
    large = store_table("large", [(r, i, 2015, v) for (r, i), v in sums_of(truth, 3, 3).items()])
    lociq("estimate", small, large, "-o", "both.h5")
    regions, industries, _, values, lower, upper = read(
        "both.h5", "employment", "employment_lower", "employment_upper")
    assert regions == REGIONS and industries == INDUSTRIES
    estimate = {(r, i): values[0, m, k] for m, r in enumerate(regions) for k, i in enumerate(industries)}
    for lengths in ((4, 1), (3, 3), (0, 0)):
        sums, wanted = sums_of(estimate, *lengths), sums_of(truth, *lengths)
        assert all(abs(sums[key] - wanted[key]) <= 1e-9 * wanted[key] for key in wanted), lengths
    assert all(l <= v <= u for l, v, u in zip(lower.flat, values.flat, upper.flat))


# ---- against hidden figures

def report(what, truth, hidden, path, plain):
    """Every hidden figure inside its bounds; how far off estimates are, against proportional ones."""
    regions, industries, years, values, lower, upper = read(
        path, "employment", "employment_lower", "employment_upper")
    proportional = read(plain, "employment")[3]
    errors = []
    for region, industry, year in hidden:
        at = (years.index(year), regions.index(region), industries.index(industry))
        value = truth[region, industry, year]
        assert lower[at] <= value <= upper[at], (what, region, industry, value, lower[at], upper[at])
        assert lower[at] <= values[at] <= upper[at], (what, region, industry, values[at], lower[at], upper[at])
        if value > 0 and upper[at] - lower[at] > 1e-6 * value:  # what the totals do not determine
            errors.append((abs(values[at] - value) / value, abs(proportional[at] - value) / value))
    ours, theirs = np.median(np.array(errors), axis=0)
    print(f"{what}: {len(hidden)} hidden, {len(errors)} of them not determined; median relative error {ours:.3f}, of proportional figures {theirs:.3f}")
    assert ours < 0.8 * theirs, (what, ours, theirs)  # clearly: a fifth less at least


def qcew_rows(level):
    path = os.path.join(SHARED, f"data/qcew/county_2016q/qcew_2016q_agglvl{level}_dev.csv.gz")
    with gzip.open(path, "rt") as file:
        for row in csv.DictReader(file):
            if row["own_code"] == "5" and row["qtr"] == "1" and not row["area_fips"].endswith("999"):
                yield row


def sector_of(code):
    joined = {"31": "31-33", "32": "31-33", "33": "31-33", "44": "44-45", "45": "44-45", "48": "48-49", "49": "48-49"}
    return joined.get(code[:2], code[:2])


def check_qcew():
    """Three-digit industries that are published, a third of them hidden; sums of what is left are published."""
    truth, firms = {}, {}
    for row in qcew_rows(75):
        if row["disclosure_code"] == "N" or row["industry_code"] == "999":
            continue
        key = row["area_fips"], row["industry_code"], 2016
        truth[key] = sum(int(row[f"month{m}_emplvl"]) for m in (1, 2, 3))
        firms[key] = int(row["qtrly_estabs_count"])
    source = random.Random(75)
    hidden = [key for key in sorted(truth) if source.random() < 1 / 3]
    regions, industries = sorted({k[0] for k in truth}), sorted({k[1] for k in truth})
    kept = truth | {key: None for key in hidden}
    rows = [(r, i, 2016, kept.get((r, i, 2016), 0), firms.get((r, i, 2016), 0)) for r in regions for i in industries]
    sums = {}
    for (region, industry, _), value in truth.items():
        for key in ((region, "TOTAL"), ("TOTAL", industry), (region, sector_of(industry))):
            sums[key] = sums.get(key, 0) + value
    totals = [(r, i, 2016, sums[r, i], None) for r, i in sums if "TOTAL" in (r, i)]
    fine = store_table("fine", rows + totals, ("employment", "establishments"))
    sectors = sorted({sector_of(i) for i in industries})
    coarse = store_table("sectors", [(r, s, 2016, sums.get((r, s), 0)) for r in regions for s in sectors])
    lociq("estimate", fine, coarse, "-o", "plain.h5", "--quiet")
    print(lociq("estimate", fine, coarse, "-o", "fitted.h5", "--prior", "establishments"), end="")
    report("QCEW", truth, hidden, "fitted.h5", "plain.h5")
    found_regions, found_industries, _, values = read("fitted.h5", "employment")
    held = {}
    for m, region in enumerate(found_regions):
        for k, industry in enumerate(found_industries):
            for key in ((region, "TOTAL"), ("TOTAL", industry), (region, sector_of(industry))):
                held[key] = held.get(key, 0) + values[0, m, k]
    worst = max(abs(held[key] - sums[key]) / max(sums[key], 1) for key in sums)
    assert worst <= 1e-9, worst


def check_qcew_four_digits():
    """All four levels as published: what bounds of the four-digit industries take, and that all sums are met."""
    folder = os.path.join(SHARED, "data/qcew/county_2016q")
    stores = []
    for level in (76, 75, 74):
        stores.append(f"level{level}.h5")
        lociq("import", *(f"{folder}/qcew_2016q_agglvl{n}_dev.csv.gz" for n in (level, 70)), "--level", str(level),
              "-o", stores[-1], "--quiet")
    started = time.monotonic()
    said = lociq("estimate", *stores, "-o", "four.h5", "--fill", "none", "--rest", "totals",
                 "--absent", "zero")
    print(f"QCEW, four digits: {time.monotonic() - started:.1f} s; {said}", end="")
    assert lociq("verify", "four.h5", "--quiet") == ""
    options = ("--rest", "totals", "--absent", "zero", "--prior", "establishments", "--tolerance", "1e-10")
    tables = []
    for threads in ("1", "2"):
        started = time.monotonic()
        said = lociq("estimate", *stores, "-o", "filled.h5", "--threads", threads, *options)
        print(f"QCEW, four digits, filled by {threads}: {time.monotonic() - started:.1f} s; {said}", end="")
        tables.append(read("filled.h5", "employment", "employment_lower", "employment_upper"))
    regions, industries, _, values, lower, upper = tables[0]
    assert [table.tobytes() for table in tables[0][3:]] == [table.tobytes() for table in tables[1][3:]]
    assert (lower <= values).all() and (values <= upper).all()
    for store, code_of in (("level75.h5", lambda code: code[:3]), ("level74.h5", sector_of)):
        coarse_regions, coarse, _, published = read(store, "employment")
        assert coarse_regions == regions
        for column, code in enumerate(coarse):
            parts = [k for k, industry in enumerate(industries) if code_of(industry) == code]
            wanted, sums = published[0, :, column], values[0][:, parts].sum(axis=1)
            known = ~np.isnan(wanted)
            if parts:
                # three times the tolerance: numpy adds up in another order, and bounds are 1e-12 wide
                assert (np.abs(sums - wanted)[known] <= 3e-10 * wanted[known]).all(), (store, code)


def check_qcew_crossed():
    """The suppressed cells of four digits, thrown about, now with the totals of industries over all counties: sums of rows, of
    parts of rows and of columns at once, which need all margins moved together."""
    regions, industries, _, filled, known = (*read("filled.h5", "employment"), read("level76.h5", "employment")[3])
    firms = np.nan_to_num(read("level76.h5", "establishments")[3][0])
    source = np.random.default_rng(76)
    missing = np.isnan(known[0]) & (filled[0] > 0)
    truth = np.where(missing, filled[0] * source.lognormal(0, 0.8, missing.shape), filled[0])
    truth = np.rint(np.where(missing & (source.random(missing.shape) < 0.4), 0, truth))
    rows = [(r, i, 2016, None if missing[m, k] else truth[m, k], firms[m, k])
            for m, r in enumerate(regions) for k, i in enumerate(industries)]
    rows += [(r, "TOTAL", 2016, truth[m].sum(), None) for m, r in enumerate(regions)]
    rows += [("TOTAL", i, 2016, truth[:, k].sum(), None) for k, i in enumerate(industries)]
    stores = [store_table("crossed", rows, ("employment", "establishments"))]
    for level, code_of in (("level75", lambda code: code[:3]), ("level74", sector_of)):
        coarse_regions, coarse, _, published = read(level + ".h5", "employment")
        rows = []
        for column, code in enumerate(coarse):
            parts = [k for k, industry in enumerate(industries) if code_of(industry) == code]
            sums = truth[:, parts].sum(axis=1)
            rows += [(r, code, 2016, None if np.isnan(published[0, m, column]) else sums[m])
                     for m, r in enumerate(coarse_regions) if parts]
        stores.append(store_table("crossed_" + level, rows))
    tables = []
    for threads in ("1", "2"):
        started = time.monotonic()
        said = lociq("estimate", *stores, "-o", "met.h5", "--prior", "establishments", "--threads", threads)
        print(f"QCEW, crossed, by {threads}: {time.monotonic() - started:.1f} s; {said}", end="")
        assert int(said.split(" iterations")[0].split()[-1]) < 100, said
        tables.append(read("met.h5", "employment")[3])
    assert tables[0].tobytes() == tables[1].tobytes()
    for axis in (0, 1):
        wanted, sums = truth.sum(axis=axis), tables[0][0].sum(axis=axis)
        assert (np.abs(sums - wanted) <= 1e-9 * wanted).all()  # ten times the tolerance, for another order of adding up


def check_eurostat():
    """Real estate (L) of NUTS 2 regions, hidden where it is known; countries and NUTS 1 regions are published."""
    path = os.path.join(SHARED, "data/eurostat/lfst_r_lfe2en2.tsv.gz")
    tables = {2: {}, 3: {}, 4: {}}
    with gzip.open(path, "rt") as file:
        years = [int(word) for word in next(file).rstrip("\n").split("\t")[1:]]
        for line in file:
            key, *cells = line.rstrip("\n").split("\t")
            _, industry, age, region = key.split(",")
            if age != "Y_GE15" or industry == "NRP" or len(region) not in tables or region[:2] in ("EU", "EA", "EF"):
                continue
            for year, cell in zip(years, cells):
                value = cell.split()[0]
                if year in (2014, 2015):
                    tables[len(region)][region, industry, year] = None if value == ":" else float(value)
    there = {length: {r for r, i, y in table if (i, y) == ("TOTAL", 2015) and table[r, i, y] is not None}
             for length, table in tables.items()}  # regions of the vintage of 2015
    tables = {length: {key: value for key, value in table.items() if key[0] in there[length] and "ZZ" not in key[0]}
              for length, table in tables.items()}
    fine = tables[4]
    source = random.Random(2015)
    hidden = [key for key in sorted(fine) if key[1:] == ("L", 2015) and fine[key] is not None and source.random() < 1 / 2]
    stores = [store_table("nuts2", [(*k, None if k in set(hidden) else v) for k, v in fine.items()])]
    for length in (3, 2):
        stores.append(store_table(f"nuts{length - 2}", [(*k, v) for k, v in tables[length].items()]))
    options = ["--years", "2015:2015", "--rounding", "0.05", "--rest", "all"]
    lociq("estimate", *stores, "-o", "plain.h5", *options, "--quiet")
    print(lociq("estimate", *stores, "-o", "fitted.h5", "--prior", "2014", *options), end="")
    report("Eurostat, section L", fine, hidden, "fitted.h5", "plain.h5")


with tempfile.TemporaryDirectory() as work:
    os.chdir(work)
    check_limits([(4, 3), (4, 0)], 0.6, True, 6)  # a sum a region, and no other
    check_limits([(4, 3), (4, 0), (0, 3)], 0.6, False, 6)
    check_limits([(4, 3), (4, 1), (3, 3), (3, 1), (4, 0), (0, 3), (0, 0)], 0.5, False, 8)
    check_three_ways()
    if not os.path.isdir(os.path.join(SHARED, "data")):
        print("the real tables are left out: there is no ../shared/data")
        sys.exit(0)
    check_qcew()
    check_eurostat()
    check_qcew_four_digits()
    check_qcew_crossed()
