#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""page.py PAGE: how long headless Chromium takes over a report that it opens from the file system. Answers rows as
harness.h does: `open`, from asking for the page until its map is drawn, and the page's bytes; `year` and `indicator`, a
step of the slider and a change of the dataset until the frame after it is drawn, each for the first time since the page
was opened: the mean of some, and the slowest."""
import os
import sys
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True  # before the modules that lie elsewhere
os.environ.setdefault("LOCIQ", "lociq")
os.environ.setdefault("LOCIQ_SOURCE", str(SOURCE))
sys.path.insert(0, str(SOURCE / "tests" / "report"))
from browser import Page  # noqa: E402

UNTIL_DRAWN = """
const done = arguments[0];
const look = () => (document.querySelector('#content .map canvas') && [...drawn].every((chart) => chart.view)
  ? requestAnimationFrame(() => setTimeout(done)) : setTimeout(look, 1));
look();
"""
STEPS = """
const done = arguments[1], steps = {
  year: [...years.keys()].map((value) => () => {
    const year = document.getElementById('year');
    year.value = value;
    year.dispatchEvent(new Event('input'));
  }),
  indicator: ['stars', 'employment', 'krugman_specialisation', 'growth', 'lq'].map((name) => () => {
    shown.dataset = name;
    return show();
  }),
}[arguments[0]];
(async () => {
  const took = [];
  for (const step of steps) {
    const start = performance.now();
    await step();
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    took.push(performance.now() - start);
  }
  done(took);
})();
"""


def opened(page, path):
    page.driver.get("about:blank")
    start = time.perf_counter()
    page.driver.get(page.address)
    page.driver.execute_async_script(UNTIL_DRAWN)
    return time.perf_counter() - start, path.stat().st_size


def stepped(page, path, kind):
    opened(page, path)  # so that each dataset is unpacked when it is asked for
    took = page.driver.execute_async_script(STEPS, kind)
    return sum(took) / len(took) / 1000, max(took) / 1000


def main(path):
    with Page(path, path.parent) as page:
        page.go("overview")
        for line in sys.stdin:
            row = line.strip()
            seconds, figure = opened(page, path) if row == "open" else stepped(page, path, row)
            print(f"{seconds:.9f}\t{figure:.17g}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
