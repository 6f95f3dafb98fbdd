"""Returns: units back in Amazon's warehouses, and what buyers send back to the seller."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Connection

from core import schema
from core.errors import DataError
from core.marketplaces import Marketplace
from sync.imports.counts import Counts
from sync.imports.headers import FBA_RETURNS, MERCHANT_RETURNS, Cells, Layout
from sync.imports.kinds.base import (
    Hints,
    Kind,
    Prepared,
    complete_lines,
    place_of,
    refused,
)
from sync.imports.merge import merge
from sync.imports.reading import Sheet
from sync.imports.values import style_of
from sync.return_rows import (
    ReturnRow,
    added_lines,
    newest_units,
    parse_seller_return,
    parse_unit,
)
from sync.returns_store import with_places
from sync.sources import returns_fba, returns_merchant
from sync.store import Stamp


def _rows(
    sheet: Sheet,
    layout: Layout,
    place: Marketplace,
    parse: Callable[[Cells, Marketplace], Any],
    reach: int = 0,
) -> list[Any]:
    rows = []
    for line in complete_lines(sheet, reach):
        try:
            rows.append(parse(partial(layout.cell, line.cells), place))
        except (DataError, ValueError) as error:
            raise refused(sheet, line, error) from None
    return rows


def read_units(sheet: Sheet, layout: Layout, hints: Hints) -> Prepared:
    """Read one row for each unit that Amazon took in.

    The file is about a whole region: the orders tell the marketplaces.
    """
    regions = {place.region for place in hints.own}
    one_region = hints.marketplace is None and len(regions) == 1
    place = hints.own[0] if one_region else place_of(hints, None, f"The file {sheet.name}")
    # Cut before its label a unit would count a second time, as one without a label.
    rows = newest_units(_rows(sheet, layout, place, parse_unit, layout.places["lpn"]))
    return Prepared(rows, (place,))


def read_seller_returns(sheet: Sheet, layout: Layout, hints: Hints) -> Prepared:
    """Read one row for each return to the seller; the file is about one marketplace."""
    found = {layout.cell(line.cells, "currency") for line in sheet.lines} - {""}
    if len(found) > 1:
        raise DataError(f"The file {sheet.name} has amounts in several currencies.")
    place = place_of(hints, next(iter(found), None), f"The file {sheet.name}")
    style = style_of((line.number, layout.cell(line.cells, "refunded")) for line in sheet.lines)
    rows = _rows(sheet, layout, place, partial(parse_seller_return, style=style))
    return Prepared(added_lines(rows), (place,))


def save(connection: Connection, prepared: Prepared, stamp: Stamp) -> Counts:
    """Write the returns that Amazon's API has not brought already."""
    rows = with_places(connection, prepared.rows, stamp.account_id)
    return merge(connection, schema.returns, ReturnRow._fields, rows, stamp)


FBA = Kind(
    "fba_returns", FBA_RETURNS, returns_fba.REQUIRED, read_units, save,
    frozenset({returns_fba.NAME}),
)  # fmt: skip
MERCHANT = Kind(
    "merchant_returns", MERCHANT_RETURNS, returns_merchant.REQUIRED,
    read_seller_returns, save, frozenset({returns_merchant.NAME}),
)  # fmt: skip
