#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stores that lack most of what a page may show: measures alone, regions without industries, results without measures.
Every page is there, says what it has, and the console is silent."""
import tempfile
from pathlib import Path

from browser import Page, exported, lociq

JOBS = """region,industry,year,employment,employment_flag
R1,A,2014,10,
R1,B,2014,20,
R2,A,2014,5,
R2,B,2014,,c
R1,A,2015,12,
R1,B,2015,19,
R2,A,2015,7,
R2,B,2015,,c
"""
PLACES = ("overview", "region", "region/R1", "region/R2", "region/nowhere", "cluster", "cluster/B", "cases", "methods")


def walk(folder, store, expected):
    lociq("report", store, "-o", folder / "page.html")
    with Page(folder / "page.html", folder) as page:
        for place in PLACES:
            page.go(place)
            text = page.run("return document.getElementById('content').textContent")
            assert text and not any(word in text for word in ("undefined", "NaN", "[object")), (store, place, text)
            assert page.log() == [], (store, place)
            for words in expected.get(place, ()):
                assert words in text, (store.name, place, words, text)


def main():
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "jobs.csv").write_text(JOBS)
        (folder / "gdp.csv").write_text("region,year,gdp\nR1,2014,5\nR2,2014,6\nR1,2015,5\nR2,2015,7\n")
        lociq("import", folder / "jobs.csv", "-o", folder / "jobs.h5")
        lociq("import", folder / "gdp.csv", "-o", folder / "gdp.h5")
        lociq("compute", folder / "jobs.h5", "lq", "stars", "krugman_specialisation", "-o", folder / "results.h5")
        quotient = exported(folder / "results.h5", "lq", "--year", 2015, "--region", "R1", "--industry", "A")[0]["value"]
        walk(folder, folder / "jobs.h5", {"region/R1": ["Employment"], "region/nowhere": ["no region “nowhere”"], "cases": ["the store has no stars"]})
        walk(folder, folder / "gdp.h5", {"region/R1": ["Gross domestic product"], "cluster": ["The store has no industries."]})
        walk(folder, folder / "results.h5", {"region/R1": [f"{float(quotient):.4g}", "Krugman"], "cluster/B": ["R1"], "cases": ["There are none"]})


if __name__ == "__main__":
    main()
