#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan from the office's server to the partners of a cluster: it fetches from a server of the test's own, imports,
fills suppressed cells, converts vintages, groups industries to cluster categories, computes stars and ranks partners in
one go; the numbers are found a second time here. What is unchanged is not done again, and what is done again gives
the same bits."""
import csv
import gzip
import hashlib
import http.server
import itertools
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import threading

try:
    import h5py
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

LOCIQ = os.environ["LOCIQ"]
PREFIX = "/api/sdmx/3.0/data/dataflow/ESTAT/"
HEADER = "STRUCTURE,STRUCTURE_ID,freq,nace_r2,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS"
YEARS = (2011, 2012)
INDUSTRIES = ("C10", "C11", "C13", "C14", "C28", "C29")
CLUSTERS = {"food": ("C10", "C11"), "textiles": ("C13", "C14"), "machines": ("C28", "C29")}
# Regions of NUTS 2010 by NUTS 1; Slovenia's and London's were drawn anew in NUTS 2013.
PARENTS = {"AT1": ("AT11", "AT12", "AT13"), "SI0": ("SI01", "SI02"), "UKI": ("UKI1", "UKI2"), "ITC": ("ITC1", "ITC2", "ITC3", "ITC4")}
REGIONS = [region for parent in PARENTS.values() for region in parent]
# Population of the parts that old and new regions have in common.
CROSSWALK = {("SI01", "SI03"): 1000, ("SI01", "SI04"): 24, ("SI02", "SI03"): 16, ("SI02", "SI04"): 960,
             ("UKI1", "UKI3"): 1100, ("UKI1", "UKI4"): 2100, ("UKI2", "UKI5"): 1900, ("UKI2", "UKI6"): 1300,
             ("UKI2", "UKI7"): 2000, **{(region, region): 700 for region in REGIONS if region[:2] in ("AT", "IT")}}
SUPPRESSED = {("AT12", "C11", 2011), ("SI02", "C28", 2012), ("ITC2", "C13", 2011), ("ITC3", "C13", 2012), ("AT11", "C29", 2012)}
PLAN = """store: clusters.h5
fetch:
  - {source: eurostat, dataset: fine, where: {freq: [A]}, years: 2011:2012, address: %(address)s, output: fine.csv.gz}
  - {source: eurostat, dataset: coarse, address: %(address)s, output: coarse.csv.gz}
import:
  - {files: [fine.csv.gz], measure: employment, unit: persons, level: nuts2}
  - {files: [coarse.csv.gz], measure: employment, unit: persons, level: nuts1, as: nuts1}
harmonise:
%(steps)s
compute:
  - {indicators: [lq, focus, herfindahl], interval: true}
  - {indicators: [stars]}
partners:
  - {similarity: cosine, year: 2012, top: 3, format: csv, output: partners.csv}
export:
  - {dataset: employment, output: employment.csv}
  - {dataset: lq, output: lq.csv}
  - {dataset: stars, output: stars.csv}
