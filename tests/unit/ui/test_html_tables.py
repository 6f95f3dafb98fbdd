"""Tables as HTML: whole, written as in the grids of the screen, and text stays text."""

from __future__ import annotations

import base64
import re
from datetime import date

import pandas as pd
import pytest
import streamlit as st

from tests.support.hostile import TITLES
from ui.html_tables import MOST_ROWS, SHORT, day_words, number_words, table_html
from ui.tables import change_column, count_column, money_column, open_column


def rows_of(written: str) -> list[list[str]]:
    """The cells of each row of the body, as they stand in the HTML."""
    body = written.split("<tbody>")[1].split("</tbody>")[0]
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", body)]


@pytest.mark.parametrize(
    ("value", "layout", "words"),
    [
        (1234.5, "€%,.2f", "€1,234.50"),
        (-3.0, "€%,.2f", "-€3.00"),
        (12.34, "%+,.1f%%", "+12.3%"),
        (-12.34, "%+,.1f%%", "-12.3%"),
        (1234567.0, "%,d", "1,234,567"),
        (41.6, "%,.0f days", "42 days"),
        (0.19, "percent", "19.00%"),
        (7.0, None, "7"),
        (7.25, None, "7.25"),
        (1234.5, "¥%,.0f", "¥1,234"),
    ],
)
def test_numbers_are_written_as_on_the_screen(value, layout, words):
    assert number_words(value, layout) == words


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        ("ddd D MMM YYYY", "Fri 6 Nov 2026"),
        ("D MMM YYYY", "6 Nov 2026"),
        ("MMM YYYY", "Nov 2026"),
        ("YYYY-MM-DD", "2026-11-06"),
        (None, "2026-11-06"),
    ],
)
def test_days_are_written_as_on_the_screen(layout, words):
    assert day_words(date(2026, 11, 6), layout) == words


def test_every_row_and_column_but_buttons_stands_in_the_table():
    frame = pd.DataFrame(
        {
            "open": ["Open"] * 40,
            "title": [f"Product {number}" for number in range(40)],
            "sales": [float(number) for number in range(39)] + [None],
            "change": [1.5] * 40,
            "units": range(40),
            "trend": [[0.0, 2.0, 1.0]] * 40,
        }
    )
    columns = {
        "open": open_column("x"),
        "title": st.column_config.TextColumn("Product"),
        "sales": money_column("Sales", "EUR"),
        "change": change_column(),
        "units": count_column("Units"),
        "trend": st.column_config.AreaChartColumn("Trend"),
    }
    written = table_html(frame, columns, "All")
    assert re.findall(r"<th(?: [^>]*)?>(.*?)</th>", written) == [
        "Product", "Sales", "Change", "Units", "Trend",
    ]  # fmt: skip
    rows = rows_of(written)
    assert len(rows) == 40
    assert rows[7][:4] == ["Product 7", "€7.00", "+1.5%", "7"]
    assert rows[39][1] == "–"
    drawn = re.search(r"base64,([^\"]+)", rows[0][4])
    assert drawn is not None
    assert b'points="0.0,17.0 36.0,1.0 72.0,9.0"' in base64.b64decode(drawn[1])


def test_a_table_without_end_says_where_it_was_cut():
    frame = pd.DataFrame({"n": range(MOST_ROWS + 1)})
    written = table_html(frame, {"n": count_column("N")}, "Many")
    assert len(rows_of(written)) == MOST_ROWS
    assert "The first 1,000 of 1,001 rows" in written


@pytest.mark.parametrize("title", TITLES)
def test_whatever_a_product_is_called_it_stays_text(title):
    columns = {"title": st.column_config.TextColumn(title)}
    written = table_html(pd.DataFrame({"title": [title]}), columns, title)
    tags = {one.lower() for one in re.findall(r"<\s*/?\s*([a-zA-Z!]+)", written)}
    assert tags <= {"table", "thead", "tbody", "tr", "th", "td"}


def test_a_short_list_leads_from_a_name_to_its_page_and_draws_how_far_a_share_goes():
    frame = pd.DataFrame(
        {
            "title": ["Lamp <b>"],
            "title_link": ["./product?asin=B01&market=US"],
            "share": [49.0],
        }
    )
    columns = {
        "title": st.column_config.TextColumn("Product"),
        "share": st.column_config.ProgressColumn(
            "Share", format="%.0f%%", min_value=0, max_value=100
        ),
    }
    written = table_html(frame, columns, "Best", style=SHORT)
    assert 'class="short-table" aria-label="Best"' in written
    assert (
        '<td><a href="./product?asin=B01&amp;market=US" target="_self">Lamp &lt;b&gt;</a></td>'
        in written
    )
    assert '<td class="bar"><i><b style="width:49%"></b></i>49%</td>' in written
    assert "title_link" not in written


def test_an_address_cannot_break_out_of_its_quotes():
    frame = pd.DataFrame({"title": ["x"], "title_link": ['./product?asin="><script>']})
    written = table_html(frame, {"title": st.column_config.TextColumn("Product")}, "All")
    assert "<script>" not in written
