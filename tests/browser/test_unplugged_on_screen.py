"""Without its database the screen says one sentence and a next step, and shows no trace."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from core.database import embedded_server
from core.demo import PASSWORD, USERNAME
from tests.browser.shop import app_process, send_login
from tests.support.installation import Installation
from tests.support.simulator import free_port

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("no database", "The database does not answer. Nothing saved is lost."),
        ("wrong password", "The database does not let us in"),
    ],
)
def test_the_screen_says_what_is_wrong_with_the_database(
    stranger: Page, installation: Installation, fault: str, sentence: str
) -> None:
    place = f"127.0.0.1:{free_port()}/x"
    if fault == "wrong password":
        place = f"/amazon_monitor?host={embedded_server().socket_folder}"
    address = f"postgresql://web:not-it@{place}"
    names = ("DATABASE_URL", "DATABASE_URL_WEB", "DATABASE_URL_SYNC")
    port = free_port()
    with app_process(installation, port, **dict.fromkeys(names, address)) as wait:
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
