#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A store with all that there is to say of a region: intervals of quotients, an index of framework conditions, rankings
with intervals of their ranks, case studies extended by hand. What the page shows is what `lociq export` says."""
import base64
import csv
import io
import math
import subprocess
import tempfile
from pathlib import Path

import h5py
from browser import Page, exported, lociq

REGIONS = [f"R{i:02d}" for i in range(20)]
INDUSTRIES = list("ABCDEF")
YEARS = [2012, 2013, 2014, 2015]
CHOSEN = 7
HOSTILE = ["<img src=x onerror=alert(1)>", "=SUM(A1)", "‮abc", "العربية", "𝔛 & 🏭", "\"quoted\", 'single'"]

SPECIFICATION = """
index:
  name: climate
  title: Climate <b>bold</b>
  parts:
    - name: people
      title: "=Skilled & \\"schooled\\" 🏭"
      parts:
        - {name: skills, title: Skills of العمال, measure: skilled}
        - {name: idle, measure: idle, direction: -1}
    - name: money
      parts:
        - {name: product, title: Product a head, measure: gdp}
"""

STORY = """# R07
Told *by hand*: <script>document.title = 'hacked'</script> "quotes" & 𝔛, [no](javascript:alert(1)), العربية.

- =SUM(A1)
"""


def jobs(r, i, y):
    return (r * 53 + i * 71 + 19) % 89 * 13 + (1900 + 90 * (y - 2012) if r == CHOSEN and i == 2 else 7) + (r + i) % 5 * (y - 2012)


def make(folder):
    rows = ["region,industry,year,employment"] + [f"{region},{industry},{y},{jobs(r, i, y)}" for y in YEARS for r, region in enumerate(REGIONS) for i, industry in enumerate(INDUSTRIES)]
    (folder / "jobs.csv").write_text("\n".join(rows) + "\n")
    rows = ["region,year,gdp,skilled,idle"]
    rows += [f"{region},{y},{100 + ((r * 31) % 47 + 60 * (r == CHOSEN)) * 1000 + y},{(r * 17) % 29 + 5},{(r * 11) % 23 + 1}" for y in YEARS for r, region in enumerate(REGIONS)]
    (folder / "more.csv").write_text("\n".join(rows) + "\n")
    with open(folder / "industries.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["code", "label"], *zip(INDUSTRIES, HOSTILE)])
    (folder / "points.csv").write_text("region,longitude,latitude\n" + "".join(f"{region},{5 + r % 5 * 2},{44 + r // 5 * 2}\n" for r, region in enumerate(REGIONS)))
    (folder / "climate.yaml").write_text(SPECIFICATION, encoding="utf-8")
    (folder / "stories.md").write_text(STORY, encoding="utf-8")
    store = folder / "jobs.h5"
    lociq("import", folder / "jobs.csv", folder / "more.csv", "-o", store, "--unit", "persons", "--industries", folder / "industries.csv")
    lociq("compute", store, "--all", "--points", folder / "points.csv")
    lociq("compute", store, "lq", "--bootstrap", 50, "--force")
    lociq("composite", store, folder / "climate.yaml")
    for by in ("similarity", "complementarity"):
        lociq("partners", store, "--all", "--keep", "--by", by, "--top", 4, "--redraws", 30, "--points", folder / "points.csv", "-o", folder / "partners.txt")
    lociq("report", store, "-o", folder / "page.html", "--points", folder / "points.csv", "--stories", folder / "stories.md")
    return store


def taken(page, section, name):
    page.run("document.querySelector(arguments[0]).click()", section + " button.csv")
    return list(csv.DictReader(io.StringIO(page.downloaded(name))))


def of_region(store, dataset, **also):
    words = [word for key, value in also.items() for word in (f"--{key}", value)]
    return [row for row in exported(store, dataset, *words) if row["region"] == REGIONS[CHOSEN]]


def number(text):
    return math.nan if text == "" else float(text)


def check_intervals(page, store):
    """Bars end at the quotient; the lines on them and the table say its interval, which holds it."""
    found = {row["industry"]: [number(row["value"])] for row in of_region(store, "lq", year=2015)}
    for end in ("lower", "upper"):
        for row in of_region(store, "lq_" + end, year=2015):
            found[row["industry"]].append(number(row["value"]))
    assert all(lower <= value <= upper for value, lower, upper in found.values()) and len(found) == len(INDUSTRIES), found
    bars = page.run("return [...drawn].find((chart) => chart.name === 'bars').view.data('rows').map((row) => [row.place[1], row.value, row.lower, row.upper])")
    assert {code: values for code, *values in bars} == found, (bars, found)
    drawn = page.run("""const chart = [...drawn].find((one) => one.name === 'bars'), x = chart.view.scale('x');
      return [...chart.figure.querySelectorAll('.mark-rule.role-mark line')].map((line) => Number(line.getAttribute('x2'))).filter((length) => length !== 0).length""")
    assert drawn == len(found), f"{drawn} intervals are drawn"
    rows = taken(page, "[data-section=specialisation]", "R07_specialisation_2015.csv")
    names = {f"{label} ({code})": code for code, label in zip(INDUSTRIES, HOSTILE)}
    for row in rows:
        assert not row["industry"].startswith("="), "a label is a formula"
        name = row["industry"].removeprefix("'")
        assert [float(row[key]) for key in ("lq", "lq_lower", "lq_upper")] == found[names[name]], row
    shown = page.texts("[data-section=specialisation] tbody td:nth-child(5)")
    assert len(shown) == len(INDUSTRIES) and all(" – " in text for text in shown), shown


def check_framework(page, store):
    """Titles, scores, medians and ranks; strengths are the upper quarter, weaknesses the lower."""
    text = page.run("return document.querySelector('[data-section=framework]').textContent")
    assert "Climate <b>bold</b>" in text and '=Skilled & "schooled" 🏭' in text and "Skills of العمال" in text, text
    rows = taken(page, "[data-section=framework]", "R07_framework_climate.csv")
    scores = [row for row in exported(store, "framework_climate") if row["year"] == "2015"]
    node = next(key for key in scores[0] if key not in ("region", "year", "value", "flag"))
    ranks = {row[node]: row["value"] for row in exported(store, "framework_climate_rank") if row["year"] == "2015" and row["region"] == REGIONS[CHOSEN]}
    assert [row["node"] for row in rows] == ["climate", "people", "money", "skills", "idle", "product"], rows
    strong, weak = [], []
    for row in rows:
        all_of = sorted(number(one["value"]) for one in scores if one[node] == row["node"])
        own = next(number(one["value"]) for one in scores if one[node] == row["node"] and one["region"] == REGIONS[CHOSEN])
        assert float(row["score"]) == own and float(row["rank"]) == float(ranks[row["node"]]), (row, own, ranks)
        assert math.isclose(float(row["median"]), (all_of[9] + all_of[10]) / 2, rel_tol=1e-15), row
        share = sum(value < own for value in all_of) / (len(all_of) - 1)
        if row["node"] != "climate" and share >= 0.75:
            strong.append(row["node"])
        if row["node"] != "climate" and share <= 0.25:
            weak.append(row["node"])
    titles = {"people": '=Skilled & "schooled" 🏭', "skills": "Skills of العمال", "product": "Product a head"}
    said = page.run("return document.querySelector('[data-section=framework] p').textContent").split("Weaknesses: ")
    for named, nodes in ((said[0], strong), (said[1], weak)):
        assert all(titles.get(one, one) in named for one in nodes), (said, strong, weak)
        assert nodes or "none" in named, (said, strong, weak)
    assert strong or weak, "the region is chosen to have some"


def check_partners(page, store):
    """Both rankings with scores, rank intervals and reasons; the map has a line for each of them."""
    tables = page.run("return [...document.querySelectorAll('[data-section=partners] caption')].map((one) => one.textContent)")
    assert tables == ["Most similar, 2015", "Strong in what it lacks, 2015"], tables
    partners = set()
    for k, by in enumerate(("similarity", "complementarity")):
        page.run("document.querySelectorAll('[data-section=partners] button.csv')[arguments[0]].click()", k)
        rows = list(csv.DictReader(io.StringIO(page.downloaded(f"R07_partner_{by}.csv"))))
        kept = {suffix: [number(row["value"]) for row in of_region(store, f"partner_{by}{suffix}", year=2015)] for suffix in ("", "_score", "_rank_lower", "_rank_upper", "_distance")}
        assert [row["partner"] for row in rows] == [REGIONS[int(value)] for value in kept[""]], (rows, kept)
        for key in ("score", "rank_lower", "rank_upper", "distance"):
            assert [float(row[key]) for row in rows] == kept["_" + key], (by, key, rows, kept)
        partners |= {row["partner"] for row in rows}
        with h5py.File(store) as file:  # what has four dimensions is no table
            first = [file[f"partner_{by}_contribution{suffix}"][-1, CHOSEN, 0, :3].tolist() for suffix in ("", "_item")]
            codes = [code.decode() for code in file[f"partner_{by}_item"][()]]
        wanted = [f"{HOSTILE[INDUSTRIES.index(codes[int(item)].split(':')[-1])]} {value}" for value, item in zip(*first)]
        told = rows[0]["reasons"].removeprefix("'").split("; ")
        assert [text.rsplit(" ", 1)[0] for text in told] == [text.rsplit(" ", 1)[0] for text in wanted], (told, wanted)
        assert [float(text.rsplit(" ", 1)[1]) for text in told] == first[0], (told, first)
    links, points = page.run("""const map = [...drawn].find((chart) => chart.name === 'map').view;
      return [map.data('links').length, map.data('points').map((point) => point.place[1])]""")
    assert links == 8 and set(points) == partners | {REGIONS[CHOSEN]}, (links, points, partners)
    shown = page.texts("[data-section=partners] tbody tr:first-child td:nth-child(4)")
    assert len(shown) == 2 and all(" – " in text for text in shown), shown


def check_case(page, store):
    """The region is a case by the rule, and what was written by hand stands there as text."""
    page.go("cases")
    rows = taken(page, "#content", "case_studies.csv")
    case = next(row for row in rows if "(R07)" in row["region"] or row["region"] == "R07")
    quotient = next(row for row in of_region(store, "lq", year=2015) if row["industry"] == "C")
    assert "(C)" in case["industry"] and float(case["lq"]) == float(quotient["value"]), (case, quotient)
    before, after = jobs(CHOSEN, 2, 2012), jobs(CHOSEN, 2, 2015)
    assert math.isclose(float(case["growth"]), (after / before) ** (1 / 3) - 1, rel_tol=1e-12), case
    story = page.run("const story = document.querySelector('.story'); return [story.innerText, story.querySelectorAll('em').length, story.querySelectorAll('script, img').length, [...story.querySelectorAll('a')].map((one) => one.getAttribute('href'))]")
    assert "Told by hand" in story[0] and "\"quotes\" & 𝔛" in story[0] and "العربية" in story[0] and "=SUM(A1)" in story[0], story
    assert story[1] == 1 and story[2] == 0 and not any("javascript" in (address or "") for address in story[3]), story
    text = page.run("return document.querySelector('#content').textContent")
    assert HOSTILE[2] in text, "the industry's label is text in the sentences too"


def check_hints(page):
    """Hints of charts are text: the first bar's, whose label is whatever the first industry is called."""
    page.go(f"region/{REGIONS[CHOSEN]}")
    place = page.run("""const bar = [...drawn].find((chart) => chart.name === 'bars').figure.querySelector('.mark-rect path'); bar.scrollIntoView({block: 'center'});
      const box = bar.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]""")
    page.move_to(*place)
    hint, elements, label = page.run("""const hint = document.getElementById('hint'), rows = [...drawn].find((chart) => chart.name === 'bars').view.data('rows');
      return [hint.textContent, hint.childElementCount, rows[0].lines[0]]""")
    assert hint.startswith(label) and elements == 0 and any(label.startswith(one) for one in HOSTILE), (hint, label)
    assert " – " in hint, "and tells the interval"


