"""Everything that moves the seller's balance with Amazon, as events with cents.

The rest of the money is worked out from these: transactions, settlements, reports. An
event's total is the sum of its entries, and nothing else is a source of amounts.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from core.marketplaces import Marketplace
from simulator.shop.calendar import day_bounds
from simulator.shop.dice import dice_for
from simulator.shop.fees import (
    SUBSCRIPTION,
    charged_fulfilment_fee,
    kept_of_refund,
    referral_fee,
)
from simulator.shop.order import SHIPPED, Line, Order
from simulator.shop.products import Offer
from simulator.shop.shop import shop_of
from simulator.shop.storage import storage_of_month

_HOUR, _DAY = 3600, 86400
#: No event of an order is posted or released later than this after the order.
LONGEST_MONEY_DAYS = 100
_REFUND_CHANCE = 0.05
# What the seller sends is wrong or late more often.
_SELLER_REFUND_CHANCE = 0.12
_LATE_CHANCE = 0.1


class Entry(NamedTuple):
    """One leaf of a breakdown: Amazon's words from the root down, and signed cents."""

    path: tuple[str, ...]
    cents: int


class Item(NamedTuple):
    """What an event says about one line."""

    offer: Offer
    quantity: int
    entries: tuple[Entry, ...]


class Refund(NamedTuple):
    """One line given back in full, at a second."""

    line: Line
    second: int


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """One movement of money. `visible` is when Amazon first tells; `released` = `posted`
    when nothing was held back."""

    event_id: str
    kind: str
    description: str
    place: Marketplace
    posted: int
    visible: int
    released: int
    deferral: str
    order_id: str
    refund_id: str
    items: tuple[Item, ...]
    extra: tuple[Entry, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All leaves, of lines and of the event itself."""
        return (*(entry for item in self.items for entry in item.entries), *self.extra)

    @property
    def total(self) -> int:
        """The sum in signed cents."""
        return sum(entry.cents for entry in self.entries)

    @property
    def is_deferred(self) -> bool:
        """Tell whether the money was held back first."""
        return self.released > self.posted


def event_code(*parts: object) -> str:
    """Return a number for an event that is the same on every machine."""
    return hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()[:32]


def _sale_entries(line: Line, country_code: str) -> list[Entry]:
    """What the buyer paid. VAT is inside the prices; US tax is added and withheld at once."""
    money = line.amounts
    is_us = country_code == "US"
    inside = (0, 0, 0) if is_us else (money.item_tax, money.shipping_tax, money.gift_wrap_tax)
    tax = money.item_tax + money.shipping_tax + money.gift_wrap_tax
    rows = [
        Entry(("Sales", "ProductCharges", "OurPricePrincipal"), money.item_price - inside[0]),
        Entry(("Sales", "Shipping", "ShippingPrincipal"), money.shipping_price - inside[1]),
        Entry(("Sales", "GiftWrap", "GiftWrapPrincipal"), money.gift_wrap_price - inside[2]),
        Entry(("Sales", "Tax", "OurPriceTax"), money.item_tax),
        Entry(("Sales", "Tax", "ShippingTax"), money.shipping_tax),
        Entry(("Sales", "Tax", "GiftWrapTax"), money.gift_wrap_tax),
        Entry(("Expenses", "PromoRebates", "OurPriceDiscount"), -money.item_discount),
        Entry(("Expenses", "PromoRebates", "ShippingDiscount"), -money.shipping_discount),
    ]
    if is_us:
        rows.append(Entry(("Expenses", "TaxWithheld", "MarketplaceFacilitatorTax"), -tax))
    return [row for row in rows if row.cents]


def _shipped_item(line: Line, day: date) -> Item:
    offer = line.offer
    rows = _sale_entries(line, offer.place.country_code)
    rows.append(Entry(("Expenses", "AmazonFees", "Commission"), -referral_fee(offer, line.amounts)))
    if fee := charged_fulfilment_fee(offer, day) * line.quantity:
        rows.append(Entry(("Expenses", "AmazonFees", "FBAPerUnitFulfillmentFee"), -fee))
    return Item(offer, line.quantity, tuple(rows))


def _refunded_item(line: Line) -> Item:
    sale = _sale_entries(line, line.offer.place.country_code)
    rows = [Entry(entry.path, -entry.cents) for entry in sale]
    referral = referral_fee(line.offer, line.amounts)
    rows.append(Entry(("Expenses", "AmazonFees", "Commission"), referral))
    rows.append(Entry(("Expenses", "AmazonFees", "RefundCommission"), -kept_of_refund(referral)))
    return Item(line.offer, line.quantity, tuple(rows))


def paid_back(line: Line) -> int:
    """Return what the buyer gets back for a line, in cents: all that was paid, tax included."""
    entries = _sale_entries(line, line.offer.place.country_code)
    return sum(entry.cents for entry in entries if entry.path[1] != "TaxWithheld")


def shipped_second(order: Order) -> int | None:
    """Return when all of an order had left; None when it never does."""
    return next((second for second, status in order.changes if status == SHIPPED), None)


def refunds_of(seed: int, order: Order, shipped: int) -> tuple[Refund, ...]:
    """Return the refunds of an order. The only place that decides about them."""
    draw = dice_for(seed, "refund", order.order_id)
    if draw.random() >= (_REFUND_CHANCE if order.is_fba else _SELLER_REFUND_CHANCE):
        return ()
    line = order.lines[int(draw.random() * len(order.lines))]
    return (Refund(line, shipped + int(draw.uniform(6 * _DAY, 30 * _DAY))),)


def _deferral(draw: Random, order: Order, shipped: int) -> tuple[int, str]:
    """Return when the money is free and why it was not at once."""
    if order.is_business and draw.random() < 0.5:
        return shipped + int(draw.uniform(14 * _DAY, 30 * _DAY)), "B2B"
    if order.place.country_code != "US":
        # Seven days after the delivery, which takes one to four.
        return shipped + 7 * _DAY + int(draw.uniform(_DAY, 4 * _DAY)), "DD7"
    return shipped, ""


def events_of_order(seed: int, order: Order) -> tuple[Event, ...]:
    """Return the payment of an order and its refunds; none when it was never sent."""
    shipped = shipped_second(order)
    if shipped is None:
        return ()
    draw = dice_for(seed, "money", order.order_id)
    released, reason = _deferral(draw, order, shipped)
    # Orders of the last 48 hours may be missing: some are told late.
    late = int(draw.uniform(_HOUR, 46 * _HOUR)) if draw.random() < _LATE_CHANCE else 0
    found = [
        Event(
            event_code(seed, "shipment", order.order_id), "Shipment", "Order Payment",
            order.place, shipped, shipped + late, released, reason, order.order_id, "",
            tuple(_shipped_item(line, order.day) for line in order.lines),
        )
    ]  # fmt: skip
    for refund in refunds_of(seed, order, shipped):
        code = event_code(seed, "refund", order.order_id, refund.line.order_item_id)
        found.append(
            Event(
                code, "Refund", "Refund Order", order.place, refund.second, refund.second,
                refund.second, "", order.order_id, code[:16], (_refunded_item(refund.line),),
            )
        )  # fmt: skip
    return tuple(found)


def _storage(seed: int, place: Marketplace, month: date) -> list[Event]:
    """Return the storage fee of the month before; it is charged on the ninth."""
    before = (month - timedelta(days=1)).replace(day=1)
    cents = sum(row.cents for row in storage_of_month(shop_of(seed), place, before))
    if not cents:
        return []
    moment = day_bounds(place, month + timedelta(days=8))[0] + 5 * _HOUR
    entry = Entry(("Expenses", "ServiceFees", "FBAStorageFee"), -cents)
    code = event_code(seed, "storage", place.marketplace_id, before.isoformat())
    return [
        Event(
            code, "ServiceFee", "FBA Inventory Storage Fee", place, moment, moment, moment, "",
            "", "", (), (entry,),
        )
    ]  # fmt: skip


def events_of_month(seed: int, place: Marketplace, month: date) -> tuple[Event, ...]:
    """Return what belongs to no order: the selling plan, and the storage of the month before."""
    start, _ = day_bounds(place, month)
    key = (place.marketplace_id, month.isoformat())
    plan = Entry(("Expenses", "ServiceFees", "Subscription"), -SUBSCRIPTION[place.country_code])
    moment = start + 6 * _HOUR
    return (
        Event(
            event_code(seed, "plan", *key), "ServiceFee", "Subscription", place, moment, moment,
            moment, "", "", "", (), (plan,),
        ),
        *_storage(seed, place, month),
    )  # fmt: skip
