#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README's lines of `make demo` are what the demo prints, times aside; and no page for readers has a place
that was to be filled in."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE, LOCIQ = Path(os.environ["LOCIQ_SOURCE"]), os.environ["LOCIQ"]
SECONDS = re.compile(r" in [0-9.]+ s$")
failures = 0


def check(right, what):
    global failures
    if not right:
        failures += 1
        print(f"FAILED: {what}")


def demo():
    """All that `make demo` prints: the plan's log, the store's description, the partners."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "eu_nuts2"
        shutil.copytree(SOURCE / "datasets/eu_nuts2", copy, ignore=shutil.ignore_patterns("made"))
        (copy / "made").mkdir()
        done = subprocess.run([LOCIQ, "run", copy / "plan.yaml"], capture_output=True, text=True, check=False)
        check(done.returncode == 0, done.stderr)
        told = subprocess.run([LOCIQ, "info", copy / "made/eu.h5"], capture_output=True, text=True, check=False)
        check(told.returncode == 0, told.stderr)
        names = ("partners", "complementarity", "learning")
        partners = [(copy / f"made/{name}.txt").read_text(encoding="utf-8") for name in names]
        return done.stdout + done.stderr + told.stdout + "".join(partners)


def main():
    readme = (SOURCE / "README.md").read_text(encoding="utf-8")
    shown = readme.split("`make demo` ends with\n")[1].split("\nand `make test`")[0]
    lines = [line[4:] for line in shown.splitlines() if line.strip() not in ("", "…")]
    printed = [SECONDS.sub("", line) for line in demo().splitlines()]
    check(len(lines) > 5, "the README shows no demo")
    for line in lines:
        if line.endswith(" …"):
            check(any(other.startswith(line[:-2]) for other in printed), f"the demo prints no line that begins with '{line[:-2]}'")
        else:
            check(SECONDS.sub("", line) in printed, f"the demo prints no '{line}'")
    for page in [*SOURCE.glob("*.md"), *SOURCE.glob("docs/*.md")]:
        check(not re.search(r"@[A-Z_]+@", page.read_text(encoding="utf-8")), f"{page.name} has a place to be filled in")


main()
sys.exit(1 if failures else 0)