"""
ESTIMATE = "  - estimate: {above: [nuts1]}\n"
CONVERT = """  - convert: {axis: region, concordance: nuts.csv, from: old, to: new, where: {from_version: [2010], to_version: [2013]}, weight: population}
  - convert: {axis: industry, concordance: clusters.csv, labels: labels.csv}"""
failures = 0


def check(right, what):
    global failures
    if not right:
        failures += 1
        print(f"FAILED: {what}")


def employment(region, industry, year):
    seed = hashlib.sha256(f"{region} {industry} {year}".encode()).digest()
    return 50 + int.from_bytes(seed[:2], "big") % 5000


TRUTH = {key: employment(*key) for key in itertools.product(REGIONS, INDUSTRIES, YEARS)}


def answer_of(cells):
    rows = [f"dataflow,ESTAT:X(1.0),A,{industry},{region},{year},{'' if value is None else value},,{'C' if value is None else ''}"
            for (region, industry, year), value in sorted(cells.items())]
    return gzip.compress("\r\n".join([HEADER, *rows, ""]).encode(), mtime=0)


def fine(truth):
    return answer_of({key: None if key in SUPPRESSED else value for key, value in truth.items()})


def coarse(truth):
    return answer_of({(parent, industry, year): sum(truth[region, industry, year] for region in members)
                      for parent, members in PARENTS.items() for industry in INDUSTRIES for year in YEARS})


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        name = self.path[len(PREFIX):].split("/")[0]
        body = self.server.answers.get(name, b"")
        tag = f'"{hashlib.sha256(body).hexdigest()}"'
        same = self.headers.get("If-None-Match") == tag
        self.send_response(304 if same else 200 if body else 404)
        self.send_header("ETag", tag)
        self.send_header("Connection", "close")
        self.send_header("Content-Length", "0" if same else str(len(body)))
        self.end_headers()
        if not same:
            self.wfile.write(body)
        self.server.asked.append((name, same))
        self.close_connection = True


def run(*arguments):
    done = subprocess.run([LOCIQ, "run", *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def table(name):
    with open(name, encoding="utf-8", newline="") as file:
        return {(row["region"], row["industry"], int(row["year"])): float(row["value"] or "nan") for row in csv.DictReader(file)}


def close(got, wanted, what):
    """Sums of a few thousand jobs in another order: a part in 1e12 is far more than they can differ."""
    check(got.keys() == wanted.keys(), f"{what}: {sorted(got.keys() ^ wanted.keys())}")
    for key in got.keys() & wanted.keys():
        both_missing = math.isnan(got[key]) and math.isnan(wanted[key])
        check(both_missing or math.isclose(got[key], wanted[key], rel_tol=1e-9), f"{what} {key}: {got[key]}, expected {wanted[key]}")


def converted(cells):
    """Vintages by the formula, y_b = sum of x_a w_ab / w_a, then clusters; missing where a part is."""
    whole = {}
    for (old, _), weight in CROSSWALK.items():
        whole[old] = whole.get(old, 0) + weight
    made = {}
    for (old, new), weight in CROSSWALK.items():
        for industry, year in itertools.product(INDUSTRIES, YEARS):
            key = (new, industry, year)
            made[key] = made.get(key, 0) + cells[old, industry, year] * weight / whole[old]
    regions = {new for _, new in CROSSWALK}
    return {(region, cluster, year): sum(made[region, industry, year] for industry in members)
            for region in regions for cluster, members in CLUSTERS.items() for year in YEARS}


def quotients(cells):
    found = {}
    for year in YEARS:
        known = {(r, i): value for (r, i, y), value in cells.items() if y == year and not math.isnan(value)}
        of_region, of_industry = {}, {}
        for (r, i), value in known.items():
            of_region[r] = of_region.get(r, 0) + value
        for (r, i), value in known.items():
            of_industry.setdefault(i, []).append((value, of_region[r]))
        for (r, i, y) in cells:
            if y != year:
                continue
            share = math.fsum(v for v, _ in of_industry[i]) / math.fsum(t for _, t in of_industry[i])
            found[r, i, y] = known[r, i] / of_region[r] / share if (r, i) in known else math.nan
    return found


def contents(path):
    """The bytes of each dataset and all attributes but those that hold addresses; the provenance tells the time."""
    found = {}
    with h5py.File(path, "r") as file:
        for name, item in file.items():
            if name == "provenance":
                continue
            values = item.asstr()[()] if h5py.check_string_dtype(item.dtype) else item[()]
            attributes = {key: str(value) for key, value in item.attrs.items() if key not in ("DIMENSION_LIST", "REFERENCE_LIST")}
            found[name] = (np.asarray(values).tobytes() if values.dtype != object else values.tolist(), attributes)
    return found


def write_inputs():
    with open("nuts.csv", "w", encoding="utf-8") as file:
        file.write("old,new,from_version,to_version,population\n")
        for (old, new), weight in CROSSWALK.items():
            file.write(f"{old},{new},2010,2013,{weight}\n")
            file.write(f"{old},{old},2010,2010,1\n")
    with open("clusters.csv", "w", encoding="utf-8") as file:
        file.write("from,to\n" + "".join(f"{i},{cluster}\n" for cluster, members in CLUSTERS.items() for i in members))
    with open("labels.csv", "w", encoding="utf-8") as file:
        file.write("code,label,parent\n" + "".join(f"{cluster},the {cluster},\n" for cluster in CLUSTERS))


def check_provenance(address):
    with h5py.File("clusters.h5", "r") as file:
        event = json.loads(file["provenance"].asstr()[()])["events"][-1]
        check(file["region"].attrs["nuts_vintage"] == "2013 2016 2021 2024", "the vintage of what was converted")
        check(list(file["industry_label"].asstr()[()]) == ["the food", "the machines", "the textiles"], "labels of clusters")
    inputs = {item["path"]: item for item in event["inputs"]}
    for name in ("plan.yaml", "fine.csv.gz", "coarse.csv.gz", "nuts.csv", "clusters.csv", "labels.csv"):
        with open(name, "rb") as file:
            check(inputs.get(name, {}).get("sha256") == hashlib.sha256(file.read()).hexdigest(), f"the digest of {name}: {inputs.get(name)}")
    check(inputs["nuts.csv"]["reader"] == "concordance", inputs["nuts.csv"])


def check_whole(server, address, cells):
    code, told = run("plan.yaml")
    check(code == 0, told)
    check(server.asked[-2:] == [("fine", False), ("coarse", False)], server.asked)
    for line in ("fetched fine.csv.gz in ", "imported fine.csv.gz in ", "converted the store by nuts.csv in ",
                 "converted the store by clusters.csv in ", "computed 3 indicators", "computed 1 indicator"):
        check(line in told, f"it does not tell '{line}': {told}")
    wanted = converted(cells)
    close(table("employment.csv"), wanted, "employment")
    close(table("lq.csv"), quotients(wanted), "lq")
    check_ranges()
    check_provenance(address)


def check_ranges():
    """One value alone fits each hidden cell, so the range of a figure is the figure; sums of some cells differ by rounding."""
    with h5py.File("clusters.h5", "r") as file:
        for name in ("lq", "focus", "herfindahl"):
            figures, least, most = (file[name + suffix][()] for suffix in ("", "_minimum", "_maximum"))
            check(np.allclose(least, figures, rtol=1e-9) and np.allclose(most, figures, rtol=1e-9), f"the range of {name}")


def check_repeats(server):
    """Nothing new: no work. The same by force: the same bits. Something new: work."""
    exports = ("employment.csv", "lq.csv", "stars.csv", "partners.csv")
    first = contents("clusters.h5"), [open(name, "rb").read() for name in exports]
    before = os.stat("clusters.h5")
    code, told = run("plan.yaml")
    check(code == 0 and "nothing has changed since" in told and "fine.csv.gz is unchanged" in told, told)
    check(os.stat("clusters.h5").st_mtime_ns == before.st_mtime_ns, "it wrote the store again")
    check(server.asked[-2:] == [("fine", True), ("coarse", True)], server.asked)
    for threads in ("1", "2"):
        code, told = run("plan.yaml", "--force", "--threads", threads)
        check(code == 0, told)
        again = contents("clusters.h5"), [open(name, "rb").read() for name in exports]
        for name in first[0].keys() | again[0].keys():
            check(first[0].get(name) == again[0].get(name), f"{name} differs with {threads} threads")
        check(first[1] == again[1], f"exports differ with {threads} threads")
    truth = {key: value + (key[1] == "C10") for key, value in TRUTH.items()}
    server.answers.update(fine=fine(truth), coarse=coarse(truth))
    code, told = run("plan.yaml")
    check(code == 0 and "doing it again, for fine.csv.gz has changed since" in told, told)
    check(contents("clusters.h5") != first[0], "what is new is not in the store")
    with open("nuts.csv", "a", encoding="utf-8") as file:
        file.write("AT34,AT34,2010,2013,1\n")
    code, told = run("plan.yaml")
    check(code == 0 and "doing it again, for nuts.csv has changed since" in told, told)


def check_failures(server, address):
    """What cannot be fetched or converted leaves all as it was, and is told with its place."""
    before = contents("clusters.h5")
    with open("plan.yaml", encoding="utf-8") as file:
        plan = file.read()
    for change, to, wanted in [
            ("dataset: coarse", "dataset: gone", "plan.yaml:4:5: fetch: "),
            ("concordance: clusters.csv", "concordance: none.csv", "none.csv"),
            ("from: old", "from: former", "former"),
            ("from_version: [2010]", "from_version: [1066]", "1066"),
            ("output: fine.csv.gz", "output: plan.yaml", "plan.yaml is read by this plan and would be overwritten"),
            ("output: coarse.csv.gz", "output: fine.csv.gz", "fine.csv.gz is written twice")]:
        check(change in plan, change)
        with open("plan.yaml", "w", encoding="utf-8") as file:
            file.write(plan.replace(change, to))
        code, told = run("plan.yaml")
        check(code != 0 and wanted in told, f"{to}: {code}, {told}")
        check(contents("clusters.h5") == before, f"{to} changed the store")
    with open("plan.yaml", "w", encoding="utf-8") as file:
        file.write(plan)
    server.shutdown()
    server.server_close()
    code, told = run("plan.yaml")
    check(code == 1 and contents("clusters.h5") == before, f"without a server: {code}, {told}")
    check([name for name in os.listdir(".") if name.startswith(".clusters")] == [], os.listdir("."))


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.answers, server.asked = {"fine": fine(TRUTH), "coarse": coarse(TRUTH)}, []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}/api"
    write_inputs()
    with open("plan.yaml", "w", encoding="utf-8") as file:
        file.write(PLAN % {"address": address, "steps": ESTIMATE + CONVERT})
    check_whole(server, address, TRUTH)
    check_repeats(server)
    check_failures(server, address)


folder = tempfile.mkdtemp()
os.chdir(folder)
main()
os.chdir("/")
shutil.rmtree(folder)
print(f"{failures} failures" if failures else "good")
sys.exit(1 if failures > 0 else 0)
