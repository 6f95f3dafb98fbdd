"""The book of money: what moved on the balance, what was settled, paid out, held back, stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from core.marketplaces import Marketplace
from simulator.shop.calendar import SHOP_MARKETPLACES, day_bounds, days_between, local_date
from simulator.shop.money import money_of
from simulator.shop.money_events import Entry as Leaf
from simulator.shop.money_events import Event
from simulator.shop.order import CANCELLED
from simulator.shop.shop import shop_of
from simulator.shop.storage import month_after, storage_of_month
from tests.support.books.entries import Entry, of_cents
from tests.support.books.orders import vat_inside

FEES = {
    "Commission": "commission",
    "FBAPerUnitFulfillmentFee": "fba_fees",
    "RefundCommission": "refund_fees",
    "Subscription": "subscription_fees",
    "FBAStorageFee": "storage_fees",
}
_DAY = 86400
# Amazon tells the storage of a month on the 15th of the next one.
_STORAGE_TOLD_ON = 14


def money_book(seed: int, since: int, now: int) -> Iterator[Entry]:
    """Yield what moved the balance, on the day on which Amazon first told of it.

    `since` is the second at which the reading of money began: what was held back before it is
    known by its release.
    """
    for place in SHOP_MARKETPLACES:
        for event in money_of(seed).events(place, since, now):
            is_known = event.visible <= now if event.posted >= since else event.released <= now
            told = event.posted if event.posted >= since else event.released
            if is_known:
                yield from _of_event(event, local_date(place, told))


def _of_event(event: Event, day: date) -> Iterator[Entry]:
    place = event.place.marketplace_id
    for item in event.items:
        here = (place, day, item.offer.product.asin)
        for leaf in item.entries:
            yield from _of_leaf(event, leaf, *here)
        if event.kind == "Refund":
            yield Entry(*here, "refund_units", Decimal(item.quantity))
    for leaf in event.extra:
        yield from _of_leaf(event, leaf, place, day, "")


def _of_leaf(event: Event, leaf: Leaf, place: str, day: date, asin: str) -> Iterator[Entry]:
    amount = of_cents(leaf.cents)
    yield Entry(place, day, asin, "balance_change", amount)
    if leaf.path[-1] in FEES:
        yield Entry(place, day, asin, FEES[leaf.path[-1]], -amount)
    elif leaf.path[0] == "Adjustments":
        yield Entry(place, day, asin, "reimbursements", amount)
    elif event.kind == "Shipment":
        yield Entry(place, day, asin, "charged", amount)
    elif event.kind == "Refund":
        yield Entry(place, day, asin, "refund_amount", -amount)
        yield Entry(place, day, asin, "refund_vat", vat_inside(place, -amount))
    else:
        raise AssertionError(f"The books know no place for {leaf.path}.")


def order_refund_book(seed: int, first: date, last: date, since: int, now: int) -> Iterator[Entry]:
    """Yield the pieces refunded until `now` of what was ordered on some local days, on these."""
    for place in SHOP_MARKETPLACES:
        days = {
            order.order_id: order.day
            for day in days_between(first, last)
            for order in shop_of(seed).day(place, day)
            if order.created <= now and order.state_at(now)[0] != CANCELLED
        }
        for event in money_of(seed).events(place, since, now):
            is_known = event.visible <= now if event.posted >= since else event.released <= now
            if event.kind == "Refund" and is_known and event.order_id in days:
                for item in event.items:
                    here = (place.marketplace_id, days[event.order_id], item.offer.product.asin)
                    yield Entry(*here, "order_refund_units", Decimal(item.quantity))


def settlement_book(seed: int, first: date, now: int) -> Iterator[Entry]:
    """Yield the lines of the settlements that are closed, and what was paid out for each."""
    ledger = money_of(seed)
    for place in SHOP_MARKETPLACES:
        for one in ledger.ended(place, day_bounds(place, first)[0], now):
            kept, paid = ledger.reserve(one), ledger.transfer(one)
            before = paid - ledger.payout(one) + kept
            yield _settled(place, one.starts, "", before)
            yield _settled(place, one.ends, "", -kept)
            for event in ledger.settled(one):
                for item in event.items:
                    cents = sum(leaf.cents for leaf in item.entries)
                    yield _settled(place, event.released, item.offer.product.asin, cents)
                cents = sum(leaf.cents for leaf in event.extra)
                yield _settled(place, event.released, "", cents)
            day = local_date(place, one.ends + 2 * _DAY)
            yield Entry(place.marketplace_id, day, "", "payout", of_cents(paid))


def _settled(place: Marketplace, second: int, asin: str, cents: int) -> Entry:
    day = local_date(place, second)
    return Entry(place.marketplace_id, day, asin, "net_proceeds", of_cents(cents))


def held_book(seed: int, since: int, now: int) -> Iterator[Entry]:
    """Yield what Amazon holds back at `now`, of what was booked since `since`."""
    for place in SHOP_MARKETPLACES:
        for event in money_of(seed).events(place, since, now):
            if since <= event.posted and event.visible <= now < event.released:
                here = (place.marketplace_id, local_date(place, now), "")
                yield Entry(*here, "held_back", of_cents(event.total))
                yield Entry(*here, "held_back_payments", Decimal(1))


def storage_book(seed: int, first: date, last: date, now: int) -> Iterator[Entry]:
    """Yield what each product's room cost, on the first of its month."""
    for place in SHOP_MARKETPLACES:
        month = first
        while month <= last:
            told = day_bounds(place, month_after(month))[0] + _STORAGE_TOLD_ON * _DAY
            for row in storage_of_month(shop_of(seed), place, month) if told <= now else ():
                asin = row.offer.product.asin
                yield Entry(place.marketplace_id, month, asin, "storage_by_product",
                            of_cents(row.cents))  # fmt: skip
            month = month_after(month)
