#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person at the page: map, search, region, cluster, slider, sorting, downloads, keyboard, languages, phone, paper.
What it shows is compared with `lociq export`; hostile labels stay text."""
import base64
import csv
import io
import math
import tempfile
from pathlib import Path

from browser import Page, exported, lociq

HOSTILE = ["<script>document.title='hacked'</script>", "</script><b id=hacked>bold</b>", "=cmd()|' /C calc'!A0", 'say "hi", & <img src=x onerror=alert(1)>',
           "مرحبا بالعالم", "🏭 works 𝔛", "‮reversed", "back\\slash {{1+1}} ${x}"]
REGIONS = [f"R{i:02d}" for i in range(24)]
INDUSTRIES = ["A", "B", "C", "D", "E"]
YEARS = [2010, 2011, 2012, 2014]


def jobs(r, i, y):
    """Whole numbers of every size; grows by region and industry."""
    return (r * 37 + i * 101 + 13) % 97 * 11 + (r % 5) * i * 40 + (y - 2009) * (r % 7) * 3 + 1


def make(folder):
    rows = ["region,industry,year,employment,employment_flag"]
    for y in YEARS:
        for r, region in enumerate(REGIONS):
            for i, industry in enumerate(INDUSTRIES):
                hidden = (r, i) == (3, 1)
                missing = (r, i) == (4, 1)
                rows.append(f"{region},{industry},{y},{'' if hidden or missing else jobs(r, i, y)},{'c' if hidden else 'e' if (r, i) == (5, 2) else ''}")
    (folder / "jobs.csv").write_text("\n".join(rows) + "\n")
    rows = ["region,year,gdp"] + [f"{region},{y},{1000 + r * 50 + y - 2000}" for y in YEARS for r, region in enumerate(REGIONS)]
    (folder / "gdp.csv").write_text("\n".join(rows) + "\n")

    def labels(path, codes, shift):
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["code", "label", "parent"])
            writer.writerows([code, HOSTILE[(k + shift) % len(HOSTILE)] if k < 8 else f"Name {code}", "P"] for k, code in enumerate(codes))
    labels(folder / "regions.csv", REGIONS, 0)
    labels(folder / "industries.csv", INDUSTRIES, 3)
    (folder / "points.csv").write_text("region,longitude,latitude\n" + "".join(f"{region},{5 + r % 6 * 2},{44 + r // 6 * 2}\n" for r, region in enumerate(REGIONS[:-1])))
    store = folder / "jobs.h5"
    lociq("import", folder / "jobs.csv", folder / "gdp.csv", "-o", store, "--unit", "persons", "--regions", folder / "regions.csv", "--industries", folder / "industries.csv")
    lociq("compute", store, "--all")
    lociq("partners", store, "--all", "--keep", "--year", 2014, "--top", 5, "-o", folder / "partners.txt")
    lociq("report", store, "-o", folder / "page.html", "--points", folder / "points.csv", "--title", HOSTILE[1])
    return store


def same(left, right):
    return left == right or (left and right and float(left) == float(right))


def check_overview(page, store):
    page.go("overview")
    assert page.run("return shown.dataset") == "lq"
    rows = exported(store, "lq", "--year", 2014, "--industry", "A")
    values = page.run("return Promise.all([load('lq')]).then(([data]) => regions.map((_, region) => data.at({year: 3, region, industry: 0})))")
    assert [None if row["value"] == "" else float(row["value"]) for row in rows] == values, "the page's numbers are the store's to the bit"
    page.run("document.querySelector('button.csv').click()")
    taken, whole = list(csv.DictReader(io.StringIO(page.downloaded("lq.csv")))), exported(store, "lq")
    key = lambda row: (row["region"], row["industry"], row["year"])
    taken, whole = sorted(taken, key=key), sorted(whole, key=key)
    assert len(taken) == len(whole) == len(REGIONS) * len(INDUSTRIES) * len(YEARS)
    for mine, theirs in zip(taken, whole):
        assert key(mine) == key(theirs) and same(mine["value"], theirs["value"]) and mine["flag"] == theirs["flag"], (mine, theirs)
    print(f"the CSV of lq has the {len(taken)} lines of lociq export")


def check_slider(page, store):
    page.run("const year = document.getElementById('year'); year.value = 0; year.dispatchEvent(new Event('input', {bubbles: true}))")
    assert page.texts("output[for=year]") == ["2010"] and "2010" in page.texts("caption")[0]
    first = exported(store, "lq", "--year", 2010, "--industry", "A", "--region", "R00")[0]["value"]
    shown = page.run("return [...document.querySelectorAll('#content tbody tr')].find((row) => row.textContent.includes('(R00)')).children[1].textContent")
    assert math.isclose(float(shown.replace(",", "")), float(first), rel_tol=1e-3), (shown, first)


def check_missing(page):
    """Industry B of R03 is suppressed, of R04 missing: neither has a colour, and they look different."""
    page.run("shown.industry = 1; shown.dataset = 'employment'; show()")
    page.settle()
    looks = page.run("return [...drawn][0].view.data('points').filter((point) => ['R03', 'R04', 'R05'].includes(point.place[1])).map(({colour, shape, dash, lines}) => ({colour, shape, dash, lines}))")
    assert looks[0]["colour"] == looks[1]["colour"] == "transparent" and looks[2]["colour"].startswith("#"), looks
    assert looks[0]["shape"] == "cross" and looks[1]["shape"] == "circle" and looks[1]["dash"] == [2, 2], looks
    assert "suppressed" in looks[0]["lines"] and "not known" in looks[1]["lines"], looks
    legend = " ".join(page.texts(".legend li"))
    assert "suppressed1" in legend and "not known1" in legend, legend


def check_map(page):
    """A click on a point leads to its region."""
    place = page.run("""const chart = [...drawn][0], point = chart.view.data('points').find((one) => one.place[1] === 'R08');
      const stage = chart.figure.querySelector('canvas'); stage.scrollIntoView({block: 'center'}); const box = stage.getBoundingClientRect();
      return [box.left + point.x, box.top + point.y]""")
    page.move_to(*place)
    hint = page.run("return document.getElementById('hint').hidden ? '' : document.getElementById('hint').textContent")
    assert "(R08)" in hint, f"hovering tells {hint!r}"
    page.click()
    page.wait("location.hash === '#region/R08'", "the region that was clicked")
    page.settle()
    extent = "JSON.stringify([...drawn].find((chart) => chart.name === 'map').signals.extent)"
    before = page.run("return " + extent)
    page.run("document.querySelector('.zoom button').click()")
    assert page.run("return " + extent) != before, "the button zooms"


def check_search(page):
    from selenium.webdriver.common.keys import Keys
    field = page.driver.find_element("id", "search")
    field.send_keys("r13" + Keys.ENTER)
    page.wait("location.hash === '#region/R13'", "the region that was sought")
    page.settle()
    assert page.texts("#content h2") == ["Name R13 (R13)"]


def check_region(page, store):
    sections = page.run("return [...document.querySelectorAll('[data-section]')].map((one) => one.dataset.section)")
    assert sections == ["size", "specialisation", "performance", "development", "partners"], sections
    found = {row["industry"]: row["value"] for row in exported(store, "lq", "--year", 2014, "--region", "R13")}
    page.run("document.querySelector('[data-section=specialisation] button.csv').click()")
    taken = list(csv.DictReader(io.StringIO(page.downloaded("R13_specialisation_2014.csv"))))
    assert sorted(float(row["lq"]) for row in taken) == sorted(float(value) for value in found.values())
    parts = [sum(float(row["value"]) for row in exported(store, "shift_share" + part, "--region", "R13") if row["value"]) for part in ("", "_national", "_mix", "_regional")]
    figures = page.run("return shiftShareStory(13).then((story) => Object.values(story.figures))")
    assert all(math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-9) for a, b in zip(parts, figures)), (parts, figures)
    assert math.isclose(figures[0], sum(figures[1:]), rel_tol=1e-9)
    assert len(page.texts(".shift-share")) == 1
    partners = exported(store, "partner_similarity", "--year", 2014, "--region", "R13")
    shown = page.run("return [...document.querySelectorAll('[data-section=partners] tbody tr')].map((row) => row.children[1].textContent)")
    assert len(shown) == 5 and all(f"({REGIONS[int(row['value'])]})" in text for row, text in zip(partners, shown)), (partners, shown)


def check_cluster(page, store):
    page.run("document.querySelector('[data-section=specialisation] tbody a').click()")
    page.wait("location.hash.startsWith('#cluster/')", "the cluster")
    page.go("cluster/C")
    assert "(C)" in page.texts("#content h2")[0]
    names = page.run("return [...drawn].map((chart) => chart.name)")
    assert sorted(names) == ["bubbles", "map"], names
    page.run("[...document.querySelectorAll('button.csv')].at(-1).click()")
    taken = list(csv.DictReader(io.StringIO(page.downloaded("C_2014.csv"))))
    found = [row["value"] for row in exported(store, "lq", "--year", 2014, "--industry", "C")]
    assert sorted(float(row["lq"]) for row in taken if row["lq"]) == sorted(float(value) for value in found if value)
    three = sum(row["value"] == "3" for row in exported(store, "stars", "--year", 2014, "--industry", "C"))
    assert page.run("return [...document.querySelectorAll('.facts dt')].find((one) => one.textContent === say('three_stars')).nextSibling.firstChild.textContent") == str(three)


def check_sorting(page):
    order = lambda: [float(text.replace(",", "")) for text in page.run("return [...document.querySelectorAll('#content tbody tr')].map((row) => row.children[1].textContent)") if text != "–"]
    sort = "document.querySelector('th button[data-key=employment]')"
    page.run(sort + ".click()")
    assert page.run(f"return {sort}.closest('th').getAttribute('aria-sort')") == "descending" and order() == sorted(order(), reverse=True)
    page.run(sort + ".click()")
    assert page.run(f"return {sort}.closest('th').getAttribute('aria-sort')") == "ascending" and order() == sorted(order())
    page.run("const filter = document.querySelector('.tools input'); filter.value = 'name r2'; filter.dispatchEvent(new Event('input'))")
    assert len(page.texts("#content tbody tr")) == 4, "R20 to R23"


def check_keyboard(page):
    """Tab reaches the skip link, the pages and the tables' headings; Enter and space do what a click does."""
    from selenium.webdriver.common.keys import Keys
    page.go("overview")
    page.run("document.querySelector('.skip').focus()")
    reached = []
    for _ in range(40):
        page.driver.switch_to.active_element.send_keys(Keys.TAB)
        reached.append(page.run("const one = document.activeElement; return one.className + '|' + one.tagName + '|' + (one.dataset.key || one.id || one.textContent)"))
    assert any("Methods and sources" in one for one in reached) and any(one.endswith("|value") for one in reached) and any("year" in one for one in reached), reached
    page.run("document.querySelector('th button[data-key=region]').focus()")
    page.driver.switch_to.active_element.send_keys(Keys.SPACE)
    assert page.run("return document.querySelector('th button[data-key=region]').closest('th').getAttribute('aria-sort')") == "ascending"
    page.run("document.querySelector('nav a[href=\"#methods\"]').focus()")
    page.driver.switch_to.active_element.send_keys(Keys.ENTER)
    page.wait("document.querySelector('details')", "the methods")


