"""A real Chromium and its tabs. Each file of tests brings the `shop` that they look at.

Tests of the demo shop share one: see demo/conftest.py.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.shop import Shop
from tests.support.chromium import NoBrowserError, launch_chromium
from tests.support.ready import APP, ReadyProcesses


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser for the whole run. Without one the tests are skipped, but not in CI."""
    with sync_playwright() as playwright:
        try:
            found = launch_chromium(playwright)
        except NoBrowserError as error:
            if os.environ.get("CI", "").lower() == "true":
                pytest.fail(str(error))
            pytest.skip(str(error))
        yield found
        found.close()


@pytest.fixture(scope="session")
def ready() -> Iterator[ReadyProcesses]:
    """Apps and sidecars that are there at once: see `app_process` in shop.py."""
    processes = ReadyProcesses(APP)
    yield processes
    processes.stop()


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    """A tab of somebody who has never been here."""
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def login_state(browser: Browser, shop: Shop) -> dict[str, Any]:
    """The cookies of a person who has logged in."""
    return cookies_of_a_login(browser, shop)


@pytest.fixture
def page(browser: Browser, login_state: dict[str, Any]) -> Iterator[Page]:
    """A tab of the demo seller; a test that leaves an error in its console fails."""
    with quiet_tab(browser, storage_state=login_state) as tab:
        yield tab


def cookies_of_a_login(browser: Browser, shop: Shop) -> dict[str, Any]:
    """Log in as the demo seller; return what a context needs to be logged in as well."""
    context = browser.new_context()
    shop.log_in(context.new_page())
    state: dict[str, Any] = dict(context.storage_state())
    context.close()
    return state


@contextmanager
def quiet_tab(browser: Browser, **options: Any) -> Iterator[Page]:
    """Open a tab, and fail at its end when anything was complained about in its console."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, **options)
    tab = context.new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    yield tab
    context.close()
    assert errors == []
