#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A page of 1,500 regions x 88 industries x 10 years stays under 15 MiB, says what it left out, and works."""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from browser import LOCIQ, SOURCE, Page, lociq

sys.path.insert(0, str(SOURCE / "benchmarks"))
import page_data  # noqa: E402

REGIONS, INDUSTRIES, YEARS = 1500, 88, 10
MEBIBYTE = 1 << 20


def make(folder):
    page_data.write(REGIONS, INDUSTRIES, YEARS, folder)
    store = folder / "jobs.h5"
    lociq("import", folder / "jobs.csv", "-o", store)
    lociq("compute", store, *page_data.COMPUTED)
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
