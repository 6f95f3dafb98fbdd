"""A tile of Overview or Sales asks how it is made: its own days, its formula, the orders behind."""

from __future__ import annotations

from datetime import date, time

import pytest

from core.money import format_amount
from data.loaders import load_exact
from data.query_model import Filter, MetricQuery, TimeRange
from tests.pages.conftest import words_of
from tests.pages.html_tiles import explained_on
from tests.pages.true_tiles import HEADLINES

OCTOBER = TimeRange(start=date(2026, 10, 1), end=date(2026, 10, 31))
# Noon in UTC is an hour later in Germany.
TODAY = TimeRange(start=date(2026, 11, 20), end=date(2026, 11, 20), until=time(13))


def revenue(days: TimeRange) -> str:
    german = Filter(field="marketplace", value="DE")
    frame = load_exact(1, MetricQuery(metrics=["revenue"], time=days, filters=[german])).frame
    return format_amount(frame["revenue"].iloc[0], "EUR")


@pytest.mark.parametrize(
    ("name", "days", "words"),
    [("last_month", OCTOBER, "1 – 31 Oct 2026"), ("today", TODAY, "Fri 20 Nov 2026")],
)
def test_a_tile_of_overview_explains_the_revenue_of_its_own_days(
    demo, open_page, name, days, words
):
    app = open_page("overview", market="DE", currency="native", period="last_7_days")
    assert explained_on(app) == [*HEADLINES, "forecast"]
    app.query_params["how"] = name
    app.run()
    assert not app.exception
    assert f"{words} · Orders arrive with each sync" in words_of(app)
    formula = next(one.value for one in app.dataframe if "its formula" in one.proto.alt)
    assert formula.iloc[-1].tolist() == ["= Revenue", revenue(days)]
    rows = next(one.value for one in app.dataframe if one.proto.alt == "The rows behind Revenue")
    assert set(rows["Day"]) <= {day for day in rows["Day"] if days.start <= day <= days.end}


def test_the_tiles_of_sales_explain_each_of_its_figures(demo, open_page):
    app = open_page("sales", market="DE", currency="native")
    assert explained_on(app) == ["revenue", "orders", "units", "aov"]
    app.query_params["how"] = "aov"
    app.run()
    assert not app.exception
    assert any("Average order" in one.proto.alt for one in app.dataframe if one.proto.alt)
