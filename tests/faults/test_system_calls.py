#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every write, sync, copy and rename of an import and of a compute, one after the
other: the program is killed at it, and it is refused (no space, I/O error). Each
time the store opens and verifies, with all of what it held or all of what was to
come, and the next writer leaves nothing beside it. strace does it."""
import collections
import os
import shutil
import subprocess
import sys
import tempfile

LOCIQ = os.environ["LOCIQ"]
CALLS = "write pwrite64 fsync fdatasync ftruncate fallocate copy_file_range sendfile rename renameat renameat2 unlink link"
REFUSALS = {"fsync": ["EIO"], "fdatasync": ["EIO"], "rename": ["EIO"], "renameat": ["EIO"], "renameat2": ["EIO"],
            "unlink": ["EIO"], "copy_file_range": ["ENOSPC", "EXDEV"], "sendfile": ["ENOSPC"]}
MOST = int(os.environ.get("LOCIQ_CALLS", "5"))  # of each call: the first ones, the last ones and some between
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "ASAN_OPTIONS": "detect_leaks=0"}


def run(*command):
    return subprocess.run(command, capture_output=True, check=False, env=ENVIRONMENT)


def succeed(*arguments):
    done = run(LOCIQ, *arguments)
    assert done.returncode == 0, (arguments, done.returncode, done.stderr)
    return done.stdout


def write_measure(path, measure, factor):
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"region,industry,year,{measure}\n")
        file.writelines(f"R{r:02d},I{i:02d},2015,{(r * 37 + i * 101) % 97 * factor}\n" for r in range(30) for i in range(20))


class Job:
    def __init__(self, folder, base, arguments, datasets):
        self.folder, self.base, self.arguments, self.datasets = folder, base, arguments, datasets
        self.store = os.path.join(folder, "store.h5")
        self.reset()
        self.before = self.contents()
        self.counts = self.count_calls()
        self.after = self.contents()
        self.listing = sorted(os.listdir(folder))
        assert self.before != self.after and None not in self.after

    def reset(self):
        for name in os.listdir(self.folder):
            os.unlink(os.path.join(self.folder, name))
        shutil.copy(self.base, self.store)

    def contents(self):
        held = []
        for dataset in self.datasets:
            done = run(LOCIQ, "export", self.store, dataset)
            held.append(done.stdout if done.returncode == 0 else None)
        return held

    def trace(self, log, calls, *more):
        return run("strace", "-f", "-qq", "-o", log, "-e", f"trace={calls}", "-e", "signal=none", *more, LOCIQ, *self.arguments)

    def count_calls(self):
        log = os.path.join(self.folder, "..", "calls")
        done = self.trace(log, CALLS.replace(" ", ","))
        assert done.returncode == 0, done.stderr
        counts = collections.Counter()
        with open(log, encoding="utf-8", errors="replace") as file:
            for line in file:
                counts[line.split(None, 1)[1].split("(")[0]] += 1
        return {call: counts[call] for call in CALLS.split() if counts[call] > 0}

    def check(self, what, done):
        """The store after a fault; returns what it holds."""
        succeed("verify", self.store)
        held = self.contents()
        assert held in (self.before, self.after), f"{what}: half a store"
        if done.returncode == 0:
            assert held == self.after, f"{what}: done, it says, and is not"
        succeed(*self.arguments)
        listing = sorted(os.listdir(self.folder))
        assert listing == self.listing, f"{what}: {listing} after the next write, expected {self.listing}"
        assert self.contents() == self.after, what
        return "new" if held == self.after else "old"

    def kill(self, call, number):
        self.reset()
        done = self.trace("/dev/null", call, "-e", f"inject={call}:signal=KILL:when={number}")
        assert done.returncode in (-9, 137), (call, number, done.returncode, done.stderr)
        return self.check(f"killed at {call} {number}", done)

    def refuse(self, call, number, errno):
        self.reset()
        what = f"{errno} from {call} {number} of {self.arguments[0]}"
        done = self.trace("/dev/null", call, "-e", f"inject={call}:error={errno}:when={number}")
        assert done.returncode in (0, 1), (what, done.returncode, done.stderr)
        if done.returncode == 1:
            assert done.stderr.count(b"\n") == 1, (what, done.stderr)
            if call != "unlink":
                listing = sorted(os.listdir(self.folder))
                assert listing == self.listing, f"{what}: left {listing}"
        held = self.check(what, done)
        # Both come when the store is in its place already.
        late = any(words in done.stderr for words in (b"standard output", b"cannot sync its folder"))
        if done.returncode == 1 and not late:
            assert held == "old", f"{what}: refused, it says, and is done: {done.stderr}"
        return held


def chosen(count):
    if count <= MOST:
        return list(range(1, count + 1))
    return sorted({1 + round(i * (count - 1) / (MOST - 1)) for i in range(MOST)})


def main():
    if shutil.which("strace") is None:
        print("skipped: strace is not installed")
        return 77
    if run("strace", "-o", "/dev/null", "true").returncode != 0:
        print("skipped: strace may not trace here")
        return 77
    with tempfile.TemporaryDirectory() as top:
        first, second = os.path.join(top, "first.csv"), os.path.join(top, "second.csv")
        write_measure(first, "employment", 1)
        write_measure(second, "wages", 3)
        base, folder = os.path.join(top, "base.h5"), os.path.join(top, "work")
        os.mkdir(folder)
        succeed("import", first, "--unit", "persons", "-o", base)
        store = os.path.join(folder, "store.h5")
        jobs = [
            Job(folder, base, ["import", second, "--unit", "EUR", "-o", store], ["employment", "wages"]),
            Job(folder, base, ["compute", store, "lq", "herfindahl"], ["employment", "lq", "herfindahl"]),
        ]
        for job in jobs:
            found = collections.Counter()
            for call, count in job.counts.items():
                for number in chosen(count):
                    found["killed", job.kill(call, number)] += 1
                    for errno in REFUSALS.get(call, ["ENOSPC"]):
                        found["refused", job.refuse(call, number, errno)] += 1
            print(job.arguments[0], job.counts, dict(found))
            assert found["killed", "old"] > 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