def check_brief(folder, store):
    """On paper, from a dark page on a wide screen too: light, with all sections, and no chart distorted."""
    lociq("report", store, "-o", folder / "brief.html", "--points", folder / "points.csv", "--stories", folder / "stories.md", "--region", REGIONS[CHOSEN])
    with Page(folder / "brief.html", folder, dark=True) as page:
        seen = page.run("""dispatchEvent(new Event('beforeprint'));
          return [styleOf('--ground'), getComputedStyle(document.body).backgroundColor,
            [...document.querySelectorAll('.mark-text text')].map((one) => one.getAttribute('fill')), [...drawn].map((chart) => chart.view.width())]""")
        assert seen[0] == "#ffffff" and seen[1] == "rgb(255, 255, 255)" and max(seen[3]) <= 680, seen
        page.run("dispatchEvent(new Event('afterprint'))")
        assert page.run("return styleOf('--ground')") != "#ffffff"
        printed = base64.b64decode(page.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])
        (folder / "brief.pdf").write_bytes(printed)
        assert not page.log()
    try:
        text = subprocess.run(["pdftotext", folder / "brief.pdf", "-"], capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        print("without pdftotext the words of the brief are not looked at")
        return
    flat = " ".join(text.split())
    # a table that goes on has its head again
    assert text.count("Among all") > 2, text
    for words in ("Specialisation", "Performance and structure", "Climate <b>bold</b>", "Development", "Most similar, 2015", "Told by hand", "=SUM(A1)", HOSTILE[0]):
        assert words in flat, (words, text)


def main():
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        store = make(folder)
        downloads = folder / "taken"
        downloads.mkdir()
        with Page(folder / "page.html", downloads) as page:
            page.go(f"region/{REGIONS[CHOSEN]}")
            check_intervals(page, store)
            check_framework(page, store)
            check_partners(page, store)
            check_case(page, store)
            check_hints(page)
            for where in (f"region/{REGIONS[CHOSEN]}", "cluster/A", "cases", "methods"):
                page.go(where)
                assert page.run("return document.querySelectorAll('#content b, #content img, #content script').length") == 0, where
            assert page.run("return document.title") == "jobs.h5"
            assert page.log() == [] and page.requests() == []
        check_brief(folder, store)
    print("all that the store says of the region is on its page")


if __name__ == "__main__":
    main()
