"""Business Reports: traffic and sales by day, or by product for one day."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Table

from core import schema
from core.errors import DataError
from core.marketplaces import Marketplace
from sync.imports.counts import Counts
from sync.imports.headers import BUSINESS_BY_ASIN, BUSINESS_BY_DATE, Layout, Words
from sync.imports.kinds.base import (
    Hints,
    Kind,
    Prepared,
    complete_lines,
    language_style,
    place_of,
    refused,
)
from sync.imports.merge import merge
from sync.imports.reading import Line, Sheet
from sync.imports.values import (
    Style,
    currency_in,
    read_count,
    read_day,
    read_number,
    style_of,
)
from sync.store import Stamp
from sync.traffic_rows import PRODUCT_COLUMNS, SHARED_COLUMNS

_MONEY = ("sales", "b2b_sales")
_COUNTS = ("units", "b2b_units", "order_lines", "page_views", "browser_page_views",
           "app_page_views", "sessions", "browser_sessions", "app_sessions")  # fmt: skip
_DATE_COLUMNS = (*SHARED_COLUMNS, "refunded_units", "shipped_sales_amount", "shipped_units",
                 "shipped_orders")  # fmt: skip


def _open(sheet: Sheet, layout: Layout, hints: Hints, words: Words) -> tuple[Marketplace, Style]:
    """Find out the marketplace and how the file writes numbers."""
    money = [layout.cell(line.cells, name) for line in sheet.lines for name in _MONEY]
    found = {currency for currency in map(currency_in, money) if currency}
    if len(found) > 1:
        raise DataError(f"The file {sheet.name} has amounts in several currencies.")
    place = place_of(hints, next(iter(found), None), f"The file {sheet.name}")
    numbers = [
        (line.number, layout.cell(line.cells, name))
        for line in sheet.lines
        for name in words
        if name not in ("day", "asin", "parent_asin")
    ]
    return place, style_of(numbers) or language_style(place)


def _shared(layout: Layout, line: Line, style: Style) -> tuple[Any, ...]:
    """Return what both kinds tell, from sales to the share of the featured offer."""
    cell = {name: layout.cell(line.cells, name) for name in BUSINESS_BY_DATE}
    return (
        *(read_number(cell[name], style) for name in _MONEY),
        *(read_count(cell[name], style) for name in _COUNTS),
        read_number(cell["featured_offer"], style),
    )


def read_by_date(sheet: Sheet, layout: Layout, hints: Hints) -> Prepared:
    """Read one row for each day."""
    place, style = _open(sheet, layout, hints, BUSINESS_BY_DATE)
    rows: dict[Any, tuple[Any, ...]] = {}
    for line in complete_lines(sheet):
        try:
            day = read_day(layout.cell(line.cells, "day"), month_first=place.country_code == "US")
            row = (
                place.marketplace_id,
                day,
                place.currency,
                *_shared(layout, line, style),
                read_count(layout.cell(line.cells, "refunded_units"), style),
                read_number(layout.cell(line.cells, "shipped_sales"), style),
                read_count(layout.cell(line.cells, "shipped_units"), style),
                read_count(layout.cell(line.cells, "shipped_orders"), style),
            )
        except ValueError as error:
            raise refused(sheet, line, error) from None
        if day in rows:
            raise refused(sheet, line, ValueError(f"the day {day} stands there twice"))
        rows[day] = row
    _only_days(sheet, sorted(rows))
    return Prepared(list(rows.values()), (place,))


def _only_days(sheet: Sheet, days: Sequence[Any]) -> None:
    """Refuse reports by week or month: their rows are no days."""
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    if gaps and min(gaps) >= 7:
        raise DataError(f"The file {sheet.name} is by week or month. Download it by day.")


def read_by_asin(sheet: Sheet, layout: Layout, hints: Hints) -> Prepared:
    """Read one row for each product, for the day that was named."""
    if hints.day is None:
        raise DataError(
            f"The file {sheet.name} does not say its day. Download it for one day and name"
            " that day beside it (on the command line: --day 2026-11-23)."
        )
    place, style = _open(sheet, layout, hints, BUSINESS_BY_ASIN)
    rows: dict[str, tuple[Any, ...]] = {}
    for line in complete_lines(sheet):
        asin = layout.cell(line.cells, "asin")
        try:
            if len(asin) != 10 or not asin.isalnum():
                raise ValueError(f"{asin!r} is no ASIN")
            shared = _shared(layout, line, style)
        except ValueError as error:
            raise refused(sheet, line, error) from None
        if asin in rows:
            raise refused(sheet, line, ValueError(f"the product {asin} stands there twice"))
        parent = layout.cell(line.cells, "parent_asin") or None
        rows[asin] = (place.marketplace_id, hints.day, place.currency, *shared, asin, parent)
    return Prepared(list(rows.values()), (place,))


def _save(table: Table, columns: Sequence[str]) -> Any:
    def save(connection: Connection, prepared: Prepared, stamp: Stamp) -> Counts:
        return merge(connection, table, columns, prepared.rows, stamp)

    return save


BY_DATE = Kind(
    "business_by_date", BUSINESS_BY_DATE,
    ("day", "sales", "units", "page_views", "sessions"),
    read_by_date, _save(schema.traffic_daily, _DATE_COLUMNS), frozenset({"sales_traffic"}),
)  # fmt: skip
BY_ASIN = Kind(
    "business_by_asin", BUSINESS_BY_ASIN,
    ("asin", "sales", "units", "page_views", "sessions"),
    read_by_asin, _save(schema.traffic_product_daily, PRODUCT_COLUMNS),
    frozenset({"sales_traffic"}),
)  # fmt: skip
