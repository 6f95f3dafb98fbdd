"""Tables on the screen: amounts below zero, and what stays with Streamlit."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from ui.context import PageContext
from ui.filters import Filters
from ui.tables import count_column, money_column, with_minus_before, with_products

COLUMNS = {
    "name": st.column_config.TextColumn("Name"),
    "profit": money_column("Profit", "USD"),
    "sales": money_column("Sales", "USD"),
    "units": count_column("Units"),
}


def table(*profits: float | None) -> pd.DataFrame:
    return pd.DataFrame(
        [{"name": "A", "profit": one, "sales": 5.0, "units": -1} for one in profits]
    )


def test_an_amount_below_zero_has_the_minus_before_its_currency():
    styled, columns = with_minus_before(table(-1206.44, 3.0, None), COLUMNS)
    assert isinstance(styled, Styler)
    words = styled.to_html()
    assert "-$1,206.44" in words
    assert ">$3.00<" in words
    assert ">–<" in words
    # What has a format of its own there would not be written by us.
    assert columns["profit"]["type_config"]["format"] is None
    assert columns["profit"]["label"] == "Profit"
    assert columns["sales"] == COLUMNS["sales"]
    assert COLUMNS["profit"]["type_config"]["format"] == "$%,.2f"


def test_where_no_amount_is_below_zero_streamlit_writes_them():
    frame = table(1206.44, None)
    shown, columns = with_minus_before(frame, COLUMNS)
    assert shown is frame
    assert columns == COLUMNS


def test_a_table_of_a_large_shop_is_left_to_streamlit_which_draws_it():
    frame = pd.concat([table(-5.0)] * 70_000, ignore_index=True)
    assert frame.size > 262_144
    shown, columns = with_minus_before(frame, COLUMNS)
    assert shown is frame
    assert columns == COLUMNS
    short, _ = with_minus_before(frame.head(1250), COLUMNS)
    assert isinstance(short, Styler)
    longer, _ = with_minus_before(frame.head(1251), COLUMNS)
    assert not isinstance(longer, Styler)


def test_a_product_that_the_catalogue_does_not_know_has_no_page_to_open():
    products = pd.DataFrame(
        {"asin": ["B0KNOWN"], "title": ["Mug"], "brand": [None], "image_version": [None]}
    )
    context = PageContext(
        1, "ads", Filters(), (), products, datetime(2026, 11, 20, tzinfo=UTC), (), None
    )
    rows = pd.DataFrame({"product": ["B0KNOWN", "B0UNKNOWN", None]})
    shown = with_products(context, rows, "Not by product")
    assert list(shown["open"]) == ["Open", "", ""]
    assert list(shown["title"]) == ["Mug", "B0UNKNOWN", "Not by product"]
