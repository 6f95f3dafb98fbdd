"""What Amazon pays for units it lost or broke: most by itself, some not at all.

Each payment is one money event and one line of the reimbursements report, from the same
numbers. Units that were found again cost the seller the payment; some are given back as stock.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import NamedTuple

from core.marketplaces import Marketplace
from simulator.shop.calendar import OPENING_DAY, day_bounds, days_between, local_date
from simulator.shop.dice import dice_for
from simulator.shop.money_events import (
    LONGEST_MONEY_DAYS,
    Entry,
    Event,
    Item,
    Refund,
    event_code,
    refunds_of,
    shipped_second,
)
from simulator.shop.order import Order
from simulator.shop.products import Offer, offers
from simulator.shop.returns import AMAZON_S_FAULT, units_of_refund
from simulator.shop.shop import shop_of

_HOUR, _DAY = 3600, 86400
LOST, DAMAGED, NOT_RETURNED, FOUND = (
    "Lost_Warehouse", "Damaged_Warehouse", "CustomerReturn", "Reversal",
)  # fmt: skip
# The same in the words of the money events.
_WORDS = {
    LOST: "WAREHOUSE_LOST",
    DAMAGED: "WAREHOUSE_DAMAGE",
    NOT_RETURNED: "REVERSAL_REIMBURSEMENT",
    FOUND: "COMPENSATED_CLAWBACK",
}
_PAID_FOR_RETURN, _PAID_FOR_DAMAGE, _PAID_FOR_LOSS = 0.6, 0.7, 0.75
_FOUND_AGAIN, _AS_STOCK, _BY_CASE = 0.15, 0.1, 0.2
# Of what was lost and not paid for, so much turns up again.
_FOUND_UNPAID = 0.4


class Reimbursement(NamedTuple):
    """One payment; `cents` is its signed total, `visible` when the report first tells it."""

    number: str
    case: str
    place: Marketplace
    offer: Offer
    order_id: str
    reason: str
    second: int
    visible: int
    cash_units: int
    stock_units: int
    cents: int
    original: str = ""
    original_reason: str = ""


class Loss(NamedTuple):
    """Units that were lost or broken in a warehouse, and what Amazon did about it.

    `found` is the second at which lost units were found again; 0 when they never are.
    """

    place: Marketplace
    offer: Offer
    units: int
    reason: str
    second: int
    payments: tuple[Reimbursement, ...]
    found: int = 0


def _payment(
    draw: Random, offer: Offer, units: int, reason: str, second: int, order_id: str = ""
) -> Reimbursement:
    """Pay for units: six tenths of the list price, or as many units given back."""
    key = event_code("reimbursement", offer.sku, offer.place.country_code, order_id, second)
    number = str(10**10 + int(key[:12], 16) % 9 * 10**9 + int(key[12:20], 16) % 10**9)
    is_stock = not order_id and draw.random() < _AS_STOCK
    case = str(14 * 10**9 + int(key[20:28], 16)) if draw.random() < _BY_CASE else ""
    cents = 0 if is_stock else units * (offer.product.family.price_cents * 6 // 10)
    return Reimbursement(
        number, case, offer.place, offer, order_id, reason, second,
        second + int(draw.uniform(_DAY, 5 * _DAY)), 0 if is_stock else units,
        units if is_stock else 0, cents,
    )  # fmt: skip


def _of_refund(seed: int, order: Order, refund: Refund) -> Iterator[Reimbursement]:
    """Pay for a unit that never came back, or that was broken on Amazon's side."""
    line = refund.line
    draw = dice_for(seed, "reimbursement", order.order_id, line.order_item_id)
    units = units_of_refund(seed, order, refund)
    if not units:
        if draw.random() < _PAID_FOR_RETURN:
            second = refund.second + int(draw.uniform(46 * _DAY, 58 * _DAY))
            yield _payment(draw, line.offer, line.quantity, NOT_RETURNED, second, order.order_id)
        return
    broken = [one for one in units if one.disposition in AMAZON_S_FAULT]
    if broken and draw.random() < _PAID_FOR_DAMAGE:
        second = broken[-1].second + int(draw.uniform(2 * _DAY, 9 * _DAY))
        yield _payment(draw, line.offer, len(broken), DAMAGED, second, order.order_id)


def _taken_back(draw: Random, paid: Reimbursement) -> Reimbursement:
    """What was lost is found: the payment is taken back and the units are stock again."""
    second = paid.second + int(draw.uniform(10 * _DAY, 40 * _DAY))
    return paid._replace(
        number=str(int(paid.number) + 1), case="", reason=FOUND, second=second,
        visible=second + _DAY, cash_units=-paid.cash_units, stock_units=paid.cash_units,
        cents=-paid.cents, original=paid.number, original_reason=paid.reason,
    )  # fmt: skip


