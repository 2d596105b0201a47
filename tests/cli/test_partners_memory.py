#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Partners of regions whose profiles take more memory than the bound: the same bytes as without one, the peak of the
process below it, and a sentence where it cannot be kept."""
import csv
import filecmp
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy

LOCIQ = os.environ["LOCIQ"]
REGIONS, INDUSTRIES = 12000, 800  # 77 MB of profiles
BOUND = 100  # MiB
failures = 0


def check(right, what):
    global failures
    if not right:
        failures += 1
        print(f"FAILED: {what}")


def lociq(*arguments):
    """Exit code, what it says, and its peak in bytes, which is at least ours when it starts: we hold little until then."""
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen([LOCIQ, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=said)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return child.returncode, said.read().decode(), used.ru_maxrss * 1024


def bytes_read(*arguments):
    """By one command that succeeds."""
    child = subprocess.Popen([LOCIQ, *map(str, arguments)], stdout=subprocess.DEVNULL)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    account = Path(f"/proc/{child.pid}/io").read_text(encoding="ascii")
    check(child.wait() == 0, f"{arguments} fails")
    return int(account.split("rchar:")[1].split()[0])


def one_reads_all_twice(store, folder):
    """For the one who asks: the sums of all, then each other region once, and of panels that hold nobody's partner no more."""
    ranked = ["partners", store, "--region", "R00007", "--year", "2015", "--top", "1", "--format", "csv", "-o", folder / "one.csv"]
    once = bytes_read(*ranked)
    bounded = bytes_read(*ranked, "--memory", "80M")
    check(bounded > 1.3 * once, f"a bound that is none: {bounded} bytes are read, {once} without it")
    check(bounded < 2.5 * once, f"{bounded} bytes are read under a bound, {once} without it")


def make_store(folder):
    generator = numpy.random.default_rng(3)
    groups = generator.integers(0, 40, (30, INDUSTRIES))
    text, store = folder / "cells.csv", folder / "cells.h5"
    with open(text, "w", encoding="utf-8") as file:
        file.write("region," + ",".join(f"I{i:03}" for i in range(INDUSTRIES)) + "\n")
        for r in range(REGIONS):
            cells = groups[r % 30] + generator.integers(0, 9, INDUSTRIES)
            file.write(f"R{r:05}," + ",".join(map(str, cells)) + "\n")
    code, said, _ = lociq("import", text, "--format", "matrix", "--measure", "employment", "--year", "2015", "-o", store)
    check(code == 0, f"import: {said}")
    return store


def add_years(folder, store):
    """Twenty more, of which all but one figure are missing."""
    text = folder / "years.csv"
    text.write_text("region,year,gdp\n" + "".join(f"R00000,{year},1\n" for year in range(1995, 2015)), encoding="utf-8")
    code, said, _ = lociq("import", text, "-o", store)
    check(code == 0, f"import: {said}")


def what_was_kept(store, told):
    """Of twenty-one years only the ranking's own holds anything; all of them at once would take 100 MB a variable."""
    with open(told, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with h5py.File(store, "r") as file:
        place = [int(year) for year in file["year"][()]].index(2015)
        regions = [code.decode() for code in file["region"][()]]
        partners, scores, parts = (file[f"partner_similarity{suffix}"] for suffix in ("", "_score", "_contribution"))
        check([regions[partner] for partner in partners[place].ravel()] == [row["partner"] for row in rows], "other partners are kept")
        check(scores[place].ravel().tolist() == [float(row["score"]) for row in rows], "other scores are kept")
        check(parts[place][..., 9].ravel().tolist() == [float(row["contribution_10"]) for row in rows], "other contributions are kept")
        check((partners[0] == -1).all() and numpy.isnan(scores[0]).all() and numpy.isnan(parts[0]).all(), "another year holds something")
    check(lociq("verify", store)[0] == 0, "the store is not whole")


def main():
    if b"__asan_" in Path(LOCIQ).read_bytes() or b"__tsan_" in Path(LOCIQ).read_bytes():
        print("skipped: a sanitizer takes memory of its own")
        return 77
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = make_store(folder)
        add_years(folder, store)
        ranked = ["partners", store, "--all", "--year", "2015", "--top", "5", "--contributions", "10", "--format", "csv", "--threads", "2"]
        code, said, free = lociq(*ranked, "-o", folder / "free.csv")
        check(code == 0, said)
        code, said, bounded = lociq(*ranked, "--keep", "--memory", f"{BOUND}M", "-o", folder / "bounded.csv")
        check(code == 0, said)
        check(filecmp.cmp(folder / "free.csv", folder / "bounded.csv", shallow=False), "the same partners")
        check(bounded <= BOUND << 20, f"a peak of {bounded >> 20} MiB under a bound of {BOUND}")
        check(free > BOUND << 20, f"a bound that is none: {free >> 20} MiB without it")
        code, said, peak = lociq(*ranked, "--memory", "64M", "-o", folder / "none.csv")
        check(code != 0 and "ranking these partners needs" in said and said.count("\n") == 1, f"too little: {said}")
        check(peak <= 64 << 20 and not (folder / "none.csv").exists(), "nothing is begun")
        code, said, _ = lociq(*ranked, "--by", "complementarity", "--memory", f"{BOUND}M", "-o", folder / "none.csv")
        check(code != 0 and "ranking these partners needs" in said, f"what does not stream: {said}")
        what_was_kept(store, folder / "bounded.csv")
        one_reads_all_twice(store, folder)
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
