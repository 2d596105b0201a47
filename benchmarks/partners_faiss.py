#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""partners_faiss.py REGIONS INDUSTRIES FILE

The row "search" of bench_partners by faiss: an IndexFlatIP of rows of length 1, made and asked for eleven neighbours,
of which a region itself is one; "search by scikit-learn" by NearestNeighbors, brute force and cosine. The figure is the
most memory since the rows were there, these included. "same": how many regions' partners in FILE.found are others than
faiss found last, but for ties: the scores of those, in double precision, lie more than 1e-6 apart.
"""
import sys

import faiss
import numpy as np

from peer import answer_rows

TOP = 10


def normalised(path, regions, industries):
    rows = np.fromfile(path, np.float32).reshape(regions, industries)
    rows /= np.sqrt(np.einsum("ri,ri->r", rows, rows))[:, None]
    return rows


def most_memory():
    with open("/proc/self/status", encoding="ascii") as file:
        return next(1024 * float(line.split()[1]) for line in file if line.startswith("VmHWM:"))


def forget_memory():
    with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
        file.write("5")


class Search:
    def __init__(self, rows, path):
        self.rows, self.path, self.found = rows, path, None

    def by_faiss(self):
        forget_memory()
        index = faiss.IndexFlatIP(self.rows.shape[1])
        index.add(self.rows)
        self.found = index.search(self.rows, TOP + 1)[1]
        return most_memory()

    def by_scikit_learn(self):
        from sklearn.neighbors import NearestNeighbors  # only now: it would count among faiss's memory
        forget_memory()
        NearestNeighbors(n_neighbors=TOP + 1, algorithm="brute", metric="cosine", n_jobs=-1).fit(self.rows).kneighbors(
            self.rows)
        return most_memory()

    def scores(self, region, others):
        own, their = self.rows[region].astype(float), self.rows[others].astype(float)
        return np.sort(their @ own / np.linalg.norm(own) / np.linalg.norm(their, axis=1))

    def others(self):
        given = np.fromfile(self.path + ".found", np.int32).reshape(-1, TOP)
        wrong = 0
        for region, (own, found) in enumerate(zip(given, self.found)):
            found = found[found != region][:TOP]
            if set(own) != set(found):
                wrong += bool(np.abs(self.scores(region, own) - self.scores(region, found)).max() > 1e-6)
        return float(wrong)


def main():
    regions, industries, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    search = Search(normalised(path, regions, industries), path)
    answer_rows({"search": search.by_faiss, "search by scikit-learn": search.by_scikit_learn, "same": search.others})


if __name__ == "__main__":
    main()
