# SPDX-License-Identifier: GPL-3.0-or-later
"""A page of `lociq report` in headless Chromium, opened from the file system."""
import csv
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

LOCIQ = os.environ["LOCIQ"]
SOURCE = Path(os.environ["LOCIQ_SOURCE"])
SKIPPED = 77


def lociq(*words):
    done = subprocess.run([LOCIQ, *map(str, words)], text=True, capture_output=True)
    assert done.returncode == 0, f"lociq {' '.join(map(str, words))}: {done.stderr}"
    return done.stdout


def exported(store, dataset, *words):
    return list(csv.DictReader(io.StringIO(lociq("export", store, dataset, *words))))


class Page:
    """width and height of the window, folder: where downloads go."""

    def __init__(self, path, folder, width=1440, height=1000, dark=False):
        try:
            from selenium import webdriver
        except ImportError:
            print("skipped: python3-selenium is not installed")
            sys.exit(SKIPPED)
        options = webdriver.ChromeOptions()
        for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--window-size={width},{height}"):
            options.add_argument(word)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        service = webdriver.ChromeService("/usr/bin/chromedriver") if hasattr(webdriver, "ChromeService") else None
        self.driver = webdriver.Chrome(options=options, service=service) if service else webdriver.Chrome(options=options)
        self.folder = Path(folder)
        self.address = Path(path).resolve().as_uri()
        command = self.driver.execute_cdp_cmd
        command("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(self.folder.resolve())})
        command("Network.enable", {})
        command("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
        command("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
        self.driver.get(self.address)
        self.settle()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def wait(self, condition, what):
        """Until the script's expression holds."""
        end = time.monotonic() + 60
        while not self.run("return Boolean(" + condition + ")"):
            assert time.monotonic() < end, f"waited for {what} in vain; the log says {self.log()}"
            time.sleep(0.05)

    def settle(self):
        """Until the page that the address names is shown, with its charts drawn."""
        self.wait("document.querySelector('#content > div') && [...drawn].every((chart) => chart.view && chart.figure.querySelector('canvas, svg'))", "the page")

    def go(self, place):
        self.run("document.getElementById('content').replaceChildren(); location.hash = arguments[0]; show()", place)
        self.settle()

    def move_to(self, x, y):
        """The pointer, in pixels of the window."""
        from selenium.webdriver.common.action_chains import ActionChains
        actions = ActionChains(self.driver)
        actions.w3c_actions.pointer_action.move_to_location(round(x), round(y))
        actions.perform()

    def click(self):
        from selenium.webdriver.common.action_chains import ActionChains
        actions = ActionChains(self.driver)
        actions.w3c_actions.pointer_action.click()
        actions.perform()

    def texts(self, selector):
        return self.run("return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)", selector)

    def log(self):
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self):
        """Addresses asked for, but the page itself and what it made itself."""
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        asked = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
        return [address for address in asked if not address.startswith((self.address, "blob:", "data:"))]

    def downloaded(self, name):
        path = self.folder / name
        end = time.monotonic() + 30
        while not path.exists() or path.with_suffix(path.suffix + ".crdownload").exists():
            assert time.monotonic() < end, f"{name} was not downloaded"
            time.sleep(0.05)
        text = path.read_text(encoding="utf-8")
        path.unlink()
        return text
