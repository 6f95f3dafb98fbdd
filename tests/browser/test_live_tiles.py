"""The tiles of the Overview follow a committed sync by themselves."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from core.settings import get_settings
from tests.browser.shop import Shop, running_shop
from tests.support.installation import Installation
from tests.support.ready import ReadyProcesses

pytestmark = pytest.mark.browser

# The screen is two hours ahead of the simulator, which is moved there in the test.
LATER = "2026-11-20T14:00:00Z"
SECONDS = 5.0


def sync_orders(installation: Installation, now: str) -> None:
    finished = installation.run("sync", "run", "orders", SIMULATOR_NOW=now, BACKFILL_DAYS="5")
    assert finished.returncode == 0, finished.stderr


@pytest.fixture(scope="module")
def shop(installation: Installation, ready: ReadyProcesses) -> Iterator[Shop]:
    """A shop with the orders of five days until noon; the screen's clock says 14:00."""
    installation.restore("empty")
    with running_shop(installation, ready, SIMULATOR_NOW=LATER) as running:
        sync_orders(installation, installation.now)
        yield running
    installation.close()


def orders_today(page: Page) -> int:
    """Read the orders in the tile of today, all marketplaces together."""
    tile = page.locator(".tiles li").filter(has_text=re.compile("^Today"))
    words = tile.get_by_text(re.compile(r"\d+ orders")).all_inner_texts()
    return sum(int(re.search(r"(\d+) orders", one).group(1)) for one in words)


def test_a_new_order_moves_the_tile_within_five_seconds_and_nothing_is_loaded_again(
    page: Page, shop: Shop, installation: Installation
):
    shop.open(page)
    before = orders_today(page)
    assert before > 0
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    page.evaluate("() => { window.stillTheSame = true; }")
    chart = page.locator(".js-plotly-plot").first.element_handle()
    move = urllib.request.Request(
        f"{get_settings().simulator_url}/_simulator/clock",
        json.dumps({"now": LATER}).encode(),
        method="POST",
    )
    urllib.request.urlopen(move, timeout=10).close()
    sync_orders(installation, LATER)
    committed = time.monotonic()
    while orders_today(page) == before:
        assert time.monotonic() - committed < SECONDS, "the tile did not move in five seconds"
        page.wait_for_timeout(100)
    assert orders_today(page) > before
    assert loads == []
    assert page.evaluate("() => window.stillTheSame")
    assert chart.evaluate("chart => chart.isConnected")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
