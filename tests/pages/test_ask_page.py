"""The page Ask: what is asked in words is answered with the figures that the database holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from core.database import Role, transaction
from core.errors import DatabaseUnavailable
from tests.pages.asking import ask, click
from tests.pages.conftest import words_of
from ui import ask_talk

PLACES = {"United States": "ATVPDKIKX0DER", "Germany": "A1PA6795UKMFR9"}
BRAND = "Kettlefen"
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


def units_of(place: str | None = None) -> int:
    """Count the units of October by plain SQL."""
    with transaction(Role.OWNER) as connection:
        return int(
            connection.scalar(
                text(
                    "SELECT sum(i.quantity) FROM seller.orders o"
                    " JOIN seller.order_items i USING (account_id, amazon_order_id)"
                    " WHERE o.account_id = 1 AND o.status <> 'Canceled'"
                    " AND o.local_date BETWEEN :start AND :end"
                    " AND (CAST(:place AS text) IS NULL OR o.marketplace_id = :place)"
                ),
                {"start": OCTOBER[0], "end": OCTOBER[1], "place": place},
            )
        )


pytestmark = pytest.mark.usefixtures("nothing_asked_stays")


def test_a_conversation_from_the_first_question_to_a_link_and_back(demo, open_page, monkeypatch):
    app = open_page("ask")
    starters = [one for one in app.button if (one.key or "").startswith("ask_starter")]
    assert len(starters) >= 5
    assert not app.metric

    # A question, in figures that plain SQL gives as well.
    ask(app, "units last month")
    assert not app.exception
    assert "I understood: Units" in words_of(app).replace("\\", "")
    assert app.metric[0].value == f"{units_of():,}"
    assert app.get("expander")[0].label == "The SQL behind it"
    assert len([one for one in app.button if (one.key or "").startswith("ask_follow_up")]) == 3

    # A part is changed on the spot: the question before goes on with it.
    click(app, "Germany")
    assert app.query_params["q"] == ["units last month", "only Germany"]
    assert app.metric[0].value == f"{units_of(PLACES['Germany']):,}"
    assert "Asked before" in [one.value for one in app.subheader]

    # Split by days: the chart and the table add up to it.
    app.button(key="ask_by_0").click().run()
    assert not app.exception
    assert app.get("plotly_chart")
    frame = app.dataframe[0].value
    assert sum(frame["units"]) == units_of(PLACES["Germany"])

    # Each figure that is offered is understood, and takes the place of the one before.
    for number, metric in enumerate(["revenue", "units"]):
        app.button(key=f"ask_metric_{number}").click().run()
        assert metric in app.dataframe[0].value.columns
    click(app, "The previous period")
    assert "units_before" in app.dataframe[0].value.columns

    # What is not understood is quoted, and the conversation goes on from the answer before.
    ask(app, "only the frobnicated ones")
    assert "frobnicated" in words_of(app)
    ask(app, "all marketplaces")
    assert sum(app.dataframe[0].value["units"]) == units_of()

    # Back to an earlier answer, whose rows are asked again.
    app.button(key="ask_back_0").click().run()
    assert app.query_params["q"] == "units last month"
    assert app.metric[0].value == f"{units_of():,}"

    # Another page, and back again: the conversation is still there.
    app.switch_page("../pages/settings.py").run()
    app.query_params.clear()
    app.switch_page("../pages/ask_page.py").run()
    assert app.metric[0].value == f"{units_of():,}"

    # A database that is gone is one sentence, and the question is not lost.
    def gone(*_arguments):
        raise DatabaseUnavailable("The database does not answer. Nothing saved is lost.")

    with monkeypatch.context() as broken:
        broken.setattr(ask_talk, "ask", gone)
        ask(app, "by product")
        assert [one.value for one in app.error] == [
            "The database does not answer. Nothing saved is lost."
        ]
    app.button(key="try_again").click().run()
    assert not app.error
    frame = app.dataframe[0].value
    assert list(frame) == ["product_title", "units", "product"]
    assert sum(frame["units"]) == units_of()
    assert list(frame["units"]) == sorted(frame["units"], reverse=True)

    # How many rows there are, what they must be like, and a filter are parts like the others.
    best = list(frame["units"][:5])
    click(app, "Top 5")
    assert list(app.dataframe[0].value["units"]) == best
    click(app, "Lowest first")
    assert list(app.dataframe[0].value["units"]) == sorted(frame["units"])[:5]
    click(app, "No split")
    assert app.metric[0].value == f"{units_of():,}"
    ask(app, f"units by product of brand {BRAND} last month")
    ask(app, "more than 1")
    assert app.query_params["q"][-1] == "more than 1"
    few = len(app.dataframe[0].value)
    click(app, "All rows")
    assert len(app.dataframe[0].value) >= few
    assert len(app.dataframe[0].value) < len(frame)
    click(app, f"Leave out “{BRAND}”")
    assert len(app.dataframe[0].value) == len(frame)

    app.button(key="ask_new").click().run()
    assert not app.metric
    assert "q" not in app.query_params


def test_an_address_is_a_conversation_and_amounts_keep_their_currencies(demo, open_page):
    app = open_page("ask", q=["revenue last month by marketplace", "what will I sell next year"])
    assert not app.exception
    assert len(app.info) == 1
    assert not app.dataframe
    app = open_page("ask", q=["revenue in Germany last month compared with the month before"])
    with transaction(Role.OWNER) as connection:
        revenue = connection.scalar(
            text(
                "SELECT sum(revenue_amount) FROM seller.sales_daily WHERE account_id = 1"
                " AND marketplace_id = :place AND local_date BETWEEN :start AND :end"
            ),
            {"place": PLACES["Germany"], "start": OCTOBER[0], "end": OCTOBER[1]},
        )
    assert isinstance(revenue, Decimal)
    assert float(app.dataframe[0].value["revenue"].iloc[0]) == float(revenue)
    assert app.metric[0].value.replace("\\", "").startswith("€")
    assert "against" in app.metric[0].delta
