#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/pictures/make.py REPORT: takes the README's pictures of the demo's report."""
import base64
import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
os.environ.setdefault("LOCIQ", "lociq")
os.environ.setdefault("LOCIQ_SOURCE", str(HERE.parents[1]))
sys.path.insert(0, str(HERE.parents[1] / "tests/report"))
from browser import Page  # noqa: E402

# name, place, width, height, from where down, dark
PICTURES = [
    ("overview", "overview", 1100, 720, 0, False),
    ("region", "region/SE11", 1100, 760, "[data-section=specialisation]", False),
    ("partners", "region/SE11", 1100, 820, "[data-section=partners]", False),
    ("cluster", "cluster/J", 1100, 560, ".pair", True),
    ("phone", "overview", 390, 760, 0, False),
]


def main(report):
    for name, place, width, height, top, dark in PICTURES:
        with tempfile.TemporaryDirectory() as folder, Page(report, folder, width, height, dark) as page:
            page.go(place)
            if isinstance(top, str):
                top = page.run("return document.querySelector(arguments[0]).getBoundingClientRect().top + scrollY", top)
            clip = {"x": 0, "y": top, "width": width, "height": height, "scale": 1}
            taken = page.driver.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip, "captureBeyondViewport": True})
            (HERE / f"{name}.png").write_bytes(base64.b64decode(taken["data"]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
