#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""compute, partners and composite by several ranks: the same values as by one process, compared by h5diff to the last
bit, whatever the number of ranks; and how they end where one fails or is killed. LOCIQ_SERIAL names a lociq built
without MPI whose values are to be the same too."""
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LOCIQ = os.environ["LOCIQ"]
MPIRUN = os.environ["MPIRUN"]
SERIAL = os.environ.get("LOCIQ_SERIAL", LOCIQ)
DATASET = Path(os.environ["LOCIQ_SOURCE"]) / "datasets" / "eu_nuts2"
RANKS = (1, 2, 3, 5)
REGIONS, INDUSTRIES = 2600, 12  # the rows are shared by 512: six shares, the last one short
failures = 0


def check(holds, what):
    global failures
    if not holds:
        failures += 1
        print("FAILED:", what)


def run(arguments, folder):
    return subprocess.run([str(argument) for argument in arguments], cwd=folder, capture_output=True, text=True)


def run_ranks(count, arguments, folder):
    return run([MPIRUN, "--oversubscribe", "-n", count, LOCIQ, *arguments], folder)


def sentences(text):
    """What lociq said, without what mpirun says of it."""
    return [line for line in text.splitlines() if line.startswith("lociq")]


def write_tables(folder):
    """Two years of jobs with holes, and a variable of the regions."""
    draw = random.Random(7)
    with open(folder / "jobs.csv", "w", encoding="utf-8") as jobs, open(folder / "gdp.csv", "w", encoding="utf-8") as gdp:
        jobs.write("year,region,industry,value\n")
        gdp.write("year,region,value\n")
        for year in (2014, 2015):
            for region in range(REGIONS):
                gdp.write(f"{year},R{region:04},{draw.lognormvariate(8, 1):.3f}\n")
                for industry in range(INDUSTRIES):
                    if draw.random() > 0.03:
                        jobs.write(f"{year},R{region:04},I{industry:02},{int(draw.lognormvariate(3, 2))}\n")


def make_store(folder):
    write_tables(folder)
    jobs = run([LOCIQ, "import", "jobs.csv", "-o", "made.h5", "--measure", "employment", "--unit", "jobs"], folder)
    gdp = run([LOCIQ, "import", "gdp.csv", "-o", "made.h5", "--measure", "gdp", "--unit", "million euro"], folder)
    check(jobs.returncode == 0 and gdp.returncode == 0, f"the store is made: {jobs.stderr}{gdp.stderr}")
    return folder / "made.h5"


def make_wide_store(folder):
    """A row of it takes 8 KB: with the least memory a slab is a part of a share."""
    draw = random.Random(11)
    columns = range(1000)
    with open(folder / "wide.csv", "w", encoding="utf-8") as wide:
        wide.write("region," + ",".join(f"I{column:03}" for column in columns) + "\n")
        for region in range(REGIONS):
            wide.write(f"R{region:04}," + ",".join(map(str, draw.choices(columns, k=len(columns)))) + "\n")
    made = run([LOCIQ, "import", "wide.csv", "-o", "wide.h5", "--measure", "employment", "--unit", "jobs", "--year",
                "2015"], folder)
    check(made.returncode == 0, f"the wide store is made: {made.stderr}")
    return folder / "wide.h5"


def make_european_store(folder):
    shutil.copytree(DATASET, folder / "eu", ignore=shutil.ignore_patterns("made"))
    (folder / "eu" / "made").mkdir()
    made = run([LOCIQ, "run", "plan.yaml", "--quiet"], folder / "eu")
    check(made.returncode == 0, f"the European store is made: {made.stderr}")
    return folder / "eu" / "made" / "eu.h5"


def differences(one, other):
    """Of all but the provenance, which has the time in it."""
    compared = run(["h5diff", "--exclude-path", "/provenance", one, other], "/")
    return None if compared.returncode == 0 else compared.stdout[:500] + compared.stderr[:500]


def events(store):
    """How many the provenance has."""
    return run([LOCIQ, "info", store], "/").stdout.count("lociq ")


def place(folder, name, store):
    """A folder of its own with the store in it, and what the commands read beside it."""
    made = folder / name
    made.mkdir()
    shutil.copy(store, made / "s.h5")
    for beside in ("conditions.yaml", "regions.csv"):
        shutil.copy(DATASET / beside, made)
    return made


def remarks(ended):
    """All but what is said of reuse: ranks compute what one process copies from the last time."""
    return [line for line in ended.stderr.splitlines() if not line.startswith("reused ")]


def compare(folder, store, counts, *arguments):
    """The command by one process and by so many ranks: what they print and say, and what is in the store."""
    words = " ".join(arguments)
    work = Path(tempfile.mkdtemp(dir=folder))
    alone = run([SERIAL, *arguments], place(work, "alone", store))
    check(alone.returncode == 0, f"{words} by one process: {alone.stderr}")
    for count in counts:
        of_ranks = place(work, f"of_{count}", store)
        shared = run_ranks(count, arguments, of_ranks)
        check(shared.returncode == 0, f"{words} by {count} ranks: {shared.stderr}")
        check(shared.stdout == alone.stdout, f"{words} by {count} ranks prints the same")
        check(remarks(shared) == remarks(alone), f"{words} by {count} ranks says\n{shared.stderr}instead of\n{alone.stderr}")
        check(events(of_ranks / "s.h5") == events(work / "alone" / "s.h5"), f"{words} by {count} ranks is recorded once")
        for name in ("s.h5", "r.h5"):
            if (work / "alone" / name).exists():
                found = differences(work / "alone" / name, of_ranks / name)
                check(found is None, f"{words} by {count} ranks, {name}: {found}")
        left = sorted(path.name for path in of_ranks.iterdir() if path.name.startswith("."))
        check(left == [], f"{words} by {count} ranks leaves nothing behind: {left}")
    shutil.rmtree(work)


def values_are_the_same(folder):
    made, european = make_store(folder), make_european_store(folder)
    # Rows, folds, columns, blocks, what sees a whole year or all of them.
    compare(folder, made, (2, 5), "compute", "s.h5", "--all")
    compare(folder, made, RANKS, "compute", "s.h5", "lq", "entropy", "ubiquity", "theil_concentration", "--compression")
    compare(folder, made, (3,), "compute", "s.h5", "lq_cutoff", "gini_concentration", "relatedness_density", "-o", "r.h5")
    compare(folder, made, RANKS, "compute", "s.h5", "lq", "krugman_specialisation", "--bootstrap", "12", "--years", "2015")
    compare(folder, made, (2,), "compute", "s.h5", "hoover_concentration", "--bootstrap", "9", "--resample", "regions")
    compare(folder, made, (5,), "compute", "s.h5", "lq", "eci", "--missing", "propagate", "--totals", "summed")
    compare(folder, made, RANKS, "partners", "s.h5", "--all", "--keep", "--top", "3")
    compare(folder, made, (3,), "partners", "s.h5", "--all", "--similarity", "krugman", "--format", "csv")
    compare(folder, made, (3,), "partners", "s.h5", "--region", "R0007", "--by", "complementarity")
    compare(folder, make_wide_store(folder), (2, 5), "compute", "s.h5", "lq", "entropy", "ubiquity", "--memory", "64M")
    # Fewer rows than one share has: all ranks but one have none.
    compare(folder, european, (3,), "compute", "s.h5", "--all")
    compare(folder, european, RANKS, "composite", "s.h5", "conditions.yaml")
    compare(folder, european, (2, 5), "partners", "s.h5", "--all", "--keep", "--by", "learning", "--redraws", "15")
    compare(folder, european, (3,), "partners", "s.h5", "--all", "--by", "complementarity", "-o", "out", "--redraws", "5")
    return made


def refusals_are_told_once(folder, made):
    work = place(folder, "refused", made)
    before = (work / "s.h5").read_bytes()
    for arguments, code, expected in (
        (("compute", "s.h5", "nothing"), 2, "there is no indicator"),
        (("compute", "none.h5", "lq"), 1, "none.h5: No such file"),
        (("composite", "s.h5", "none.yaml"), 1, "none.yaml"),
        (("partners", "s.h5", "--region", "XX"), None, "XX"),
        (("info", "s.h5"), 2, "3 processes cannot share this work"),
        (("import", "jobs.csv", "-o", "x.h5"), 2, "3 processes cannot share this work"),
    ):
        ended = run_ranks(3, arguments, work)
        said = sentences(ended.stderr)
        check(ended.returncode != 0 and code in (None, ended.returncode), f"{arguments} ends with {ended.returncode}")
        check(len(said) == 1 and expected in said[0], f"{arguments} is refused once: {ended.stderr}")
    check((work / "s.h5").read_bytes() == before, "what is refused changes nothing")
    if SERIAL != LOCIQ:
        ended = run([MPIRUN, "--oversubscribe", "-n", 2, SERIAL, "compute", "s.h5", "lq"], work)
        check(ended.returncode == 2 and "built without MPI" in ended.stderr, f"no MPI, no ranks: {ended.stderr}")


def one_that_fails_ends_all(folder, made):
    """The others wait for it in vain: it ends the job for them, and says why."""
    work = place(folder, "failing", made)
    before = (work / "s.h5").read_bytes()
    ended = run([MPIRUN, "--oversubscribe", "-n", 2, LOCIQ, "compute", "s.h5", "lq", ":",
                 "-n", 1, LOCIQ, "compute", "s.h5", "lq", "--years", "1:x"], work)
    said = [line for line in sentences(ended.stderr) if "1:x" in line]
    check(ended.returncode != 0 and len(said) == 1, f"one that fails: {ended.returncode} {ended.stderr}")
    check((work / "s.h5").read_bytes() == before, "the store is as it was when one failed")


def children(process):
    text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(word) for word in text.split()]


def wait_until(holds, seconds=60):
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def one_that_is_killed_ends_all(folder, made, victim):
    work = place(folder, f"killed_{victim}", made)
    before = (work / "s.h5").read_bytes()
    job = subprocess.Popen([MPIRUN, "--oversubscribe", "-n", "3", LOCIQ, "compute", "s.h5", "lq", "--bootstrap", "100000"],
                           cwd=work, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    clone = work / ".s.h5.clone"
    check(wait_until(lambda: clone.exists() and clone.stat().st_size > len(before)), "rows are being written")
    os.kill(children(job.pid)[victim], signal.SIGKILL)
    try:
        said = job.communicate(timeout=60)[1]
    except subprocess.TimeoutExpired:
        job.kill()
        said = "it did not end: " + job.communicate()[1]
    check(job.returncode not in (0, None) and "signal 9" in said, f"rank {victim} killed: {job.returncode} {said}")
    check(victim == 0 or "told to end before all was done" in said, f"rank 0 says so too: {said}")
    check((work / "s.h5").read_bytes() == before, f"the store is as it was when rank {victim} was killed")
    after = run_ranks(2, ["compute", "s.h5", "lq"], work)
    check(after.returncode == 0, f"the next writer works: {after.stderr}")
    left = sorted(path.name for path in work.iterdir() if path.name.startswith("."))
    check(left == [], f"and clears away what was left: {left}")


def main():
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        made = values_are_the_same(folder)
        refusals_are_told_once(folder, made)
        one_that_fails_ends_all(folder, made)
        for victim in (0, 2):
            one_that_is_killed_ends_all(folder, made, victim)
    print(f"{failures} failures")
    sys.exit(failures != 0)


main()
