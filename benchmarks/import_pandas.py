#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What import.c does, with pandas: read_csv, codes as numbers, then one array a measure.
Answers the row `import`; the figure is the sum of the first measure.

  import_pandas.py FILE
"""
import sys
import time

import numpy as np
import pandas as pd


def to_matrices(table):
    places, sizes = [], []
    for axis in ("year", "region", "industry"):
        place, codes = pd.factorize(table[axis], sort=True)
        places.append(place)
        sizes.append(len(codes))
    matrices = []
    for measure in ("employment", "wages", "gva"):
        values = np.full(sizes, np.nan)
        values[tuple(places)] = table[measure].to_numpy()
        matrices.append(values)
    return matrices


for row in sys.stdin:
    start = time.perf_counter()
    result = to_matrices(pd.read_csv(sys.argv[1], engine="c"))
    seconds = time.perf_counter() - start
    print(f"{seconds:.9f}\t{np.nansum(result[0]):.17g}", flush=True)
    del result
