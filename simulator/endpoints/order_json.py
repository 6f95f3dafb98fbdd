"""An order as Orders 2026-01-01 shows it."""

from __future__ import annotations

from typing import Any

from simulator.formats import cents, iso
from simulator.shop.order import CANCELLED, PENDING, SHIPPED, Line, Order

_DAY = 86400


def _money(amount: int, currency: str) -> dict[str, str]:
    return {"amount": cents(amount), "currencyCode": currency}


def _part(kind: str, total: int, currency: str, details: dict[str, int]) -> dict[str, Any]:
    part: dict[str, Any] = {"type": kind, "subtotal": _money(total, currency)}
    if details:
        part["detailedBreakdowns"] = [
            {"subtype": name, "value": _money(value, currency)} for name, value in details.items()
        ]
    return part


def line_total(line: Line, tax_is_inside: bool) -> int:
    """Return what the buyer pays for a line, in cents."""
    money = line.amounts
    total = money.item_price + money.shipping_price + money.gift_wrap_price
    total -= money.item_discount + money.shipping_discount
    if not tax_is_inside:
        total += money.item_tax + money.shipping_tax + money.gift_wrap_tax
    return total


def _item_proceeds(order: Order, line: Line) -> dict[str, Any]:
    money, currency = line.amounts, order.place.currency
    parts = [_part("ITEM", money.item_price, currency, {})]
    if money.shipping_price:
        parts.append(_part("SHIPPING", money.shipping_price, currency, {}))
    if money.gift_wrap_price:
        parts.append(_part("GIFT_WRAP", money.gift_wrap_price, currency, {}))
    taxes = {
        "ITEM": money.item_tax,
        "SHIPPING": money.shipping_tax,
        "GIFT_WRAP": money.gift_wrap_tax,
    }
    taxes = {name: value for name, value in taxes.items() if value or name == "ITEM"}
    parts.append(_part("TAX", sum(taxes.values()), currency, taxes))
    discounts = {"ITEM": money.item_discount, "SHIPPING": money.shipping_discount}
    discounts = {name: value for name, value in discounts.items() if value}
    if discounts:
        parts.append(_part("DISCOUNT", sum(discounts.values()), currency, discounts))
    total = line_total(line, order.place.prices_include_tax)
    return {"proceedsTotal": _money(total, currency), "breakdowns": parts}


def _order_proceeds(order: Order) -> dict[str, Any]:
    inside, currency = order.place.prices_include_tax, order.place.currency
    sums = [sum(column) for column in zip(*(line.amounts for line in order.lines), strict=True)]
    goods, goods_tax, shipping, shipping_tax, wrap, wrap_tax, discount, shipping_discount = sums
    parts = {
        "ITEM": goods,
        "SHIPPING": shipping,
        "GIFT_WRAP": wrap,
        "TAX": goods_tax + shipping_tax + wrap_tax,
        "DISCOUNT": discount + shipping_discount,
    }
    return {
        "grandTotal": _money(sum(line_total(line, inside) for line in order.lines), currency),
        "breakdowns": [
            {"type": kind, "subtotal": _money(value, currency)}
            for kind, value in parts.items()
            if value or kind == "ITEM"
        ],
    }


def _product(order: Order, line: Line, has_price: bool) -> dict[str, Any]:
    product: dict[str, Any] = {
        "asin": line.offer.product.asin,
        "title": line.offer.title,
        "sellerSku": line.offer.sku,
        "condition": {"conditionType": "NEW", "conditionSubtype": "NEW"},
    }
    if has_price:
        product["price"] = {"unitPrice": _money(line.unit_price, order.place.currency)}
        if line.has_business_price:
            product["price"]["priceDesignation"] = "BUSINESS_PRICE"
    if line.customised_url:
        product["customization"] = {"customizedUrl": line.customised_url}
    return product


def _item_fulfillment(line: Line, status: str) -> dict[str, Any]:
    left = line.quantity if status == SHIPPED else 0
    open_units = 0 if status == CANCELLED else line.quantity - left
    answer: dict[str, Any] = {"quantityFulfilled": left, "quantityUnfulfilled": open_units}
    if line.gift_message:
        answer["packing"] = {
            "giftOption": {"giftMessage": line.gift_message, "giftWrapLevel": "STANDARD"}
        }
    return answer


