"""Data health in a browser: Sync now, and a report file from the disk to the figures."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from core.database import Role, transaction
from core.settings import ROOT
from tests.browser.shop import Shop, running_shop, settle
from tests.integration.sync.test_imported_files import FLAT, report
from tests.support.installation import Installation
from tests.support.ready import ReadyProcesses

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shop(installation: Installation, ready: ReadyProcesses) -> Iterator[Shop]:
    """A shop with nothing but its marketplaces, and the sync that waits for people."""
    installation.restore("empty")
    with running_shop(installation, ready) as running:
        finished = installation.run("sync", "run", "marketplaces")
        assert finished.returncode == 0, finished.stderr
        service = subprocess.Popen(
            [sys.executable, "-m", "sync", "requests"],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield running
        finally:
            service.terminate()
            service.wait(timeout=20)
    installation.close()


def count(statement: str) -> int:
    with transaction(Role.OWNER) as connection:
        return int(connection.scalar(text(statement)) or 0)


def pick_stream(page: Page, title: str) -> None:
    """Pick a stream by typing: the list is longer than what is drawn of it."""
    box = page.get_by_role("combobox", name="Stream")
    box.scroll_into_view_if_needed()
    # An open list closes when the page scrolls, and the browser tells of it a frame later.
    page.evaluate("() => new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)))")
    box.fill(title)
    page.get_by_role("option", name=title, exact=True).click()
    settle(page)


def test_sync_now_reads_a_stream_and_its_run_appears_by_itself(page: Page, shop: Shop):
    shop.open(page, "/data-health")
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    pick_stream(page, "Marketplaces")
    runs = count("SELECT count(*) FROM sync.runs")
    page.get_by_role("button", name="Sync now", exact=True).click()
    expect(page.get_by_text("Marketplaces: asked for by demo")).to_contain_text(
        "rows read", timeout=20_000
    )
    assert count("SELECT count(*) FROM sync.runs") == runs + 2
    # The table of the last runs is drawn on a canvas, which holds its words for screen readers.
    table = page.locator('[data-testid="stDataFrame"] canvas').filter(has_text="Started by")
    expect(table).to_contain_text("a person", timeout=10_000)
    page.get_by_role("button", name="Sync now", exact=True).click()
    expect(page.get_by_text("ask again in")).to_be_visible()
    assert loads == []


def test_a_file_is_looked_at_and_brought_in(page: Page, shop: Shop, tmp_path: Path):
    good, odd = tmp_path / "All Orders.txt", tmp_path / "odd.csv"
    good.write_bytes(report(FLAT, days=2))
    odd.write_text("colour,weight\nred,1\n")
    shop.open(page, "/data-health?tab=Bring+in+files")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files([good, odd])
    page.get_by_role("button", name="Look at the files").click()
    expect(page.get_by_role("heading", name="What would change")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("odd.csv are those of no report we know")).to_be_visible()
    assert count("SELECT count(*) FROM seller.orders") == 0
    page.get_by_role("button", name="Bring in 1 file").click()
    expect(page.get_by_text("rows brought in")).to_be_visible(timeout=20_000)
    orders = count("SELECT count(*) FROM seller.orders")
    assert orders > 20
    assert count("SELECT count(*) FROM sync.request_files") == 0
    # The same file once more: everything is here already.
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files([good])
    page.get_by_role("button", name="Look at the files").click()
    expect(page.get_by_text("Everything in these files is here already.")).to_be_visible(
        timeout=20_000
    )
    page.get_by_role("link", name="Overview").click()
    expect(page.locator(".tiles li").first).to_be_visible(timeout=20_000)
