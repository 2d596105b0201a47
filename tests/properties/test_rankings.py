# SPDX-License-Identifier: GPL-3.0-or-later
"""However a ranking of `lociq partners` is told, it is one: CSV, JSON, table, a plan's output and what the store keeps
have the same partners, figures and reasons; the parts add up to the score; and hostile texts stay texts."""
import csv
import io
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile

try:
    import h5py
    import numpy
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)
try:
    import xarray
except ImportError:
    xarray = None

LOCIQ = os.environ.get("LOCIQ", "")
if not os.path.exists(LOCIQ):
    print("skipped: the program lociq is not built")
    sys.exit(77)

REGIONS = [f"{country}{number}" for country in ("DE", "FR", "IT") for number in ("11", "12", "13", "21")]
INDUSTRIES = ["A", "C29", "=C", "J,K", "R-U"]
FIGURES = ["known", "reverse", "distance", "ties", "expected", "gap", "rank_lower", "rank_upper", "stability"]
HOSTILE = ["=cmd()", '"quoted", with a comma', "<script>alert(1)</script>", "two\nlines", "\x1b[31mred", "été 𝄞"]
# Sums of a score's parts in another order than the program's.
TOLERANCE = 1e-14
failures = 0


def check(right, what):
    global failures
    if not right:
        failures += 1
        print(f"FAILED: {what}")


def lociq(*arguments):
    done = subprocess.run([LOCIQ, *arguments], capture_output=True, check=False)
    check(done.returncode == 0, f"{arguments}: {done.stderr.decode()}")
    return done.stdout.decode("utf-8")


