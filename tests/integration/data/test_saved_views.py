"""Saved views: one person's own in one account, each name once for a page; some are shared."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.accounts import AccountRole, add_member, create_account, create_person
from core.database import Role, name_account, transaction
from core.errors import AccessDenied, QueryError
from data.saved_views import (
    LONGEST_NAME,
    LONGEST_QUERY,
    delete_view,
    load_shared_views,
    load_views,
    rename_view,
    save_view,
    share_view,
    stop_sharing,
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


def join(account_id: int, person: int, role: AccountRole) -> None:
    with transaction(Role.OWNER) as connection:
        name_account(connection, account_id)
        add_member(connection, account_id, person, role)


def leave(account_id: int, person: int) -> None:
    with transaction(Role.OWNER) as connection:
        name_account(connection, account_id)
        left = connection.execute(
            text("DELETE FROM app.memberships WHERE account_id = :account AND user_id = :person"),
            {"account": account_id, "person": person},
        )
        assert left.rowcount == 1


def saved(owner: int, name: str = "Germany") -> int:
    """A view that its owner alone sees."""
    save_view(ACCOUNT, owner, name, "ads", "market=DE")
    return next(view.view_id for view in load_views(ACCOUNT, owner) if view.name == name)


def shared_with(reader: int, account_id: int = ACCOUNT) -> list[tuple[str, str]]:
    return [(one.view.name, one.owner_name) for one in load_shared_views(account_id, reader)]


@pytest.mark.parametrize("role", [AccountRole.OWNER, AccountRole.MANAGER])
def test_what_an_owner_or_manager_shares_is_seen_by_the_account_and_by_no_other(me, somebody, role):
    join(ACCOUNT, somebody, role)
    number = saved(somebody)
    assert shared_with(me) == []
    share_view(ACCOUNT, somebody, number)
    assert shared_with(me) == [("Germany", "somebody")]
    assert shared_with(somebody) == []
    (own,) = load_views(ACCOUNT, somebody)
    assert own.is_shared
    with transaction(Role.OWNER) as connection:
        other = create_account(connection, "Other", is_demo=True)
    assert shared_with(me, other) == []
    with pytest.raises(AccessDenied):
        stop_sharing(other, somebody, number)
    with pytest.raises(AccessDenied):
        share_view(other, somebody, number)


def test_what_somebody_shared_is_listed_until_they_leave_the_account(me, somebody):
    join(ACCOUNT, somebody, AccountRole.OWNER)
    share_view(ACCOUNT, somebody, saved(somebody))
    assert shared_with(me) == [("Germany", "somebody")]
    leave(ACCOUNT, somebody)
    assert shared_with(me) == []
    join(ACCOUNT, somebody, AccountRole.VIEWER)
    assert shared_with(me) == [("Germany", "somebody")]


@pytest.mark.parametrize("role", [AccountRole.VIEWER, AccountRole.ANALYST, None])
def test_who_is_no_owner_or_manager_cannot_share(me, somebody, role):
    if role is not None:
        join(ACCOUNT, somebody, role)
    number = saved(somebody)
    with pytest.raises(AccessDenied, match="Only an owner or manager"):
        share_view(ACCOUNT, somebody, number)
    assert shared_with(me) == []


def test_a_shared_view_is_changed_only_by_who_saved_it_and_withdrawn_by_who_may_share(me, somebody):
    number = saved(me)
    share_view(ACCOUNT, me, number)
    join(ACCOUNT, somebody, AccountRole.ANALYST)
    for change in (
        lambda: rename_view(ACCOUNT, somebody, number, "Theirs"),
        lambda: delete_view(ACCOUNT, somebody, number),
        lambda: share_view(ACCOUNT, somebody, number),
        lambda: stop_sharing(ACCOUNT, somebody, number),
    ):
        with pytest.raises(AccessDenied):
            change()
    assert [name for name, _ in shared_with(somebody)] == ["Germany"]
    join(ACCOUNT, somebody, AccountRole.MANAGER)
    with pytest.raises(AccessDenied):
        delete_view(ACCOUNT, somebody, number)
    stop_sharing(ACCOUNT, somebody, number)
    assert shared_with(somebody) == []
    assert names(me) == [("Germany", "ads")]
    with pytest.raises(AccessDenied, match="shared no more"):
        stop_sharing(ACCOUNT, me, number)


def test_who_became_a_viewer_shares_no_more_and_still_takes_back(me, somebody):
    join(ACCOUNT, somebody, AccountRole.MANAGER)
    first, second = saved(somebody, "First"), saved(somebody, "Second")
    share_view(ACCOUNT, somebody, first)
    join(ACCOUNT, somebody, AccountRole.VIEWER)
    with pytest.raises(AccessDenied):
        share_view(ACCOUNT, somebody, second)
    stop_sharing(ACCOUNT, somebody, first)
    assert shared_with(me) == []
