"""Saved views: one person's own in one account, each name once for a page."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.accounts import create_account, create_person
from core.database import Role, transaction
from core.errors import AccessDenied, QueryError
from data.saved_views import (
    LONGEST_NAME,
    LONGEST_QUERY,
    delete_view,
    load_views,
    rename_view,
    save_view,
)

ACCOUNT = 1


@pytest.fixture
def me(database) -> int:
    with transaction(Role.OWNER) as connection:
        return int(connection.scalar(text("SELECT min(user_id) FROM app.users")))


@pytest.fixture
def somebody(database) -> int:
    with transaction(Role.OWNER) as connection:
        return create_person(connection, "somebody", "a long enough password")


def names(owner: int, account_id: int = ACCOUNT) -> list[tuple[str, str]]:
    return [(view.name, view.page) for view in load_views(account_id, owner)]


def test_a_view_is_saved_renamed_and_deleted(me):
    save_view(ACCOUNT, me, "  Ads in \n Germany ", "ads", "market=DE&period=last_90_days")
    save_view(ACCOUNT, me, "all", "sales", "period=last_30_days")
    (view, other) = sorted(load_views(ACCOUNT, me), key=lambda one: one.name)
    assert view.query_string == "market=DE&period=last_90_days"
    assert names(me) == [("Ads in Germany", "ads"), ("all", "sales")]
    rename_view(ACCOUNT, me, view.view_id, "Zoo")
    assert names(me) == [("all", "sales"), ("Zoo", "ads")]
    delete_view(ACCOUNT, me, other.view_id)
    assert names(me) == [("Zoo", "ads")]


def test_one_name_stands_once_for_a_page_and_person(me, somebody):
    save_view(ACCOUNT, me, "Germany", "ads", "market=DE")
    save_view(ACCOUNT, me, "Germany", "sales", "market=DE")
    save_view(ACCOUNT, somebody, "Germany", "ads", "market=DE")
    save_view(ACCOUNT, me, "Europe", "ads", "market=DE,GB")
    with pytest.raises(QueryError, match="a view named “Germany” for this page already"):
        save_view(ACCOUNT, me, "Germany", "ads", "market=DE,GB")
    europe = next(view for view in load_views(ACCOUNT, me) if view.name == "Europe")
    with pytest.raises(QueryError, match="Choose another name"):
        rename_view(ACCOUNT, me, europe.view_id, "Germany")
    assert len(names(me)) == 3


def test_another_s_view_is_neither_seen_nor_changed(me, somebody):
    save_view(ACCOUNT, me, "Mine", "ads", "market=DE")
    (view,) = load_views(ACCOUNT, me)
    assert names(somebody) == []
    with pytest.raises(AccessDenied, match="not yours"):
        rename_view(ACCOUNT, somebody, view.view_id, "Theirs")
    with pytest.raises(AccessDenied, match="not yours"):
        delete_view(ACCOUNT, somebody, view.view_id)
    with transaction(Role.OWNER) as connection:
        other = create_account(connection, "Other", is_demo=True)
    assert names(me, other) == []
    with pytest.raises(AccessDenied, match="not yours"):
        delete_view(other, me, view.view_id)
    assert load_views(ACCOUNT, me) == [view]


@pytest.mark.parametrize(
    ("name", "query", "told"),
    [
        (" ", "", "Write a name"),
        ("x" * (LONGEST_NAME + 1), "", "The name is too long"),
        ("Long", "p" * (LONGEST_QUERY + 1), "Choose fewer products"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_one_sentence(me, name, query, told):
    with pytest.raises(QueryError, match=told):
        save_view(ACCOUNT, me, name, "ads", query)
    assert names(me) == []
