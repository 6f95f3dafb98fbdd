"""Returns as rows: what Amazon's warehouses took in, and what buyers send back to the seller.

The comments of buyers are never read: they write their names and addresses there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from core.clock import parse_instant
from core.errors import DataError
from core.marketplaces import MARKETPLACES, Marketplace
from sync.imports.headers import Cells
from sync.imports.values import Style, read_count, read_day, read_number

AMAZON, SELLER = "AFN", "MFN"
_SHORT_MONTH = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{4})(?:[ T].*)?")
_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    start=1)}  # fmt: skip
_NO_LABEL = "no LPN"


class ReturnRow(NamedTuple):
    """A row of seller.returns, without account and provenance."""

    channel: str
    return_key: str
    amazon_order_id: str
    sku: str
    marketplace_id: str | None
    asin: str
    fnsku: str | None
    returned_at: datetime
    local_date: date
    quantity: int
    disposition: str | None
    reason: str | None
    status: str | None
    fulfillment_center: str | None
    currency: str | None
    refunded_amount: Decimal | None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells one return from another."""
        return self.channel, self.return_key, self.amazon_order_id, self.sku


class SellerReturn(NamedTuple):
    """A return to the seller, and the line of the order that it is about where that is told."""

    row: ReturnRow
    order_item_id: str


def returned_at(cell: Cells, place: Marketplace) -> datetime:
    """Read when Amazon took in a unit. Raises ValueError."""
    return _instant(cell("returned"), place)


def requested_at(cell: Cells, place: Marketplace) -> datetime:
    """Read the day on which a buyer wanted to send something back. Raises ValueError."""
    return datetime.combine(_day(cell("requested"), place), time(), place.zone).astimezone(UTC)


def parse_unit(cell: Cells, place: Marketplace) -> ReturnRow:
    """Read one unit that Amazon took in. Raises DataError or ValueError.

    Its marketplace is not told: `place` gives the day until the order is known.
    """
    _require(cell, "order_id", "sku", "asin", "returned")
    returned = returned_at(cell, place)
    day = returned.astimezone(place.zone).date()
    return ReturnRow(
        AMAZON,
        cell("lpn") or f"{_NO_LABEL} {day}",
        cell("order_id"),
        cell("sku"),
        None,
        cell("asin"),
        cell("fnsku") or None,
        returned,
        day,
        _units(cell("quantity")),
        cell("disposition") or None,
        cell("reason") or None,
        cell("status") or None,
        cell("center") or None,
        None,
        None,
    )


def parse_seller_return(
    cell: Cells, place: Marketplace, style: Style | None = None
) -> SellerReturn:
    """Read one line that a buyer sends back to the seller. Raises DataError or ValueError.

    `style` is how the file writes cents, where one number alone does not say it.

    A refund without a return has no RMA: Amazon says to tell it by order, SKU and day of
    request (amzn/selling-partner-api-models issue 4229).
    """
    _require(cell, "order_id", "sku", "asin", "requested")
    requested = requested_at(cell, place)
    day = requested.astimezone(place.zone).date()
    refunded = read_number(cell("refunded"), style)
    currency = cell("currency") or None
    if refunded is not None and currency is None:
        raise DataError("an amount has no currency")
    row = ReturnRow(
        SELLER,
        cell("rma") or cell("merchant_rma") or f"no RMA {day}",
        cell("order_id"),
        cell("sku"),
        place.marketplace_id,
        cell("asin"),
        None,
        requested,
        day,
        _units(cell("quantity")),
        None,
        cell("reason") or None,
        cell("status") or None,
        None,
        currency,
        refunded,
    )
    return SellerReturn(row, cell("item_id"))


def _require(cell: Cells, *names: str) -> None:
    missing = [name for name in names if not cell(name)]
    if missing:
        raise DataError(f"it has no {' and no '.join(name.replace('_', ' ') for name in missing)}")


def _units(text: str) -> int:
    units = read_count(text, Style.POINT)
    if units <= 0:
        raise ValueError(f"{text!r} is no number of units that come back")
    return units


def _instant(text: str, place: Marketplace) -> datetime:
    """Read an instant; a bare day, as some downloads have it, is the day of `place`."""
    try:
        return parse_instant(text)
    except ValueError:
        day = read_day(text, month_first=place.country_code == "US")
        return datetime.combine(day, time(), place.zone).astimezone(UTC)


def _day(text: str, place: Marketplace) -> date:
    """Read a day as these files write it: `25-Nov-2026`, or an instant."""
    if found := _SHORT_MONTH.fullmatch(text):
        if found[2].lower() not in _MONTHS:
            raise ValueError(f"{text!r} is not a day")
        return date(int(found[3]), _MONTHS[found[2].lower()], int(found[1]))
    return _instant(text, place).astimezone(place.zone).date()


def newest_units(rows: Iterable[ReturnRow]) -> list[ReturnRow]:
    """Return one row for each unit. Amazon dates some anew: the latest date counts.

    Units without a label cannot be told apart, so they are added up.
    """
    newest: dict[tuple[str, ...], ReturnRow] = {}
    for row in rows:
        known = newest.get(row.key)
        if known is not None and row.return_key.startswith(_NO_LABEL):
            newest[row.key] = _added(known, row)
        elif known is None or row.returned_at >= known.returned_at:
            newest[row.key] = row
    return list(newest.values())


def added_lines(rows: Iterable[SellerReturn]) -> list[ReturnRow]:
    """Return one row for each return to the seller.

    Lines of one order that hold the same SKU are added up; a line that is told twice counts
    once, as the file told it last.
    """
    lines: dict[tuple[str, ...], ReturnRow] = {}
    for one in rows:
        lines[(*one.row.key, one.order_item_id)] = one.row
    merged: dict[tuple[str, ...], ReturnRow] = {}
    for row in lines.values():
        known = merged.get(row.key)
        merged[row.key] = row if known is None else _added(known, row)
    return list(merged.values())


def _added(one: ReturnRow, other: ReturnRow) -> ReturnRow:
    amounts = [row.refunded_amount for row in (one, other) if row.refunded_amount is not None]
    return one._replace(
        quantity=one.quantity + other.quantity,
        refunded_amount=sum(amounts, Decimal(0)) if amounts else None,
    )


def placed(row: ReturnRow, marketplaces: Mapping[str, str]) -> ReturnRow:
    """Return a row with the marketplace of its order and that marketplace's day."""
    place = MARKETPLACES.get(marketplaces.get(row.amazon_order_id, ""))
    if place is None:
        return row
    day = row.returned_at.astimezone(place.zone).date()
    return row._replace(marketplace_id=place.marketplace_id, local_date=day)
