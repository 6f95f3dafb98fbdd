"""A question asked on another page begins with its filters; what is asked back is a click away."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.database import Role, name_account, transaction
from data.conversations import load_conversations
from tests.pages.asking import ask, click
from tests.pages.conftest import words_of

pytestmark = pytest.mark.usefixtures("nothing_asked_stays")


def said(app) -> str:
    """The words on the screen without the marks that escape them."""
    return words_of(app).replace("\\", "")


def test_a_question_on_a_page_begins_with_its_filters(demo, open_page):
    app = open_page("sales", period="last_month", market="DE", currency="native")
    app.text_input(key="ask_box").set_value("units by week").run()
    assert not app.exception
    assert app.title[0].value == "Ask"
    assert app.query_params["q"] == "units by week"
    assert "I understood: Units; by week; in Germany; 1 – 31 Oct 2026; compared with" in said(app)
    assert "Begins with the filters of the page: Last month · Germany." in said(app)

    # The address holds them; a follow-up goes on from there, and the conversation keeps them.
    given = {name: app.query_params[name] for name in app.query_params if name != "q"}
    app = open_page("ask", q=["units by week"], **given)
    ask(app, "by day")
    assert "by day; in Germany; 1 – 31 Oct 2026" in said(app)
    user = app.session_state["viewer"].person.user_id
    (kept,) = load_conversations(1, user)
    assert kept.questions == ("units by week", "by day")
    assert "market=DE" in kept.begins_with

    click(app, "Without them")
    assert "in Germany" not in said(app)
    assert "market" not in app.query_params
    assert len(load_conversations(1, user)) == 2

    # The page of one product asks about that product; others in a link are told.
    app = open_page("ask", q=["units"], product="B000000000", market="DE")
    assert "names a product that is not in this account" in "".join(
        one.value for one in app.warning
    )


def test_what_is_asked_back_is_answered_by_a_click(demo, open_page):
    app = open_page("ask", q=["average revenue in Germany last month"])
    choices = [one for one in app.button if (one.key or "").startswith("ask_choice")]
    assert [one.label for one in choices] == [
        *("Per day", "Per week", "Per month", "Average order value")
    ]
    choices[0].click().run()
    assert not app.exception
    assert "average Revenue per day; in Germany; 1 – 31 Oct 2026" in said(app)


def test_a_word_is_taught_by_one_and_accepted_by_an_owner(demo, open_page):
    app = open_page("ask", q=["kerching in Germany last month"])
    assert "“kerching”" in said(app)
    app.session_state["ask_correct"] = True
    app.run()
    app.text_input(key="ask_word").set_value("kerching")
    app.selectbox(key="ask_means").set_value(("metric", "revenue", ""))
    click(app, "Propose")
    assert not app.exception
    assert "as soon as an owner or manager" in app.success[0].value

    app.session_state["ask_review"] = True
    app.run()
    assert "“kerching” means **Revenue (figure)**" in said(app)
    click(app, "Accept")
    click(app, "Ask again")
    assert not app.exception
    assert "I understood: Revenue; in Germany; 1 – 31 Oct 2026" in said(app)

    # The answer is said to be right; once that is accepted, it says who has checked it.
    app.session_state["ask_correct"] = True
    app.run()
    click(app, "Yes, this is right")
    click(app, "Accept")
    click(app, "Ask again")
    assert "Checked by Demo seller" in said(app)

    # Another analyst's question to the views, and what is not let through.
    app.session_state["ask_sql"] = True
    app.run()
    sql = "SELECT marketplace, count(*) AS orders, count(*) AS orders FROM orders GROUP BY 1"
    app.text_area(key="ask_sql_text").set_value(sql)
    click(app, "Run")
    assert not app.exception
    frame = app.dataframe[-1].value
    assert list(frame) == ["marketplace", "orders", "orders (2)"]
    assert len(frame) == 3
    app.text_area(key="ask_sql_text").set_value("SELECT * FROM app.users")
    click(app, "Run")
    assert "view" in app.error[0].value


def test_an_answer_pinned_to_overview_is_asked_anew_there_until_it_is_removed(demo, open_page):
    app = open_page("ask", q=["revenue last month in Germany", "by week"])
    click(app, "Pin to Overview")
    assert not app.exception
    click(open_page("ask", q=["units last month"], market="DE"), "Pin to Overview")
    try:
        app = open_page("overview")
        assert not app.exception
        assert "Pinned answers" in said(app)
        assert "Revenue; by week; in Germany; 1 – 31 Oct 2026" in said(app)
        assert "Units; in Germany; 1 – 31 Oct 2026" in said(app)
        assert [one.label for one in app.metric] == ["Units"]
        app.button(key="pin_0_remove").click().run()
        assert "Revenue; by week" not in said(app)
        app.button(key="pin_0_remove").click().run()
        assert "Pinned answers" not in said(app)
    finally:
        with transaction(Role.OWNER) as connection:
            name_account(connection, 1)
            connection.execute(text("DELETE FROM app.preferences WHERE name = 'pinned_answers'"))
