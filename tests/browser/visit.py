"""What a visitor does: log in, and wait until a page is drawn."""

from __future__ import annotations

from playwright.sync_api import Page

from core import demo

_SCRIPT_DONE = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app && app.getAttribute('data-test-script-state') === 'notRunning';
}"""


def log_in(page: Page, address: str, password: str = demo.PASSWORD) -> None:
    """Fill in the login form of a page and send it."""
    page.goto(address)
    page.get_by_label("User name").wait_for(timeout=60_000)
    # The cookie's own script asks the app once more; a form sent before that is lost.
    page.wait_for_load_state("networkidle")
    is_drawn(page)
    page.get_by_label("User name").fill(demo.USERNAME)
    page.locator("input[type=password]").fill(password)
    page.keyboard.press("Enter")
    if password == demo.PASSWORD:
        page.locator("[data-testid=stMetric]").first.wait_for(timeout=30_000)
        is_drawn(page)
        # The cookie is set by a script in the page a moment after the login.
        page.wait_for_function("() => document.cookie.length > 20", timeout=20_000)


def is_drawn(page: Page) -> None:
    """Wait until the page's script has ended and its title is there."""
    page.wait_for_function(_SCRIPT_DONE, polling=50, timeout=15_000)
