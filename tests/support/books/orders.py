"""The book of orders: what was ordered, its VAT, its cost, and what Amazon counts of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from core.marketplaces import MARKETPLACES
from simulator.exchange import is_fixing_day, rate_on
from simulator.shop.calendar import SHOP_MARKETPLACES, days_between
from simulator.shop.order import CANCELLED, PENDING, Amounts, Line, Order
from simulator.shop.shop import shop_of
from tests.support.books.costs import unit_cost_cents
from tests.support.books.entries import Entry, of_cents

# What is inside a price: 19 of 119 in Germany, 20 of 120 in the United Kingdom.
VAT = {"DE": Decimal(19) / 119, "GB": Decimal(20) / 120}
_ONE = Decimal(1)
_NOTHING = Amounts(0, 0, 0, 0, 0, 0, 0, 0)


def euro_rate(seed: int, currency: str, day: date) -> Decimal:
    """Return what the simulator's bank fixed on a day, or last before it."""
    if currency == "EUR":
        return _ONE
    while not is_fixing_day(day):
        day -= timedelta(days=1)
    return Decimal(rate_on(seed, currency, day))


def rate_into(seed: int, target: str, own: str, day: date) -> Decimal:
    """Return what one unit of a currency is worth in another, at the rates of a day."""
    return euro_rate(seed, target, day) / euro_rate(seed, own, day)


def vat_inside(place_id: str, amount: Decimal) -> Decimal:
    """Return the VAT inside a price; none in America."""
    return amount * VAT.get(MARKETPLACES[place_id].country_code, Decimal(0))


def order_book(seed: int, first: date, last: date, now: int) -> Iterator[Entry]:
    """Yield what was ordered on some local days, as of second `now`."""
    for place in SHOP_MARKETPLACES:
        for day in days_between(first, last):
            for order in shop_of(seed).day(place, day):
                if order.created <= now:
                    yield from _of_order(seed, order, order.state_at(now)[0])


def _of_order(seed: int, order: Order, status: str) -> Iterator[Entry]:
    where = (order.place.marketplace_id, order.day)
    for line in order.lines:
        here = (*where, line.offer.product.asin)
        if status == CANCELLED:
            yield Entry(*here, "cancelled_orders", _ONE, name=order.order_id)
            continue
        yield Entry(*here, "orders", _ONE, name=order.order_id)
        if status == PENDING:
            yield Entry(*here, "pending_orders", _ONE, name=order.order_id)
        yield Entry(*where, line.offer.product.asin, "products_sold", _ONE,
                    name=line.offer.product.asin)  # fmt: skip
        for metric, value in _of_line(seed, order, line, status).items():
            yield Entry(*here, metric, value)
    if status != CANCELLED:
        # Amazon's own count knows the price of a pending order.
        for metric, value in _counted(order).items():
            yield Entry(*where, "", metric, value)


def _of_line(seed: int, order: Order, line: Line, status: str) -> dict[str, Decimal]:
    money = _NOTHING if status == PENDING else line.amounts
    place, units = order.place.marketplace_id, Decimal(line.quantity)
    price = of_cents(money.item_price)
    extras = of_cents(money.shipping_price + money.gift_wrap_price)
    discounts = of_cents(money.item_discount + money.shipping_discount)
    cost = unit_cost_cents(line.offer.sku, order.day)
    in_place = euro_rate(seed, order.place.currency, order.day)
    return {
        "units": units,
        "order_lines": _ONE,
        "unpriced_units": units if status == PENDING else Decimal(0),
        "revenue": price,
        "shipping": extras,
        "discounts": discounts,
        "tax": of_cents(money.item_tax + money.shipping_tax + money.gift_wrap_tax),
        "revenue_vat": vat_inside(place, price),
        "extras_vat": vat_inside(place, extras - discounts),
        "cogs": units * of_cents(cost or 0) * in_place,
        "uncosted_units": units if cost is None else Decimal(0),
    }


def _counted(order: Order) -> dict[str, Decimal]:
    return {
        "amazon_orders": _ONE,
        "amazon_units": Decimal(sum(line.quantity for line in order.lines)),
        "amazon_sales": of_cents(sum(line.amounts.item_price for line in order.lines)),
    }
