"""What pages say when there is no data, no database, no right, or no such product."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

import data.watch
import ui.context
import ui.questions
import ui.registry
from core.accounts import AccountRole, InstallationRole, add_member, create_account, create_person
from core.database import Role, name_account, transaction
from core.errors import DatabaseUnavailable
from tests.pages.conftest import fresh_app, words_of
from tests.pages.html_tiles import tiles_of
from tests.pages.screen import words_of_every_tab
from ui.registry import REGISTRY, page_entry

KEYS = [entry.key for entry in REGISTRY]
# The others have states of their own, tested beside them.
OF_ORDERS = [entry.key for entry in REGISTRY if entry.needs_orders]
GONE = "The database does not answer. Nothing saved is lost."


def gone(*_arguments, **_named):
    raise DatabaseUnavailable(GONE)


@pytest.mark.parametrize("key", OF_ORDERS)
def test_an_empty_account_is_told_what_to_do(database, open_page, key):
    app = open_page(key)
    assert not app.exception
    assert "No orders here yet" in words_of(app)
    assert "python -m sync run --all" in words_of(app)
    assert not tiles_of(app)


def test_a_day_without_anything_is_told_by_every_card_of_every_page(demo, open_page):
    for key in OF_ORDERS:
        app = open_page(key, period="custom", from_="2020-01-01", to="2020-01-01")
        words_of_every_tab(app, key)


@pytest.mark.parametrize("key", KEYS)
def test_a_page_run_by_itself_shows_nothing(database, key):
    app = AppTest.from_file(str(page_entry(key).file)).run()
    assert [one.value for one in app.info] == ["Please log in to see this page."]
    assert not tiles_of(app)
    assert not app.dataframe


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("need", [AccountRole.OWNER, InstallationRole.ADMIN])
def test_a_viewer_does_not_get_past_a_higher_role(database, open_page, monkeypatch, key, need):
    with transaction(Role.OWNER) as connection:
        account_id = connection.scalar(text("SELECT min(account_id) FROM app.accounts"))
        name_account(connection, account_id)
        user_id = create_person(connection, "vic", "a long enough password")
        add_member(connection, account_id, user_id, AccountRole.VIEWER)
    entry = replace(ui.registry.page_entry(key), need=need)
    monkeypatch.setitem(ui.registry._BY_KEY, key, entry)
    app = open_page(key, username="vic")
    assert not app.exception
    assert "This page is not open to you" in words_of(app)
    assert not tiles_of(app)
    assert not app.title


@pytest.mark.parametrize("key", OF_ORDERS)
def test_a_database_that_is_gone_is_one_sentence(database, open_page, monkeypatch, key):
    monkeypatch.setattr(ui.context, "load_freshness", gone)
    app = open_page(key)
    assert not app.exception
    assert [one.value for one in app.error] == [GONE]
    assert app.button(key="try_again")
    monkeypatch.undo()
    app.button(key="try_again").click().run()
    assert not app.error


def test_a_database_that_is_gone_at_login_is_one_sentence(database, monkeypatch):
    monkeypatch.setattr(data.watch, "find_person", gone)
    app = fresh_app()
    app.session_state["authentication_status"] = True
    app.session_state["username"] = "demo"
    app.run()
    assert not app.exception
    assert [one.value for one in app.error] == [GONE]
    assert not app.title


def make_other_account(asin: str) -> None:
    """Make a second account with one product, to which nobody of the demo belongs."""
    with transaction(Role.OWNER) as connection:
        account_id = create_account(connection, "Somebody else")
        connection.execute(
            text(
                "INSERT INTO seller.products (account_id, asin, title, source, fetched_at)"
                " VALUES (:a, :asin, 'A secret product', 'test', now())"
            ),
            {"a": account_id, "asin": asin},
        )
