#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""page_data.py REGIONS INDUSTRIES YEARS FOLDER

Writes FOLDER/jobs.csv, employment whose sizes spread over four orders, a tenth of it suppressed, and FOLDER/points.csv,
where the regions lie.
"""
import sys
from pathlib import Path

COMPUTED = ("lq", "stars", "growth", "surplus", "relatedness_density", "krugman_specialisation", "entropy", "eci", "shift_share",
            "gini_concentration")


def write(regions, industries, years, folder):
    import numpy  # here: workloads.py takes names from this file and must not need it

    draw = numpy.random.default_rng(7)
    shares = draw.dirichlet(numpy.full(industries, 0.5))
    cells = numpy.exp(draw.normal(9, 1, regions))[:, None] * shares * numpy.exp(draw.normal(0, 0.8, (regions, industries)))
    with open(folder / "jobs.csv", "w", encoding="ascii") as file:
        file.write("region,industry,year,employment,employment_flag\n")
        for year in range(years):
            values = numpy.round(cells * numpy.exp(draw.normal(0.01 * year, 0.05, cells.shape))).astype(int)
            hidden = draw.random(cells.shape) < 0.1
            file.writelines(f"R{r:04d},I{i:02d},{2006 + year},{'' if hidden[r, i] else values[r, i]},{'c' if hidden[r, i] else ''}\n"
                            for r in range(regions) for i in range(industries))
    with open(folder / "points.csv", "w", encoding="ascii") as file:
        file.write("region,longitude,latitude\n")
        file.writelines(f"R{r:04d},{r % 50 * 0.8 - 10},{36 + r // 50}\n" for r in range(regions))


if __name__ == "__main__":
    write(*map(int, sys.argv[1:4]), Path(sys.argv[4]))
