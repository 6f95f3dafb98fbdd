"""Conversations with Ask on the page: kept, listed, opened elsewhere, renamed, pinned, deleted."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from core.accounts import AccountRole, add_member, create_person
from core.database import Role, transaction
from data.conversations import load_conversations
from tests.pages.asking import ask, click
from tests.pages.conftest import words_of
from ui.ask_talk import Turn
from ui.ask_transcript import transcript

pytestmark = pytest.mark.usefixtures("nothing_asked_stays")


def listed(app) -> dict[str, list[str]]:
    """What the list offers: each name, and the questions behind it."""
    links = [one.proto for one in app.get("page_link")]
    return {one.label: parse_qs(one.query_string)["q"] for one in links}


def more(app, name: str):
    """Open what can be done with a conversation."""
    (found,) = [
        one.conversation_id
        for user in _people()
        for one in load_conversations(1, user)
        if one.name == name
    ]
    app.session_state[f"ask_kept_{found}"] = True
    return app.run(), found


def _people() -> list[int]:
    with transaction(Role.OWNER) as connection:
        return list(connection.exec_driver_sql("SELECT user_id FROM app.users").scalars())


def test_what_is_asked_is_kept_and_opened_from_another_browser(demo, open_page):
    app = open_page("ask")
    assert "for you alone" in words_of(app)
    ask(app, "units last month")
    ask(app, "only *Germany*")
    assert not app.exception
    both = ["units last month", "only *Germany*"]
    assert listed(app) == {"**units last month**": both}

    # Back to the first: what came after is kept until something else is asked.
    app.button(key="ask_back_0").click().run()
    assert listed(app) == {"**units last month**": both}
    ask(app, "by brand")
    assert listed(app) == {"**units last month**": ["units last month", "by brand"]}

    # Another browser finds the list, and opens it; that makes no second one.
    other = open_page("ask")
    assert listed(other) == {"units last month": ["units last month", "by brand"]}
    other = open_page("ask", q=["units last month", "by brand"])
    assert listed(other) == {"**units last month**": ["units last month", "by brand"]}
    assert len(other.dataframe) == 1

    # A new conversation stands beside it; one with other words in common is not the same.
    click(other, "New conversation")
    ask(other, "orders yesterday")
    assert list(listed(other)) == ["**orders yesterday**", "units last month"]

    other, number = more(other, "orders yesterday")
    other.text_input(key=f"ask_name_{number}").set_value("Every [morning](x)")
    click(other, "Rename")
    assert next(iter(listed(other))) == r"**Every \[morning\]\(x\)**"
    other, _ = more(other, "units last month")
    click(other, "Pin above the others")
    assert [one.value for one in other.success] == ["Pinned."]
    assert next(iter(listed(other))) == "units last month"
    other, _ = more(other, "Every [morning](x)")
    click(other, "Delete")
    assert listed(other) == {"units last month": ["units last month", "by brand"]}
    assert "q" not in other.query_params
    assert not other.exception


def test_a_link_that_is_sent_opens_as_a_conversation_of_one_s_own(demo, open_page):
    with transaction(Role.OWNER) as connection:
        colleague = create_person(connection, "colleague", "a long enough password")
        add_member(connection, 1, colleague, AccountRole.VIEWER)
    try:
        ask(open_page("ask"), "units last month")
        app = open_page("ask", username="colleague")
        assert listed(app) == {}
        app = open_page("ask", username="colleague", q=["units last month"])
        assert listed(app) == {"**units last month**": ["units last month"]}
        ask(app, "by week")
        mine = open_page("ask")
        assert listed(mine) == {"units last month": ["units last month"]}
    finally:
        with transaction(Role.OWNER) as connection:
            connection.exec_driver_sql("DELETE FROM app.users WHERE username = 'colleague'")


def test_a_conversation_as_text_holds_what_was_said_and_makes_no_link_of_it(demo, open_page):
    app = open_page("ask", q=["units by product last month", "only <b>[x](http://a.b)</b> | y"])
    turns = app.session_state["ask_talk"].turns
    words = transcript(turns, {}, turns[0].answer.freshness.sources["orders"].synced_at)
    assert words.startswith("# A conversation with Ask\n")
    assert "## 1. units by product last month" in words
    assert "| product | Title | Units |" in words.replace("Product", "product")
    assert "These are the first 20 of" in words
    heading = next(one for one in words.splitlines() if one.startswith("## 2."))
    assert "<b>" not in heading.replace("\\<b\\>", "")
    assert "](" not in heading.replace("\\]\\(", "")
    assert " | " not in heading.replace("\\|", "")
    assert isinstance(turns[0], Turn)
    assert len(turns[0].answer.rows) == 20
