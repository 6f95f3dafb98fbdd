"""Orders out of searchOrders (Orders 2026-01-01).

Gift message and customisation address come along unasked; they are not looked at,
so they are not stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from core.clock import parse_instant
from core.errors import DataError
from core.marketplaces import MARKETPLACES
from core.money import parse_amount
from sync.order_rows import (
    NOT_SAID,
    Amounts,
    LineRow,
    OrderWithLines,
    head_of,
    line_of,
    order_of,
    status_of,
)
from sync.personal import cause_of
from sync.storable import check_row

# What is asked for; never BUYER or RECIPIENT.
INCLUDED_DATA = "PROCEEDS,PROMOTION,CANCELLATION,FULFILLMENT"
# What is left where a marketplace refuses FULFILLMENT for a while (issue models 5365): money and
# lines are whole, but nobody says what has become of an order, and who ships it.
NARROW_DATA = "PROCEEDS,PROMOTION,CANCELLATION"

_PRICES = {"ITEM": "item_price", "SHIPPING": "shipping_price", "GIFT_WRAP": "gift_wrap_price"}
# A breakdown with parts: its type and part give the amount.
_PARTS = {
    ("TAX", "ITEM"): "item_tax",
    ("TAX", "SHIPPING"): "shipping_tax",
    ("TAX", "GIFT_WRAP"): "gift_wrap_tax",
    ("DISCOUNT", "ITEM"): "item_discount",
    ("DISCOUNT", "SHIPPING"): "shipping_discount",
}


def parse_order(order: dict[str, Any], *, is_narrow: bool = False) -> OrderWithLines | None:
    """Read one order; None when it was not placed on an Amazon marketplace we know.

    Where it was asked for without FULFILLMENT (`is_narrow`) the status is NOT_SAID. Raises
    DataError when something that every order has is missing, and when anything in it is not
    what it should be: one such order must never hold up the others of its page.
    """
    try:
        found = _parse(order, is_narrow)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        raise DataError(
            f"The order {number_of(order)} cannot be read: {cause_of(error)}."
        ) from error
    if found is not None:
        for row in (found.order, *found.lines):
            check_row(row, f"The order {number_of(order)}")
    return found


def number_of(order: Any) -> str | None:
    """Return the number of an order that may make no sense; None when it has none."""
    number = order.get("orderId") if isinstance(order, dict) else None
    return number if number and isinstance(number, str) else None


def _parse(order: dict[str, Any], is_narrow: bool) -> OrderWithLines | None:
    order_id = number_of(order)
    if order_id is None:
        raise DataError("An order has no number.")
    place = MARKETPLACES.get(str(order["salesChannel"].get("marketplaceId", "")))
    if place is None:
        return None
    lines = [_line(order_id, item) for item in order.get("orderItems") or ()]
    fulfillment = order.get("fulfillment") or {}
    said = fulfillment.get("fulfillmentStatus")
    head = head_of(
        order_id,
        place,
        purchased_at=parse_instant(order["createdTime"]),
        updated_at=parse_instant(order["lastUpdatedTime"]),
        status=NOT_SAID if is_narrow and not said else status_of(said),
        channel=fulfillment.get("fulfilledBy"),
        is_business="AMAZON_BUSINESS" in (order.get("programs") or ()),
    )
    return order_of(head, lines)


def _line(order_id: str, item: dict[str, Any]) -> LineRow:
    product = item.get("product") or {}
    breakdowns = (item.get("proceeds") or {}).get("breakdowns") or ()
    promotions = (item.get("promotion") or {}).get("breakdowns") or ()
    return line_of(
        order_id,
        str(item.get("orderItemId") or ""),
        str(product.get("asin") or ""),
        str(product.get("sellerSku") or ""),
        int(item.get("quantityOrdered") or 0),
        _currency(breakdowns),
        read_amounts(breakdowns),
        [str(row["promotionId"]) for row in promotions if row.get("promotionId")],
    )


def read_amounts(breakdowns: Iterable[dict[str, Any]]) -> Amounts:
    """Read the proceeds of a line; what is not said stays None."""
    found: dict[str, Decimal] = {}
    for breakdown in breakdowns:
        kind = str(breakdown.get("type", ""))
        if kind in _PRICES:
            _add(found, _PRICES[kind], breakdown.get("subtotal"))
        for part in breakdown.get("detailedBreakdowns") or ():
            name = _PARTS.get((kind, str(part.get("subtype", ""))))
            if name:
                _add(found, name, part.get("value"))
        if not breakdown.get("detailedBreakdowns") and (kind, "ITEM") in _PARTS:
            # Without parts, the whole of it belongs to the goods.
            _add(found, _PARTS[kind, "ITEM"], breakdown.get("subtotal"))
    return Amounts(**found)


def _add(found: dict[str, Decimal], name: str, money: dict[str, Any] | None) -> None:
    amount = parse_amount((money or {}).get("amount"))
    if amount is not None:
        if name.endswith("_discount"):
            amount = abs(amount)
        found[name] = found.get(name, Decimal(0)) + amount


def _currency(breakdowns: Iterable[dict[str, Any]]) -> str | None:
    for breakdown in breakdowns:
        code = (breakdown.get("subtotal") or {}).get("currencyCode")
        if code:
            return str(code)
    return None
