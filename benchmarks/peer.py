# SPDX-License-Identifier: GPL-3.0-or-later
"""How a peer in Python answers the rows that `run` names on its standard input, as harness.h does."""
import sys
import time


def answer_rows(rows):
    """A repetition a line: its seconds, a tab, and the figure that the row's function returns, else 0."""
    for line in sys.stdin:
        start = time.perf_counter()
        result = rows[line.strip()]()
        seconds = time.perf_counter() - start
        print(f"{seconds:.9f}\t{result if isinstance(result, float) else 0:.17g}", flush=True)
        del result
