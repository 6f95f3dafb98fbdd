"""CSV files: nothing in them runs, numbers stay numbers."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from data.exports import csv_of, csv_of_rows, harmless
from tests.support.hostile import SPLIT_TITLES, TITLES, formulas_in_csv


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x",
     "=HYPERLINK(\"http://x\")", "-2+3+cmd|' /C calc'!A0"],
)  # fmt: skip
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text) -> None:
    assert harmless(text) == f"'{text}"
    assert read(csv_of(pd.DataFrame({"title": [text]})))[1] == [f"'{text}"]


@pytest.mark.parametrize(
    "text",
    ["", "Bottle", "1+1=2", "a-b", "'quoted", "Größe 1; 2,5", 'say "hi"', "20,- €", "from 2,-5",
     "Bottle, -20 °C; +5 °C", "S | M | L", "line\nline", "https://x.invalid/?a=1;b=2"],
)  # fmt: skip
def test_other_text_stays_as_it_is(text) -> None:
    assert harmless(text) == text
    assert read(csv_of(pd.DataFrame({"title": [text, "x"]})))[1] == [text]


@pytest.mark.parametrize("title", [*TITLES, *SPLIT_TITLES])
@pytest.mark.parametrize("order", ["first", "between", "last"])
def test_no_title_runs_whatever_a_spreadsheet_splits_the_lines_at(title, order) -> None:
    table = pd.DataFrame({"ASIN": ["B0", "B1"], "Units": [-3, 5], "Revenue": [-5.25, 1.0]})
    table.insert({"first": 0, "between": 1, "last": 3}[order], title, [title, "Cup"])
    table.insert(table.columns.get_loc(title), "Brand", title)
    assert formulas_in_csv(csv_of(table)) == []


def test_a_text_that_begins_a_cell_elsewhere_gets_its_apostrophe_there() -> None:
    assert harmless('Bottle;=HYPERLINK("x")') == 'Bottle;\'=HYPERLINK("x")'
    assert harmless("a\n+1|@x\t-2,=3") == "a\n'+1|'@x\t'-2,'=3"
    assert harmless(';"=1"') == ';"\'=1"'


def test_numbers_stay_numbers_also_below_zero() -> None:
    frame = pd.DataFrame({"units": [-3.0, 2.5], "count": [1, -2]})
    assert read(csv_of(frame))[1:] == [["-3", "1"], ["2.5", "-2"]]


def test_exact_amounts_keep_their_digits_and_days_are_days() -> None:
    frame = pd.DataFrame(
        {
            "day": [pd.Timestamp("2026-11-20"), pd.NaT],
            "revenue": pd.Series([Decimal("-1234.50"), None], dtype=object),
            "ratio": [0.25, float("nan")],
        }
    )
    assert read(csv_of(frame)) == [
        ["day", "revenue", "ratio"], ["2026-11-20", "-1234.50", "0.25"], ["", "", ""],
    ]  # fmt: skip
    assert read(csv_of_rows(["day"], [(date(2026, 11, 20),)]))[1] == ["2026-11-20"]
    assert b"1000" in csv_of_rows(["a"], [(Decimal("1E+3"),)])


def test_a_heading_is_text_like_any_other() -> None:
    assert read(csv_of(pd.DataFrame({"=x": [1]})))[0] == ["'=x"]


def test_it_opens_as_utf_8_and_an_empty_table_has_its_headings() -> None:
    content = csv_of(pd.DataFrame({"title": ["Größe"]}))
    assert content.startswith(b"\xef\xbb\xbf")
    assert read(csv_of(pd.DataFrame({"a": [], "b": []}))) == [["a", "b"]]
