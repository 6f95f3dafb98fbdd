"""The demo shop, started once for all tests of this folder, which one process runs.

They read the shop. What a test writes into it, it takes away again; tests that need another shop,
or a database that goes away, are in the folder above, with processes of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from core.database import Role, name_account, transaction
from tests.browser.conftest import cookies_of_a_login
from tests.browser.shop import Shop, running_shop
from tests.support.installation import Installation
from tests.support.ready import ReadyProcesses


@pytest.fixture(scope="package")
def demo(installation: Installation) -> Iterator[Installation]:
    """Two years of the demo shop, as `demo` of all tests, for as long as this folder takes."""
    installation.restore("demo")
    yield installation
    installation.close()


@pytest.fixture(scope="package")
def shop(demo: Installation, ready: ReadyProcesses) -> Iterator[Shop]:
    """The demo shop, running."""
    with running_shop(demo, ready) as running:
        yield running


@pytest.fixture(scope="package")
def login_state(browser: Browser, shop: Shop) -> dict[str, Any]:
    """The cookies of a person who has logged in."""
    return cookies_of_a_login(browser, shop)


@pytest.fixture
def nothing_asked_stays() -> Iterator[None]:
    """Leave no conversation to the other tests of this shop."""
    yield
    with transaction(Role.OWNER) as connection:
        name_account(connection, 1)
        connection.exec_driver_sql("DELETE FROM app.conversations")
