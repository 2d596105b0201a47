#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 at random moments of an import into a store that exists, and of a
compute: the store opens, holds what it held before or all of what was to come,
verifies, and the next writer leaves nothing beside it.

LOCIQ_KILLS sets how often (50); LOCIQ_SEED repeats a run."""
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

LOCIQ = os.environ["LOCIQ"]
KILLS = int(os.environ.get("LOCIQ_KILLS", "50"))
SEED = int(os.environ.get("LOCIQ_SEED", str(random.randrange(10**6))))
REGIONS, INDUSTRIES, YEARS = 120, 60, (2014, 2015)


def run(*arguments):
    done = subprocess.run([LOCIQ, *arguments], capture_output=True, check=False)
    assert done.returncode == 0, (arguments, done.returncode, done.stderr)
    return done.stdout


def write_measure(path, measure, factor):
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"region,industry,year,{measure}\n")
        for year in YEARS:
            for region in range(REGIONS):
                for industry in range(INDUSTRIES):
                    value = (region * 37 + industry * 101 + year) % 977 * factor
                    file.write(f"R{region:03d},I{industry:02d},{year},{value}\n")


def contents(path, datasets):
    """What the store holds of the datasets, None for one that it does not have."""
    held = []
    for dataset in datasets:
        done = subprocess.run([LOCIQ, "export", path, dataset], capture_output=True, check=False)
        held.append(done.stdout if done.returncode == 0 else None)
    return held


class Job:
    """A command that changes the store of a folder from `before` to `after`."""

    def __init__(self, name, arguments, datasets, folder):
        self.name, self.arguments, self.datasets = name, arguments, datasets
        self.folder = folder
        self.store = os.path.join(folder, "store.h5")
        self.before = contents(os.path.join(folder, "..", "base.h5"), datasets)
        self.reset()
        start = time.monotonic()
        run(*arguments)
        self.seconds = time.monotonic() - start
        self.after = contents(self.store, datasets)
        self.listing = sorted(os.listdir(folder))
        assert self.before != self.after and None not in self.after

    def reset(self):
        for name in os.listdir(self.folder):
            os.unlink(os.path.join(self.folder, name))
        shutil.copy(os.path.join(self.folder, "..", "base.h5"), self.store)

    def kill_once(self, delay):
        """Returns what was found: old, new, or None when a check failed."""
        self.reset()
        process = subprocess.Popen([LOCIQ, *self.arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        ended = process.wait()
        assert ended in (0, -signal.SIGKILL), (self.name, delay, ended)
        run("verify", self.store)
        held = contents(self.store, self.datasets)
        assert held in (self.before, self.after), f"{self.name}: half a store after {delay:.6f} s"
        run(*self.arguments)
        listing = sorted(os.listdir(self.folder))
        assert listing == self.listing, f"{self.name}: {listing} after the next write, expected {self.listing}"
        assert contents(self.store, self.datasets) == self.after
        return "old" if held == self.before else "new"


def main():
    print(f"LOCIQ_SEED={SEED} LOCIQ_KILLS={KILLS}", flush=True)
    draw = random.Random(SEED)
    with tempfile.TemporaryDirectory() as top:
        first, second = os.path.join(top, "first.csv"), os.path.join(top, "second.csv")
        write_measure(first, "employment", 1)
        write_measure(second, "wages", 3)
        base, folder = os.path.join(top, "base.h5"), os.path.join(top, "work")
        os.mkdir(folder)
        run("import", first, "--unit", "persons", "-o", base)
        store = os.path.join(folder, "store.h5")
        jobs = [
            Job("import", ["import", second, "--unit", "EUR", "-o", store], ["employment", "wages"], folder),
            Job("compute", ["compute", store, "--all"], ["employment", "lq", "krugman_specialisation"], folder),
        ]
        found = {job.name: {"old": 0, "new": 0} for job in jobs}
        for number in range(KILLS):
            job = jobs[number % len(jobs)]
            found[job.name][job.kill_once(draw.uniform(0, 1.1 * job.seconds))] += 1
        for job in jobs:
            print(f"{job.name}: {found[job.name]}, {job.seconds * 1000:.0f} ms undisturbed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
