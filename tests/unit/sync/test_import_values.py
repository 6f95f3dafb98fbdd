"""Numbers and dates of people's files: read exactly, or refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DataError
from sync.imports.values import (
    Style,
    currency_in,
    read_count,
    read_day,
    read_number,
    style_of,
)

POINT, COMMA = Style.POINT, Style.COMMA


@pytest.mark.parametrize(
    ("written", "style", "amount"),
    [
        ("1234.50", POINT, "1234.50"),
        ("1,234.50", POINT, "1234.50"),
        ("1,234,567.89", POINT, "1234567.89"),
        ("1.234,50", COMMA, "1234.50"),
        ("1.234.567,89", COMMA, "1234567.89"),
        ("1 234,50 €", COMMA, "1234.50"),
        ("1\u202f234,50", COMMA, "1234.50"),
        ("1'234.50", POINT, "1234.50"),
        ("US$1,234.50", POINT, "1234.50"),
        ("£12.00", POINT, "12.00"),
        ("€ 12,00", COMMA, "12.00"),
        ("¥1,200", POINT, "1200"),
        ("JP¥1,200", POINT, "1200"),
        ("12.5%", POINT, "12.5"),
        ("12,5 %", COMMA, "12.5"),
        ("-3.20", POINT, "-3.20"),
        ("(3.20)", POINT, "-3.20"),
        ("\u22123.20", POINT, "-3.20"),
        ("3.20-", POINT, "-3.20"),
        ("95,00", COMMA, "95.00"),
        ("0,125", COMMA, "0.125"),
        ("7", None, "7"),
        ("0.5", None, "0.5"),
        ("1,234", POINT, "1234"),
        ("1,234", COMMA, "1.234"),
        ("EUR 10,00", COMMA, "10.00"),
    ],
)
def test_a_number_is_read_exactly(written: str, style: Style | None, amount: str) -> None:
    assert read_number(written, style) == Decimal(amount)


@pytest.mark.parametrize("written", ["", "  ", "-", "--", "–", "N/A"])
def test_nothing_is_not_zero(written: str) -> None:
    assert read_number(written, POINT) is None


@pytest.mark.parametrize(
    ("written", "style"),
    [
        ("abc", POINT),
        ("1,2,3", POINT),
        ("12,34.50", POINT),
        ("1.2.3", COMMA),
        ("1.234,50", POINT),
        ("1,234.50", COMMA),
        ("1,234", None),
        ("12 pcs", POINT),
        ("1e5", POINT),
        ("NaN", POINT),
        ("=1+1", POINT),
        ("1.234.5", COMMA),
        ("--5", POINT),
    ],
)
def test_what_is_no_clear_number_is_refused(written: str, style: Style | None) -> None:
    with pytest.raises(ValueError, match=r"number|two ways|rest of the file"):
        read_number(written, style)


@pytest.mark.parametrize(
    ("texts", "style"),
    [
        (["1,234.50"], POINT),
        (["1.234,50"], COMMA),
        (["12", "1,234", "0.5"], POINT),
        (["1.234.567"], COMMA),
        (["1,234,567"], POINT),
        (["1,234", "12"], None),
        (["0,125"], COMMA),
        ([], None),
    ],
)
def test_a_file_tells_how_it_writes_cents(texts: list[str], style: Style | None) -> None:
    assert style_of(enumerate(texts, 2)) is style


def test_a_file_that_writes_numbers_in_two_ways_is_refused() -> None:
    with pytest.raises(DataError, match=r"two ways: line 2 has 1,234.50, line 9 1.234,50\."):
        style_of([(2, "1,234.50"), (9, "1.234,50")])


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False),
    st.sampled_from([(POINT, ",", "."), (COMMA, ".", ","), (COMMA, "\u00a0", ",")]),
    st.sampled_from(["{}", "${}", "{} €", " {} ", "£{}"]),
)
def test_every_amount_comes_back_to_the_cent(
    amount: Decimal, style: tuple[Style, str, str], frame: str
) -> None:
    kind, groups, mark = style
    whole, _, cents = f"{amount:,.2f}".partition(".")
    written = frame.format(whole.replace(",", groups) + mark + cents)
    assert read_number(written, kind) == amount


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_a_number(text: str) -> None:
    for style in (POINT, COMMA, None):
        try:
            number = read_number(text, style)
        except ValueError:
            continue
        assert number is None or number.is_finite()


@pytest.mark.parametrize(
    ("written", "month_first", "day"),
    [
        ("11/24/26", True, date(2026, 11, 24)),
        ("1/5/2026", True, date(2026, 1, 5)),
        ("05/01/2026", False, date(2026, 1, 5)),
        ("24.11.26", False, date(2026, 11, 24)),
        ("24.11.2026", True, date(2026, 11, 24)),
        ("2026-11-24", False, date(2026, 11, 24)),
        ("2026/11/24", False, date(2026, 11, 24)),
        ("2026-11-24 00:00:00", False, date(2026, 11, 24)),
        ("Nov 24, 2026", True, date(2026, 11, 24)),
        ("29/02/2028", False, date(2028, 2, 29)),
    ],
)
def test_a_day_is_read_as_its_country_writes_it(written: str, month_first: bool, day: date) -> None:
    assert read_day(written, month_first=month_first) == day


@pytest.mark.parametrize(
    "written", ["", "24/11/26", "2026-13-01", "29.02.2027", "yesterday", "11/24", "1-2/2026"]
)
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_day(written, month_first=True)


@pytest.mark.parametrize(
    ("cell", "currency"),
    [("US$5", "USD"), ("$5", "$"), ("5,00 €", "EUR"), ("£5", "GBP"), ("CA$5", "CAD"), ("5", None),
     ("EUR 5", "EUR"), ("￥500", "JPY")],
)  # fmt: skip
def test_a_cell_names_its_currency(cell: str, currency: str | None) -> None:
    assert currency_in(cell) == currency


def test_a_fraction_is_no_count() -> None:
    assert read_count("1,204", POINT) == 1204
    assert read_count("", POINT) == 0
    with pytest.raises(ValueError, match="whole"):
        read_count("1.5", POINT)
