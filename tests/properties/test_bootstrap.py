#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""--bootstrap against a simulation and closed forms in numpy, and the same bits whatever the threads and the memory."""

import os
import subprocess
import sys
import tempfile

try:
    import h5py
    import numpy
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)

LOCIQ = os.environ["LOCIQ"]
# A replicate of so small a table is many short parallel regions: threads that spin between them cost tenfold.
os.environ["OMP_WAIT_POLICY"] = "passive"
REGIONS, INDUSTRIES, RESAMPLES = 30, 11, 1000
# A standard error from B resamples is off by 1/sqrt(2B) of itself (normal figures). 9 of these: 330 cells
# are looked at, of which the rarest (some 10 jobs) are skewed, which about doubles that error.
EXACT = 1 / numpy.sqrt(2 * RESAMPLES)
TOLERANCE = 9 * EXACT

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


def write_table(path, jobs, per_unit=1):
    with open(path, "w", encoding="utf-8") as file:
        file.write("region,industry,year,employment\n")
        for r in range(REGIONS):
            for i in range(INDUSTRIES):
                value = "" if numpy.isnan(jobs[r, i]) else repr(float(jobs[r, i]) / per_unit)
                file.write(f"R{r:02d},I{i:02d},2010,{value}\n")


def read(store, name):
    with h5py.File(store) as file:
        return file[name][0]


def attributes(store, name):
    with h5py.File(store) as file:
        return dict(file[name].attrs)


def bits(store):
    with h5py.File(store) as file:
        return {name: file[name][()].tobytes() for name in file if name.endswith(("_error", "_lower", "_upper"))}


def figures(jobs):
    """lq and entropy of a table, in plain numpy."""
    total = numpy.nansum(jobs, 1)
    known = ~numpy.isnan(jobs)
    reference = numpy.nansum(jobs, 0) / (known * total[:, None]).sum(0)
    share = jobs / total[:, None]
    logs = numpy.where(share > 0, share * numpy.log(numpy.where(share > 0, share, 1)), 0)
    return share / reference, -logs.sum(1)


def simulate(random, jobs):
    filled = numpy.nan_to_num(jobs)
    drawn = numpy.array([random.multinomial(int(row.sum()), row / row.sum()) for row in filled]).astype(float)
    drawn[numpy.isnan(jobs)] = numpy.nan
    return figures(drawn)


def close(found, expected):
    ratio = found / expected
    return bool((numpy.isnan(found) == numpy.isnan(expected)).all()) and bool(numpy.nanmax(abs(ratio - 1)) < TOLERANCE)


random = numpy.random.default_rng(3)
totals = random.integers(400, 4000, size=REGIONS)
table = numpy.array([random.multinomial(n, random.dirichlet(numpy.full(INDUSTRIES, 3.0))) for n in totals]).astype(float)
table = numpy.maximum(table, 10)
table[4, 2] = table[7, 5] = numpy.nan
os.chdir(tempfile.mkdtemp(dir=os.environ.get("TMPDIR", "/tmp")))
write_table("jobs.csv", table)
lociq("import", "jobs.csv", "--unit", "persons", "-o", "jobs.h5")
names = ["lq", "entropy", "focus", "gini_concentration", "krugman_concentration"]
asked = ["compute", "jobs.h5", *names, "--bootstrap", str(RESAMPLES), "--seed", "7"]
lociq(*asked, "-o", "one.h5", "--threads", "1")

# The standard errors against those of an independent simulation, whose own error adds to ours.
replicates = [simulate(random, table) for _ in range(RESAMPLES)]
quotients, entropies = (numpy.array(part) for part in zip(*replicates))
check("lq's standard errors", close(read("one.h5", "lq_standard_error"), quotients.std(0, ddof=1)))
check("entropy's standard errors", close(read("one.h5", "entropy_standard_error"), entropies.std(0, ddof=1)))
# 2.5 % percentiles: the density there is 0.058, so that one is off by sqrt(0.025 * 0.975 / B) / 0.058 standard
# errors; 5 of these, of two simulations.
ends = 5 * numpy.sqrt(2 * 0.025 * 0.975 / RESAMPLES) / 0.058
for end, percent in (("lower", 2.5), ("upper", 97.5)):
    off = (read("one.h5", "lq_" + end) - numpy.percentile(quotients, percent, axis=0)) / quotients.std(0, ddof=1)
    check(f"lq_{end} of {numpy.nanmax(abs(off))}", numpy.nanmax(abs(off)) < ends)

# Closed forms: a share's variance is s(1 - s)/E_r; entropy's (delta method) (sum s ln² s - H²)/E_r.
total = numpy.nansum(table, 1)
share = table / total[:, None]
check("focus by its closed form",
      close(read("one.h5", "focus_standard_error"), numpy.sqrt(share * (1 - share) / total[:, None])))
entropy = figures(table)[1]
spread = numpy.nansum(share * numpy.log(share) ** 2, 1) - entropy**2
check("entropy by the delta method", close(read("one.h5", "entropy_standard_error"), numpy.sqrt(spread / total)))

