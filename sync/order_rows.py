"""Orders and lines as rows: pure functions of what Amazon sent, shared by report and API.

The report and the Orders API say the same things in other words; both come out of here
alike, so that a line read twice by two ways changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from core.errors import DataError
from core.marketplaces import Marketplace

_ZERO = Decimal(0)
# The status of an order that was read without it: the stored one stays, or it is UNKNOWN.
NOT_SAID = ""
UNKNOWN = "Unknown"


class OrderRow(NamedTuple):
    """A row of seller.orders, without account and provenance."""

    amazon_order_id: str
    marketplace_id: str
    purchased_at: datetime
    local_date: date
    local_hour: int
    status: str
    fulfillment_channel: str | None
    currency: str | None
    is_business: bool
    last_updated_at: datetime


class LineRow(NamedTuple):
    """A row of seller.order_items; amounts are totals of the line, discounts positive."""

    amazon_order_id: str
    order_item_id: str
    asin: str
    sku: str
    quantity: int
    currency: str | None
    item_price_amount: Decimal | None
    item_tax_amount: Decimal | None
    shipping_price_amount: Decimal | None
    shipping_tax_amount: Decimal | None
    gift_wrap_price_amount: Decimal | None
    gift_wrap_tax_amount: Decimal | None
    item_discount_amount: Decimal | None
    shipping_discount_amount: Decimal | None
    promotion_ids: tuple[str, ...]


@dataclass(frozen=True)
class OrderWithLines:
    """One order and all of its lines."""

    order: OrderRow
    lines: tuple[LineRow, ...]


class Amounts(NamedTuple):
    """The money of a line as it was sent; None where nothing was sent."""

    item_price: Decimal | None = None
    item_tax: Decimal | None = None
    shipping_price: Decimal | None = None
    shipping_tax: Decimal | None = None
    gift_wrap_price: Decimal | None = None
    gift_wrap_tax: Decimal | None = None
    item_discount: Decimal | None = None
    shipping_discount: Decimal | None = None


# What the two ways call a status, and what is stored. Reports add details after a dash
# ("Shipped - Delivered to Buyer") and call a partly shipped order "Shipping".
_STATUSES = {
    "PENDINGAVAILABILITY": "Pending",
    "PENDING": "Pending",
    "UNSHIPPED": "Unshipped",
    "PARTIALLYSHIPPED": "PartiallyShipped",
    "SHIPPING": "PartiallyShipped",
    "SHIPPED": "Shipped",
    "CANCELLED": "Cancelled",
    "CANCELED": "Cancelled",
    "UNFULFILLABLE": "Unfulfillable",
}
_CHANNELS = {"AMAZON": "AFN", "AFN": "AFN", "MERCHANT": "MFN", "MFN": "MFN"}


def status_of(text: str | None) -> str:
    """Return the stored word for a status; one that is new is kept as it came."""
    word = (text or "").split(" - ")[0].strip()
    if not word:
        raise DataError("An order came without a status.")
    return _STATUSES.get(word.replace("_", "").replace(" ", "").upper(), word)


def channel_of(text: str | None) -> str | None:
    """Return AFN (Amazon ships) or MFN (the seller ships); None when it was not said."""
    return _CHANNELS.get((text or "").strip().upper())


def local_moment(instant: datetime, place: Marketplace) -> tuple[date, int]:
    """Return the marketplace's day and hour (0–23) of an instant."""
    local = instant.astimezone(place.zone)
    return local.date(), local.hour


def completed(amounts: Amounts) -> Amounts:
    """Fill in what both ways leave out: parts of a priced line that are nothing are 0.

    A line without a price has no known amounts at all (pending, cancelled).
    """
    if amounts.item_price is None:
        return Amounts()
    return Amounts(*(_ZERO if amount is None else amount for amount in amounts))


def head_of(
    order_id: str,
    place: Marketplace,
    *,
    purchased_at: datetime,
    updated_at: datetime,
    status: str,
    channel: str | None,
    is_business: bool,
) -> OrderRow:
    """Return an order without its lines, which give it its currency; `status` as it is stored."""
    return OrderRow(
        order_id,
        place.marketplace_id,
        purchased_at,
        *local_moment(purchased_at, place),
        status,
        channel_of(channel),
        None,
        is_business,
        updated_at,
    )


def line_of(
    order_id: str,
    item_id: str,
    asin: str,
    sku: str,
    quantity: int,
    currency: str | None,
    amounts: Amounts,
    promotions: Iterable[str],
) -> LineRow:
    """Return a line of an order. Raises DataError when it has no number or no ASIN.

    `amounts` as they were sent: what is left out of a priced line is 0, and a line without a
    price has no currency.
    """
    if not item_id or not asin:
        raise DataError(f"A line of the order {order_id} has no number or no ASIN.")
    known = completed(amounts)
    return LineRow(
        order_id,
        item_id,
        asin,
        sku,
        quantity,
        None if known.item_price is None else currency,
        *known,
        tuple(sorted({name.strip() for name in promotions if name.strip()})),
    )


def order_of(head: OrderRow, lines: list[LineRow]) -> OrderWithLines:
    """Put an order together: parts of a line added up, the currency of the first that has one.

    Raises DataError when there are no lines.
    """
    merged = merged_lines(lines)
    currency = next((line.currency for line in merged if line.currency), None)
    return OrderWithLines(head._replace(currency=currency), merged)


def merged_lines(lines: list[LineRow]) -> tuple[LineRow, ...]:
    """Return the lines by their numbers; parts of one line (two warehouses) are added up.

    Raises DataError when there is none: every order of Amazon's has at least one line, and
    an order that came without them must not delete those that are stored.
    """
    if not lines:
        raise DataError("An order came without lines.")
    merged: dict[str, LineRow] = {}
    for line in lines:
        known = merged.get(line.order_item_id)
        merged[line.order_item_id] = line if known is None else _added(known, line)
    return tuple(merged[key] for key in sorted(merged))


def _added(one: LineRow, other: LineRow) -> LineRow:
    sums: dict[str, Any] = {
        name: _sum(getattr(one, name), getattr(other, name))
        for name in LineRow._fields
        if name.endswith("_amount")
    }
    return one._replace(
        quantity=one.quantity + other.quantity,
        promotion_ids=tuple(dict.fromkeys((*one.promotion_ids, *other.promotion_ids))),
        **sums,
    )


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return one if other is None else other
    return one + other


def count_rows(orders: Sequence[OrderWithLines]) -> int:
    """Return how many rows of orders and lines these are."""
    return len(orders) + sum(len(one.lines) for one in orders)
