"""A real Chromium for tests: the machine's own, or one that Playwright fetches."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from playwright.sync_api import Browser, Error, Playwright

# --no-sandbox: tests often run as root, where Chromium refuses its sandbox. The others keep
# it from calling home.
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoBrowserError(Exception):
    """There is no browser, and none could be fetched."""


def launch_chromium(playwright: Playwright) -> Browser:
    """Start a browser. Raises NoBrowserError with a sentence that says how to get one."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path:
        return playwright.chromium.launch(executable_path=path, args=FLAGS)
    try:
        return playwright.chromium.launch(args=FLAGS)
    except Error:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(command, check=False, capture_output=True, timeout=300)
    try:
        return playwright.chromium.launch(args=FLAGS)
    except Error:
        raise NoBrowserError(
            "No Chromium was found. Install the package chromium, or set CHROMIUM to its path."
        ) from None
