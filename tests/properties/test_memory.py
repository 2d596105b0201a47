# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command keeps to --memory: the peak of its process stays under it and what comes out is what comes out without
it, byte for byte; or it refuses before it works, says how much it needs, and leaves nothing behind."""
import hashlib
import os
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

cache = Path(os.environ["LOCIQ_BUILD"], "CMakeCache.txt")
if cache.exists() and re.search(r"^LOCIQ_SANITIZE:\w+=\S", cache.read_text(), re.M):
    print("skipped: a sanitizer takes memory of its own")
    sys.exit(77)

LOCIQ = os.environ["LOCIQ"]
BOUND = 96  # MB; the store holds 120 MB of values
REGIONS, INDUSTRIES, YEARS = 3000, 500, range(2001, 2011)
folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
faults = []


def expect(holds, sentence):
    if not holds:
        faults.append(sentence)


def run(*arguments):
    """Exit code, the peak of the process in MB, and what it said."""
    child = subprocess.Popen([LOCIQ, *arguments], stdin=subprocess.DEVNULL, stdout=open("out", "wb"),
                             stderr=open("said", "wb"), env={**os.environ, "OMP_NUM_THREADS": "2"})
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, usage.ru_maxrss / 1024, Path("said").read_text()


DIGESTS = """
import h5py, hashlib, sys
def digest(dataset):
    return hashlib.sha256(b"".join(dataset[i].tobytes() for i in range(dataset.shape[0]))).hexdigest()
with h5py.File(sys.argv[1], "r") as store:
    for name in sorted(store):
        if store[name].dtype.kind in "fiu" and store[name].shape: print(name, digest(store[name]))
