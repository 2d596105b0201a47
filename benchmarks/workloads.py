# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of benchmarks: what is measured beside what, and what is expected of it. A reason and a next step stand with
each goal that is not reached as yet, and are printed as long as it is not."""
import math
import os

from page_data import COMPUTED
from peers import SOURCE, last_level_cache
from rows import Group, Work, at_least, at_most, same_figures
from sides import Failure

MEBIBYTE = 2**20
BOUND = " --memory 1G"


class Sizes:
    """Large ones, or, to see in seconds that all works, small ones."""

    def __init__(self, quick):
        self.less, self.narrower = (50, 10) if quick else (1, 1)
        self.limits = ("bench_limits", "16" if quick else str(max(1024, 8 * last_level_cache() // MEBIBYTE)),
                       "FOLDER/limits")

    def of(self, regions, industries, years=None):
        sizes = regions // self.less, industries // self.narrower
        return sizes if years is None else (*sizes, years)


def words(*values):
    return tuple(str(value) for value in values)


def shown(regions, industries, years=None):
    return f"{regions:,} regions × {industries:,} industries" + (f" × {years} years" if years is not None and years > 1 else "")


def limits(sizes):
    rate = {"GB/s": lambda m: m.figure["machine"] / m.seconds["machine"] / 1e9}
    flops = {"GFLOP/s": lambda m: m.figure["machine"] / m.seconds["machine"] / 1e9}
    return Group("limits", "What the machine allows", {"machine": sizes.limits},
                 [*(Work(name, figures=rate) for name in ("copy", "sum", "page cache", "disk")),
                  *(Work(name, figures=flops) for name in ("sgemm", "dgemm"))],
                 note="All processors: a memcpy, bytes read and written; a sum, bytes read; a file of the same size read "
                      "from memory and, after the system was told to forget it, from the disk (which may have a cache of "
                      "its own); a product of square matrices by OpenBLAS.")


def indicators(sizes, regions, industries, years, goals):
    size = sizes.of(regions, industries, years)
    cells = math.prod(size)

    def work(name):
        return Work(name, goals.get(name, ()), asks={"limits": "copy"}, limit=("limits", "copy"),
                    moved=lambda _: (16 if name.startswith("lq") else 8) * cells,
                    turns={"numpy": 3} if name == "gini_specialisation" else {},
                    figures={"ns a cell": lambda m: m.seconds["lociq"] / cells * 1e9})
    return Group("indicators", f"Indicators of {shown(*size)}",
                 {"lociq": ("bench_indicators", *words(*size)), "numpy": ("indicators_numpy.py", *words(*size)),
                  "limits": sizes.limits},
                 [work(name) for name in
                  ("lq", "krugman+herfindahl+entropy", "lq+krugman+herfindahl+entropy", "lq+five", "gini_specialisation",
                   "krugman_concentration", "gini_concentration")],
                 peers=("numpy",),
                 note="Totals are known beforehand; three cells in ten are zero. Of copy: 8 bytes read and, for a quotient, "
                      "8 written a cell, over what a parallel memcpy moves.")


def complexity(sizes):
    size = sizes.of(100000, 1000)
    operations = 2 * size[0] * size[1]**2

    def work(name, *goals):
        figures = {"residual": lambda m: m.figure["lociq"]} if name.startswith("eci") else {}
        return Work(name, goals, asks={"limits": "sgemm"}, limit=("limits", "sgemm"), moved=lambda _: operations,
                    figures=figures)
    return Group("complexity", f"Binary matrix of {shown(*size)}, density 0.15",
                 {"lociq": ("bench_complexity", *words(*size)), "numpy": ("complexity_numpy.py", *words(*size)),
                  "limits": sizes.limits},
                 [work("cooccurrence", at_least(
                      "times numpy", 20, "four fifths are 98 million conjunctions of 512 bits, each an `and`, a population "
                      "count and an addition: 1.5 cycles at least, 0.020 s on two threads at 3.66 GHz.",
                      "count less than all pairs: blocks of regions in which an industry is nowhere.")), work("proximity"),
                  work("eci+pci", at_least(
                      "times numpy", 5, "cells are read and held against the threshold before their bits are counted, which "
                      "numpy is spared.", "find quotients and bits in one pass."), at_most("residual", 1e-10)), work("eci+pci by eigh")],
                 peers=("numpy",),
                 note="Co-occurrences from bits, the rest from cells; numpy's products in single precision where counts are "
                      "all there is, its eigenvector by its general eig, or by LAPACK's eigh of the symmetric form, two "
                      "eigenvalues. Of sgemm: 2 R I² operations, over what a square product does.")


def moran(sizes):
    size = (*sizes.of(3200, 100), 999)
    return Group("moran", f"Moran's I, 999 permutations, {shown(*size[:2])}, six nearest neighbours",
                 {"lociq": ("bench_moran", *words(*size), "FOLDER/points.csv"), "numpy": ("moran_numpy.py", *words(*size))},
                 [Work("moran", [at_least(
                     "times numpy", 20, "seven tenths of the work are sums over neighbours, bound by the core's loads and "
                     "stores, and a tenth finds neighbours, which numpy has beforehand.",
                     "permute positions in an order that keeps neighbours in the first-level cache.")]),
                  Work("moran_with_holes", [at_least("times numpy", 20)])],
                 peers=("numpy",), note="numpy draws one permutation for all columns, or, with holes, a column's own.")


def balance(sizes):
    size = sizes.of(3200, 1000)
    cells = math.prod(size)

    def work(name, *goals):
        # read once an iteration, once to see that all holds; at the end read and written
        return Work(name, goals, asks={"limits": f"sum {cells}"}, limit=("limits", "sum"),
                    moved=lambda loops: 8 * cells * (loops + 3), figures={"loops": lambda m: m.figure["lociq"]})
    return Group("balance", f"Balancing {shown(*size)} to 1e-10",
                 {"lociq": ("bench_balance", *words(*size)), "numpy": ("balance_numpy.py", *words(*size)),
                  "limits": sizes.limits},
                 [work("balance", at_least(
                     "times numpy", 10, "16 iterations read the table, in the last-level cache, as fast as a sum does: only "
                     "fewer of them would help.", "accelerate rows' factors as columns' are.")), work("balance by factors")], peers=("numpy",),
                 note="numpy scales the table in place, or only the factors, by BLAS. Of sum: the table read once an "
                      "iteration and thrice at the end, over a parallel sum of as much.")


def composite(sizes):
    threads = os.cpu_count()

    def work(count, *goals):
        return Work(f"{count:,} replications", goals, asks={"all": f"{count} replications"},
                    figures={"us each": lambda m: m.seconds["lociq"] / count * 1e6,
                             "MiB": lambda m: m.figure["lociq"] / MEBIBYTE})
    return Group("composite", "How robust an index's ranks are: 300 units × 30 indicators in three levels",
                 {"lociq": ("bench_composite", "300", str(threads)), "numpy": ("composite_numpy.py", "300"),
                  "one thread": ("bench_composite", "300", "1")},
                 [work(1000, at_least("times numpy", 12, "0.6 ms, half of them on one thread, are spent once: the values by each choice, and "
                                "counts of ranks to clear and to sum up.", CHOICES)),
                  work(100000 // sizes.less, at_least("times numpy", 12, SCORES, CHOICES), at_most("us each", 5.1, SCORES, CHOICES))],
                 peers=("numpy", "one thread"),
                 note="numpy takes all replications at once. 5.1 us each are 10,000 times less than the 51 ms of COINr, "
                      "which Debian does not have.")


def partners(sizes, kind, regions, industries):
    size = sizes.of(regions, industries)
    large = regions > 10000

    def same_neighbours(sides, turns):
        if "faiss" in turns and sides.answer("faiss", "same")[1] != 0:
            raise Failure("lociq and faiss find different partners")
    peers = ("faiss",) if large else ("faiss", "scikit-learn")
    goals = [at_least("times faiss", 2.5 if kind == "random" else 10,
                      "of few regions the products are but a third of the time; making bytes, finding components and looking at "
                      "the candidates in double precision are the rest.",
                      "find the components of a sample of the rows, and make bytes while the first tiles are multiplied."),
             at_most("of faiss's memory", 1, "profiles are kept in double precision, where faiss keeps its rows twice in single.",
                     "keep profiles once, in single precision with the rest apart.")]
    work = Work("search", goals,
                asks={"limits": "sgemm", "scikit-learn": "search by scikit-learn"}, limit=("limits", "sgemm"),
                moved=lambda _: size[0]**2 * size[1],
                figures={"MiB": lambda m: m.figure["lociq"] / MEBIBYTE,
                         "faiss's MiB": lambda m: m.figure["faiss"] / MEBIBYTE,
                         "of faiss's memory": lambda m: m.figure["lociq"] / m.figure["faiss"]},
                turns={"faiss": 3, "limits": 5} if large else {"scikit-learn": 2}, check=same_neighbours)
    peer = ("partners_faiss.py", *words(*size), "FOLDER/cells")
    return Group("partners", f"The ten best partners of all of {shown(*size)} by cosine, {kind}",
                 {"lociq": ("bench_partners", *words(*size), "FOLDER/cells"), "faiss": peer, "scikit-learn": peer,
                  "limits": sizes.limits},
                 [work], peers=peers, prepare=(("partners_data.py", kind, *words(*size), "FOLDER/cells"),),
                 disk=8 * math.prod(size),
                 note="Exact on both sides, and the same but for ties. MiB is the most memory with the input. Of sgemm: "
                      "R² I operations, a product of which only one half is needed, over what a square product does.")


def imports(sizes):
    size = sizes.of(3000, 1000, 10)
    rows = math.prod(size)
    return Group("import", f"Tidy CSV to matrices: {rows:,} rows of three measures, {shown(*size)}",
                 {"lociq": ("bench_import", *words(*size), "FOLDER/import.csv"),
                  "data.table": ("import_fread.R", "FOLDER/import.csv"), "pandas": ("import_pandas.py", "FOLDER/import.csv")},
                 [Work("import", [at_least("GB/s", 1.6, PARSING, CELLS), at_least("times data.table", 10, PARSING, CELLS),
                                 at_least("times pandas", 18, PARSING, CELLS)],
                       peers=("data.table", "pandas"), turns={"pandas": 3}, check=same_figures("the sums of the first measure"),
                       figures={"MB": lambda m: (m.folder / "import.csv").stat().st_size / 1e6,
                                "GB/s": lambda m: (m.folder / "import.csv").stat().st_size / m.seconds["lociq"] / 1e9}),
                  Work("memory", [at_most("MiB beyond the matrices", 256)],
                       figures={"MiB beyond the matrices": lambda m: m.figure["lociq"] / MEBIBYTE - 24 * rows / MEBIBYTE})],
                 disk=48 * rows, note="The peers' time is to matrices too; all three read the same numbers.")


def store(sizes):
    size = sizes.of(3200, 1000, 10)
    program = ("bench_store", *words(*size))

    def work(name, *goals, limit=None):
        return Work(name, goals, limit=limit, moved=lambda moved: moved,
                    figures={"GB/s": lambda m: m.figure["lociq"] / m.seconds["lociq"] / 1e9})
    return Group("store", f"The store, {shown(*size)}, a year at a time",
                 {"lociq": (*program, "FOLDER/own.h5", "lociq"), "HDF5": (*program, "FOLDER/peer.h5", "hdf5"),
                  "pread": (*program, "FOLDER/limit.h5", "pread")},
                 [work("read deflated", at_least("times HDF5", 1.7)), work("write deflated", at_least("times HDF5", 1.7)),
                  work("read plain", at_least("of page cache", 0.8), limit=("pread", "page cache")), work("write plain")],
                 peers=("HDF5",), disk=40 * math.prod(size),
                 note="HDF5's own pipeline has the same chunks and filters. Of page cache: what is read, with its checksums "
                      "seen to, over plain preads of as many bytes by all threads.")


def everything(sizes):
    size = sizes.of(1600, 500, 6)
    program = ("bench_all", *words(*size))
    return Group("all", f"Everything that twelve measures allow, {shown(*size)}", {"lociq": program, "its passes": program},
                 [Work("all", [at_most("of its passes", 1.5)], asks={"its passes": "passes"},
                       figures={"of its passes": lambda m: m.seconds["lociq"] / m.seconds["its passes"]})],
                 peers=("its passes",), note="The passes are those of everything, each computed by itself.")


def main_job(_):
    data = SOURCE.parent / "datasets" / "eu_nuts2"
    return Group("main job", "From text to ranking: datasets/eu_nuts2", {"lociq": ("lociq", "run", "--quiet", "ROW")},
                 [Work("eu_nuts2", [at_most(
                     "seconds", 0.5, "mostly HDF5: 190 attributes and scales, small datasets, and five openings of the store for "
                     "the rankings (docs/profile.md); and, since a later run takes over what has not changed, digests of what "
                     "each step read and made.", "open the store once for all rankings of a plan.")], asks={"all": "FOLDER/job/plan.yaml"},
                       before=f"rm -rf FOLDER/job && cp -r '{data}' FOLDER/job && rm -rf FOLDER/job/made && "
                              "mkdir FOLDER/job/made; sync",
                       figures={"seconds": lambda m: m.seconds["lociq"], "MiB": lambda m: m.figure["lociq"] / MEBIBYTE})],
                 note="`lociq run` of the plan: seven files imported, all indicators, an index and how robust it is, five "
                      "rankings, three exports.")


def page(sizes):
    size = sizes.of(1500, 88, 10)

    def step(kind, milliseconds):
        return Work(kind, [at_most("ms", milliseconds)], figures={
            "ms": lambda m: 1e3 * m.seconds["lociq"], "slowest, ms": lambda m: 1e3 * m.figure["lociq"]})
    return Group("report", f"The report of {shown(*size)} in headless Chromium", {"lociq": ("page.py", "FOLDER/page.html")},
                 [Work("open", [at_most("seconds", 2), at_most("MiB", 15)], figures={
                     "seconds": lambda m: m.seconds["lociq"], "MiB": lambda m: m.figure["lociq"] / MEBIBYTE}),
                  step("year", 100), step("indicator", 200)],
                 prepare=(("page_data.py", *words(*size), "FOLDER"),
                          ("lociq", "import", "--quiet", "FOLDER/jobs.csv", "-o", "FOLDER/jobs.h5"),
                          ("lociq", "compute", "--quiet", "FOLDER/jobs.h5", *COMPUTED),
                          ("lociq", "report", "--quiet", "FOLDER/jobs.h5", "-o", "FOLDER/page.html", "--points",
                           "FOLDER/points.csv")),
                 note="`open`: from asking for the file, by double click as it were, until the map is drawn. `year`, "
                      "`indicator`: a step of the slider, and another dataset, unpacked, on the map and in the table, until "
                      "the frame after it is drawn.")


def out_of_core(sizes):
    size = sizes.of(100000, 1000, 10)
    gigabyte = 8 * math.prod(size)

    def work(name, ask, made):
        turns = {"unbounded": 3} if name == "export" else {"lociq": 3, "unbounded": 3}
        return Work(name, [at_least("times unbounded", 0.7, DISK, AHEAD), at_most(
            "MiB", 1024, "something is held that the bound does not count.", "count it into the bound.")], turns=turns,
                    asks={"lociq": ask + BOUND, "unbounded": ask}, before=f"rm -f {made}; sync",
                    figures={"MiB": lambda m: m.figure["lociq"] / MEBIBYTE,
                             "MiB unbounded": lambda m: m.figure["unbounded"] / MEBIBYTE})
    return Group("out of core", f"A store of {shown(*size)}, {gigabyte / 1e9:.2g} GB, under --memory 1G",
                 {"lociq": ("lociq", "ROW", "--quiet"), "unbounded": ("lociq", "ROW", "--quiet")},
                 [work("compute", "compute FOLDER/store.h5 lq krugman_specialisation herfindahl entropy -o FOLDER/results.h5",
                       "FOLDER/results.h5"),
                  work("export", "export FOLDER/results.h5 lq --year 2010 --format matrix -o FOLDER/lq.csv", "FOLDER/lq.csv"),
                  work("partners", "partners FOLDER/store.h5 --all --format csv --contributions 1 -o FOLDER/partners.csv",
                       "FOLDER/partners.csv")],
                 peers=("unbounded",), prepare=(("bench_stores", *words(*size), "FOLDER/store.h5"),), disk=2.5 * gigabyte,
                 note="`compute` of lq, krugman_specialisation, herfindahl and entropy of all years into a store of results; "
                      "`export` of a year of these quotients; `partners --all` of the last year. MiB is the most memory "
                      "that the process took.")


def scale(sizes):
    counts = [count // sizes.less for count in (1000, 10000, 100000, 1000000)]
    industries = 1000 // sizes.narrower
    asks = {"compute": "compute FOLDER/{0}.h5 lq krugman_specialisation -o FOLDER/results.h5",
            "export": "export FOLDER/results.h5 krugman_specialisation -o FOLDER/krugman.csv",
            "partners": "partners FOLDER/{0}.h5 --region R0000001 --format csv -o FOLDER/partners.csv"}

    def work(name, count):
        cells = count * industries
        return Work(f"{name}, {count:,} regions", asks={"all": asks[name].format(count) + BOUND},
                    before="rm -f FOLDER/results.h5; sync" if name == "compute" else "", point=(name, count),
                    turns={} if count < counts[-1] else {"lociq": {"compute": 3, "export": 5, "partners": 1}[name]},
                    figures={"us a region": lambda m: m.seconds["lociq"] / count * 1e6,
                             "ns a cell": lambda m: m.seconds["lociq"] / cells * 1e9,
                             "MiB": lambda m: m.figure["lociq"] / MEBIBYTE})
    return Group("scale", f"From {counts[0]:,} to {counts[-1]:,} regions, {industries:,} industries, under --memory 1G",
                 {"lociq": ("lociq", "ROW", "--quiet")},
                 [work(name, count) for count in counts for name in asks],
                 prepare=tuple(("bench_stores", *words(count, industries, 1), f"FOLDER/{count}.h5") for count in counts),
                 growth=[at_most(
                     "grows by the power", 1.05, "what the bound does not hold is read again for each panel of rows that it holds.",
                     "keep the rows of the region that asks, and read the others once.")], disk=8 * industries * (sum(counts) + 1.2 * counts[-1]),
                 note="`compute` of lq and krugman_specialisation into a store of results, `export` of the latter, the ten "
                      "best `partners` of one region; those of all regions grow with the pairs, which is quadratic.")


LOGARITHM = ("40 instructions of AVX-512 for eight cells, half of them the logarithm's, at two a cycle at most: 5.5 ns a thread, of "
             "which 7.1 are reached, and 0.5 for what a row takes besides; a copy takes 4.8.")
FEWER = ("divide by a total of few bits in two multiplications, not three; taking the exponent by its own instruction gave "
         "nothing.")
DISK = "under the bound each block is read, computed and written before the next."
AHEAD = "read the next block while this one is computed."
PARSING = ("1.6 GB/s leave 1.36 s to both processors together. The digest takes 0.63 by the processor's own instructions, the kernel's "
           "copy of the file 0.14 to 0.36, fresh pages of the matrices 0.34; reading lines, codes and numbers is down to 0.45.")
CELLS = "keep from one pass to the next where fields begin, which may save 0.05 s."
SCORES = ("four tenths of a replication are putting 300 scores into buckets and comparing them within, a quarter the weighted sums, "
          "a multiplication and an addition a cycle for eight units.")
CHOICES = "make the values by each choice on all threads, a variant each, and count ranks in 16 bits where there are few."
GOALS = {
    "lq+krugman+herfindahl+entropy": [at_least("of copy", 0.6, LOGARITHM, FEWER),
                                      at_least("times numpy", 40, LOGARITHM, FEWER)],
    "gini_concentration": [at_least(
        "times numpy", 20, "the sort: all but zeros go through two rounds of 11 bits of their range, gathered from rows first.",
        "gather and count the first round's buckets in one look.")],
}


def groups(quick):
    sizes = Sizes(quick)
    return [limits(sizes), indicators(sizes, 3200, 1000, 10, {}), indicators(sizes, 100000, 1000, 1, GOALS),
            complexity(sizes), moran(sizes), balance(sizes), composite(sizes),
            *(partners(sizes, kind, *size) for kind in ("random", "shares") for size in ((10000, 500), (50000, 1000))),
            imports(sizes), store(sizes), everything(sizes), main_job(sizes), page(sizes), out_of_core(sizes), scale(sizes)]