def losses_of_month(seed: int, place: Marketplace, month: date) -> tuple[Loss, ...]:
    """Return what Amazon lost and broke in a month; `month` is its first day."""
    start, _ = day_bounds(place, month)
    draw = dice_for(seed, "lost stock", place.marketplace_id, month.isoformat())
    stock = [row for row in offers(place.marketplace_id) if row.is_fba]
    found = []
    for _number in range(1 + int(draw.random() * 4)):
        offer = stock[int(draw.random() * len(stock))]
        reason = LOST if draw.random() < 0.6 else DAMAGED
        units = 1 + int(draw.random() * 3)
        second = start + int(draw.uniform(_DAY, 27 * _DAY))
        payments: tuple[Reimbursement, ...] = ()
        if draw.random() < _PAID_FOR_LOSS:
            paid = _payment(draw, offer, units, reason, second + int(draw.uniform(1, 9) * _DAY))
            payments = (paid,)
            if reason == LOST and paid.cents and draw.random() < _FOUND_AGAIN:
                payments = (paid, _taken_back(draw, paid))
        if offer.product.launched_on < local_date(place, second):
            again = _found_at(seed, offer, reason, second, payments)
            found.append(Loss(place, offer, units, reason, second, payments, again))
    return *found, *_overlooked(seed, place, start, stock)


def _overlooked(seed: int, place: Marketplace, start: int, stock: list[Offer]) -> Iterator[Loss]:
    """Yield the losses of a month that Amazon never pays for; some of them are found again."""
    draw = dice_for(seed, "overlooked", place.marketplace_id, start)
    for _number in range(1 + int(draw.random() * 2)):
        offer = stock[int(draw.random() * len(stock))]
        reason = LOST if draw.random() < 0.6 else DAMAGED
        units = 1 + int(draw.random() * 3)
        second = start + int(draw.uniform(_DAY, 27 * _DAY))
        if offer.product.launched_on < local_date(place, second):
            again = _found_at(seed, offer, reason, second, ())
            yield Loss(place, offer, units, reason, second, (), again)


def _found_at(
    seed: int, offer: Offer, reason: str, second: int, payments: tuple[Reimbursement, ...]
) -> int:
    """Return when lost units are found again: before their payment is taken back, or unpaid."""
    if len(payments) > 1:
        return payments[1].second - _HOUR
    draw = dice_for(seed, "found", offer.sku, offer.place.country_code, second)
    is_found = reason == LOST and not payments and draw.random() < _FOUND_UNPAID
    return second + int(draw.uniform(3 * _DAY, 24 * _DAY)) if is_found else 0


@lru_cache(maxsize=12_000)
def reimbursements_of_day(seed: int, place: Marketplace, day: date) -> tuple[Reimbursement, ...]:
    """Return every payment that the orders of a local day ever cause; a first of the month
    brings those for what was lost in the warehouses."""
    found: list[Reimbursement] = []
    for order in shop_of(seed).day(place, day):
        shipped = shipped_second(order)
        for refund in refunds_of(seed, order, shipped) if shipped and order.is_fba else ():
            found += _of_refund(seed, order, refund)
    if day.day == 1 and day >= OPENING_DAY:
        found += [one for loss in losses_of_month(seed, place, day) for one in loss.payments]
    return tuple(found)


def reimbursements_between(
    seed: int, place: Marketplace, first: int, last: int
) -> list[Reimbursement]:
    """Return the payments approved from second `first` to before `last`, by time."""
    start = local_date(place, first) - timedelta(days=LONGEST_MONEY_DAYS)
    found = [
        one
        for day in days_between(max(OPENING_DAY, start), local_date(place, last))
        for one in reimbursements_of_day(seed, place, day)
        if first <= one.second < last
    ]
    return sorted(found, key=lambda one: (one.second, one.number))


def event_of(one: Reimbursement) -> Event:
    """Return a payment as it moves the balance."""
    entry = Entry(("Adjustments", "FBAInventoryReimbursement", _WORDS[one.reason]), one.cents)
    return Event(
        event_code("reimbursed", one.number), "Adjustment", "FBA Inventory Reimbursement",
        one.place, one.second, one.second, one.second, "", one.order_id, "",
        (Item(one.offer, abs(one.cash_units), (entry,)),),
    )  # fmt: skip
