"""What an account teaches Ask: used once it is accepted, by that account alone, and held on to."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from ask.answers import ask, setting_of
from ask.check_command import main as check
from ask.checked import understood
from ask.memory import check_meaning, check_word, memory_of, written
from ask.parse.echo import echo_of
from core.accounts import AccountRole, add_member, create_account, create_person
from core.database import Role, transaction
from core.errors import AccessDenied, QueryError
from data.account_words import Name, load_account_names
from data.corrections import accept, load_corrections, propose, remove

ACCOUNT = 1
TODAY = date(2026, 11, 20)
# What a shop asks every week, and must go on meaning the same.
REGRESSION = (
    "revenue last month", "units by week in the last 90 days", "top 5 products by profit this year",
    "acos by campaign last 30 days", "refund rate by marketplace this year", "net profit by month",
    "orders yesterday compared with the same day last week", "stock right now by product",
    "average revenue per day last month", "share of revenue by brand last quarter",
)  # fmt: skip


@pytest.fixture
def owner(database) -> int:
    with transaction(Role.OWNER) as connection:
        return int(connection.scalar(text("SELECT min(user_id) FROM app.users")))


@pytest.fixture
def viewer(database) -> int:
    with transaction(Role.OWNER) as connection:
        person = create_person(connection, "viewer", "a long enough password")
        add_member(connection, ACCOUNT, person, AccountRole.ANALYST)
        return person


def metrics(question: str, account_id: int = ACCOUNT) -> list[str] | None:
    """The figures that a question is read as; None where it is asked back or refused."""
    query = ask(question, setting_of(account_id, TODAY)).query
    return list(query.metrics) if query is not None else None


def accept_all(owner: int) -> None:
    """Accept everything that waits, as the page does, on the day of these tests."""
    for one in load_corrections(ACCOUNT):
        if one.is_accepted:
            continue
        if one.kind != "question":
            accept(ACCOUNT, owner, one.correction_id)
            continue
        built = understood(one.means, setting_of(ACCOUNT, TODAY), memory_of(ACCOUNT))
        query = built.query.model_dump(mode="json")
        accept(ACCOUNT, owner, one.correction_id, query, echo_of(built), TODAY)


def test_a_word_is_used_once_it_is_accepted_and_by_its_account_alone(owner, viewer):
    assert metrics("kerching last month") is None
    propose(ACCOUNT, viewer, "metric", check_word("Kerching"), "revenue")
    assert metrics("kerching last month") is None
    (waiting,) = load_corrections(ACCOUNT)
    with pytest.raises(AccessDenied, match="owner or manager"):
        accept(ACCOUNT, viewer, waiting.correction_id)
    accept_all(owner)
    assert metrics("kerching last month") == ["revenue"]
    with transaction(Role.OWNER) as connection:
        other = create_account(connection, "Other", is_demo=True)
    assert metrics("kerching last month", other) is None
    with pytest.raises(AccessDenied):
        remove(other, owner, waiting.correction_id)
    # What is accepted is not talked over by a new proposal.
    with pytest.raises(QueryError, match="accepted meaning"):
        propose(ACCOUNT, viewer, "metric", "kerching", "units")
    remove(ACCOUNT, owner, waiting.correction_id)
    assert metrics("kerching last month") is None


def test_a_word_of_one_s_own_can_be_a_split_or_a_name(owner, monkeypatch):
    names = (Name("brand", "Kettlefen", None),)
    monkeypatch.setattr("ask.answers.load_account_names", lambda *_: names)
    propose(ACCOUNT, owner, "dimension", check_word("label"), "brand")
    propose(ACCOUNT, owner, "value", check_word("the kettle line"), "Kettlefen", "brand")
    propose(ACCOUNT, owner, "value", check_word("gone line"), "Gone", "brand")
    accept_all(owner)
    query = ask("units by label last month", setting_of(ACCOUNT, TODAY)).query
    assert query is not None
    assert query.dimensions == ["brand"]
    query = ask("units of kettle line last month", setting_of(ACCOUNT, TODAY)).query
    assert query is not None
    assert [(one.field, one.value) for one in query.filters] == [("brand", "Kettlefen")]
    # A name that the account has no more means nothing again.
    assert metrics("units of gone line last month") is None


@pytest.mark.parametrize("said", ["", "last month", "by", "2026", "the of", "b c d e f g"])
def test_words_that_questions_need_get_no_other_meaning(said):
    with pytest.raises(QueryError):
        check_word(said)


@pytest.mark.parametrize(
    ("kind", "means", "split"),
    [
        ("metric", "password_hash", ""),
        ("dimension", "account_id", ""),
        ("value", "Their brand", "brand"),
        ("question", "revenue", ""),
    ],
)
def test_a_word_means_what_the_catalogue_and_the_account_hold_and_nothing_else(kind, means, split):
    with pytest.raises(QueryError, match="nothing of that name"):
        check_meaning(kind, means, split, (Name("brand", "Kettlefen", None),))


def test_no_word_opens_what_is_refused(owner):
    for said in ("delete", "forecast", "competitors"):
        propose(ACCOUNT, owner, "metric", check_word(said), "revenue")
    propose(ACCOUNT, owner, "question", written("delete all orders"), "revenue last month")
    accept_all(owner)
    for question in ("delete orders", "forecast next year", "competitors revenue"):
        assert ask(question, setting_of(ACCOUNT, TODAY)).status == "refuse"
    # Not even what was checked reaches more than the query of its right words.
    answer = ask("delete all orders", setting_of(ACCOUNT, TODAY))
    assert answer.query is not None
    assert answer.query.metrics == ["revenue"]


def test_a_checked_question_is_answered_as_its_right_words_are_and_says_who_checked_it(
    owner, viewer
):
    propose(ACCOUNT, viewer, "question", written("How's business?"), "revenue last month")
    setting = setting_of(ACCOUNT, TODAY)
    assert ask("how's business", setting).status == "clarify"
    accept_all(owner)
    answer = ask("How's  business", setting)
    assert answer.question == "How's  business"
    assert answer.badge == "Checked by Demo seller"
    assert answer.notes[0] == "This was read as: revenue last month."
    assert answer.query is not None
    assert answer.query.time.start == date(2026, 10, 1)
    # It stands alone also within a conversation.
    draft = ask("units by week in October", setting).draft
    again = ask("how's business", setting, draft)
    assert again.query == answer.query


def test_checked_questions_are_held_against_what_they_meant(owner, capsys):
    for question in REGRESSION:
        propose(ACCOUNT, owner, "question", written(question), question)
    accept_all(owner)
    assert check([]) == 0
    assert "10 checked questions, 0 changed." in capsys.readouterr().out
    # A word that changes what one of them means is found out.
    propose(ACCOUNT, owner, "metric", check_word("acos"), "tacos")
    accept_all(owner)
    assert check([]) == 1
    told = capsys.readouterr().out
    assert "changed  acos by campaign last 30 days" in told
    assert "was: I understood: ACOS; by campaign" in told
    assert "10 checked questions, 1 changed." in told
    assert load_account_names(ACCOUNT) == ()