def check_hostile(page):
    """Every label is on the page as it was written, and none became an element, a title or a formula."""
    page.go("region")
    text = page.run("return document.getElementById('content').textContent")
    for label in HOSTILE:
        assert label in text, label
    assert page.run("return document.title") == HOSTILE[1] and page.run("return document.getElementById('hacked')") is None
    page.run("document.querySelector('button.csv').click()")
    taken = {row["code"]: row["label"] for row in csv.DictReader(io.StringIO(page.downloaded("regions.csv")))}
    assert taken["R02"] == "'" + HOSTILE[2] and taken["R00"] == HOSTILE[0], taken
    for place in ("region/R01", "cluster/B", "cases", "methods", "overview"):
        page.go(place)
        assert not {word for word in ("[object", "undefined", "NaN") if word in page.run("return document.body.innerText + document.getElementById('content').textContent")}, place
        assert page.run("return document.querySelectorAll('#content b, #content img, #content script').length") == 0, place


def check_german(page):
    page.run("document.querySelector('button[lang=de]').click()")
    page.wait("document.querySelector('nav a').textContent === 'Überblick'", "German")
    page.settle()
    for place in ("region/R13", "cluster/C", "cases", "methods", "overview"):
        page.go(place)
        # a key without its text would be told as the key itself
        assert page.run("return [...document.querySelectorAll('#content *')].every((one) => !(one.childElementCount === 0 && Object.keys(texts).includes(one.textContent) && one.textContent.includes('_')))"), place
    languages = page.run("return Object.keys(texts.language)")
    assert f"--language {'|'.join(languages)} " in lociq("report", "--help"), languages
    assert page.run("return Object.values(texts).every((words) => Object.keys(words).join() === Object.keys(texts.language).join() && Object.values(words).every(Boolean))")
    page.run("language = 'en'; show()")
    page.settle()