# The same bits whatever the threads and the memory; other seeds give others. A few resamples show that.
few = ["compute", "jobs.h5", *names, "--bootstrap", "60", "--seed"]
lociq(*few, "7", "-o", "few.h5", "--threads", "1")
for name, more in (("two.h5", ["--threads", "2"]), ("five.h5", ["--threads", "5"]),
                   ("least.h5", ["--memory", "64M", "--threads", "3"])):  # unit/schedule/bootstrap has less than a year fits into
    lociq(*few, "7", "-o", name, *more)
    check(f"{name} has the same bits", bits(name) == bits("few.h5"))
lociq(*few, "8", "-o", "other.h5")
check("another seed draws others", bits("other.h5")["lq_lower"] != bits("few.h5")["lq_lower"])

# What was done is said.
said = attributes("one.h5", "lq_standard_error")
check("the attributes", (said["bootstrap"], said["resample"], said["confidence"], said["seed"], said["jobs_per_unit"])
      == (RESAMPLES, "jobs", 0.95, 7, 1))
check("a standard error has no valid range of the figure's", "valid_min" not in said and "valid_range" not in said)
check("an interval has", "valid_min" in attributes("one.h5", "lq_lower"))

with h5py.File("one.h5") as file:
    for name in names:
        beside = file[name].attrs["ancillary_variables"].split()
        check(f"{name} names what belongs to it",
              beside == [f"{name}_{end}" for end in ("coverage", "standard_error", "lower", "upper")])
        check(f"what {name} names is there", all(one in file for one in beside))
    check("a title", file["lq_standard_error"].attrs["long_name"] == "Location quotient: Standard error")
    check("an interval names no intervals", "ancillary_variables" not in file["lq_lower"].attrs)

# Thousands of persons are as many jobs.
write_table("thousands.csv", table, 1000)
lociq("import", "thousands.csv", "--unit", "thousand persons", "-o", "thousands.h5")
lociq("compute", "thousands.h5", "focus", "--bootstrap", str(RESAMPLES), "--seed", "7")
thousands = read("thousands.h5", "focus_standard_error")
check("thousands of persons", close(thousands, read("one.h5", "focus_standard_error")))
check("and they say so", attributes("thousands.h5", "focus_lower")["jobs_per_unit"] == 1000)
lociq("compute", "thousands.h5", "focus", "--bootstrap", "200", "--jobs_per_unit", "10")
tenfold = read("thousands.h5", "focus_standard_error") / read("one.h5", "focus_standard_error")
# A hundredth of the jobs: ten times the error, of the median cell within the error of 200 resamples.
check("fewer jobs, larger errors", abs(numpy.nanmedian(tenfold) / 10 - 1) < 5 / numpy.sqrt(400))

# Regions: against a simulation of sum a².
lociq("compute", "jobs.h5", "herfindahl_concentration", "--bootstrap", str(RESAMPLES), "--resample", "regions",
      "-o", "regions.h5", "--threads", "1")
squares = []
for _ in range(RESAMPLES):
    drawn = table[random.integers(0, REGIONS, size=REGIONS)]
    squares.append(numpy.nansum((drawn / numpy.nansum(drawn, 0)) ** 2, 0))
check("regions", close(read("regions.h5", "herfindahl_concentration_standard_error"),
                       numpy.array(squares).std(0, ddof=1)))
check("regions say so", attributes("regions.h5", "herfindahl_concentration_upper")["resample"] == "regions")
for name, more in (("regions1.h5", ["--threads", "1"]), ("regions5.h5", ["--threads", "5", "--memory", "64M"])):
    lociq("compute", "jobs.h5", "herfindahl_concentration", "--bootstrap", "60", "--resample", "regions",
          "-o", name, *more)
check("regions have the same bits", bits("regions5.h5") == bits("regions1.h5"))

# What cannot be is refused in a sentence.
for arguments, message in (
    (["proximity", "--bootstrap", "9"],
     "bootstrap gives no intervals of proximity, which is not made of the measure's rows or columns alone"),
    (["lq", "--bootstrap", "9", "--resample", "regions"],
     "bootstrap gives no intervals of lq, which is by region, which has itself alone to be drawn from: "
     "use --resample jobs"),
    (["lq", "--bootstrap", "1"], "bootstrap is 1, expected 0, or 2 and more"),
    (["lq", "--bootstrap", "-1"], 'bootstrap is "-1", expected a whole number from 0 to 100000'),
    (["lq", "--bootstrap", "9", "--confidence", "2"], 'confidence is "2", expected a number from 0 to 1'),
    (["lq", "--bootstrap", "9", "--resample", "firms"], 'resample is "firms", expected one of jobs|regions'),
    (["lq", "--bootstrap", "9", "--jobs_per_unit", "none"],
     'jobs_per_unit is "none", expected a number from 1e-09 to 1e+09'),
):
    check(message, lociq("compute", "jobs.h5", *arguments, code=2) == f"lociq compute: {message}\n")
table[3, 3] = -5
write_table("below.csv", table)
lociq("import", "below.csv", "-o", "below.h5")
check("a cell below 0", lociq("compute", "below.h5", "lq", "--bootstrap", "9", code=1) ==
      'lociq compute: bootstrap cannot draw the jobs of region "R03" in 2010: a cell is below 0\n')

# --all: what takes no intervals goes without.
lociq("compute", "jobs.h5", "--family", "relatedness", "--bootstrap", "9", "--quiet")
with h5py.File("jobs.h5") as file:
    check("relatedness goes without", "proximity" in file and "proximity_lower" not in file)

sys.exit(failures > 0)
