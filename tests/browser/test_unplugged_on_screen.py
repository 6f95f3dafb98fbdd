"""Without its database the screen says one sentence and a next step, and shows no trace."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from core.database import DATABASE_NAME, embedded_server
from core.demo import PASSWORD, USERNAME
from core.keys import secret
from tests.browser.looking import wrong_as_it_is
from tests.browser.shop import Shop, address, app_process, send_login, settle
from tests.support.installation import Installation
from tests.support.ready import ReadyProcesses
from tests.support.simulator import free_port
from ui.registry import REGISTRY

pytestmark = pytest.mark.browser

_ADDRESSES = (
    "DATABASE_URL",
    *(f"DATABASE_URL_{role}" for role in ("WEB", "SYNC", "ASK", "CEREBRO")),
)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("no database", "The database does not answer. Nothing saved is lost."),
        ("wrong password", "The database does not let us in"),
    ],
)
def test_the_screen_says_what_is_wrong_with_the_database(
    stranger: Page, installation: Installation, ready: ReadyProcesses, fault: str, sentence: str
) -> None:
    place = f"127.0.0.1:{free_port()}/x"
    if fault == "wrong password":
        place = f"/amazon_monitor?host={embedded_server().socket_folder}"
    nowhere = f"postgresql://web:not-it@{place}"
    port = free_port()
    with app_process(ready, installation, port, **dict.fromkeys(_ADDRESSES, nowhere)) as wait:
        wait()
        stranger.goto(f"http://127.0.0.1:{port}/")
        expect(stranger.get_by_label("User name")).to_be_visible(timeout=60_000)
        send_login(stranger, USERNAME, PASSWORD)
        expect(stranger.get_by_text(sentence)).to_be_visible(timeout=60_000)
        expect(stranger.get_by_role("button", name="Try again")).to_be_visible()
        body = stranger.locator("body").inner_text()
    assert "Traceback" not in body
    assert "psycopg2" not in body
    assert "not-it" not in body


@pytest.fixture(scope="module")
def shop(demo: Installation, ready: ReadyProcesses) -> Iterator[Shop]:
    """The demo shop's app alone, on a database that it cannot start by itself."""
    folder, password = embedded_server().socket_folder, secret("database_password_web")
    place = f"postgresql://web:{password}@/{DATABASE_NAME}?host={folder}"
    port = free_port()
    with app_process(
        ready, demo, port, IMAGES_PUBLIC_URL="/", **dict.fromkeys(_ADDRESSES, place)
    ) as wait:
        wait()
        yield Shop(f"http://127.0.0.1:{port}")


def test_without_its_database_every_page_is_one_sentence_and_comes_back(
    shop: Shop, page: Page, installation: Installation
):
    paths = [address(entry) for entry in REGISTRY]
    gone = page.get_by_text("The database does not answer. Nothing saved is lost.")
    shop.visit(page, "/sales")
    with installation.stopped():
        # One card alone, then the whole page, then every page from its address.
        page.get_by_role("radio", name="Orders").click()
        expect(gone).to_be_visible(timeout=20_000)
        assert wrong_as_it_is(page) == []
        for path in paths:
            page.goto(f"{shop.address}{path}")
            expect(gone).to_be_visible(timeout=20_000)
            settle(page)
            assert wrong_as_it_is(page) == [], path
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=20_000)
    expect(gone).to_have_count(0)
