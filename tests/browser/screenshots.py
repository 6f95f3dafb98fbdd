"""`make screenshots`: every page in light, the most read ones in dark and on a phone too.

They go into docs/screenshots. `python -m tests.browser.screenshots data-health` takes only the
pages named.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Collection
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from core import demo
from core.accounts import InstallationRole
from core.settings import ROOT
from tests.browser.shop import Shop, settle
from tests.support.chromium import launch_chromium
from tests.support.home import Home
from ui.registry import REGISTRY, PageEntry

TARGET = ROOT / "docs" / "screenshots"
_LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1366, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1366, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
}
_IN_EVERY_LOOK = ("overview", "sales", "products")
# Of Settings, the tab that decides whether profit is right.
_TABS = {"settings": "Costs"}
# Of Ask, an answer.
_ASKED = {"ask": "?q=Revenue+by+day+in+Germany+in+the+last+30+days"}
_HIGHEST = 6000
# Who looks: an owner of the shop, whose menu has no pages of those who maintain the program. Their
# two pages are taken as the demo's own login, which is one of them.
_SELLER, _PASSWORD = "anna", "Pictures-of-the-guide"
# A picture of so many colours is half as large. Those that few points have are kept as well
# (maximum coverage): the usual way gives the colours to the many greys, and a blue bar turns teal.
# Half as many tint a neutral grey green.
_COLOURS = 256
_WAY = Image.Quantize.MAXCOVERAGE
# As far back as "same dates last year" looks.
_DAYS = "400"
# That history, on a machine that may be busy.
_UP_SECONDS = 900


def main(wanted: Collection[str] = ()) -> None:
    """Start the demo shop at its frozen instant and take every picture, or those of some pages."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="seller-monitor-shots-") as folder:
        home = Home(Path(folder), BACKFILL_DAYS=_DAYS, ENABLE_AUTO_SYNC="false")
        try:
            finished = home.ops("up", seconds=_UP_SECONDS)
            assert finished.returncode == 0, finished.stderr
            # Without it fees would begin in the middle of the time that profit is compared with.
            home.command("sync", "backfill", "finances", "--days", _DAYS, seconds=_UP_SECONDS)
            home.command("cerebro", "run", seconds=_UP_SECONDS)
            home.command("ops", "add-user", _SELLER, seconds=60, typed=f"{_PASSWORD}\n")
            with sync_playwright() as playwright:
                browser = launch_chromium(playwright)
                shop = Shop(home.state()["addresses"]["app"].rstrip("/"))
                for look in _LOOKS:
                    _take_look(browser, shop, look, wanted)
                browser.close()
        finally:
            home.remove()


def name_of(entry: PageEntry) -> str:
    """Return what a page's guide and its pictures are called: `money-to-claim`."""
    return entry.url_path or entry.key


def pictures() -> list[str]:
    """List the files that one run takes."""
    return [f"{name_of(entry)}-{look}.png" for look in _LOOKS for entry in _pages(look)]


def _pages(look: str) -> list[PageEntry]:
    return [one for one in REGISTRY if look == "light" or name_of(one) in _IN_EVERY_LOOK]


def _take_look(browser: Browser, shop: Shop, look: str, wanted: Collection[str]) -> None:
    """Take the pages of one look, each as somebody whom it is for."""
    pages = [one for one in _pages(look) if not wanted or name_of(one) in wanted]
    code = [one for one in pages if one.need is InstallationRole.MAINTAINER]
    for username, password, theirs in (
        (_SELLER, _PASSWORD, [one for one in pages if one not in code]),
        (demo.USERNAME, demo.PASSWORD, code),
    ):
        if not theirs:
            continue
        context = browser.new_context(**_LOOKS[look])
        page = context.new_page()
        shop.log_in(page, username=username, password=password)
        _close_guide(page)
        for name in map(name_of, theirs):
            _open(page, shop, name)
            _take(page, f"{name}-{look}.png")
        context.close()


def _close_guide(page: Page) -> None:
    """Close the guide of the first visit, which would stand above the Overview."""
    button = page.get_by_role("button", name="Close the guide")
    if button.count():
        button.click()
        button.wait_for(state="detached")
        settle(page)


def _open(page: Page, shop: Shop, name: str) -> None:
    """Open a page as its picture shows it."""
    if name == "product":
        _open_best_product(page, shop)
    else:
        shop.open(page, "/" if name == "overview" else f"/{name}{_ASKED.get(name, '')}")
    if name in _TABS:
        page.get_by_role("tab", name=_TABS[name]).click()


def _open_best_product(page: Page, shop: Shop) -> None:
    """Open the first product of the table of all."""
    shop.open(page, "/products")
    place = page.get_by_test_id("stDataFrame").bounding_box()
    assert place is not None
    # The button of the first row, by its place: the table is drawn on a canvas.
    page.mouse.click(place["x"] + 56 + 32, place["y"] + 38 + 31)
    page.wait_for_url(re.compile(r"/product\?asin="))


def _take(page: Page, name: str) -> None:
    """Take one picture, as high as the page is."""
    size = page.viewport_size
    assert size is not None
    settle(page)
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": min(int(height), _HIGHEST)})
    settle(page)
    # Tables and pictures inside them are drawn on a canvas after everything else.
    page.wait_for_timeout(2500)
    _save(page.screenshot(), TARGET / name)
    page.set_viewport_size(size)
    print(f"docs/screenshots/{name}")


def _save(screenshot: bytes, path: Path) -> None:
    """Write a picture with a palette of few colours."""
    with Image.open(BytesIO(screenshot)) as picture:
        few = picture.convert("RGB").quantize(_COLOURS, _WAY, dither=Image.Dither.NONE)
        few.save(path, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
