"""`make screenshots`: every page in light, dark and on a phone, into docs/screenshots.

`python -m tests.browser.screenshots data-health` takes only the pages named.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Collection
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from core.settings import ROOT
from tests.browser.shop import Shop, settle
from tests.support.chromium import launch_chromium
from tests.support.home import Home

TARGET = ROOT / "docs" / "screenshots"
_LOOKS = {
    "light": {"viewport": {"width": 1366, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1366, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
}
_PAGES = ("", "sales", "inventory", "products", "data-health")
_HIGHEST = 4000
# Two years of the demo shop, on a machine that may be busy.
_UP_SECONDS = 900


def main(wanted: Collection[str] = ()) -> None:
    """Start the demo shop at its frozen instant and take every picture, or those of some pages."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="seller-monitor-shots-") as folder:
        home = Home(Path(folder), BACKFILL_DAYS="730", ENABLE_AUTO_SYNC="false")
        try:
            finished = home.ops("up", seconds=_UP_SECONDS)
            assert finished.returncode == 0, finished.stderr
            with sync_playwright() as playwright:
                browser = launch_chromium(playwright)
                shop = Shop(home.state()["addresses"]["app"].rstrip("/"))
                product = ""
                for look in _LOOKS:
                    product = _take_look(browser, shop, look, product, wanted)
                browser.close()
        finally:
            home.remove()


def _take_look(
    browser: Browser, shop: Shop, look: str, product: str, wanted: Collection[str]
) -> str:
    """Take every page in one look; return the address of the product that was shown."""

    def is_wanted(name: str) -> bool:
        return not wanted or name in wanted

    context = browser.new_context(**_LOOKS[look])
    page = context.new_page()
    shop.open(page)
    if is_wanted("login"):
        _take(page, f"login-{look}", whole=False)
    shop.log_in(page)
    for path in _PAGES:
        if is_wanted(path or "overview"):
            shop.open(page, f"/{path}")
            _take(page, f"{path or 'overview'}-{look}")
    if is_wanted("product"):
        product = product or _open_best_product(page, shop)
        shop.open(page, product)
        _take(page, f"product-{look}")
    context.close()
    return product


def _open_best_product(page: Page, shop: Shop) -> str:
    """Open the first product of the table; return its address."""
    shop.open(page, "/products")
    place = page.get_by_test_id("stDataFrame").bounding_box()
    assert place is not None
    # The button of the first row, by its place: the table is drawn on a canvas.
    page.mouse.click(place["x"] + 56 + 32, place["y"] + 38 + 31)
    page.wait_for_url("**/product?asin=*")
    return f"/product?asin={page.url.split('asin=')[1][:10]}"


def _take(page: Page, name: str, *, whole: bool = True) -> None:
    """Take one picture, as high as the page is."""
    size = page.viewport_size
    assert size is not None
    settle(page)
    if whole:
        height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": min(int(height), _HIGHEST)})
    # Tables and pictures inside them are drawn on a canvas after everything else.
    page.wait_for_timeout(1500)
    page.screenshot(path=TARGET / f"{name}.png")
    page.set_viewport_size(size)
    print(f"docs/screenshots/{name}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
