"""Conversations with Ask: one person's own in one account, kept as questions."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.accounts import create_account, create_person
from core.database import Role, account_transaction, transaction
from core.errors import AccessDenied, QueryError
from data import conversations
from data.conversations import (
    LONGEST_NAME,
    delete_conversation,
    keep_conversation,
    load_conversations,
    pin_conversation,
    rename_conversation,
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


def asked(owner: int, account_id: int = ACCOUNT) -> list[tuple[str, ...]]:
    return [one.questions for one in load_conversations(account_id, owner)]


def test_a_conversation_is_named_by_its_first_question_and_goes_on(me):
    first = keep_conversation(ACCOUNT, me, ["units  last month"])
    assert keep_conversation(ACCOUNT, me, ["units  last month", "by week"], goes_on=first) == first
    other = keep_conversation(ACCOUNT, me, ["profit"], "market=DE")
    assert asked(me) == [("profit",), ("units  last month", "by week")]
    assert [one.name for one in load_conversations(ACCOUNT, me)] == ["profit", "units last month"]
    assert load_conversations(ACCOUNT, me)[0].begins_with == "market=DE"
    pin_conversation(ACCOUNT, me, first, is_pinned=True)
    rename_conversation(ACCOUNT, me, first, "  Monday \n round ")
    assert [(one.name, one.is_pinned) for one in load_conversations(ACCOUNT, me)] == [
        ("Monday round", True), ("profit", False),
    ]  # fmt: skip
    delete_conversation(ACCOUNT, me, other)
    assert asked(me) == [("units  last month", "by week")]


def test_the_same_questions_asked_again_are_the_same_conversation(me, somebody):
    first = keep_conversation(ACCOUNT, me, ["units"])
    assert keep_conversation(ACCOUNT, me, ["units"]) == first
    # Other filters make another one, and so does another person.
    assert keep_conversation(ACCOUNT, me, ["units"], "market=DE") != first
    assert keep_conversation(ACCOUNT, somebody, ["units"]) != first
    # One that was deleted meanwhile begins anew.
    delete_conversation(ACCOUNT, me, first)
    assert keep_conversation(ACCOUNT, me, ["units", "by day"], goes_on=first) != first


def test_another_s_conversation_is_neither_seen_nor_changed(me, somebody):
    mine = keep_conversation(ACCOUNT, me, ["units"])
    assert asked(somebody) == []
    with pytest.raises(AccessDenied, match="not yours"):
        rename_conversation(ACCOUNT, somebody, mine, "Theirs")
    with pytest.raises(AccessDenied, match="not yours"):
        delete_conversation(ACCOUNT, somebody, mine)
    assert keep_conversation(ACCOUNT, somebody, ["units", "by day"], goes_on=mine) != mine
    with transaction(Role.OWNER) as connection:
        other = create_account(connection, "Other", is_demo=True)
    assert asked(me, other) == []
    with pytest.raises(AccessDenied, match="not yours"):
        pin_conversation(other, me, mine, is_pinned=True)
    # Not even a statement that forgets to name the account finds it there.
    with account_transaction(Role.WEB, other) as connection:
        assert connection.scalar(text("SELECT count(*) FROM app.conversations")) == 0
    assert asked(me) == [("units",)]


def test_the_oldest_that_is_not_pinned_makes_room(me, monkeypatch):
    monkeypatch.setattr(conversations, "MOST_CONVERSATIONS", 3)
    pinned = keep_conversation(ACCOUNT, me, ["first"])
    pin_conversation(ACCOUNT, me, pinned, is_pinned=True)
    for question in ("second", "third", "fourth", "fifth"):
        keep_conversation(ACCOUNT, me, [question])
    with account_transaction(Role.WEB, ACCOUNT) as connection:
        rows = connection.execute(text("SELECT name FROM app.conversations")).scalars().all()
    assert sorted(rows) == ["fifth", "first", "fourth", "third"]


@pytest.mark.parametrize(
    ("name", "told"), [(" ", "Write a name"), ("x" * (LONGEST_NAME + 1), "too long")]
)
def test_a_name_that_is_not_one_is_told(me, name, told):
    number = keep_conversation(ACCOUNT, me, ["units"])
    with pytest.raises(QueryError, match=told):
        rename_conversation(ACCOUNT, me, number, name)
