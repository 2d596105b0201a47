#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`benchmarks/run --quick` measures every limit and every benchmark beside its peers and writes the results: a figure in
every row, "not installed" where a peer is not. How fast anything is does not matter here."""
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE, BUILD = Path(os.environ["LOCIQ_SOURCE"]), Path(os.environ["LOCIQ_BUILD"])
sys.dont_write_bytecode = True
sys.path.insert(0, str(SOURCE / "benchmarks"))
import peers
import report
import workloads
from rows import Group, Row, Work, at_least

failures = []


def check(fine, what):
    if not fine:
        failures.append(what)
        print(what)


def run(*words, build=BUILD, environment=None):
    command = [SOURCE / "benchmarks" / "run", "--quick", "--build", build, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def numbers(cell):
    return [float(word.replace(",", "")) for word in re.findall(r"[\d,]*\d(?:\.\d+)?(?:e-?\d+)?", cell)]


def lines_of(text, title):
    """The cells of all lines of a section's tables."""
    section = text.split(f"## {title}\n", 1)[-1].split("\n## ", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("| ")]


def check_group(text, group, installed):
    lines = lines_of(text, group.title)
    check(lines, f"{group.title} has no table")
    heads = lines[0] if lines else []
    for work in group.works:
        cells = next((line for line in lines[1:] if line[0] == work.name), None)
        check(cells is not None, f"{group.title}: {work.name} has no row")
        if cells is None:
            continue
        named = dict(zip(heads, cells))
        for side in group.sides_of(work):
            limit = work.limit is not None and work.limit[0] == side
            cell = named.get(f"{work.limit[1] if limit else side}, s", "")
            if installed.get(side, "always") is None:
                check(cell == "not installed", f"{group.title}: {work.name}: {side} is not installed, but there is {cell!r}")
            else:
                found = numbers(cell)
                check(len(found) in (1, 3) and all(math.isfinite(value) and value > 0 for value in found),
                      f"{group.title}: {work.name}: {side} took {cell!r}")
        figures = [cell for head, cell in named.items() if not head.endswith(", s") and cell][1:-1]
        check(all(len(numbers(cell)) == 1 and math.isfinite(numbers(cell)[0]) for cell in figures),
              f"{group.title}: {work.name}: {figures}")
        for goal in work.goals:
            check(any(line[:2] == [work.name, goal.figure] for line in lines),
                  f"{group.title}: nothing is said of {work.name}, {goal.figure}")


def check_all(folder):
    """Everything, once."""
    installed = peers.versions()
    done = run("--results", folder / "results", "--folder", folder)
    check(done.returncode == 0, f"exit code {done.returncode}\n{done.stderr}")
    written = list((folder / "results").glob("*.md"))
    check(len(written) == 1, f"results are {written}")
    text = written[0].read_text() if written else ""
    for group in workloads.groups(True):
        check_group(text, group, installed)
    check("| processor |" in text and "| lociq |" in text, "the results do not tell the machine")
    check("falls short" not in text, "a quick run judges")
    check(installed["matplotlib"] is None or written and written[0].with_suffix(".svg").stat().st_size > 1000, "no plot")
    check(sorted(path.name for path in folder.iterdir()) == ["results"], f"left over: {list(folder.iterdir())}")


def check_absent_peers():
    """Where no peer's command is found, the row stands without it."""
    done = run("import", environment={"PATH": "/nowhere"})
    check(done.returncode == 0 and "not installed" in done.stdout, f"without R: {done.stdout}{done.stderr}")


def check_failing_row(folder):
    """A benchmark that fails is told, the others are measured, and the run fails at its end."""
    (folder / "benchmarks").mkdir()
    for program in (BUILD / "benchmarks").glob("bench_*"):
        target = program if program.name != "bench_balance" else shutil.which("false")
        (folder / "benchmarks" / program.name).symlink_to(target)
    done = run("balance", "moran", build=folder)
    check(done.returncode == 1, f"exit code {done.returncode} where a row failed")
    check("| balance | failed: bench_balance gave no answer to balance |" in done.stdout, done.stdout)
    check("| moran | " in done.stdout and "| moran | failed" not in done.stdout, done.stdout)


def check_verdicts():
    """A figure that falls short tells the reason and the next step; one that does not keeps them."""
    goal = at_least("times numpy", 20, "it sorts.", "sort less.")
    group = Group("some", "Some", {"lociq": (), "numpy": ()}, [])
    for times, verdict in ((19.9, "falls short"), (20.0, "reached")):
        work = Work("gini", [goal])
        text = report.section(group, [Row(work, {"lociq": [(1, 0)], "numpy": [(times, 0)]}, {"times numpy": times})])
        short = verdict == "falls short"
        check(f"| gini | times numpy | {times:.1f} | at least 20 | {verdict} |" in text, text)
        check(("Reason: it sorts. Next step: sort less." in text) == short, text)
    text = report.section(group, [Row(Work("gini", [goal]), {"lociq": [(1, 0)]}, missing=("numpy",))])
    check("not measured: numpy not installed" in text, text)


def check_refusals():
    for words, expected in ((("--build", "/nowhere"), "/nowhere"), (("nothing",), "nothing")):
        done = run(*words)
        check(done.returncode != 0 and expected in done.stderr.splitlines()[-1], f"{words}: {done.stderr}")


def main():
    if not (BUILD / "benchmarks" / "bench_indicators").exists():
        print("skipped: this build has no benchmarks")
        return 77
    check_verdicts()
    check_refusals()
    check_absent_peers()
    for part in (check_all, check_failing_row):
        with tempfile.TemporaryDirectory() as folder:
            part(Path(folder))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
