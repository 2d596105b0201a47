#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""lociq composite from the command line: what it keeps, tells and refuses. The small tables are worked by hand in numpy."""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy
import xarray

LOCIQ = os.environ["LOCIQ"]
failures = 0

# No country of three: DE has two regions, AT and IT one each. PL21 is hardly known.
TABLE = """region,year,employed,population,idle,gdp
AT11,2014,50,100,10,20
DE11,2014,66,110,8,36
DE12,2014,84,120,4,40
ITC4,2014,52,130,14,
AT11,2015,55,100,12,22
DE11,2015,77,110,6,60
DE12,2015,96,120,2,80
ITC4,2015,65,130,16,50
PL21,2015,,10,,
"""
SPEC = """groups: country
impute: group_mean
reference: mean
classes: [{name: low}, {name: high, from: 100}]
index:
  name: climate
  title: Business climate
  parts:
    - name: labour
      weight: 3
      parts:
        - {name: rate, measure: employed, denominator: population, scale: 100}
        - {name: unemployed, measure: idle, direction: -1}
    - name: income
      parts:
        - {name: output, measure: gdp}
"""


def check(right, what):
    global failures
    if not right:
        failures += 1
        print(f"FAILED: {what}")


def lociq(*arguments):
    done = subprocess.run([LOCIQ, *map(str, arguments)], capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def succeeds(*arguments):
    code, out, err = lociq(*arguments)
    check(code == 0, f"lociq {' '.join(map(str, arguments))}: exit code {code}: {err}")
    return out, err


def refuses(wanted, spec, store="eu.h5"):
    """The sentence, and that the store is as it was."""
    before = Path(store).read_bytes()
    Path("wrong.yaml").write_text(spec, encoding="utf-8")
    code, out, err = lociq("composite", store, "wrong.yaml")
    check(code in (1, 2) and out == "", f"{spec!r}: exit code {code}")
    check(err.strip() == f"lociq composite: {wanted}", f"{spec!r}: {err.strip()!r}, expected {wanted!r}")
    check(Path(store).read_bytes() == before, f"{spec!r} changed the store")


def rescaled(values, direction):
    low, high = numpy.nanmin(values), numpy.nanmax(values)
    return 100 * ((values - low) if direction > 0 else (high - values)) / (high - low)


def expected():
    rows = [line.split(",") for line in TABLE.splitlines()[1:]]
    raw = numpy.array([[float(field) if field else numpy.nan for field in row[2:]] for row in rows])
    rate, idle, gdp = 100 * raw[:, 0] / raw[:, 1], raw[:, 2], raw[:, 3].copy()
    # ITC4 is alone in its country: the mean of all of the year.
    gdp[3] = numpy.mean(gdp[:3])
    labour = (rescaled(rate, 1) + rescaled(idle, -1)) / 2
    income = rescaled(gdp, 1)
    return {(row[0], row[1]): value for row, value in zip(rows, (3 * labour + income) / 4)}


def read_csv(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_what_is_kept():
    _, err = succeeds("composite", "eu.h5", "climate.yaml")
    scores = expected()
    for line in ("climate: 3 indicators under 3 nodes, 5 regions, 2 years",
                 "left out, for too little is known: 2 of 10 (PL21 2014, PL21 2015)",
                 "imputed by group_mean: 1 of 24 values", "weights in climate, given: labour 0.75, income 0.25"):
        check(line in err, f"standard error lacks {line!r}: {err}")
    with xarray.open_dataset("eu.h5", engine="h5netcdf") as file:
        for (region, year), wanted in scores.items():
            found = float(file.framework_climate.sel(region=region, year=int(year), framework_climate_node="climate"))
            check(numpy.isclose(found, wanted, rtol=1e-13, atol=1e-12, equal_nan=True), f"{region} {year}: {found}")
        check(list(file.framework_climate_node.values) ==
              ["climate", "labour", "income", "rate", "unemployed", "output"], "the nodes are others")
        ranks = file.framework_climate_rank.sel(year=2015, framework_climate_node="climate")
        check(float(ranks.sel(region="DE12")) == 1 and numpy.isnan(ranks.sel(region="PL21")), "ranks")
        change = file.framework_climate_change.sel(year=2014)
        check(int(change.sel(region="ITC4", framework_climate_node="output")) == 1, "what is imputed is marked")
        check(int(change.sel(region="PL21", framework_climate_node="rate")) == 4, "what is left out is marked")
        means = file.framework_climate_group_mean.sel(year=2015, framework_climate_node="climate")
        both = (scores["DE11", "2015"] + scores["DE12", "2015"]) / 2
        check(list(file.framework_climate_group.values) == ["AT", "DE", "IT", "PL"], "the groups are others")
        check(numpy.isclose(float(means.sel(framework_climate_group="DE")), both, rtol=1e-13), "group means")
        known = [scores[region, "2015"] for region in ("AT11", "DE11", "DE12", "ITC4")]
        relative = file.framework_climate_relative.sel(year=2015, framework_climate_node="climate")
        check(numpy.allclose(relative[:4], 100 * numpy.array(known) / numpy.mean(known), rtol=1e-13), "relative scores")
        classes = file.framework_climate_class.sel(year=2015).values
        wanted = [0 if value < 100 else 1 for value in relative[:4]]
        check(list(classes[:4]) == wanted and numpy.isnan(classes[4]), f"classes: {classes}")
        check(list(file.framework_climate_class_name.values) == ["low", "high"], "the classes' names")
        titles = file.framework_climate_title.values
        check(titles[0] == "Business climate" and titles[1] == "labour", f"titles of nodes: {titles}")
        parents = file.framework_climate_parent.values
        check(numpy.isnan(parents[0]) and list(parents[1:]) == [0, 0, 1, 1, 2], f"parents: {parents}")
        parts = file.framework_climate.sel(framework_climate_node=["rate", "unemployed"]).values.reshape(-1, 2)
        parts = parts[~numpy.isnan(parts).any(axis=1)]
        wanted = numpy.corrcoef(parts.T)
        found = file.framework_climate_correlation.sel(framework_climate_node="rate",
                                                       framework_climate_node_other="unemployed")
        check(numpy.isclose(float(found), wanted[0, 1], rtol=1e-12), f"correlation {float(found)}")
        found = file.framework_climate_eigenvalue.sel(framework_climate_node="labour").values
        check(numpy.allclose(found, numpy.linalg.eigvalsh(wanted)[::-1], atol=1e-12), f"eigenvalues {found}")
        alpha = 2 * (1 - parts.var(axis=0, ddof=1).sum() / parts.sum(axis=1).var(ddof=1))
        found = float(file.framework_climate_alpha.sel(framework_climate_node="labour"))
        check(numpy.isclose(found, alpha, rtol=1e-12), f"alpha {found}")
        nominal = file.framework_climate_nominal_weight.sel(year=2014)
        check(list(nominal.values) == [1, 0.75, 0.25, 0.375, 0.375, 0.25], f"nominal weights {nominal.values}")
        peers = file.framework_climate_peer.sel(year=2015, region="DE12").values
        check(set(peers[:3]) == {0, 1, 3} and numpy.isnan(peers[3:]).all(), f"peers {peers}")
        check(file.framework_climate.attrs["long_name"] == "Business climate: scores", "titles")
    with xarray.open_dataset("eu.h5", engine="netcdf4") as file:
        check(str(file.framework_climate_node.values[1]) == "labour", "netCDF-4 reads the nodes")
    with h5py.File("eu.h5") as file:
        events = json.loads(file["provenance"][()])["events"]
        check([entry["path"] for entry in events[-1]["inputs"]] == ["climate.yaml"], "the provenance has the specification")
    out, _ = succeeds("verify", "eu.h5")
    check("checksums right" in out, out)
    out, _ = succeeds("info", "eu.h5")
    check("framework framework_climate (year 2 × region 5 × framework_climate_node 6), " in out, out)


def test_export():
    out, _ = succeeds("export", "eu.h5", "framework_climate", "--format", "csv", "--year", "2015", "--region", "DE12")
    rows = read_csv(out)
    check(out.splitlines()[0] == "region,framework_climate_node,year,value,flag", out)
    check([row["framework_climate_node"] for row in rows] ==
          ["climate", "income", "labour", "output", "rate", "unemployed"], out)
    check(all(float(row["value"]) == 100 for row in rows), out)
    out, _ = succeeds("export", "eu.h5", "framework_climate", "--format", "matrix", "--year", "2015")
    check(out.splitlines()[0] == "region,climate,income,labour,output,rate,unemployed", out)
    out, _ = succeeds("export", "eu.h5", "framework_climate_weight", "--format", "csv")
    check({row["framework_climate_node"]: float(row["value"]) for row in read_csv(out)} ==
          {"climate": 1, "labour": 0.75, "income": 0.25, "rate": 0.5, "unemployed": 0.5, "output": 1}, out)
    out, _ = succeeds("export", "eu.h5", "framework_climate_class", "--format", "json", "--year", "2015")
    check(isinstance(json.loads(out), (dict, list)), out)
    code, _, err = lociq("export", "eu.h5", "framework_climate", "--region", "XX")
    check(code in (1, 2) and "has no region \"XX\"" in err, err)


def test_replaced_whole():
    """What the new specification no longer says is gone; other nodes take the places of the old ones."""
    Path("less.yaml").write_text("index: {name: climate, parts: [{name: only, measure: gdp}]}\n", encoding="utf-8")
    succeeds("composite", "eu.h5", "less.yaml", "--quiet")
    with xarray.open_dataset("eu.h5", engine="h5netcdf") as file:
        check(list(file.framework_climate_node.values) == ["climate", "only"], "the nodes of the new one")
        check("framework_climate_relative" not in file and "framework_climate_group_mean" not in file, "leftovers")
    succeeds("composite", "eu.h5", "climate.yaml", "--quiet", "--threads", "1")
    one, _ = succeeds("export", "eu.h5", "framework_climate", "--format", "csv")
    succeeds("composite", "eu.h5", "climate.yaml", "--quiet", "--threads", "4")
    check(succeeds("export", "eu.h5", "framework_climate", "--format", "csv")[0] == one, "threads change the scores")


def test_new_regions():
    """A region that comes later has no score, and the others keep theirs."""
    before, _ = succeeds("export", "eu.h5", "framework_climate", "--format", "csv", "--region", "ITC4")
    Path("more.csv").write_text("region,year,gdp\nBE10,2015,70\nBE10,2016,71\n", encoding="utf-8")
    succeeds("import", "more.csv", "-o", "eu.h5", "--unit", "persons", "--quiet")
    after, _ = succeeds("export", "eu.h5", "framework_climate", "--format", "csv", "--region", "ITC4")
    old, new = (dict(((row["framework_climate_node"], row["year"]), row["value"]) for row in read_csv(text))
                for text in (before, after))
    check({key: new[key] for key in old} == old, "the scores of a region moved")
    out, _ = succeeds("export", "eu.h5", "framework_climate", "--format", "csv", "--region", "BE10")
    check(all(row["value"] == "" for row in read_csv(out)), out)
    succeeds("verify", "eu.h5")


def test_by_industry():
    """A measure by industry counts as its published total, else as the sum where all of it is known."""
    Path("jobs.csv").write_text("region,industry,year,employment\n" + "".join(
        f"R{region},{industry},2015,{value}\n" for region, row in enumerate([(1, 2), (3, 4), (5, "")], 1)
        for industry, value in zip("AB", row)), encoding="utf-8")
    succeeds("import", "jobs.csv", "-o", "jobs.h5", "--unit", "persons", "--quiet")
    Path("jobs.yaml").write_text("normalise: none\nindex: {name: jobs, parts: [{name: all, measure: employment}]}\n",
                                 encoding="utf-8")
    succeeds("composite", "jobs.h5", "jobs.yaml", "--quiet")
    out, _ = succeeds("export", "jobs.h5", "framework_jobs", "--format", "matrix")
    check(out == "region,all,jobs\nR1,3,3\nR2,7,7\nR3,,\n", out)


def test_groups_of_a_file():
    Path("groups.csv").write_text("region,group\nAT11,small\nITC4,large\nDE11,large\nNOWHERE,large\n", encoding="utf-8")
    spec = SPEC.replace("groups: country", "groups: groups.csv").replace("reference: mean", "reference: large")
    Path("grouped.yaml").write_text(spec, encoding="utf-8")
    succeeds("composite", "eu.h5", "grouped.yaml", "--quiet")
    with xarray.open_dataset("eu.h5", engine="h5netcdf") as file:
        check(list(file.framework_climate_group.values) == ["large", "small"], "the groups of the file")
        relative = file.framework_climate_relative.sel(year=2015, framework_climate_node="climate")
        check(numpy.isclose(float(relative.sel(region=["DE11", "ITC4"]).mean()), 100), "relative to a group")
    for text, wanted in {"region,group\nAT11,a\nAT11,b\n": "wrong.csv:3: region \"AT11\" is there twice",
                         "region,group\nAT11,\n": "wrong.csv:2: column \"group\" is \"\", expected the code of a group",
                         "region,group\nXX,a\n": "wrong.yaml:1:9: groups: no region of the store has a group"}.items():
        Path("wrong.csv").write_text(text, encoding="utf-8")
        refuses(wanted, spec.replace("groups.csv", "wrong.csv"))


def test_robustness():
    """Intervals hold the rank; who leads in everything leads always; threads and seeds do what they say."""
    doubts = ("robustness: {normalise: [min_max, z_score], weights: 0.5, drop: true, replications: 200, seed: 5, sobol: 64}\n"
              "what_if: [{unit: ITC4, other: AT11}, {unit: DE11, other: DE12}]\n")
    Path("robust.yaml").write_text(doubts + SPEC, encoding="utf-8")
    _, err = succeeds("composite", "eu.h5", "robust.yaml", "--threads", "1")
    check("no one weight makes DE11 and DE12 swap in 2016" in err, err)
    names = [f"framework_climate_{name}" for name in ("rank_lower", "rank_median", "rank_upper", "rank_mean", "sobol",
                                                      "what_if")]
    first = [succeeds("export", "eu.h5", name, "--format", "csv")[0] for name in names]
    succeeds("composite", "eu.h5", "robust.yaml", "--threads", "3", "--quiet")
    check([succeeds("export", "eu.h5", name, "--format", "csv")[0] for name in names] == first, "threads change ranks")
    with xarray.open_dataset("eu.h5", engine="h5netcdf") as file:
        lower, median, upper = (file[name].sel(year=2015).values for name in names[:3])
        some = ~numpy.isnan(median)
        check(some.sum() == 5 and (lower[some] <= median[some]).all() and (median[some] <= upper[some]).all(), "intervals")
        check(file[names[0]].sel(year=2015, region="DE12") == 1 == file[names[2]].sel(year=2015, region="DE12"), "DE12")
        effects = file[names[4]]
        check(list(effects.framework_climate_factor.values) == ["normalise", "weights", "drop"], "factors")
        check(list(effects.framework_climate_effect.values) == ["first", "total"], "effects")
        check(list(file.framework_climate_pair.values) == ["ITC4>AT11", "DE11>DE12"], "pairs")
    succeeds("verify", "eu.h5")
    top = "robustness: {aggregate: [geometric]}\n"
    code, _, err = lociq("composite", "eu.h5", "robust.yaml")
    check(code == 0, err)
    Path("geometric.yaml").write_text(top + SPEC, encoding="utf-8")
    code, _, err = lociq("composite", "eu.h5", "geometric.yaml")
    check(code in (1, 2) and err.startswith("lociq composite: geometric.yaml:1:13: robustness: in 2014: "), err)
    refuses("wrong.yaml:1:11: what_if: the store has no region \"XX\"", "what_if: [{unit: XX, other: DE11}]\n" + SPEC)
    refuses("wrong.yaml:1:21: sobol: is 3, expected a power of two from 2 on", "robustness: {sobol: 3}\n" + SPEC)
    refuses("wrong.yaml:1:22: treat: \"logs\" is no way to treat, expected none, winsorise, log, box_cox, staged",
            "robustness: {treat: [logs]}\n" + SPEC)


def test_plan():
    """A plan makes the index after what it computes, and makes it again when the specification or its groups change."""
    Path("plan").mkdir()
    Path("plan/table.csv").write_text(TABLE, encoding="utf-8")
    Path("plan/groups.csv").write_text("region,group\nAT11,small\nITC4,large\nDE11,large\n", encoding="utf-8")
    Path("plan/climate.yaml").write_text(SPEC.replace("groups: country", "groups: groups.csv"), encoding="utf-8")
    text = ("store: eu.h5\nimport: [{files: [table.csv], unit: persons}]\ncomposite: [{specification: climate.yaml}]\n"
            "export: [{dataset: framework_climate, format: matrix, year: 2015, output: climate.csv}]\n")
    Path("plan/plan.yaml").write_text(text, encoding="utf-8")
    _, err = succeeds("run", "plan/plan.yaml")
    check("made the index of climate.yaml in " in err and "  weights in climate, given: labour 0.75" in err, err)
    check(Path("plan/climate.csv").read_text(encoding="utf-8").startswith("region,climate,income,"), "the export")
    check("nothing has changed" in succeeds("run", "plan/plan.yaml")[1], "a second run does nothing")
    with h5py.File("plan/eu.h5") as file:
        inputs = json.loads(file["provenance"][()])["events"][-1]["inputs"]
    check([entry["reader"] for entry in inputs] == ["plan", "tidy", "composite", "groups"], f"{inputs}")
    Path("plan/groups.csv").write_text("region,group\nAT11,small\nITC4,small\nDE11,large\n", encoding="utf-8")
    check("climate.yaml has changed" in succeeds("run", "plan/plan.yaml")[1], "other groups are seen")
    for old, new, wanted in [("climate.yaml", "nowhere.yaml", "plan/plan.yaml:3:29: specification: plan/nowhere.yaml: No such"),
                             ("specification", "spec", "plan/plan.yaml:3:14: spec: is no key of composite, which has")]:
        Path("plan/plan.yaml").write_text(text.replace(old, new), encoding="utf-8")
        code, _, err = lociq("run", "plan/plan.yaml")
        check(code in (1, 2) and wanted in err, err)
    Path("plan/plan.yaml").write_text(text, encoding="utf-8")
    Path("plan/climate.yaml").write_text("index: {name: a}\n", encoding="utf-8")
    code, _, err = lociq("run", "plan/plan.yaml")
    check(code in (1, 2) and "plan/climate.yaml:1:8: index: the index lacks the key parts" in err, err)


def leaf(more="", top=""):
    return f"{top}index: {{name: a, parts: [{{name: b, measure: gdp{more}}}]}}\n"


def test_refused():
    refuses("wrong.yaml:1:45: measure: the store has no \"gpd\": did you mean \"gdp\"?",
            leaf().replace("measure: gdp", "measure: gpd"))
    refuses("wrong.yaml:1:63: denominator: the store has no \"qqqqqqqq\"", leaf(", denominator: qqqqqqqq"))
    refuses("wrong.yaml:1:50: colour: is no key of an indicator, which has name, title, weight, measure, direction, "
            "denominator, scale, target, treat, normalise, goalposts", leaf(", colour: red").replace("  ", " "))
    refuses("wrong.yaml:1:8: years: the store has 2014 to 2016, and none of these", leaf(top="years: 1999\n"))
    refuses("wrong.yaml:1:12: reference: \"XX\" is no region of the store, no group and not \"mean\"",
            leaf(top="reference: XX\n"))
    refuses("wrong.yaml:1:15: name: is \"a_rank\": an index cannot end in _rank, for a variable of another may",
            leaf().replace("name: a,", "name: a_rank,"))
    refuses("wrong.yaml: a: aggregate of AT11 in 2014: part 1 is 0, of which there is no geometric mean: all must be "
            "above 0", leaf(top="aggregate: geometric\n"))
    refuses("wrong.yaml: b: normalise in 2016: has the same value everywhere, or none: it cannot be normalised so",
            leaf(top="year_by_year: true\n"))
    refuses("wrong.yaml: is empty", "")
    refuses("wrong.yaml:1:1: expected a mapping (key: value), found a text", "index\n")
    code, _, err = lociq("composite", "eu.h5", "nowhere.yaml")
    check(code in (1, 2) and "nowhere.yaml: No such file" in err, err)
    code, _, err = lociq("composite", "nowhere.h5", "climate.yaml")
    check(code in (1, 2) and "nowhere.h5" in err, err)
    code, _, err = lociq("composite", "eu.h5")
    check(code == 2, err)
    out, _ = succeeds("composite", "--help")
    check("benefit_of_the_doubt" in out and "normalise: z_score" in out, "the help lists the methods")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    Path("table.csv").write_text(TABLE, encoding="utf-8")
    Path("climate.yaml").write_text(SPEC, encoding="utf-8")
    succeeds("import", "table.csv", "-o", "eu.h5", "--unit", "persons", "--quiet")
    test_what_is_kept()
    test_export()
    test_replaced_whole()
    test_new_regions()
    test_by_industry()
    test_groups_of_a_file()
    test_robustness()
    test_plan()
    test_refused()
    os.chdir("/")
sys.exit(1 if failures else 0)
