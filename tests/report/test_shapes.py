#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maps of polygons, from GeoJSON and from TopoJSON: what is drawn where, what hovering and clicking do, how unknown
regions look, and which regions are told to be on no map."""
import json
import subprocess
import tempfile
from pathlib import Path

from browser import LOCIQ, Page, exported, lociq

REGIONS = [f"R{i:02d}" for i in range(12)]
HOSTILE = "</script><b id=hacked>bold</b> \"quoted\" =1+1 \u0645\u0631\u062d\u0628\u0627 \U0001d54f"
SUPPRESSED, MISSING, SEVERAL, LOST = 3, 4, 5, 10
LONGITUDE, LATITUDE = 6.5, 46.5  # of the hole in the region of several polygons


def corner(r):
    return 4 + r % 4 * 2, 44 + r // 4 * 2


def square(west, south, size, clockwise):
    ring = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
    return ring[::-1] if clockwise else ring


def polygons(r):
    """A square of 1.6 degrees, every second one clockwise; one region has a hole in it, and an island."""
    west, south = corner(r)
    rings = [square(west, south, 1.6, r % 2 == 0)]
    if r != SEVERAL:
        return [rings]
    # whichever way the rings of a file run
    return [[*rings, square(LONGITUDE, LATITUDE, 0.6, False)], [square(14, 47, 0.5, True)]]


def feature_collection():
    features = []
    for r, region in enumerate(REGIONS):
        if r == LOST:
            continue
        made = polygons(r)
        geometry = {"type": "Polygon", "coordinates": made[0]} if len(made) == 1 else {"type": "MultiPolygon", "coordinates": made}
        features.append({"type": "Feature", "properties": {"name": HOSTILE, HOSTILE: 1, "code": region}, "geometry": geometry})
    features.append({"type": "Feature", "properties": {"name": "elsewhere", "code": "XX"}, "geometry": None})
    return {"type": "FeatureCollection", "features": features}


def topology():
    """The same in hundredths of a degree; a ring is two arcs, of which the second is kept backwards."""
    arcs, geometries = [], []

    def arc(ring):
        whole = [[round(100 * (x - 4)), round(100 * (y - 44))] for x, y in ring]
        arcs.append([whole[0], *([b[0] - a[0], b[1] - a[1]] for a, b in zip(whole, whole[1:]))])
        return len(arcs) - 1

    def ring_of(ring):
        return [arc(ring[:3]), ~arc(ring[:1:-1])]

    for feature in feature_collection()["features"]:
        if feature["geometry"] is None:
            continue
        several = feature["geometry"]["type"] == "MultiPolygon"
        made = [[ring_of(ring) for ring in polygon] for polygon in (feature["geometry"]["coordinates"] if several else [feature["geometry"]["coordinates"]])]
        geometries.append({"type": feature["geometry"]["type"], "properties": feature["properties"], "arcs": made if several else made[0]})
    return {"type": "Topology", "transform": {"scale": [0.01, 0.01], "translate": [4, 44]}, "arcs": arcs,
            "objects": {"regions": {"type": "GeometryCollection", "geometries": geometries}}}


def make(folder):
    rows = ["region,industry,year,employment,employment_flag"]
    for year in (2014, 2015):
        for r, region in enumerate(REGIONS):
            for i, industry in enumerate("AB"):
                known = (r not in (SUPPRESSED, MISSING)) or i == 1
                rows.append(f"{region},{industry},{year},{(r * 37 + i * 11) % 23 + 1 + year - 2014 if known else ''},{'c' if r == SUPPRESSED and i == 0 else ''}")
    (folder / "jobs.csv").write_text("\n".join(rows) + "\n")
    quoted = HOSTILE.replace('"', '""')
    (folder / "regions.csv").write_text("code,label\n" + "".join(f'{region},"{quoted} {region}"\n' for region in REGIONS))
    (folder / "shapes.geojson").write_text(json.dumps(feature_collection()))
    (folder / "shapes.topojson").write_text(json.dumps(topology()))
    west, south = corner(LOST)
    (folder / "points.csv").write_text(f"region,longitude,latitude\n{REGIONS[LOST]},{west + 0.8},{south + 0.8}\n")
    store = folder / "jobs.h5"
    lociq("import", folder / "jobs.csv", "-o", store, "--unit", "persons", "--regions", folder / "regions.csv")
    lociq("compute", store, "lq", "stars")
    return store


def seen_at(page, longitude, latitude):
    """Where the map has a place, and the colour that it has there: red, green, blue, opacity."""
    return page.run("""const chart = [...drawn].find((one) => one.name === 'map'), canvas = chart.figure.querySelector('canvas');
      canvas.scrollIntoView({block: 'center'});
      const [x, y] = chart.view.scale('map')([arguments[0], arguments[1]]), [dx, dy] = chart.view.origin(), box = canvas.getBoundingClientRect();
      const scale = canvas.width / box.width, one = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
      one.drawImage(canvas, -Math.round(scale * (x + dx)), -Math.round(scale * (y + dy)));
      return [box.left + x + dx, box.top + y + dy, [...one.getImageData(0, 0, 1, 1).data]]""", longitude, latitude)


def hint_at(page, longitude, latitude):
    x, y, _ = seen_at(page, longitude, latitude)
    page.move_to(x, y)
    return page.run("return document.getElementById('hint').hidden ? null : document.getElementById('hint').textContent")


def check_polygons(page, store):
    """Each region where its polygon is, in the colour of its class, and nothing of any elsewhere."""
    page.go("overview")
    page.run("shown.dataset = 'employment'; shown.industry = 0; show()")
    page.settle()
    values = {row["region"]: row["value"] for row in exported(store, "employment", "--year", 2015, "--industry", "A")}
    colours = page.run("return Object.fromEntries([...drawn][0].view.data('areas').map((one) => [one.place[1], one.colour]))")
    assert set(colours) == set(REGIONS) - {REGIONS[LOST]}, colours
    assert len(set(colours.values())) > 3, colours
    for r, region in enumerate(REGIONS):
        west, south = corner(r)
        # beside the cross of a suppressed region and the hole
        place = west + 0.25, south + 0.25
        hint, seen = hint_at(page, *place), seen_at(page, *place)[2]
        if r == LOST:
            assert hint is None and seen[3] == 0, (region, hint, seen)
            continue
        assert hint.startswith(f"{HOSTILE} {region} ({region})"), (region, hint)
        if r in (SUPPRESSED, MISSING):
            assert seen[3] == 0 and hint.split("\n")[1] == ("suppressed" if r == SUPPRESSED else "not known"), (region, seen, hint)
        else:
            assert seen == [*bytes.fromhex(colours[region][1:]), 255], (region, seen, colours[region])
            assert f"{values[region]} persons" in hint, hint
    for name, place in {"sea": (9, 51.5), "strait": (5.8, 44.8), "hole": (LONGITUDE + 0.3, LATITUDE + 0.3)}.items():
        assert hint_at(page, *place) is None and seen_at(page, *place)[2][3] == 0, name
    assert f"({REGIONS[SEVERAL]})" in hint_at(page, 14.25, 47.25), "the island belongs to its region"
    looks = page.run("return [...drawn][0].view.data('areas').filter((one) => arguments[0].includes(one.place[1])).map((one) => [one.place[1], one.dash])", [REGIONS[SUPPRESSED], REGIONS[MISSING]])
    assert dict(looks) == {REGIONS[SUPPRESSED]: [1, 0], REGIONS[MISSING]: [2, 2]}, looks
    crosses = page.run("return [...drawn][0].view.data('points').map((one) => [one.place[1], one.shape])")
    assert crosses == [[REGIONS[SUPPRESSED], "cross"]], crosses


def check_click(page):
    west, south = corner(8)
    hint_at(page, west + 0.5, south + 0.5)
    page.click()
    page.wait("location.hash === '#region/R08'", "the region that was clicked")
    page.settle()
    assert page.texts("#content h2") == [f"{HOSTILE} R08 (R08)"]


def check_slider(page):
    page.go("overview")
    colour = "[...drawn][0].view.data('areas').find((one) => one.place[1] === 'R00').lines[1]"
    before = page.run("return " + colour)
    page.run("const year = document.getElementById('year'); year.value = 0; year.dispatchEvent(new Event('input', {bubbles: true}))")
    page.wait(f"{colour} !== {json.dumps(before)}", "the other year")
    page.run("shown.year = 1")


def check_lost(page, expected):
    page.go("overview")
    told = [text for text in page.texts("#content p") if "Not on the map" in text]
    assert bool(told) == expected and (not expected or f"({REGIONS[LOST]})" in told[0]), told


def main():
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        store = make(folder)
        for shapes, words in (("shapes.geojson", ()), ("shapes.topojson", ("--property", "code"))):
            done = subprocess.run([LOCIQ, "report", store, "-o", folder / "page.html", "--shapes", folder / shapes, *words], text=True, capture_output=True)
            assert done.returncode == 0, done.stderr
            assert "on no map, for where they lie is not known: 1 of 12 regions, the first R10" in done.stderr, done.stderr
            with Page(folder / "page.html", folder) as page:
                check_polygons(page, store)
                check_click(page)
                check_slider(page)
                check_lost(page, True)
                assert page.run("return document.getElementById('hacked')") is None
                assert (log := page.log()) == [], log
                assert (asked := page.requests()) == [], asked
            print(f"{shapes} is drawn as it should")
        done = subprocess.run([LOCIQ, "report", store, "-o", folder / "page.html", "--shapes", folder / "shapes.geojson", "--points", folder / "points.csv"], text=True, capture_output=True)
        assert done.returncode == 0 and "on no map" not in done.stderr, done.stderr
        with Page(folder / "page.html", folder) as page:
            check_lost(page, False)
            assert page.run("return [...drawn][0].view.data('points').map((one) => one.place[1])") == [REGIONS[LOST]], "a point where there is no polygon"


if __name__ == "__main__":
    main()
