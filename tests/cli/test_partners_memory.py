#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Partners of regions whose profiles take more memory than the bound: the same bytes as without one, the peak of the
process below it, and a sentence where it cannot be kept."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

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
    """Exit code, what it says, and its peak in bytes."""
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen([LOCIQ, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=said)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return child.returncode, said.read().decode(), used.ru_maxrss * 1024


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


def main():
    if b"__asan_" in Path(LOCIQ).read_bytes() or b"__tsan_" in Path(LOCIQ).read_bytes():
        print("skipped: a sanitizer takes memory of its own")
        return 77
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = make_store(folder)
        ranked = ["partners", store, "--all", "--top", "5", "--contributions", "1", "--format", "csv", "--threads", "2"]
        code, said, free = lociq(*ranked, "-o", folder / "free.csv")
        check(code == 0, said)
        code, said, bounded = lociq(*ranked, "--memory", f"{BOUND}M", "-o", folder / "bounded.csv")
        check(code == 0, said)
        check((folder / "free.csv").read_bytes() == (folder / "bounded.csv").read_bytes(), "the same partners")
        check(bounded <= BOUND << 20, f"a peak of {bounded >> 20} MiB under a bound of {BOUND}")
        check(free > BOUND << 20, f"a bound that is none: {free >> 20} MiB without it")
        code, said, peak = lociq(*ranked, "--memory", "64M", "-o", folder / "none.csv")
        check(code != 0 and "ranking these partners needs" in said and said.count("\n") == 1, f"too little: {said}")
        check(peak <= 64 << 20 and not (folder / "none.csv").exists(), "nothing is begun")
        code, said, _ = lociq(*ranked, "--by", "complementarity", "--memory", f"{BOUND}M", "-o", folder / "none.csv")
        check(code != 0 and "ranking these partners needs" in said, f"what does not stream: {said}")
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
