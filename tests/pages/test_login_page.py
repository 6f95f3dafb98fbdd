"""Logging in: who may, who may not, and what the page says to each."""

from __future__ import annotations

import ast

import pytest
from sqlalchemy import text

from core import demo as demo_names
from core.accounts import (
    MAX_FAILED_LOGINS,
    AccountRole,
    add_member,
    create_account,
    create_person,
)
from core.database import Role, transaction
from core.settings import ROOT, Settings, get_settings
from tests.pages.conftest import fresh_app, log_in, words_of
from tests.pages.html_tiles import tiles_of
from ui.login import WRONG
from ui.registry import REGISTRY

PASSWORD = "a long enough password"


@pytest.fixture
def person(database):
    """Somebody who is a viewer of the demo account, not a demo person."""
    with transaction(Role.OWNER) as connection:
        account_id = connection.scalar(text("SELECT min(account_id) FROM app.accounts"))
        connection.execute(
            text("SELECT set_config('app.account_id', :a, true)"), {"a": str(account_id)}
        )
        user_id = create_person(connection, "ann", PASSWORD, "Ann Example")
        add_member(connection, account_id, user_id, AccountRole.VIEWER)
    return user_id


def is_logged_in(app) -> bool:
    return bool(app.session_state["authentication_status"])


def change_person(user_id: int, assignment: str) -> None:
    with transaction(Role.OWNER) as connection:
        connection.execute(
            text(f"UPDATE app.users SET {assignment} WHERE user_id = :id"), {"id": user_id}
        )


@pytest.mark.parametrize("entry", REGISTRY, ids=lambda entry: entry.key)
def test_a_stranger_sees_the_login_and_nothing_else(database, entry):
    app = fresh_app().run()
    app.switch_page(f"../pages/{entry.file.name}").run()
    assert not app.exception
    assert [one.label for one in app.text_input] == ["User name", "Password"]
    assert not tiles_of(app)
    assert not app.title
    assert not app.selectbox
    assert not app.get("sidebar")[0].children


def test_the_right_password_opens_the_overview(database):
    app = log_in(fresh_app(), demo_names.USERNAME, demo_names.PASSWORD)
    assert not app.exception
    assert app.title[0].value == "Overview"
    assert "Logged in as Demo seller" in words_of(app)


def test_the_name_may_be_written_in_capitals(person):
    assert is_logged_in(log_in(fresh_app(), " ANN ", PASSWORD))


def test_wrong_and_unknown_get_the_same_words(person):
    wrong = log_in(fresh_app(), "ann", "not the password")
    unknown = log_in(fresh_app(), "nobody", "not the password")
    assert [one.value for one in wrong.error] == [WRONG]
    assert [one.value for one in unknown.error] == [WRONG]
    assert not is_logged_in(wrong)
    assert words_of(wrong) == words_of(unknown)


@pytest.mark.parametrize("password", ["", "x" * 80, "ä" * 40])
def test_passwords_that_bcrypt_cannot_read_are_just_wrong(person, password):
    app = log_in(fresh_app(), "ann", password)
    assert not app.exception
    assert not is_logged_in(app)


def test_ten_wrong_passwords_start_a_wait(person):
    change_person(person, f"failed_logins = {MAX_FAILED_LOGINS - 1}")
    log_in(fresh_app(), "ann", "wrong")
    app = log_in(fresh_app(), "ann", PASSWORD)
    assert not is_logged_in(app)
    assert [one.value for one in app.error] == [WRONG]
    change_person(person, "locked_until = now() - interval '1 second'")
    assert is_logged_in(log_in(fresh_app(), "ann", PASSWORD))


def test_after_the_wait_counting_starts_anew(person):
    change_person(person, "failed_logins = 10, locked_until = now() - interval '1 second'")
    log_in(fresh_app(), "ann", "wrong")
    assert is_logged_in(log_in(fresh_app(), "ann", PASSWORD))


def test_while_waiting_wrong_tries_do_not_lengthen_the_wait(person):
    change_person(person, "failed_logins = 10, locked_until = now() + interval '1 minute'")
    log_in(fresh_app(), "ann", "wrong")
    with transaction(Role.OWNER) as connection:
        failed = connection.scalar(
            text("SELECT failed_logins FROM app.users WHERE username = 'ann'")
        )
    assert failed == 10


def test_a_login_forgets_the_wrong_tries(person):
    change_person(person, "failed_logins = 3")
    log_in(fresh_app(), "ann", PASSWORD)
    with transaction(Role.OWNER) as connection:
        row = connection.execute(
            text("SELECT failed_logins, last_login_at FROM app.users WHERE username = 'ann'")
        ).one()
    assert row.failed_logins == 0
    assert row.last_login_at is not None


