#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that options name: in the provenance of compute and run, and a plan whose file has changed is run again."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile

try:
    import h5py
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)

LOCIQ = os.environ["LOCIQ"]

# By option: an indicator that takes it, two texts of the file, and what gives the indicator what else it needs.
FILES = {
    "points": ("moran", "region,longitude,latitude\nA,1,1\nB,2,1\nC,9,9\nD,{}\n", ("8,9", "1,2"), {"nearest": "1"}),
    "neighbours": ("moran", "region,neighbour,weight\nA,B,1\nB,A,1\nC,D,1\nD,C,1\nA,C,{}\n", ("1", "9"), {}),
    "relatedness_file": ("relatedness_density", "industry,industry_other,value\nX,Y,1\nX,Z,{}\nY,Z,1\nY,X,1\n",
                         ("1", "5"), {}),
    "plants": ("ellison_glaeser", "region,industry,employment\nA,X,3\nB,X,{}\nA,Y,5\nB,Y,5\nC,Z,1\n", ("3", "1"), {}),
    "plant_herfindahl": ("maurel_sedillot", "industry,herfindahl\nX,0.2\nY,{}\nZ,0.3\n", ("0.5", "0.4"), {}),
    "rules": ("stars", "criterion,of,test,value\nsize,employment,at least,{}\n", ("20", "60"), {}),
}

failures = 0


def check(what, holds):
    global failures
    if not holds:
        failures += 1
        print("FAILED:", what)


def lociq(*arguments, code=0):
    done = subprocess.run([LOCIQ, *arguments], capture_output=True, text=True, check=False)
    check(f"lociq {' '.join(arguments)} ends with {code}: {done.stderr}", done.returncode == code)
    return done.stderr


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def what_is(path, reader):
    with open(path, "rb") as file:
        content = file.read()
    return {"path": path, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(), "reader": reader}


def inputs(store):
    with h5py.File(store) as file:
        return json.loads(file["provenance"].asstr()[()])["events"][-1]["inputs"]


def values(store, name):
    with h5py.File(store) as file:
        return file[name][()].tobytes()


os.chdir(tempfile.mkdtemp(dir=os.environ.get("TMPDIR", "/tmp")))
os.mkdir("plan")
cells = ((90, 20, 10), (20, 60, 30), (50, 10, 40), (5, 30, 70))
write("plan/jobs.csv", "region,industry,year,employment\n" + "".join(
    f"{region},{industry},2010,{value}\n" for region, row in zip("ABCD", cells) for industry, value in zip("XYZ", row)))

listed = json.loads(subprocess.run([LOCIQ, "list", "--format", "json"], capture_output=True, check=True).stdout)
options = {option["name"] for entry in (listed if isinstance(listed, list) else listed["indicators"])
           for option in entry["options"] if option["type"] == "file"}
check(f"each option that takes a file is looked at: {options}", options == set(FILES))

for option, (name, text, (first, second), more) in FILES.items():
    side = f"plan/{option}.csv"
    write(side, text.format(first))
    settings = [word for key, value in {option: side, **more}.items() for word in (f"--{key}", value)]
    lociq("import", "plan/jobs.csv", "-o", "alone.h5")
    lociq("compute", "alone.h5", name, *settings)
    check(f"{option} of compute: {inputs('alone.h5')}", inputs("alone.h5") == [what_is(side, option)])
    lociq("compute", "alone.h5", name, *settings, "-o", "result.h5")
    check(f"{option} of compute -o", inputs("result.h5") == [what_is(side, option)])
    lociq("verify", "alone.h5")

    words = ", ".join(f"{key}: {value}" for key, value in {option: f"{option}.csv", **more}.items())
    write("plan/plan.yaml", "store: s.h5\nimport:\n  - files: [jobs.csv]\ncompute:\n  - indicators: [lq]\n"
          f"  - indicators: [{name}]\n    options: {{{words}}}\n")
    lociq("run", "plan/plan.yaml")  # paths are the plan's own
    check(f"{option} of run", inputs("plan/s.h5")[2:] == [what_is(side, option)])
    check(f"{option}: run gives what compute gives", values("plan/s.h5", name) == values("alone.h5", name))
    check(f"{option}: a second run does nothing", "nothing has changed" in lociq("run", "plan/plan.yaml"))
    write(side, text.format(second))
    check(f"{option}: a changed file", f"doing it again, for {option}.csv has changed since" in
          lociq("run", "plan/plan.yaml"))
    check(f"{option}: other values", values("plan/s.h5", name) != values("alone.h5", name))
    check(f"{option}: what it is now", inputs("plan/s.h5")[2:] == [what_is(side, option)])
    os.remove(side)
    check(f"{option}: no file", f"plan/plan.yaml:7:{15 + len(option) + 2}: {option}: {side}: No such file or directory"
          in lociq("run", "plan/plan.yaml", code=1))

# A word that is no file is no input; the file is what was read, through a pipe too.
lociq("compute", "alone.h5", "stars", "--rules", "eco2007")
check("a word is no file", inputs("alone.h5") == [])
text = FILES["rules"][1].format("20")
done = subprocess.run([LOCIQ, "compute", "alone.h5", "stars", "--rules", "/dev/stdin"], input=text, text=True,
                      capture_output=True, check=False)
check(f"a pipe: {done.stderr}", done.returncode == 0)
check("what came through it", [one["sha256"] for one in inputs("alone.h5")]
      == [hashlib.sha256(text.encode()).hexdigest()])
sys.exit(failures > 0)
