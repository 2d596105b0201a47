#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A page of 1,500 regions x 88 industries x 10 years stays under 15 MiB, says what it left out, and works."""
import re
import subprocess
import tempfile
from pathlib import Path

from browser import LOCIQ, Page, lociq

REGIONS, INDUSTRIES, YEARS = 1500, 88, 10
MEBIBYTE = 1 << 20


def make(folder):
    """Employment whose sizes spread over four orders; a tenth of the cells unknown."""
    import numpy
    draw = numpy.random.default_rng(7)
    region = numpy.exp(draw.normal(9, 1, REGIONS))
    industry = draw.dirichlet(numpy.full(INDUSTRIES, 0.5))
    cells = region[:, None] * industry * numpy.exp(draw.normal(0, 0.8, (REGIONS, INDUSTRIES)))
    with open(folder / "jobs.csv", "w") as file:
        file.write("region,industry,year,employment,employment_flag\n")
        for year in range(YEARS):
            values = numpy.round(cells * numpy.exp(draw.normal(0.01 * year, 0.05, cells.shape))).astype(int)
            hidden = draw.random(cells.shape) < 0.1
            file.writelines(f"R{r:04d},I{i:02d},{2006 + year},{'' if hidden[r, i] else values[r, i]},{'c' if hidden[r, i] else ''}\n"
                            for r in range(REGIONS) for i in range(INDUSTRIES))
    (folder / "points.csv").write_text("region,longitude,latitude\n" + "".join(f"R{r:04d},{r % 50 * 0.8 - 10},{36 + r // 50}\n" for r in range(REGIONS)))
    store = folder / "jobs.h5"
    lociq("import", folder / "jobs.csv", "-o", store)
    lociq("compute", store, "lq", "stars", "growth", "surplus", "relatedness_density", "krugman_specialisation", "entropy", "eci", "shift_share", "gini_concentration")
    return store


def main():
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        store = make(folder)
        done = subprocess.run([LOCIQ, "report", store, "-o", folder / "page.html", "--points", folder / "points.csv"], text=True, capture_output=True)
        assert done.returncode == 0, done.stderr
        size = (folder / "page.html").stat().st_size
        assert size <= 15 * MEBIBYTE, size
        left_out = re.findall(r"left out (\w+): the page would be too large", done.stderr)
        rounded = re.findall(r"(\w+) is kept to seven digits", done.stderr)
        assert left_out and not {"employment", "lq", "stars"} & set(left_out), done.stderr
        with Page(folder / "page.html", folder) as page:
            page.go("overview")
            assert len(page.run("return [...drawn][0].view.data('points')")) == REGIONS
            page.run("const year = document.getElementById('year'); year.value = 3; year.dispatchEvent(new Event('input', {bubbles: true}))")
            assert "2009" in page.texts("caption")[0]
            page.go("methods")
            told = page.run("return document.getElementById('content').textContent")
            assert all(f"{name} " in told for name in left_out) and (not rounded or "kept to seven digits" in told)
            page.go("region/R0700")
            assert page.texts("#content h2") == ["R0700"]
            assert page.log() == []
        print(f"{size / MEBIBYTE:.1f} MiB; left out: {', '.join(left_out)}; to seven digits: {', '.join(rounded)}")


if __name__ == "__main__":
    main()
