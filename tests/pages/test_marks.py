"""What a clicked mark shows: the offers with stock of an age, an hour of the week on its days."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from tests.pages.test_figures_on_screen import DE, NOON, context_of
from ui.charts.heat import hour_words
from ui.downloads import notes_of
from ui.stock_ages import notes_of_age
from ui.week_card import busiest_words

AGE = "age_181_to_270_units"


def table(app, alt: str) -> pd.DataFrame:
    return next(one.value for one in app.dataframe if one.proto.alt == alt)


def test_an_age_that_was_clicked_narrows_the_table_and_its_chip_ends_that(demo, open_page):
    alt = "Age of the stock by offer, the most aged first"
    app = open_page("inventory", tab="Age")
    whole = table(app, alt)
    app.session_state["inventory_age_band"] = AGE
    app.run()
    narrowed = table(app, alt)
    assert 0 < len(narrowed) < len(whole)
    assert (narrowed[AGE] > 0).all()
    assert narrowed[AGE].is_monotonic_decreasing
    assert narrowed[AGE].sum() == whole[AGE].sum()
    # Beside its chip, which paper does not show.
    told = "Only offers with stock of this age: 181–270 days"
    assert told in [one.value for one in app.caption]
    app.button(key="chip_age").click().run()
    assert len(table(app, alt)) == len(whole)
    assert told not in [one.value for one in app.caption]


def test_a_workbook_says_which_age_of_the_stock_it_holds(demo):
    context = context_of(1, NOON, DE)
    assert notes_of_age(context, None) == notes_of(context)
    told = "Only offers with stock of this age: 181–270 days"
    assert notes_of_age(context, AGE) == [*notes_of(context), told]


def test_an_hour_that_was_clicked_is_shown_on_each_of_its_days(demo, open_page):
    app = open_page("sales", tab="When customers order", period="last_90_days", market="DE")
    app.session_state["week_cell"] = "3-21"
    app.run()
    assert not app.exception
    days = table(app, f"Orders of {hour_words(3, 21)}")
    assert {pd.Timestamp(day).isoweekday() for day in days["day"]} == {3}
    chart = next(one for one in app.get("plotly_chart") if "sales_week" in one.proto.id)
    wednesday = json.loads(chart.proto.spec)["data"][0]["z"][2]
    assert days["orders"].sum() == wednesday[21] > 0
    (told,) = (one.value for one in app.caption if one.value.startswith(hour_words(3, 21)))
    assert f": {int(wednesday[21]):,} orders on {len(days)} days." in told
    app.button(key="chip_hour").click().run()
    assert not [one for one in app.dataframe if one.proto.alt.startswith("Orders of ")]


@pytest.mark.parametrize(
    ("orders", "words"),
    [
        ({}, ""),
        ({(1, 0): 0.0}, ""),
        ({(3, 21): 24.0, (1, 5): 3.0}, "Most came on Wednesday, 21:00 to 22:00: 24."),
        ({(3, 21): 24.0, (1, 5): 24.0}, ""),
        ({(7, 23): 1200.0}, "Most came on Sunday, 23:00 to 00:00: 1,200."),
    ],
)
def test_the_busiest_hour_is_named_where_there_is_one(orders, words):
    assert busiest_words(orders) == words
