"""FBA inventory (Manage FBA Inventory): a picture of the stock at the time of the download."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from core import schema
from core.stock_pools import POOL_COUNTRIES
from sync.imports.counts import Counts
from sync.imports.headers import FBA_STOCK, Layout
from sync.imports.kinds.base import (
    Hints,
    Kind,
    Prepared,
    complete_lines,
    place_of,
    refused,
)
from sync.imports.merge import merge
from sync.imports.reading import Line, Sheet
from sync.imports.values import Style, read_count
from sync.stock_pages import StockRow, added
from sync.stock_pools import write_stock_pools
from sync.store import Stamp, add_missing

_INBOUND = ("working", "shipped", "receiving")


def read(sheet: Sheet, layout: Layout, hints: Hints) -> Prepared:
    """Read one row for each SKU; conditions of one SKU are added up."""
    place = place_of(hints, None, f"The file {sheet.name}")
    rows: dict[str, StockRow] = {}
    for line in complete_lines(sheet):
        try:
            row = _row(layout, line, place.marketplace_id)
        except ValueError as error:
            raise refused(sheet, line, error) from None
        rows[row.sku] = added(rows[row.sku], row) if row.sku in rows else row
    return Prepared([rows[sku] for sku in sorted(rows)], (place,))


def _row(layout: Layout, line: Line, marketplace_id: str) -> StockRow:
    cell = {name: layout.cell(line.cells, name) for name in FBA_STOCK}
    if not cell["sku"] or not cell["asin"]:
        raise ValueError("it has no SKU or no ASIN")
    units = {
        name: read_count(cell[name], Style.POINT)
        for name in ("fulfillable", "reserved", "researching", "unsellable", "total", *_INBOUND)
    }
    if min(units.values()) < 0:
        raise ValueError("a number of units is below zero")
    return StockRow(
        marketplace_id,
        cell["sku"],
        cell["asin"],
        cell["fnsku"] or None,
        cell["condition"] or None,
        units["fulfillable"],
        sum(units[name] for name in _INBOUND),
        units["reserved"],
        units["researching"],
        units["unsellable"],
        units["total"],
        None,
    )


def save(connection: Connection, prepared: Prepared, stamp: Stamp) -> Counts:
    """Write the stock and today's picture of it."""
    rows: Sequence[StockRow] = prepared.rows
    asins = sorted({row.asin for row in rows})
    add_missing(connection, schema.products, ("asin",), [(asin,) for asin in asins], stamp)
    listings = [(row.marketplace_id, row.sku, row.asin, "AFN") for row in rows]
    names = ("marketplace_id", "sku", "asin", "fulfillment_channel")
    add_missing(connection, schema.listings, names, listings, stamp)
    counts = merge(connection, schema.inventory, StockRow._fields, rows, stamp)
    today = stamp.fetched_at.astimezone(prepared.places[0].zone).date()
    columns = [column.name for column in schema.inventory_daily.c
               if column.name in StockRow._fields]  # fmt: skip
    days = [(today, *(getattr(row, name) for name in columns)) for row in rows]
    merge(connection, schema.inventory_daily, ["local_date", *columns], days, stamp)
    if prepared.places[0].country_code in POOL_COUNTRIES:
        write_stock_pools(connection, stamp.account_id, today)
    return counts


KIND = Kind(
    "fba_stock", FBA_STOCK,
    ("sku", "asin", "fulfillable", "total"),
    read, save, frozenset({"inventory", "products"}),
)  # fmt: skip
