"""`make bench`: measure, print a table, and write `.local/bench/latest.json`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from core.settings import ROOT
from tests.benchmarks import idle_sessions, store_speed
from tests.benchmarks.idle_sessions import SESSIONS
from tests.benchmarks.page_speed import TimedPage, compare
from tests.benchmarks.results import Row, as_table, row, save
from tests.browser.shop import Shop
from tests.conftest import FROZEN_NOW
from tests.support.chromium import launch_chromium
from tests.support.home import Home
from tests.support.installation import Installation
from tests.support.simulator import free_port, wait_until_answers

ROUNDS = 9
# The aims of the issue that asked for these figures.
MOST = 3.5
# Streamlit's key for running a script again works in this mode only.
_KEYS = {"STREAMLIT_CLIENT_TOOLBAR_MODE": "developer"}
_EMPTY_DONE = "() => document.body.innerText.includes('Empty')"
_OVERVIEW_DONE = (
    "() => document.querySelectorAll('.js-plotly-plot .main-svg').length > 0"
    " && document.querySelectorAll('[data-testid=\"stMetric\"]').length >= 4"
)


def main() -> int:
    """Run every benchmark; return 0 whether or not an aim is met: the table says it."""
    with tempfile.TemporaryDirectory(prefix="seller-monitor-bench-") as folder:
        home = Home(Path(folder), BACKFILL_DAYS="730", ENABLE_AUTO_SYNC="false", **_KEYS)
        port = free_port()
        empty = _start_empty(port)
        try:
            rows = _starts(home)
            wait_until_answers(f"http://127.0.0.1:{port}/_stcore/health", empty)
            app = home.state()["addresses"]["app"]
            rows += _pages(app, f"http://127.0.0.1:{port}")
            rows += _idle(app, home.pids()["app"])
        finally:
            empty.terminate()
            empty.wait(timeout=20)
            home.remove()
    rows += _store()
    save(rows, ROOT / ".local" / "bench" / "latest.json")
    print(as_table(rows))
    return 0


def _idle(app: str, pid: int) -> list[Row]:
    """Measure what open Overviews cost while nothing happens."""
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        context = browser.new_context()
        Shop(app).log_in(context.new_page())
        cookie = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
        browser.close()
    one, many = (idle_sessions.measure(app, cookie, pid, number) for number in (1, SESSIONS))
    name = f"{SESSIONS} idle overviews"
    return [
        row(f"{name}, CPU", many.cores, "cores", "one core", 1.0, 0.25),
        row(f"{name}, a look, p95", many.p95_ms, "ms", "the two seconds between looks", 2000, 0.25),
        row("1 idle overview, CPU", one.cores, "cores", "one core", 1.0, 0.05),
    ]


def _starts(home: Home) -> list[Row]:
    """Measure `make up` without the installing: with nothing there, and once more."""
    first = _up(home)
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        context = browser.new_context()
        Shop(home.state()["addresses"]["app"]).log_in(context.new_page())
        home.ops("down")
        began = time.perf_counter()
        second = _up(home)
        page = context.new_page()
        page.goto(home.state()["addresses"]["app"], wait_until="commit")
        page.wait_for_function(_OVERVIEW_DONE, polling=20, timeout=60_000)
        chart = time.perf_counter() - began
        browser.close()
    limits = (
        ("first start, 24 months", first, 60.0),
        ("second start", second, 10.0),
        ("second start to the first chart", chart, 10.0),
    )
    return [
        row(name, seconds, "s", f"a limit of {limit:g} s", limit, 1.0)
        for name, seconds, limit in limits
    ]


def _up(home: Home) -> float:
    """Start everything; return the seconds it took."""
    began = time.perf_counter()
    finished = home.ops("up")
    if finished.returncode != 0:
        raise SystemExit(finished.stderr)
    return time.perf_counter() - began


def _store() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="seller-monitor-bench-") as folder:
        installation = Installation(Path(folder), FROZEN_NOW)
        installation.start()
        try:
            return store_speed.measure(installation)
        finally:
            installation.remove()


def _start_empty(port: int) -> subprocess.Popen[bytes]:
    page = Path(__file__).with_name("empty_page.py")
    return subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(page), "--server.port", str(port)],
        cwd=ROOT,
        env={**os.environ, **_KEYS},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _pages(app: str, empty: str) -> list[Row]:
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        ours = TimedPage(browser, app, _OVERVIEW_DONE, Shop(app).log_in)
        other = TimedPage(browser, empty, _EMPTY_DONE)
        against = "an empty Streamlit page, same run"
        rows = []
        for name, measure in (
            ("overview rerun", TimedPage.rerun),
            ("overview warm load", TimedPage.load),
        ):
            own, base = compare(measure, ours, other, ROUNDS)
            rows.append(row(name, own, "ms", f"{against} ({base:.0f} ms)", base, MOST))
        browser.close()
    return rows


if __name__ == "__main__":
    raise SystemExit(main())
