"""The XML all-orders report, laid out as Amazon's: one Message for each order.

Element names as read from published copies of the report (AmazonEnvelope,
AmazonOrderItemCode, Component); the flat file's columns have the same meanings.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from simulator.formats import cents, report_time
from simulator.reports.words import CHANNELS, SERVICE_LEVELS, STATUS_WORDS
from simulator.shop.order import CANCELLED, PENDING, Line, Order

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:noNamespaceSchemaLocation="amzn-envelope.xsd">\n'
    "<Header>\n<DocumentVersion>1.00</DocumentVersion>\n</Header>\n"
    "<MessageType>AllOrdersReport</MessageType>\n"
)
_TYPES = ("Principal", "Tax", "Shipping", "ShippingTax", "GiftWrap", "GiftWrapTax")
#: Amazon writes the first two even when they are nothing.
_ALWAYS = 2


def _price(line: Line, currency: str) -> str:
    parts = [
        f"<Component>\n<Type>{kind}</Type>\n"
        f'<Amount currency="{currency}">{cents(amount)}</Amount>\n</Component>\n'
        for index, (kind, amount) in enumerate(zip(_TYPES, line.amounts[:6], strict=True))
        if amount or index < _ALWAYS
    ]
    text = "<ItemPrice>\n" + "".join(parts) + "</ItemPrice>\n"
    if line.has_business_price:
        text += "<PriceDesignation>Business Price</PriceDesignation>\n"
    return text


def _promotion(line: Line) -> str:
    if not line.promotion_ids:
        return ""
    text = (
        "<Promotion>\n<PromotionIDs>" + escape(",".join(line.promotion_ids)) + "</PromotionIDs>\n"
    )
    if line.amounts.item_discount:
        amount = cents(line.amounts.item_discount)
        text += f"<ItemPromotionDiscount>{amount}</ItemPromotionDiscount>\n"
    if line.amounts.shipping_discount:
        amount = cents(line.amounts.shipping_discount)
        text += f"<ShipPromotionDiscount>{amount}</ShipPromotionDiscount>\n"
    return text + "</Promotion>\n"


def _item(order: Order, line: Line, status: str) -> str:
    offer = line.offer
    money = ""
    if status not in (PENDING, CANCELLED):
        money = _price(line, order.place.currency) + _promotion(line)
    return (
        f"<OrderItem>\n<AmazonOrderItemCode>{line.order_item_id}</AmazonOrderItemCode>\n"
        f"<ASIN>{offer.product.asin}</ASIN>\n<SKU>{escape(offer.sku)}</SKU>\n"
        f"<ItemStatus>{STATUS_WORDS[status]}</ItemStatus>\n"
        f"<ProductName>{escape(offer.title)}</ProductName>\n"
        f"<Quantity>{0 if status == CANCELLED else line.quantity}</Quantity>\n"
        f"{money}</OrderItem>\n"
    )


def _order(order: Order, status: str, updated: int) -> str:
    buyer = order.buyer
    number = (
        f"<PurchaseOrderNumber>{order.purchase_order_number}</PurchaseOrderNumber>\n"
        if order.purchase_order_number
        else ""
    )
    items = "".join(
        _item(order, line, order.line_status(status, index))
        for index, line in enumerate(order.lines)
    )
    return (
        f"<Message>\n<Order>\n<AmazonOrderID>{order.order_id}</AmazonOrderID>\n"
        f"<MerchantOrderID>{order.order_id}</MerchantOrderID>\n"
        f"<PurchaseDate>{report_time(order.created)}</PurchaseDate>\n"
        f"<LastUpdatedDate>{report_time(updated)}</LastUpdatedDate>\n"
        f"<OrderStatus>{STATUS_WORDS[status]}</OrderStatus>\n"
        f"<SalesChannel>{order.place.sales_channel}</SalesChannel>\n"
        f"<FulfillmentData>\n<FulfillmentChannel>{CHANNELS[order.is_fba]}</FulfillmentChannel>\n"
        f"<ShipServiceLevel>{SERVICE_LEVELS[order.service_level]}</ShipServiceLevel>\n"
        f"<Address>\n<City>{escape(buyer.city)}</City>\n<State>{escape(buyer.state)}</State>\n"
        f"<PostalCode>{buyer.postal_code}</PostalCode>\n<Country>{buyer.country_code}</Country>\n"
        f"</Address>\n</FulfillmentData>\n"
        f"<IsBusinessOrder>{'true' if order.is_business else 'false'}</IsBusinessOrder>\n{number}"
        f"{items}</Order>\n</Message>\n"
    )


def xml_orders(rows: Iterable[tuple[Order, str, int]]) -> bytes:
    """Return the report's bytes, UTF-8, for (order, status, last update) rows."""
    body = "".join(_order(order, status, updated) for order, status, updated in rows)
    return (_HEAD + body + "</AmazonEnvelope>\n").encode()
