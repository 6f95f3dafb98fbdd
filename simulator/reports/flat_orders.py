"""The flat all-orders report: tab separated, no quoting, no order-item id.

Two habits of Amazon's are kept: a line that left from two warehouses comes as
two rows of the same order and SKU, and amounts that are nothing are left blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simulator.formats import cents, report_time
from simulator.reports.words import CHANNELS, SERVICE_LEVELS, STATUS_WORDS
from simulator.shop.order import CANCELLED, PENDING, SHIPPED, Amounts, Line, Order

COLUMNS = (
    "amazon-order-id", "merchant-order-id", "purchase-date", "last-updated-date", "order-status",
    "fulfillment-channel", "sales-channel", "order-channel", "url", "ship-service-level",
    "product-name", "sku", "asin", "item-status", "quantity", "currency", "item-price", "item-tax",
    "shipping-price", "shipping-tax", "gift-wrap-price", "gift-wrap-tax",
    "item-promotion-discount", "ship-promotion-discount", "ship-city", "ship-state",
    "ship-postal-code", "ship-country", "promotion-ids", "is-business-order",
    "purchase-order-number", "price-designation",
)  # fmt: skip


def _shares(line: Line, status: str) -> Iterator[tuple[int, Amounts]]:
    """Yield (units, money) for each row a line takes; two when it left from two places."""
    if status != SHIPPED or not line.split_quantity:
        yield line.quantity, line.amounts
        return
    second = Amounts(*(value * line.split_quantity // line.quantity for value in line.amounts))
    first = Amounts(*(all_ - part for all_, part in zip(line.amounts, second, strict=True)))
    yield line.quantity - line.split_quantity, first
    yield line.split_quantity, second


def _money(status: str, currency: str, amounts: Amounts) -> list[str]:
    if status in (PENDING, CANCELLED):
        return [""] * 9
    fields = [cents(value) if value or index < 2 else "" for index, value in enumerate(amounts)]
    return [currency, *fields]


def _rows(order: Order, status: str, updated: int) -> Iterator[str]:
    buyer = order.buyer
    for index, line in enumerate(order.lines):
        line_status = order.line_status(status, index)
        has_price = line_status not in (PENDING, CANCELLED)
        for units, amounts in _shares(line, line_status):
            yield "\t".join(
                (
                    order.order_id,
                    order.order_id,
                    report_time(order.created),
                    report_time(updated),
                    STATUS_WORDS[status],
                    CHANNELS[order.is_fba],
                    order.place.sales_channel,
                    "WebsiteOrderChannel",
                    "",
                    SERVICE_LEVELS[order.service_level],
                    line.offer.title,
                    line.offer.sku,
                    line.offer.product.asin,
                    STATUS_WORDS[line_status],
                    "0" if line_status == CANCELLED else str(units),
                    *_money(line_status, order.place.currency, amounts),
                    buyer.city,
                    buyer.state,
                    buyer.postal_code,
                    buyer.country_code,
                    ",".join(line.promotion_ids) if has_price else "",
                    "true" if order.is_business else "false",
                    order.purchase_order_number,
                    "Business Price" if line.has_business_price and has_price else "",
                )
            )


def flat_orders(rows: Iterable[tuple[Order, str, int]]) -> str:
    """Return the report's text for (order, status, last update) rows."""
    lines = ["\t".join(COLUMNS)]
    for order, status, updated in rows:
        lines.extend(_rows(order, status, updated))
    return "\r\n".join(lines) + "\r\n"