"""


def contents(path):
    """Of a store its numbers, which another process reads: ours would lend the next child its peak. Of all else bytes."""
    if path.suffix == ".h5":
        return subprocess.run(["/usr/bin/python3", "-c", DIGESTS, path], capture_output=True, check=True).stdout
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_text(path, regions, industries, years):
    """Few of the cells, so that text is short and the matrix is large."""
    with open(path, "w", encoding="ascii") as text:
        text.write("region,industry,year,employment\n")
        for year in years:
            for r in range(regions):
                for k in range(4):
                    text.write(f"R{r:05},I{(7 * r + 131 * k) % industries:04},{year},{(r * 31 + k * 17 + year) % 997}\n")


def write_inputs():
    write_text("large.csv", REGIONS, INDUSTRIES, YEARS)
    write_text("small.csv", 200, 20, range(2001, 2003))
    Path("sums.csv").write_text("from,to\n" + "".join(f"I{i:04},G{i // 50:02}\n" for i in range(INDUSTRIES)))
    Path("points.csv").write_text("region,longitude,latitude\n" + "".join(
        f"R{r:05},{r % 360 - 180},{r % 170 - 85}\n" for r in range(REGIONS)))
    Path("index.yaml").write_text("name: jobs\nindicators:\n  - name: employed\n    measure: employment\n")
    Path("organisations.yaml").write_text("organisations:\n  - code: o1\n    name: One\n    region: R00001\n")
    Path("plan.yaml").write_text("store: planned.h5\nimport:\n  - files: [small.csv]\n"
                                 "compute:\n  - indicators: [lq, krugman_specialisation]\n"
                                 "export:\n  - dataset: lq\n    year: 2001\n    output: planned.csv\n")
    for name in ("large", "small"):
        code, _, said = run("import", f"{name}.csv", "-o", f"{name}.h5")
        expect(code == 0, f"import of {name}.csv: {said}")


# What each command is asked; {new} is what it makes. A command may refuse only where it says so here.
ASKED = {
    "fetch": [("--help",)],
    "import": [("small.csv", "-o", "{new}.h5"), ("large.csv", "-o", "{new}.h5", "REFUSES")],
    "register": [("small.h5",)],
    "harmonise": [("small.h5", "--axis", "industry", "-c", "sums.csv", "-o", "{new}.h5"),
                  ("large.h5", "--axis", "industry", "-c", "sums.csv", "-o", "{new}.h5", "REFUSES")],
    "compare": [("small.h5",), ("large.h5", "REFUSES")],
    "estimate": [("small.h5", "-o", "{new}.h5", "--fill", "none"), ("large.h5", "-o", "{new}.h5", "REFUSES")],
    "compute": [("large.h5", "lq", "krugman_specialisation", "entropy", "-o", "{new}.h5"),
                ("large.h5", "gini_concentration", "ubiquity", "-o", "{new}.h5"),
                ("large.h5", "relatedness_density", "eci", "--years", "2001:2002", "-o", "{new}.h5"),
                ("large.h5", "lq_cutoff", "--years", "2001", "-o", "{new}.h5")],
    "composite": [("--help",)],
    "partners": [("small.h5", "--all", "--format", "csv")],
    "export": [("large.h5", "employment", "--year", "2003", "-o", "{new}.csv"),
               ("large.h5", "employment", "--year", "2003", "--format", "matrix", "-o", "{new}.csv"),
               ("large.h5", "employment", "--industry", "I0004", "--format", "json", "-o", "{new}.json")],
    "run": [("plan.yaml", "--force")],
    "report": [("small.h5", "-o", "{new}.html", "--title", "T")],
    "list": [()],
    "describe": [("lq",)],
    "info": [("large.h5",)],
    "verify": [("large.h5",)],
    "help": [("compute",)],
}


def made():
    return {path.name for path in Path().iterdir()} - {"out", "said"}


def named(arguments, new):
    return [argument.replace("{new}", new) for argument in arguments if argument != "REFUSES"]


def check(command, arguments):
    line = " ".join([command, *arguments])
    before = made()
    code, peak, said = run(command, *named(arguments, "bounded"), "--memory", f"{BOUND}M", "--quiet")
    expect(peak < BOUND, f"{line}: takes {peak:.0f} MB of {BOUND}")
    if "REFUSES" in arguments:
        needs = re.search(r"needs ([\d.]+) (MB|GB) at once; --memory is 96 MB\n$", said)
        expect(code == 2 and needs and said.count("\n") == 1, f"{line}: expected to be refused, exit code {code}: {said}")
        expect(made() == before, f"{line}: refused, and left {made() - before}")
        expect(not needs or float(needs[1]) > BOUND or needs[2] == "GB", f"{line}: refuses what fits: {said}")
        return
    expect(code == 0, f"{line}: exit code {code}: {said}")
    printed = Path("out").read_bytes().replace(b"bounded", b"NEW")
    bounded = {name.replace("bounded", "NEW"): contents(Path(name)) for name in made() - before}
    if "planned.csv" in made():
        bounded["planned.csv"] = contents(Path("planned.csv"))
    code, _, said = run(command, *named(arguments, "free"), "--quiet")
    expect(code == 0, f"{line} without --memory: exit code {code}: {said}")
    for name, digest in bounded.items():
        path = Path(name.replace("NEW", "free"))
        if name != "planned.h5":
            expect(path.exists() and contents(path) == digest, f"{line}: {name} is another under --memory")
    expect(Path("out").read_bytes().replace(b"free", b"NEW") == printed, f"{line}: prints otherwise under --memory")
    for name in made() - before - {"planned.h5", "planned.csv"}:
        Path(name).unlink()


expect(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 64 * 1024, "this test is too large to measure others")
write_inputs()
commands = re.findall(r"^  ([a-z]+) ", subprocess.run([LOCIQ, "--help"], capture_output=True, text=True,
                                                      check=True).stdout.split("Options")[0], re.M)
expect(len(commands) > 10, f"the help lists {commands}")
for name in commands:
    expect(name in ASKED, f"{name}: this test does not ask it anything")
    for words in ASKED.get(name, []):
        check(name, words)
for fault in faults:
    print("FAILED:", fault)
print(f"{len(faults)} failures")
sys.exit(1 if faults else 0)
