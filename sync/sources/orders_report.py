"""Orders out of the XML all-orders report, read as a stream.

The report carries city, state, postal code and country of the buyer and the product's
title; none of it is looked at, so none of it is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import IO
from xml.etree.ElementTree import Element, ParseError, fromstring, iterparse

from core.clock import parse_instant
from core.errors import DataError, RetryableError
from core.marketplaces import Marketplace, marketplace_of_sales_channel
from core.money import parse_amount
from sync.known_fields import XML_ORDER
from sync.order_rows import (
    Amounts,
    LineRow,
    OrderRow,
    OrderWithLines,
    head_of,
    line_of,
    order_of,
    status_of,
)
from sync.personal import cause_of, kept_xml
from sync.storable import check_row

REPORT_TYPE = "GET_XML_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"

REPORT_ORDER = "order of the report"

# <Component><Type> of an <ItemPrice> and the amount it is.
_COMPONENTS = {
    "Principal": "item_price",
    "Tax": "item_tax",
    "Shipping": "shipping_price",
    "ShippingTax": "shipping_tax",
    "GiftWrap": "gift_wrap_price",
    "GiftWrapTax": "gift_wrap_tax",
}


def read_orders(
    stream: IO[bytes], on_unreadable: Callable[[str, str, str, str | None], None]
) -> Iterator[OrderWithLines]:
    """Yield the orders of a report; memory holds one order at a time.

    An order that cannot be understood is reported to `on_unreadable` (why, what it is, its
    text without personal fields, its number) and left out;
    orders of other channels than Amazon's are left out silently. Raises
    RetryableError when the document is cut short or no XML.
    """
    try:
        # Entities from outside are never fetched, and expat limits their growth.
        for _event, element in iterparse(stream, events=("end",)):  # noqa: S314
            if element.tag == "Order":
                try:
                    order = parse_order(element)
                except DataError as error:
                    number = _text(element.find("AmazonOrderID")) or None
                    on_unreadable(
                        error.sentence, REPORT_ORDER, kept_xml(element, XML_ORDER), number
                    )
                    order = None
                if order is not None:
                    yield order
            if element.tag in ("Order", "Message"):
                element.clear()
    except ParseError as error:
        raise RetryableError("The orders report cannot be read to its end.") from error


def parse_text(text: str) -> OrderWithLines | None:
    """Read one <Order> from its text, as it was set aside."""
    # What we have written ourselves holds no entities.
    return parse_order(fromstring(text))  # noqa: S314


def parse_order(element: Element) -> OrderWithLines | None:
    """Read one <Order>; None when it was not placed on an Amazon marketplace we know."""
    fields = {child.tag: child for child in element}
    place = marketplace_of_sales_channel(_text(fields.get("SalesChannel")))
    if place is None:
        return None
    order_id = _text(fields.get("AmazonOrderID"))
    if not order_id:
        raise DataError("An order in the report has no number.")
    try:
        lines = [_line(order_id, child) for child in element if child.tag == "OrderItem"]
        found = order_of(_head(order_id, place, fields), lines)
    except (ValueError, KeyError, ArithmeticError) as error:
        raise DataError(
            f"The order {order_id} in the report cannot be read: {cause_of(error)}."
        ) from error
    for row in (found.order, *found.lines):
        check_row(row, f"The order {order_id} in the report")
    return found


def _head(order_id: str, place: Marketplace, fields: dict[str, Element]) -> OrderRow:
    fulfillment = fields.get("FulfillmentData")
    return head_of(
        order_id,
        place,
        purchased_at=_instant(fields, "PurchaseDate"),
        updated_at=_instant(fields, "LastUpdatedDate"),
        status=status_of(_text(fields.get("OrderStatus"))),
        channel=None if fulfillment is None else fulfillment.findtext("FulfillmentChannel"),
        is_business=_text(fields.get("IsBusinessOrder")).lower() == "true",
    )


def _line(order_id: str, element: Element) -> LineRow:
    fields = {child.tag: child for child in element}
    promotions = element.findall("Promotion")
    amounts, currency = _amounts(fields, promotions)
    names = ",".join(one.findtext("PromotionIDs") or "" for one in promotions)
    return line_of(
        order_id,
        _text(fields.get("AmazonOrderItemCode")),
        _text(fields.get("ASIN")),
        _text(fields.get("SKU")),
        int(_text(fields.get("Quantity")) or 0),
        currency,
        amounts,
        names.split(","),
    )


def _amounts(fields: dict[str, Element], promotions: list[Element]) -> tuple[Amounts, str | None]:
    """Return the amounts of a line as they were sent, and the first currency among them."""
    found: dict[str, Decimal | None] = {}
    currency = None
    for component in fields.get("ItemPrice", ()):
        name = _COMPONENTS.get(component.findtext("Type", "").strip())
        amount = component.find("Amount")
        if name and amount is not None:
            found[name] = parse_amount(amount.text)
            currency = currency or amount.get("currency")
    found["item_discount"] = _discount(promotions, "ItemPromotionDiscount")
    found["shipping_discount"] = _discount(promotions, "ShipPromotionDiscount")
    return Amounts(**found), currency


def _discount(promotions: list[Element], name: str) -> Decimal | None:
    """Add up the discounts of a line, as a positive amount; None when there is none."""
    amounts = [parse_amount(one.findtext(name)) for one in promotions]
    known = [abs(amount) for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _instant(fields: dict[str, Element], name: str) -> datetime:
    return parse_instant(_text(fields.get(name)))


def _text(element: Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""