def write_csv(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def make_inputs():
    lot = random.Random(11)
    write_csv("jobs.csv", [["region", "industry", "year", "employment"]] + [
        [r, i, year, 0 if (r, i) == ("IT21", "C29") else lot.randrange(1, 5000)]
        for r in REGIONS for i in INDUSTRIES for year in (2014, 2015)])
    write_csv("gdp.csv", [["region", "year", "gdp"]] + [[r, 2015, lot.randrange(10**3, 10**5)] for r in REGIONS])
    write_csv("points.csv", [["region", "longitude", "latitude"]] +
              [[r, lot.uniform(-5, 20), lot.uniform(38, 55)] for r in REGIONS[:-1]])
    write_csv("ties.csv", [["region", "partner", "ties"]] + [
        [a, b, lot.randrange(0, 40)] for n, a in enumerate(REGIONS) for b in REGIONS[:n]])
    terms = ["welding", "robotics", "=1+1", "batteries"]
    write_csv("organisations.csv", [["code", "name", "region", "industry", "country", "competences", "seeks"]] + [
        [f"O{n}", name.replace("\n", " ").replace("\x1b", ""), "" if n == 0 else REGIONS[n % 4], "C29", "DE",
         "; ".join(lot.sample(terms, 2)), lot.choice(terms)] for n, name in enumerate(HOSTILE)])
    write_csv("regions.csv", [["code", "label", "parent"]] +
              [[r, HOSTILE[n % len(HOSTILE)], ""] for n, r in enumerate(REGIONS)])
    with open("blend.yaml", "w", encoding="utf-8") as file:
        file.write("blocks:\n  - {name: shares, method: krugman, weight: 2}\n  - {method: relatedness_added}\n"
                   "  - {method: likeness, variables: [gdp]}\n  - {method: declared, weight: 0.5}\n")
    lociq("import", "jobs.csv", "--unit", "persons", "--regions", "regions.csv", "-o", "made.h5")
    lociq("import", "gdp.csv", "--unit", "million euro", "-o", "made.h5")
    lociq("register", "made.h5", "organisations.csv")


def plain(text):
    """As it was before CSV made it safe for spreadsheets."""
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@\t\r\n" else text


def number(text):
    return None if text == "" else float(text)


def from_csv(text):
    """By asked unit and rank: partner, score, figures, parts of blocks, contributions, rest."""
    told = {}
    for row in csv.DictReader(io.StringIO(text, newline=""), strict=True):
        asked = (plain(row["region"]) or None, plain(row.get("industry", "")) or None,
                 plain(row.get("organisation", "")) or None)
        partner = (plain(row["partner"]) or None, plain(row.get("partner_industry", "")) or None,
                   plain(row.get("partner_organisation", "")) or None)
        blocks = {name[6:]: number(row[name]) for name in row if name.startswith("block_")}
        parts = []
        for k in range(1, 100):
            if row.get(f"contribution_{k}_item"):
                parts.append((plain(row.get(f"contribution_{k}_block", "")), plain(row[f"contribution_{k}_item"]),
                              *(number(row[f"contribution_{k}{what}"]) for what in ("", "_own", "_other"))))
        told[asked, int(row["rank"])] = (partner, float(row["score"]), {f: number(row.get(f, "")) for f in FIGURES},
                                         blocks, parts, number(row["contribution_rest"]))
    return told


def from_json(text):
    told, ranking = {}, json.loads(text)
    several = len(ranking["blocks"]) > 1
    for unit in ranking["units"]:
        asked = (unit["region"], unit["industry"], unit["organisation"])
        for partner in unit["partners"]:
            parts = [(part["block"] if several else "", part["item"], part["value"], part["own"], part["other"])
                     for part in partner["contributions"]]
            told[asked, partner["rank"]] = ((partner["region"], partner["industry"], partner["organisation"]),
                                            partner["score"], {f: partner[f] for f in FIGURES},
                                            partner["blocks"] if several else {}, parts, partner["rest"])
    return ranking, told


def check_sums(told, what):
    last = {}
    for (asked, rank), (partner, score, _, blocks, parts, rest) in told.items():
        check(abs(math.fsum(part[2] for part in parts) + rest - score) < TOLERANCE, f"{what}: parts of {asked} {rank}")
        if blocks:
            check(abs(math.fsum(v for v in blocks.values() if v is not None) - score) < TOLERANCE,
                  f"{what}: blocks of {asked} {rank}")
        check(score <= last.get(asked, math.inf), f"{what}: {asked} {rank} scores more than the one before it")
        check(partner != asked, f"{what}: {asked} is its own partner")
        last[asked] = score


def check_same(one, other, figures, what):
    check(one.keys() == other.keys(), f"{what}: not the same units and ranks")
    for key in one.keys() & other.keys():
        a, b = list(one[key]), list(other[key])
        if not figures: # a figure that nobody has is no column
            a[2] = b[2] = None
        else:
            a[2], b[2] = ({f: v for f, v in figures_of.items() if f in figures} for figures_of in (a[2], b[2]))
        check(a == b, f"{what}: {key}: {a} and {b}")


def name_of(unit):
    region, industry, organisation = unit
    return organisation or " ".join(filter(None, (region, industry)))


def check_table(text, told, is_short, what):
    check(all(letter >= " " or letter == "\n" for letter in text), f"{what}: a control character")
    lines = [match.groups() for match in re.finditer(r"^ *(\d+)  (\S+(?: \S+)?)  .*?(\d\.\d{6})(?: |$)", text, re.M)]
    wanted = [(str(rank), name_of(entry[0]), f"{entry[1]:.6f}") for (_, rank), entry in told.items()]
    check(lines == wanted, f"{what}: the table has {lines[:3]}, not {wanted[:3]}")
    check(not is_short or all(len(line) <= 140 for line in text.splitlines() if line.startswith("      ")), f"{what}: a long line")


def codes_of(store, name):
    return [code.decode() for code in store[name][:]]


def check_kept(ranking, told, name, what):
    with h5py.File("made.h5") as store:
        years = list(store["year"][:])
        regions, industries = codes_of(store, "region"), codes_of(store, "industry")
        organisations = codes_of(store, "organisation")
        items, blocks = codes_of(store, name + "_item"), codes_of(store, name + "_block")
        year = years.index(ranking["year"])
        check(blocks == [block["name"] for block in ranking["blocks"]], f"{what}: the blocks kept")
        check(len(set(items)) == len(items), f"{what}: two items of one code")
        several = len(blocks) > 1
        seen = 0
        kept = {key: store[key][year] for key in store if key.startswith(name)
                and store[key].ndim > 2 and store[key].shape[0] == len(years)}
        check(kept[name].shape[0] == len(regions), f"{what}: the regions kept")
        for other in range(len(years)):
            if other != year:
                check((store[name][other] == -1).all() and numpy.isnan(store[name + "_score"][other]).all(),
                      f"{what}: another year")
        first = {}
        for asked, _ in told:
            first.setdefault(asked[0], asked)

        def member(suffix, codes, r, k):
            position = kept[name + suffix][r, k] if name + suffix in kept else -1
            return None if position < 0 else codes[position]

        for r, region in enumerate(regions):
            for k in range(kept[name].shape[1]):
                entry = told.get((first.get(region), k + 1))
                if entry is None:
                    check(kept[name][r, k] == -1 and numpy.isnan(kept[name + "_score"][r, k]), f"{what}: {region} {k}")
                    continue
                seen += 1
                partner, score, figures, parts_of_blocks, parts, _ = entry
                check((member("", regions, r, k), member("_industry", industries, r, k),
                       member("_organisation", organisations, r, k)) == partner, f"{what}: the partner of {region} {k}")
                check(kept[name + "_score"][r, k] == score, f"{what}: the score of {region} {k}")
                for figure, value in figures.items():
                    if f"{name}_{figure}" in kept:
                        found = kept[f"{name}_{figure}"][r, k]
                        check(found == value or (value is None and numpy.isnan(found)), f"{what}: {figure} of {region} {k}")
                for b, block in enumerate(blocks):
                    found = kept[name + "_block_score"][r, k, b]
                    value = parts_of_blocks.get(block) if several else score
                    check(found == value or (value is None and numpy.isnan(found)), f"{what}: {block} of {region} {k}")
                for c in range(kept[name + "_contribution"].shape[2]):
                    item = kept[name + "_contribution_item"][r, k, c]
                    if c >= len(parts):
                        check(item == -1, f"{what}: contribution {c} of {region} {k}")
                        continue
                    values = [kept[f"{name}_contribution{end}"][r, k, c] for end in ("", "_own", "_other")]
                    values = [None if numpy.isnan(value) else value for value in values]
                    block = blocks[store[name + "_item_block"][item]]
                    check(((block if several else ""), items[item].removeprefix(block + ":"), *values) == parts[c],
                          f"{what}: contribution {c} of {region} {k}")
        check(seen > 0, f"{what}: nothing is kept")
    if xarray is not None:
        with xarray.open_dataset("made.h5") as data:
            check(data[name].sel(year=ranking["year"]).shape == kept[name].shape, f"{what}: xarray")


def check_plan(options, csv_text, table, what):
    keys = ", ".join(f"{name}: {json.dumps(value)}" for name, value in options.items())
    with open("plan.yaml", "w", encoding="utf-8") as file:
        file.write("store: planned.h5\nimport:\n  - {files: [jobs.csv], unit: persons, regions: regions.csv}\n"
                   "  - {files: [gdp.csv], unit: million euro}\nregister: [organisations.csv]\n"
                   f"partners:\n  - {{{keys}, format: csv, output: p.csv}}\n"
                   f"  - {{{keys}, keep: false, output: p.txt}}\n")
    lociq("run", "plan.yaml", "--quiet")
    with open("p.csv", encoding="utf-8", newline="") as file:
        check(file.read() == csv_text, f"{what}: plan and command give another CSV")
    with open("p.txt", encoding="utf-8") as file:
        check(file.read() == table, f"{what}: plan and command give another table")


def check_ranking(options, name, figures):
    what = str(options)
    typed = []
    for option, value in options.items():
        typed += [f"--{option.replace('_', '-')}"] + ([] if value == "true" else [value])
    table = lociq("partners", "made.h5", "--all", *typed)
    csv_text = lociq("partners", "made.h5", "--all", "--format", "csv", *typed)
    ranking, told = from_json(lociq("partners", "made.h5", "--all", "--format", "json", *typed))
    check(told and ranking["by"] == options.get("by", "similarity"), f"{what}: nothing is told")
    check_same(from_csv(csv_text), told, figures, what)
    check(set(figures) == {f for f in FIGURES if f in csv_text.splitlines()[0].split(",")}, f"{what}: {csv_text[:300]}")
    check_sums(told, what)
    check_table(table, told, "contributions" not in options, what)
    lociq("partners", "made.h5", "--all", "--keep", "--format", "csv", *typed)
    lociq("verify", "made.h5")
    check_kept(ranking, told, name, what)
    check_plan(options, csv_text, table, what)


def check_remarks():
    """So few jobs that the first one is a toss: all ways to tell a ranking say so, once."""
    lot = random.Random(5)
    write_csv("few.csv", [["region", "industry", "year", "employment"]] +
              [[r, i, 2015, lot.randrange(1, 5)] for r in REGIONS for i in INDUSTRIES])
    lociq("import", "few.csv", "--unit", "persons", "-o", "few.h5")
    asked = ["partners", "few.h5", "--all", "--top", "1", "--redraws", "40"]
    remarks = json.loads(lociq(*asked, "--format", "json"))["remarks"]
    check(len(remarks) > 0, "nothing is a toss")
    told = "".join(remark + "\n" for remark in remarks)
    table = subprocess.run([LOCIQ, *asked], capture_output=True, text=True, check=True)
    check(table.stdout.endswith("\n\n" + told) and table.stderr == "", f"the table ends with {table.stdout[-200:]!r}")
    written = subprocess.run([LOCIQ, *asked, "-o", "few.txt"], capture_output=True, text=True, check=True)
    check(written.stderr == told, f"beside a file: {written.stderr!r}")
    for quiet, expected in ([], told), (["--quiet"], ""):
        rows = subprocess.run([LOCIQ, *asked, "--format", "csv", *quiet], capture_output=True, text=True, check=True)
        check(rows.stderr == expected and remarks[0] not in rows.stdout, f"beside CSV: {rows.stderr!r}")
    lociq(*asked, "--keep")
    with h5py.File("few.h5") as store:
        comment = store["partner_similarity"].attrs["comment"]
        check(comment == "\n".join(remarks), f"the comment kept: {comment!r}")
    with open("plan.yaml", "w", encoding="utf-8") as file:
        file.write("store: planned.h5\nimport:\n  - {files: [few.csv], unit: persons}\n"
                   "partners:\n  - {top: 1, redraws: 40}\n")
    run = subprocess.run([LOCIQ, "run", "plan.yaml"], capture_output=True, text=True, check=True)
    check(told in run.stderr, f"the plan's log: {run.stderr!r}")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    make_inputs()
    check_remarks()
    check_ranking({"top": "3"}, "partner_similarity", ["known"])
    check_ranking({"by": "complementarity", "exclude_country": "true", "points": "points.csv"},
                  "partner_complementarity", ["known", "reverse", "distance"])
    check_ranking({"cluster": "C29", "similarity": "krugman", "contributions": "5"}, "partner_similarity_C29", ["known"])
    check_ranking({"cluster": "=C", "farther_than": "100", "points": "points.csv"}, "partner_similarity__C",
                  ["known", "distance"])
    check_ranking({"by": "blend", "specification": "blend.yaml", "cluster": "C29", "points": "points.csv",
                   "redraws": "20", "seed": "3"},
                  "partner_blend_C29", ["known", "reverse", "distance", "rank_lower", "rank_upper", "stability"])
    check_ranking({"ties": "ties.csv", "points": "points.csv", "top": "4"}, "partner_similarity",
                  ["known", "distance", "ties", "expected", "gap"])
    os.chdir("/")
print(failures, "failures")
sys.exit(bool(failures))