def test_a_disabled_person_cannot_log_in_and_is_told_no_more(person):
    change_person(person, "is_disabled = true")
    app = log_in(fresh_app(), "ann", PASSWORD)
    assert [one.value for one in app.error] == [WRONG]


def test_a_person_disabled_meanwhile_is_out_at_the_next_rerun(person):
    app = log_in(fresh_app(), "ann", PASSWORD)
    assert is_logged_in(app)
    change_person(person, "is_disabled = true")
    app.run()
    assert not is_logged_in(app)
    assert [one.label for one in app.text_input] == ["User name", "Password"]


def test_the_demo_person_exists_only_in_the_demo(database, monkeypatch):
    monkeypatch.setattr(Settings, "is_demo", property(lambda _self: False))
    app = log_in(fresh_app(), demo_names.USERNAME, demo_names.PASSWORD)
    assert not is_logged_in(app)
    assert demo_names.PASSWORD not in words_of(app)


def test_the_demo_shows_its_login(database):
    assert get_settings().is_demo
    assert demo_names.PASSWORD in words_of(fresh_app().run())


def test_logging_out_ends_the_session(database):
    app = log_in(fresh_app(), demo_names.USERNAME, demo_names.PASSWORD)
    app.button(key="log_out").click().run()
    assert not app.exception
    assert not is_logged_in(app)
    assert not app.title
    app.run()
    assert not is_logged_in(app)


def test_what_was_asked_is_gone_for_the_next_person_of_the_same_tab(database):
    app = log_in(fresh_app(), demo_names.USERNAME, demo_names.PASSWORD)
    kept = ("ask_talk", "ask_conversation", "ask_sql_answer")
    for name in kept:
        app.session_state[name] = "of the person before"
    app.button(key="log_out").click().run()
    assert not [name for name in kept if name in app.session_state]


def test_a_person_of_no_account_is_told_so(database):
    with transaction(Role.OWNER) as connection:
        create_person(connection, "lone", PASSWORD)
    app = log_in(fresh_app(), "lone", PASSWORD)
    assert not app.exception
    assert "You belong to no account yet" in words_of(app)
    assert not tiles_of(app)


def test_a_person_of_two_accounts_can_switch(person):
    with transaction(Role.OWNER) as connection:
        other = create_account(connection, "Zweite Firma")
        add_member(connection, other, person, AccountRole.OWNER)
    app = log_in(fresh_app(), "ann", PASSWORD)
    switcher = app.selectbox(key="account")
    assert switcher.options == ["Demo shop", "Zweite Firma"]
    switcher.select(other).run()
    assert not app.exception
    assert app.session_state["viewer"].account_id == other
    app.run()
    assert app.session_state["viewer"].account_id == other
    # A link of the page opened anew, or in another tab, stays in the account.
    assert app.query_params["account"] in (str(other), [str(other)])
    tab = fresh_app()
    tab.query_params["account"] = str(other)
    log_in(tab, "ann", PASSWORD)
    assert tab.session_state["viewer"].account_id == other
    # The menu leads to an address without parameters.
    del tab.query_params["account"]
    tab.switch_page("../pages/sales.py").run()
    assert tab.session_state["viewer"].account_id == other


@pytest.mark.parametrize("named", ["not a number", "999999", ""])
def test_an_address_that_names_no_account_of_ones_own_shows_the_first(person, named):
    with transaction(Role.OWNER) as connection:
        other = create_account(connection, "Zweite Firma")
        add_member(connection, other, person, AccountRole.OWNER)
    app = fresh_app()
    app.query_params["account"] = named
    log_in(app, "ann", PASSWORD)
    assert not app.exception
    assert app.session_state["viewer"].membership.account_name == "Demo shop"


def test_a_person_of_one_account_has_a_short_address(person):
    app = log_in(fresh_app(), "ann", PASSWORD)
    assert "account" not in app.query_params


def test_a_chosen_account_that_is_not_ones_own_is_not_shown(person):
    with transaction(Role.OWNER) as connection:
        other = create_account(connection, "Somebody else")
    app = fresh_app()
    app.session_state["account_id"] = other
    log_in(app, "ann", PASSWORD)
    assert app.session_state["viewer"].membership.account_name == "Demo shop"


def test_every_page_guards_itself_in_its_first_line_after_the_imports():
    files = {path for path in (ROOT / "pages").glob("*.py") if path.stem != "__init__"}
    assert files == {entry.file for entry in REGISTRY}
    for entry in REGISTRY:
        body = ast.parse(entry.file.read_text()).body
        imports = (ast.Import, ast.ImportFrom)
        statements = [one for one in body[1:] if not isinstance(one, imports)]
        assert ast.unparse(statements[0]).removeprefix("viewer = ") == f"guard('{entry.key}')"
        assert len(entry.file.read_text().splitlines()) < 200