def luminance(colour):
    parts = [int(colour[k:k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def check_classes(page):
    """Few values are told apart by as many colours, whatever their number; every flag has its words."""
    for count in range(1, 6):
        colours = page.run("""const known = Array.from({length: 300}, (_, i) => i % arguments[0]);
          const made = classesOf({cube: 'x', attributes: {}, unit: '1'}, known);
          return [known.slice(0, arguments[0]).map(made.of), made.entries.map((entry) => entry.count)]""", count)
        assert len(set(colours[0])) == count and colours[1] == [300 // count + (k < 300 % count) for k in range(count)], colours
    assert page.run("return told.flags.every(({bit, letter, meaning}) => lettersOf(bit) === letter && sayFlags(bit) === texts['flag_' + meaning].en)")


def check_sources(page, folder):
    """The inputs with their digests, and the command that makes this page again."""
    import hashlib
    import shlex
    page.go("methods/lq")
    options = dict(zip(page.texts("#method-lq dt"), page.texts("#method-lq dd")))
    assert options["measure"] == "employment" and options["missing"] == "skip", options
    told = page.texts("#content code")
    for name in ("jobs.csv", "gdp.csv"):
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() in told, name
    page.run("document.querySelector('button.csv').click()")
    methods = {row["name"]: row for row in csv.DictReader(io.StringIO(page.downloaded("indicators.csv")))}
    assert "doi.org" in methods["lq"]["references"] and "measure=employment" in methods["lq"]["options"], methods["lq"]
    assert methods["lq"]["formula"].removeprefix("'") in told, methods["lq"]
    words = shlex.split(next(text for text in told if text.startswith("lociq report")))
    lociq(*(folder / word if word in ("jobs.h5", "points.csv") else word for word in words[1:-1]), folder / "again.html")
    assert (folder / "again.html").read_bytes() == (folder / "page.html").read_bytes()


def check_contrast(page):
    """WCAG 2: 4.5 for text, 3 for what charts and controls are made of."""
    style = page.run("return Object.fromEntries(['ground', 'raised', 'text', 'quiet', 'accent', 'good', 'bad', 'missing'].map((name) => [name, styleOf('--' + name)]))")
    for name in ("text", "quiet", "accent", "good", "bad"):
        for ground in ("ground", "raised"):
            assert contrast(style[name], style[ground]) >= 4.5, (name, ground, style)
    assert contrast(style["missing"], style["ground"]) >= 3


# What people without one kind of cone see: Machado, Oliveira and Fernandes (2009), severity 1, of linear RGB.
BLINDNESS = {
    "none": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def lab(colour, matrix):
    """CIE L*a*b* (D65) of what is seen of an sRGB colour."""
    parts = [int(colour[k:k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    seen = [min(1, max(0, sum(a * b for a, b in zip(row, linear)))) for row in matrix]
    xyz = [sum(a * b for a, b in zip(row, seen)) for row in ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))]
    f = [value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116 for value in (xyz[0] / 0.9505, xyz[1], xyz[2] / 1.089)]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def check_palettes(page):
    """Neighbouring classes differ by ten and more units of CIELAB to everybody, which is clearly seen. Classes from low
    to high go from the ground's lightness away from it, in the light and in the dark, and the highest is legible there."""
    palettes = page.run("return Object.fromEntries(Object.entries(palettes).map(([name, all]) => [name, all.map(styleOf)]))")
    ground = page.run("return styleOf('--ground')")
    assert [len(palettes[name]) for name in ("low_to_high", "about_middle", "stars")] == [7, 7, 4]
    for name, colours in palettes.items():
        for kind, matrix in BLINDNESS.items():
            seen = [lab(colour, matrix) for colour in colours]
            least = min(math.dist(a, b) for a, b in zip(seen, seen[1:]))
            assert least >= 10, (name, kind, least)
    for name in ("low_to_high", "stars"):
        lightness = [lab(colour, BLINDNESS["none"])[0] for colour in palettes[name]]
        assert lightness == sorted(lightness, reverse=luminance(ground) > 0.5), (name, lightness)
    for colour in (palettes["low_to_high"][-1], palettes["stars"][-1], palettes["about_middle"][0], palettes["about_middle"][-1]):
        assert contrast(colour, ground) >= 4.5, (colour, ground)


def check_phone(folder):
    with Page(folder / "page.html", folder, 390, 844, dark=True) as page:
        for place in ("overview", "region/R13", "cluster/C", "cases", "methods"):
            page.go(place)
            assert page.run("return document.documentElement.scrollWidth") <= 390, f"{place} is wider than a phone"
        check_contrast(page)
        check_palettes(page)
        assert not page.log()


def check_paper(folder, store):
    lociq("report", store, "-o", folder / "brief.html", "--region", "R13", "--points", folder / "points.csv", "--language", "de")
    with Page(folder / "brief.html", folder) as page:
        assert page.texts("#content h2") == ["Name R13 (R13)"]
        printed = page.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
        document = base64.b64decode(printed["data"])
        assert document.startswith(b"%PDF") and document.count(b"/Type /Page\n") + document.count(b"/Type /Page ") + document.count(b"/Type /Page/") >= 1
        assert not page.log()


def main():
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        store = make(folder)
        taken = folder / "taken"
        taken.mkdir()
        with Page(folder / "page.html", taken) as page:
            check_overview(page, store)
            check_slider(page, store)
            check_missing(page)
            page.run("shown.dataset = null; shown.industry = 0")
            check_map(page)
            check_search(page)
            check_region(page, store)
            check_cluster(page, store)
            check_sorting(page)
            check_keyboard(page)
            check_hostile(page)
            check_german(page)
            check_sources(page, folder)
            check_classes(page)
            check_contrast(page)
            check_palettes(page)
            assert page.log() == [], "the console is silent"
            assert page.requests() == [], "nothing is asked of any network"
        check_phone(folder)
        check_paper(folder, store)
    print("the page does what it should")


if __name__ == "__main__":
    main()
