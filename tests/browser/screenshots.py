"""`make screenshots`: Overview, Sales and Products in light, dark and on a phone."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from core.settings import ROOT
from tests.browser.visit import is_drawn, log_in
from tests.support.chromium import launch_chromium
from tests.support.home import Home

_LOOKS = {
    "light": {"viewport": {"width": 1366, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1366, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
}


def main() -> None:
    """Start the demo shop, frozen, and take every picture."""
    target = ROOT / "docs" / "screenshots"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="seller-monitor-shots-") as folder:
        home = Home(Path(folder), BACKFILL_DAYS="730", ENABLE_AUTO_SYNC="false")
        try:
            finished = home.ops("up")
            assert finished.returncode == 0, finished.stderr
            _take_all(home.state()["addresses"]["app"], target)
        finally:
            home.remove()


def _take_all(address: str, target: Path) -> None:
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        for look, options in _LOOKS.items():
            page = browser.new_context(**options).new_page()
            log_in(page, address)
            for name, path in (("overview", ""), ("sales", "sales"), ("products", "products")):
                page.goto(f"{address}/{path}")
                is_drawn(page)
                # Pictures and canvas tables are drawn after the script has ended.
                page.wait_for_timeout(1500)
                page.screenshot(path=target / f"{name}-{look}.png")
            page.context.close()
        browser.close()


if __name__ == "__main__":
    main()
