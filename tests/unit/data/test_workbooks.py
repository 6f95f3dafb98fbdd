"""Workbooks: read back by another library, nothing in them runs and no digit is lost."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.exports import harmless
from data.workbooks import xlsx_of
from tests.support.hostile import SPLIT_TITLES, TITLES


def read(content: bytes) -> list[list[openpyxl.cell.Cell]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [list(row) for row in sheet.iter_rows()]


def values(content: bytes) -> list[list[object]]:
    return [[cell.value for cell in row] for row in read(content)]


def test_hostile_titles_are_text_in_cells_and_headings() -> None:
    titles = (*TITLES, *SPLIT_TITLES)
    frame = pd.DataFrame({"title": titles, **{title: [""] * len(titles) for title in titles}})
    heading, *rows = read(xlsx_of(frame))
    cells = [*heading, *(row[0] for row in rows)]
    assert len(cells) == 1 + 2 * len(titles)
    for cell in cells:
        assert cell.data_type == "s"
        assert cell.hyperlink is None


def test_what_looks_like_a_formula_stays_text_when_its_cell_is_edited() -> None:
    titles = ("=1+1", "Bottle;=1+1", "Bottle", "-5")
    _, *rows = read(xlsx_of(pd.DataFrame({"title": titles})))
    assert [row[0].value for row in rows] == list(titles)
    marked = [bool(row[0].quotePrefix) for row in rows]
    assert marked == [harmless(title) != title for title in titles] == [True, True, False, True]


def test_numbers_days_and_unknown_values_are_what_they_are() -> None:
    frame = pd.DataFrame(
        {
            "Day": [pd.Timestamp("2026-11-20"), pd.NaT],
            "Sales": pd.Series([Decimal("-1234.50"), None], dtype=object),
            "Units": [3, 4],
            "Share": [0.25, float("nan")],
            "Read at": [datetime(2026, 11, 20, 5, 6, 7, tzinfo=UTC), None],
        }
    )
    heading, first, second = values(xlsx_of(frame))
    assert heading == ["Day", "Sales", "Units", "Share", "Read at"]
    assert first[:4] == [datetime(2026, 11, 20), -1234.5, 3, 0.25]
    assert first[4] == datetime(2026, 11, 20, 5, 6, 7)
    assert second == [None, None, 4, None, None]


def test_an_amount_with_more_digits_than_excel_keeps_is_text() -> None:
    amount = Decimal("12345678901234567.89")
    frame = pd.DataFrame({"a": pd.Series([amount, Decimal("0.10")], dtype=object)})
    assert values(xlsx_of(frame))[1:] == [["12345678901234567.89"], [0.1]]


def test_notes_stand_on_a_sheet_of_their_own() -> None:
    content = xlsx_of(pd.DataFrame({"a": [1]}), "Sales: US/DE [2026]", ["=Last 30 days"])
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Sales  US DE  2026", "About"]
    assert book["About"]["A1"].data_type == "s"


def test_an_empty_table_has_its_headings() -> None:
    assert values(xlsx_of(pd.DataFrame({"a": [], "b": []}))) == [["a", "b"]]


def test_more_rows_than_a_sheet_holds_are_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="shorter period"):
        xlsx_of(pd.DataFrame({"a": range(1_048_576)}))


_cells = st.one_of(
    st.none(),
    st.text(max_size=50),
    st.integers(-(10**12), 10**12),
    st.floats(),
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9)),
)


@given(st.lists(_cells, max_size=20), st.text(max_size=40))
@settings(max_examples=30)
def test_any_table_opens_and_has_no_formula(cells, name) -> None:
    content = xlsx_of(pd.DataFrame({"a": pd.Series(cells, dtype=object)}), name)
    assert all(cell.data_type != "f" for row in read(content) for cell in row)
