"""The inventory ledger's lines as rows: quoted cells, equal lines, days and countries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.errors import DataError
from core.marketplaces import MARKETPLACES
from sync.imports.headers import Cells
from sync.ledger_rows import (
    StockLine,
    dated,
    numbered,
    parse_event,
    parse_stock,
    read_day,
    stock_of_days,
    unquoted,
)
from sync.warehouses import country_of, places_by_country

DE, GB = MARKETPLACES["A1PA6795UKMFR9"], MARKETPLACES["A1F83G8C2ARO7P"]
PLACES = places_by_country([DE, GB])
FIRST = date(2026, 11, 10)
EVENT = {
    "day": '"11/10/2026"', "fnsku": '"X001"', "asin": '"B000000001"', "sku": '"MUG"',
    "event": '"Adjustments"', "reference": '"123"', "units": '"-2"', "center": '"LEJ3"',
    "disposition": '"SELLABLE"', "reason": '"M"', "country": '"DE"', "reconciled": '"0"',
    "unreconciled": '"2"',
}  # fmt: skip
STOCK = {
    "day": '"11/10/2026"', "asin": '"B000000001"', "sku": '"MUG"', "disposition": '"SELLABLE"',
    "there": '"12"', "in_transit": '"3"', "country": '"GB"',
}  # fmt: skip


def cells(row: dict[str, str], **changes: str) -> Cells:
    found = {**row, **changes}
    return lambda name: found.get(name, "")


def line(days: int, there: int, *, sku: str = "MUG", state: str = "SELLABLE", transit: int = 0,
         country: str = "DE") -> StockLine:  # fmt: skip
    day = FIRST + timedelta(days=days)
    return StockLine(country, day, sku, "B000000001", state, there, transit)


def days_of(*lines: StockLine, whole: range = range(10)) -> dict[tuple[str, int], tuple[int, ...]]:
    days = {FIRST + timedelta(days=number) for number in whole}
    return {
        (row.sku, (row.local_date - FIRST).days): row[4:]
        for row in stock_of_days(lines, days, PLACES)
    }


@pytest.mark.parametrize(
    ("cell", "text"),
    [('"a"', "a"), ("a", "a"), ('"a ""b"" c"', 'a "b" c'), ('""', ""), ("", ""), ('"', '"'),
     ('5" pan', '5" pan')],
)  # fmt: skip
def test_cells_are_read_with_their_quotation_marks_and_without(cell: str, text: str) -> None:
    assert unquoted(lambda _name: cell, "x") == text


@pytest.mark.parametrize("text", ["11/10/2026", "2026-11-10", "2026-11-10T01:00:00+0100"])
def test_a_day_is_month_first_or_year_first(text: str) -> None:
    assert read_day(text) == FIRST


@pytest.mark.parametrize("text", ["13/10/2026", "10.11.2026", "", "yesterday"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"day|month"):
        read_day(text)


def test_an_event_keeps_its_sign_and_what_amazon_has_matched() -> None:
    row = parse_event(cells(EVENT), DE)
    assert (row.local_date, row.units, row.unreconciled_units) == (FIRST, -2, 2)
    assert (row.reason, row.fulfillment_center, row.country_code) == ("M", "LEJ3", "DE")
    bare = parse_event(cells(EVENT, reconciled="", unreconciled="", sku='""', reason=""), DE)
    assert (bare.reconciled_units, bare.unreconciled_units, bare.reason) == (None, None, None)
    # A SKU that has been deleted is known by the label of its units.
    assert bare.sku == "X001"


@pytest.mark.parametrize("name", ["fnsku", "asin", "event", "units", "country"])
def test_an_event_without_what_it_is_about_is_refused(name: str) -> None:
    with pytest.raises(DataError):
        parse_event(cells(EVENT, **{name: '""'}), DE)
    with pytest.raises(ValueError, match="invalid literal"):
        parse_event(cells(EVENT, units='"two"'), DE)


def test_equal_lines_are_different_units_and_get_the_same_numbers_every_time() -> None:
    one = parse_event(cells(EVENT), DE)
    other = parse_event(cells(EVENT, day="11/11/2026", country="PL"), DE)
    found = parse_event(cells(EVENT, reason="F", units="1"), DE)
    rows = numbered([one, other, found, one], 3, PLACES)
    assert [(row.local_date.day, row.line_no, row.reason) for row in rows] == [
        (10, 0, "F"), (10, 1, "M"), (10, 2, "M"), (11, 0, "M"),
    ]  # fmt: skip
    assert numbered([found, one, one, other], 3, PLACES) == rows
    assert {row.connection_id for row in rows} == {3}
    # A warehouse in Poland works for Germany, where the seller sells.
    assert {row.marketplace_id for row in rows} == {DE.marketplace_id}


def test_an_event_in_a_country_where_nothing_is_sold_has_no_marketplace() -> None:
    row = parse_event(cells(EVENT, country="FR"), DE)
    assert numbered([row], 3, PLACES)[0].marketplace_id is None
    assert numbered([row], 3, places_by_country([GB]))[0].marketplace_id is None


def test_britain_is_written_in_two_ways() -> None:
    assert (country_of("UK"), country_of("gb"), country_of("DE")) == ("GB", "GB", "DE")
    row = parse_stock(cells(STOCK, country='"UK"'), DE)
    assert (row.country_code, row.there, row.in_transit) == ("GB", 12, 3)
    with pytest.raises(DataError, match="balance"):
        parse_stock(cells(STOCK, there=""), DE)


def test_states_and_countries_of_one_marketplace_are_added_up() -> None:
    assert days_of(
        line(0, 10, transit=2), line(0, 5, country="PL"), line(0, 3, state="DEFECTIVE"),
        line(0, 1, state="CUSTOMER_DAMAGED", country="CZ"),
    ) == {("MUG", 0): (15, 2, 4, 21)}  # fmt: skip


def test_days_that_are_cut_off_and_countries_without_a_marketplace_are_left_out() -> None:
    assert days_of(line(0, 4), line(1, 5), line(2, 6), line(1, 7, country="FR"),
                   whole=range(1, 2)) == {("MUG", 1): (5, 0, 0, 5)}  # fmt: skip


def test_between_two_lines_an_empty_sku_stays_empty() -> None:
    others = [line(number, 9, sku="CUP") for number in range(5)]
    told = days_of(line(0, 4), line(1, 0), line(4, 6), *others)
    assert [told.get(("MUG", number), (None,))[0] for number in range(5)] == [4, 0, 0, 0, 6]


def test_of_a_sku_that_is_not_told_nothing_is_said() -> None:
    others = [line(number, 9, sku="CUP") for number in range(5)]
    # There were some left: why they are not told is not known.
    told = days_of(line(0, 4), line(3, 6), *others)
    assert [("MUG", number) in told for number in range(5)] == [True, False, False, True, False]
    # Gone for good, as far as is known.
    told = days_of(line(0, 4), line(1, 0), *others)
    assert [("MUG", number) in told for number in range(5)] == [True, True, False, False, False]


def test_the_day_of_a_line_is_the_same_in_every_zone_of_europe_and_america() -> None:
    moment = dated(cells(EVENT), DE)
    for name in ("ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P"):
        assert moment.astimezone(MARKETPLACES[name].zone).date() == FIRST
