#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that takes over what the last one made gives what a run from nothing gives: every dataset and attribute of the
store, bit for bit but for the times in the provenance, and every output, byte for byte. Years, files, labels, options,
indicators, regions and measures come, change and go; the account says what was reused; figures planted in the old store
show what was copied and what was computed."""
import csv
import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

try:
    import h5py
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

LOCIQ = os.path.abspath(os.environ["LOCIQ"])
DATA = os.path.join(os.environ["LOCIQ_SOURCE"], "datasets", "eu_nuts2")
INDICATORS = ["lq", "entropy", "eci", "krugman_specialisation", "growth", "beta_convergence", "labour_productivity", "stars"]
failures = 0


def check(right, what):
    global failures
    if not right:
        failures += 1
        print(f"FAILED: {what}")


# ---- the data: employment by year, some of it

with gzip.open(os.path.join(DATA, "employment.csv.gz"), "rt", encoding="utf-8", newline="") as opened:
    HEADER, *ROWS = list(csv.reader(opened))
with gzip.open(os.path.join(DATA, "gdp.csv.gz"), "rt", encoding="utf-8", newline="") as opened:
    GDP_HEADER, *GDP_ROWS = list(csv.reader(opened))
COUNTRIES = ("AT", "CZ", "DK", "SE")
ROWS = [row for row in ROWS if row[0][:2] in COUNTRIES and len(row[0]) == 4]
GDP_ROWS = [row for row in GDP_ROWS if row[0][:2] in COUNTRIES and len(row[0]) == 4]


def raised(rows, year, industry):
    """With other figures of an industry in a year."""
    return [[*row[:3], row[3] and f"{float(row[3]) + 1:.1f}", row[4]] if row[1:3] == [industry, year] else row for row in rows]


def employment(first, last):
    """Of these years; 2007 is 2008 again with other figures."""
    rows = []
    for region, industry, year, value, flag in ROWS:
        if first <= int(year) <= last:
            rows.append([region, industry, year, value, flag])
        if first <= 2007 and year == "2008":
            rows.append([region, industry, "2007", value and f"{float(value) * 0.9 + len(region + industry):.1f}", flag])
    return rows


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


PLAN = """store: s.h5
import:
%(imports)s
%(harmonise)scompute:
%(computes)s
%(index)spartners:
  - {similarity: cosine, year: 2014, top: 3, format: csv, output: partners.csv}
%(ranking)sexport:
  - {dataset: lq, output: lq.csv}
  - {dataset: lq, format: json, year: 2014, output: lq.json}
%(page)s"""
MORE = {"index": "composite:\n  - specification: wealth.yaml\n", "ranking": "  - {by: learning, year: 2014, top: 2, output: learning.txt}\n",
        "page": "report:\n  - {title: Four countries, output: page.html}\n"}

WEALTH = """groups: country
normalise: {method: min_max}
weights: equal
aggregate: arithmetic
index:
  name: wealth
  title: Wealth
  parts:
    - {name: product, title: GDP, measure: gdp}
    - {name: productivity, title: GDP a person employed, measure: labour_productivity}
