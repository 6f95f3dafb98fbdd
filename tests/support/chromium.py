"""A real Chromium for tests: the machine's own, or one that Playwright fetches."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Playwright, ViewportSize

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
    if path := _own_path():
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


def launch_with_profile(
    playwright: Playwright, folder: Path, viewport: ViewportSize
) -> BrowserContext:
    """Start a browser that keeps a profile in a folder, as that of a person does.

    Only there does it keep what it made of a large script; the others, like a private window,
    read it anew at each visit. A browser must be there: see `launch_chromium`.
    """
    return playwright.chromium.launch_persistent_context(
        folder, executable_path=_own_path(), args=FLAGS, viewport=viewport
    )


def _own_path() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
