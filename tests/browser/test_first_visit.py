"""A first visit in a real browser: log in, look, filter, open a product."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visit import log_in
from tests.support.chromium import NoBrowserError, launch_chromium
from tests.support.home import Home

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            one = launch_chromium(playwright)
        except NoBrowserError as error:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(str(error))
        yield one
        one.close()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = Home(tmp_path_factory.mktemp("browser"), ENABLE_AUTO_SYNC="false")
    try:
        finished = home.ops("up")
        assert finished.returncode == 0, finished.stderr
        yield home.state()["addresses"]["app"]
    finally:
        home.remove()


# First of all: the process is fresh, nobody has opened anything yet.
@pytest.mark.parametrize("path", ["sales", "products", "product", "overview", ""])
def test_a_page_opened_before_login_shows_the_login_and_nothing_else(browser, app, path) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{app}/{path}")
    page.get_by_label("User name").wait_for(timeout=60_000)
    text = page.locator("[data-testid=stApp]").inner_text()
    assert "$" not in text
    assert "Tuffwick" not in text
    assert page.locator("[data-testid=stMetric], [data-testid=stDataFrame]").count() == 0
    page.context.close()


def test_a_wrong_password_is_told_in_words(browser, app) -> None:
    page = browser.new_context().new_page()
    log_in(page, app, "not-the-password-1234")
    page.locator("[data-testid=stAlert]").first.wait_for(timeout=20_000)
    assert page.locator("[data-testid=stMetric]").count() == 0
    page.context.close()