"""


class Plan:
    """A plan and its files: what a folder is filled with."""

    def __init__(self, *more):
        self.texts = {"wealth.yaml": WEALTH}
        self.more = {name: text if name in more else "" for name, text in MORE.items()}
        self.harmonise = ""
        self.outputs = ["partners.csv", "lq.csv", "lq.json"]
        self.outputs += [name for key, name in (("ranking", "learning.txt"), ("page", "page.html")) if key in more]
        self.files = {
            "early.csv": (HEADER, employment(2008, 2010)),
            "middle.csv": (HEADER, employment(2011, 2012)),
            "late.csv": (HEADER, employment(2013, 2014)),
            "gdp.csv": (GDP_HEADER, [row for row in GDP_ROWS if int(row[1]) <= 2014]),
            "industries.csv": (["code", "label", "parent"], [[code, f"Group {code}", ""] for code in sorted({row[1] for row in ROWS} - {"TOTAL"})]),
        }
        self.imports = {
            "early.csv": "unit: thousand persons, level: nuts2, industries: industries.csv",
            "middle.csv": "unit: thousand persons, level: nuts2",
            "late.csv": "unit: thousand persons, level: nuts2",
            "gdp.csv": "unit: million euro, level: nuts2",
        }
        self.computes = [f"{{indicators: [{', '.join(INDICATORS)}]}}"]

    def fill(self, folder):
        for name, (header, rows) in self.files.items():
            write(os.path.join(folder, name), header, rows)
        for name, text in self.texts.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        imports = "\n".join(f"  - {{files: [{name}], {options}}}" for name, options in self.imports.items())
        computes = "\n".join(f"  - {compute}" for compute in self.computes)
        with open(os.path.join(folder, "plan.yaml"), "w", encoding="utf-8") as file:
            file.write(PLAN % {"imports": imports, "computes": computes, "harmonise": self.harmonise, **self.more})


def run(folder, *arguments, expected=0):
    done = subprocess.run([LOCIQ, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    check(done.returncode == expected, f"lociq {' '.join(arguments)} ends with {done.returncode}: {done.stderr}")
    return done.stderr


# ---- two stores

def plain(value):
    """An attribute or value as bits that compare."""
    if isinstance(value, bytes):
        return value
    array = np.asarray(value)
    return (array.dtype.str, array.shape, array.tobytes()) if array.dtype.kind != "O" else [str(item) for item in array.ravel()]


def contents(path):
    """Every dataset and attribute of a store in the order in which they were made; references to scales by their names."""
    found = {}
    with h5py.File(path, "r", track_order=True) as file:
        for name, dataset in file.items():
            attributes = {key: plain(dataset.attrs[key]) for key in dataset.attrs if key not in ("DIMENSION_LIST", "REFERENCE_LIST")}
            scales = [[scale.name for scale in dimension.values()] for dimension in dataset.dims]
            values = plain(dataset[()])
            if name == "provenance":
                values = re.sub(r'"time": "[^"]*"', "", dataset[()].decode())
            found[name] = [dataset.dtype.str, dataset.shape, dataset.chunks, dataset.compression, scales, list(attributes.items()), values]
        found["/"] = {key: plain(file.attrs[key]) for key in file.attrs}
    return found


def same_stores(first, second, what):
    one, other = contents(first), contents(second)
    check(list(one) == list(other), f"{what}: the datasets are {list(one)}, expected {list(other)}")
    for name in one.keys() & other.keys():
        check(one[name] == other[name], f"{what}: {name} is another")


class Runs:
    """A folder in which a plan is run again and again, each time beside one in which it is run from nothing."""

    def __init__(self, plan):
        self.plan = plan
        self.folder = tempfile.mkdtemp(dir=".")
        self.again("the first run")

    def again(self, what, *told, force=False):
        self.plan.fill(self.folder)
        log = run(self.folder, "run", "plan.yaml", *(["--force"] if force else []))
        fresh = tempfile.mkdtemp(dir=".")
        self.plan.fill(fresh)
        anew = run(fresh, "run", "plan.yaml")
        check("reused" not in anew, f"{what}: a run from nothing says {anew}")
        same_stores(f"{self.folder}/s.h5", f"{fresh}/s.h5", what)
        for name in self.plan.outputs:
            with open(f"{self.folder}/{name}", "rb") as one, open(f"{fresh}/{name}", "rb") as other:
                check(one.read() == other.read(), f"{what}: {name} is another")
        for line in told:
            check(line in log, f"{what}: the log has no '{line}':\n{log}")
        accounts = [[line for line in text.splitlines() if line.startswith("  ")] for text in (log, anew)]
        check(accounts[0] == accounts[1], f"{what}: the accounts of imports differ: {accounts}")
        shutil.rmtree(fresh)
        return log


def plant(path, name, year, value):
    """Writes a figure into a year of a dataset as another program would."""
    with h5py.File(path, "r+") as file:
        place = [int(code) for code in file["year"][()]].index(year)
        block = file[name][place]
        block.flat[0] = value
        file[name][place] = block
        return block.shape


def planted(path, name, year):
    with h5py.File(path, "r") as file:
        place = [int(code) for code in file["year"][()]].index(year)
        return file[name][place].flat[0]


# ---- plans

def years_come_and_are_revised():
    runs = Runs(Plan())
    plan = runs.plan
    plan.files["new.csv"] = (HEADER, employment(2015, 2015))
    plan.imports["new.csv"] = "unit: thousand persons, level: nuts2"
    log = runs.again("a year is added", "reused early.csv: it has not changed", "reused gdp.csv: it has not changed", "imported new.csv in ",
                     "computing 2015\n", "reused 0 of 8 years of beta_convergence, computing 2008 to 2015")
    check("imported early.csv" not in log, f"a file that has not changed is read again:\n{log}")

    # Only 2012's figures: of the indicators only what sees them is computed.
    plan.files["middle.csv"] = (HEADER, raised(employment(2011, 2012), "2012", "A"))
    log = runs.again("a year is revised", "reused late.csv: it has not changed", "imported middle.csv in ", "reused 7 of 8 years of ", "computing 2012\n")
    check("computing 2012, 2013" in log, f"growth to the year after is not computed:\n{log}")

    plan.files["front.csv"] = (HEADER, employment(2007, 2007))
    plan.imports["front.csv"] = "unit: thousand persons, level: nuts2"
    runs.again("a year is added in front", "reused middle.csv: it has not changed", "reused 8 of 9 years of ", "computing 2007\n", "computing 2007, 2008\n")

    del plan.imports["new.csv"]
    runs.again("a year is taken away", "reused 8 of 8 years of ")
    log = runs.again("all is asked for", force=True)
    check("reused" not in log, f"--force reuses:\n{log}")
    shutil.rmtree(runs.folder)


def what_does_not_matter_is_reused():
    runs = Runs(Plan())
    plan = runs.plan
    plan.files["industries.csv"] = (["code", "label", "parent"], [[row[0], row[1].replace("Group", "Branch"), ""] for row in plan.files["industries.csv"][1]])
    log = runs.again("a label is changed", "imported early.csv in ", "reused 7 of 7 years of 8 indicators\n")
    check("computing" not in log, f"for a label, figures are computed:\n{log}")

    plan.computes = ["{indicators: [lq, entropy, eci], options: {threshold: 1.25}}", "{indicators: [stars, herfindahl]}"]
    log = runs.again("other indicators, another option", "reused early.csv: it has not changed", "reused 7 of 7 years of ", "reused 0 of 7 years of herfindahl, computing 2008 to 2014")
    with h5py.File(f"{runs.folder}/s.h5", "r") as file:
        check("growth" not in file and "herfindahl" in file, "what the plan has no longer is still in the store")

    plan.computes = ["{indicators: [herfindahl, lq], years: 2009:2012}"]
    runs.again("fewer years")
    plan.computes = ["{indicators: [herfindahl, lq], years: 2009:2013}"]
    runs.again("one more year", "reused 4 of 5 years of 2 indicators, computing 2013\n")
    plan.computes = ["{indicators: [herfindahl, lq], options: {bootstrap: 5, seed: 3}}"]
    runs.again("with intervals")
    plan.imports["gdp.csv"] = "unit: million euro, level: nuts2, measure: income"
    runs.again("another measure's name, the same intervals", "reused 7 of 7 years of 2 indicators\n", "imported gdp.csv in ")
    plan.files["late.csv"] = (HEADER, employment(2013, 2014)[1:])
    log = runs.again("intervals of other figures")
    check("years of" not in log, f"intervals are reused in part:\n{log}")
    shutil.rmtree(runs.folder)


def regions_come_and_go():
    runs = Runs(Plan())
    plan = runs.plan
    left = [row for row in employment(2013, 2014) if row[0] != "SE12"]
    plan.files["late.csv"] = (HEADER, left)
    runs.again("a region's series ends", "reused early.csv: it has not changed", "computing 2013")
    for name in ("early.csv", "middle.csv", "gdp.csv"):
        header, rows = plan.files[name]
        plan.files[name] = (header, [row for row in rows if row[0] != "SE12"])
    log = runs.again("a region is gone", "reused late.csv: it has not changed")
    check("years of" not in log, f"figures of other regions are reused:\n{log}")
    plan.files["late.csv"] = (HEADER, employment(2013, 2014))
    log = runs.again("a region is new", "reused middle.csv: it has not changed")
    check("years of" not in log, f"figures of other regions are reused:\n{log}")
    plan.imports = dict(reversed(plan.imports.items()))
    runs.again("another order of imports", "reused middle.csv: it has not changed", "reused 7 of 7 years of 8 indicators\n")
    shutil.rmtree(runs.folder)


def what_was_copied_shows():
    """What other programs write into results is not noticed, into measures it is."""
    runs = Runs(Plan())
    plan, store = runs.plan, f"{runs.folder}/s.h5"
    for year in (2011, 2012):
        plant(store, "lq", year, 77.5)
        plant(store, "lq_coverage", year, 0.125)
    plan.files["middle.csv"] = (HEADER, raised(employment(2011, 2012), "2012", "J"))
    plan.fill(runs.folder)
    run(runs.folder, "run", "plan.yaml")
    check(planted(store, "lq", 2011) == 77.5 and planted(store, "lq_coverage", 2011) == 0.125, "a year that has not changed is computed")
    check(planted(store, "lq", 2012) != 77.5 and planted(store, "lq_coverage", 2012) != 0.125, "a year that has changed is copied")
    runs.again("all of it", force=True)
    plant(store, "employment", 2009, 1.5)
    plan.computes = ["{indicators: [lq, entropy]}"]
    runs.again("a measure that was tampered with", "imported early.csv in ", "reused late.csv: it has not changed")
    shutil.rmtree(runs.folder)


def damage_is_computed_over():
    runs = Runs(Plan())
    store = f"{runs.folder}/s.h5"
    with h5py.File(store, "r") as file:
        chunk = file["lq"].id.get_chunk_info(0)
    with open(store, "r+b") as file:
        file.seek(chunk.byte_offset + chunk.size // 2)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 0x5A]))
    runs.plan.computes.append("{indicators: [herfindahl]}")
    runs.again("a damaged result", "computing lq anew: ", "reused 7 of 7 years of ")
    shutil.rmtree(runs.folder)


def a_killed_run_leaves_what_was():
    runs = Runs(Plan())
    runs.plan.files["new.csv"] = (HEADER, employment(2015, 2015))
    runs.plan.imports["new.csv"] = "unit: thousand persons, level: nuts2"
    runs.plan.fill(runs.folder)
    before = shutil.copytree(runs.folder, f"{runs.folder}_before")
    for wait in (0.02, 0.1, 0.3):
        started = subprocess.Popen([LOCIQ, "run", "plan.yaml", "--quiet"], cwd=runs.folder)
        time.sleep(wait)
        started.send_signal(signal.SIGKILL)
        if started.wait() == 0:  # it was faster: then it was never killed
            shutil.rmtree(runs.folder)
            shutil.copytree(before, runs.folder)
    shutil.rmtree(before)
    with h5py.File(f"{runs.folder}/s.h5", "r") as reader:  # who reads meanwhile keeps what was opened
        years = len(reader["year"])
        runs.again("after killed runs")
        check(len(reader["year"]) == years and np.isfinite(reader["entropy"][0]).any(), "a reader's file changes under it")
    shutil.rmtree(runs.folder)


# ---- steps that are taken over

STEPS = ("reused 1 of 1 index: nothing that is read for it has changed\n", "reused 2 of 2 rankings: nothing that is read for them has changed\n",
         "reused 2 of 2 exports: nothing that is read for them has changed\n", "reused 1 of 1 page: nothing that is read for it has changed\n")
INDEX, RANKINGS, EXPORTS, PAGE = STEPS
SOME = ("reused 1 of 2 rankings: nothing that is read for it has changed\n", "reused 1 of 2 exports: nothing that is read for it has changed\n")


class Reuses(Runs):
    """Tells which steps are taken over."""

    def expect(self, what, *expected):
        log = self.again(what)
        told = [line + "\n" for line in log.splitlines() if re.match(r"reused \d+ of \d+ (index|rankings|exports|page):", line)]
        check(told == list(expected), f"{what}: {told} is reused, expected {list(expected)}")
        return log


def steps_are_reused():
    runs = Reuses(Plan("index", "ranking", "page"))
    plan, folder = runs.plan, runs.folder
    plan.texts["unread.txt"] = ""
    plan.computes[0] += " # said otherwise"
    log = runs.expect("a comment in the plan", *STEPS)
    check("wrote s.h5" in log and "wrote partners.csv" not in log, f"a file that is reused is written:\n{log}")

    # What an export, a page and a ranking read: the index alone is of other things.
    plan.texts["wealth.yaml"] = WEALTH.replace("min_max", "z_score")
    log = runs.expect("another specification", SOME[0], EXPORTS)
    check("made the index" in log and "ranked the partners of" in log, log)
    plan.texts["wealth.yaml"] += "# a remark\n"
    runs.expect("a remark in the specification", RANKINGS, EXPORTS, PAGE)

    # A year in which GDP alone is another: what employment gives stays.
    header, rows = plan.files["gdp.csv"]
    plan.files["gdp.csv"] = (header, [[row[0], row[1], str(float(row[2]) + 1) if row[1] == "2012" and row[2] else row[2], *row[3:]] for row in rows])
    runs.expect("a measure of which a year is revised", SOME[0], EXPORTS)
    plan.files["middle.csv"] = (HEADER, raised(employment(2011, 2012), "2012", "A"))
    runs.expect("employment but for its totals, of which productivity is made", INDEX)
    shutil.rmtree(folder)


def outputs_are_made_again():
    runs = Reuses(Plan("index", "ranking"))
    folder = runs.folder
    os.unlink(f"{folder}/partners.csv")
    log = runs.expect("an output is deleted", INDEX, SOME[0], EXPORTS)
    check("wrote partners.csv" in log and "wrote learning.txt" not in log, log)
    with open(f"{folder}/lq.json", "a", encoding="utf-8") as file:
        file.write("]")
    with open(f"{folder}/learning.txt", "a", encoding="utf-8") as file:
        file.write(" ")
    runs.expect("outputs are changed by hand", INDEX, *SOME)
    shutil.rmtree(folder)


def spoil(path, change):
    """Changes the last event of the provenance."""
    with h5py.File(path, "r+") as file:
        events = json.loads(file["provenance"][()])
        change(events["events"][-1]["options"])
        file["provenance"][()] = json.dumps(events)


def memos_that_are_spoilt_do_no_harm():
    runs = Reuses(Plan("index", "ranking"))
    plan, store = runs.plan, f"{runs.folder}/s.h5"

    def edit(options, name, **changes):
        memo = json.loads(options[name])
        for key, value in changes.items():
            memo[key] = {**memo[key], **value} if isinstance(value, dict) else value
        options[name] = json.dumps(memo)

    def first(options):
        options.update({"partners 1": "{", "composite 1": "[]", "export 2": "null"})

    def second(options):
        edit(options, "partners 1", made=[["absent", "0"]])
        edit(options, "partners 2", made=[7])
        edit(options, "export 1", read={"absent": "0"})

    def third(options):
        edit(options, "partners 1", read={"employment": 5})
        edit(options, "export 1", account=[7], read={"lq": None})

    for number, (change, expected) in enumerate([(first, SOME), (second, (INDEX, SOME[1])), (third, (INDEX, *SOME))]):
        spoil(store, change)
        plan.computes[0] = plan.computes[0].split(" #")[0] + f" # {number}"
        runs.expect(f"spoilt memos, {number}", *expected)

    # What another program wrote into what a step made is not taken over.
    with h5py.File(store, "r+") as file:
        file["partner_similarity_score"][-1, 0, 0] = 0.5
        file["framework_wealth"].attrs["comment"] = "by hand"
    plan.computes[0] += "!"
    runs.expect("results changed by hand", SOME[0], EXPORTS)
    shutil.rmtree(runs.folder)


# ---- harmonised measures are taken over together

MEASURES = "reused the measures: nothing that is read for them has changed"


def harmonised_measures_are_reused():
    plan = Plan()
    plan.files["groups.csv"] = (["from", "to", "label"], [[code, "P" if code in "AF" else "Q", "Group"] for code in sorted({row[1] for row in ROWS} - {"TOTAL"})])
    plan.harmonise = "harmonise:\n  - estimate: {measure: employment, rounding: 2}\n"
    runs = Runs(plan)
    plan.computes.append("{indicators: [herfindahl]}")
    log = runs.again("an indicator is added to a harmonised plan", MEASURES, "reused 7 of 7 years of 8 indicators\n")
    check("imported" not in log and "estimated employment" not in log, f"what has not changed is done again:\n{log}")
    plan.files["late.csv"] = (HEADER, raised(employment(2013, 2014), "2014", "A"))
    log = runs.again("a harmonised file is revised", "imported early.csv in ", "estimated employment of the store in ", "reused 6 of 7 years of ")
    check(MEASURES not in log, log)
    plan.harmonise += "  - convert: {axis: industry, concordance: groups.csv}\n"
    log = runs.again("another step", "converted the store by groups.csv in ")
    check(MEASURES not in log, log)
    plan.computes.pop()
    runs.again("an indicator less", MEASURES)
    plan.files["groups.csv"][1][0][1] = "Q"
    log = runs.again("another concordance", "converted the store by groups.csv in ")
    check(MEASURES not in log, log)
    plant(f"{runs.folder}/s.h5", "gdp", 2009, 1.5)
    plan.computes.append("{indicators: [herfindahl]}")
    log = runs.again("harmonised measures that were tampered with", "converted the store by groups.csv in ")
    check(MEASURES not in log, log)
    shutil.rmtree(runs.folder)


# ---- commands

def commands_reuse_too():
    folder = tempfile.mkdtemp(dir=".")
    Plan().fill(folder)
    write(f"{folder}/new.csv", HEADER, employment(2015, 2015))
    for name in ("early.csv", "middle.csv", "late.csv", "gdp.csv"):
        run(folder, "import", name, "--level", "nuts2", "-o", "s.h5")
    run(folder, "compute", "s.h5", *INDICATORS)
    check(run(folder, "compute", "s.h5", *INDICATORS) == f"reused 7 of 7 years of {len(INDICATORS)} indicators\ncomputed {len(INDICATORS)} indicators into s.h5\n", "nothing has changed, and yet")
    run(folder, "import", "new.csv", "--level", "nuts2", "-o", "s.h5")
    shutil.copy(f"{folder}/s.h5", f"{folder}/full.h5")
    log = run(folder, "compute", "s.h5", *INDICATORS)
    check("computing 2015\n" in log and "reused 7 of 8 years of " in log, log)
    log = run(folder, "compute", "full.h5", *INDICATORS, "--force")
    check("reused" not in log, log)
    for name in ("s.h5", "full.h5"):  # the command lines differ
        with h5py.File(f"{folder}/{name}", "r+") as file:
            events = json.loads(file["provenance"][()])
            events["events"].pop()
            file["provenance"][()] = json.dumps(events)
    same_stores(f"{folder}/s.h5", f"{folder}/full.h5", "computing after an import")
    run(folder, "compute", "s.h5", "lq", "eci", "-o", "result.h5")
    check("reused 8 of 8 years of 2 indicators" in run(folder, "compute", "s.h5", "lq", "eci", "-o", "result.h5"), "into a store of results")
    check("reused" not in run(folder, "compute", "s.h5", "lq", "--missing", "zero"), "another option")
    check(run(folder, "verify", "s.h5") == "", "a store that is whole")
    shutil.rmtree(folder)


# In memory where there is such a place: hundreds of syncs to a disk take a minute.
BEFORE, PLACE = os.getcwd(), tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else ".")
os.chdir(PLACE)
for test in (years_come_and_are_revised, what_does_not_matter_is_reused, regions_come_and_go, what_was_copied_shows, damage_is_computed_over, a_killed_run_leaves_what_was, steps_are_reused, outputs_are_made_again,
             memos_that_are_spoilt_do_no_harm, harmonised_measures_are_reused, commands_reuse_too):
    test()
os.chdir(BEFORE)
shutil.rmtree(PLACE)
sys.exit(1 if failures else 0)