def _item(
    order: Order, line: Line, status: str, has_price: bool, included: set[str]
) -> dict[str, Any]:
    item: dict[str, Any] = {
        "orderItemId": line.order_item_id,
        "quantityOrdered": 0 if status == CANCELLED else line.quantity,
        "product": _product(order, line, has_price),
    }
    if "PROCEEDS" in included and has_price:
        item["proceeds"] = _item_proceeds(order, line)
    if "PROMOTION" in included and has_price and line.promotion_ids:
        names = [{"promotionId": name} for name in line.promotion_ids]
        item["promotion"] = {"breakdowns": names}
    if "CANCELLATION" in included and status == CANCELLED:
        reason = (
            "Customer requested cancellation"
            if order.cancelled_by == "BUYER"
            else "General adjustment"
        )
        execution = {"cancelledBy": order.cancelled_by, "cancelReason": reason}
        item["cancellation"] = {"cancellationExecution": execution}
    if "FULFILLMENT" in included:
        item["fulfillment"] = _item_fulfillment(line, status)
    return item


def _fulfillment(order: Order, status: str) -> dict[str, Any]:
    days = {"NEXT_DAY": 1, "SECOND_DAY": 2, "EXPEDITED": 3}.get(order.service_level, 5)
    answer: dict[str, Any] = {
        "fulfillmentStatus": status,
        "fulfilledBy": "AMAZON" if order.is_fba else "MERCHANT",
        "fulfillmentServiceLevel": order.service_level,
    }
    if status != PENDING:
        answer["shipByWindow"] = {
            "earliestDateTime": iso(order.created),
            "latestDateTime": iso(order.created + 2 * _DAY),
        }
        answer["deliverByWindow"] = {
            "earliestDateTime": iso(order.created + days * _DAY),
            "latestDateTime": iso(order.created + (days + 3) * _DAY),
        }
    return answer


def _personal(order: Order, included: set[str]) -> dict[str, Any]:
    """Personal data, sent only to those who ask for it."""
    answer: dict[str, Any] = {}
    buyer = order.buyer
    if "BUYER" in included:
        domain = "marketplace." + order.place.sales_channel.lower()
        answer["buyer"] = {
            "buyerName": buyer.name,
            "buyerEmail": f"x{order.order_id[4:11]}@{domain}",
        }
        if order.purchase_order_number:
            answer["buyer"]["buyerPurchaseOrderNumber"] = order.purchase_order_number
    if "RECIPIENT" in included:
        answer["recipient"] = {
            "deliveryAddress": {
                "name": buyer.name,
                "addressLine1": buyer.street,
                "city": buyer.city,
                "stateOrRegion": buyer.state,
                "postalCode": buyer.postal_code,
                "countryCode": buyer.country_code,
                "addressType": "COMMERCIAL" if order.is_business else "RESIDENTIAL",
            }
        }
    return answer


def order_json(order: Order, status: str, updated: int, included: set[str]) -> dict[str, Any]:
    """Return an order as of its `status`, with the datasets asked for."""
    has_price = status not in (PENDING, CANCELLED)
    programs = [
        name
        for name, applies in (("PRIME", order.is_prime), ("AMAZON_BUSINESS", order.is_business))
        if applies
    ]
    answer: dict[str, Any] = {
        "orderId": order.order_id,
        "orderAliases": [{"aliasId": order.order_id, "aliasType": "SELLER_ORDER_ID"}],
        "createdTime": iso(order.created),
        "lastUpdatedTime": iso(updated),
        "programs": programs,
        "salesChannel": {
            "channelName": "AMAZON",
            "marketplaceId": order.place.marketplace_id,
            "marketplaceName": order.place.sales_channel,
        },
        **_personal(order, included),
        "orderItems": [
            _item(order, line, order.line_status(status, index), has_price, included)
            for index, line in enumerate(order.lines)
        ],
    }
    if "PROCEEDS" in included and has_price:
        answer["proceeds"] = _order_proceeds(order)
    if "FULFILLMENT" in included:
        answer["fulfillment"] = _fulfillment(order, status)
    return answer
