"""What moves in Amazon's warehouses on a day because of orders, returns and mishaps.

Each move is a line of the inventory ledger. Deliveries and what Amazon carries from one
warehouse to another follow from the stock itself: see stock_book.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from core.marketplaces import Marketplace
from simulator.shop.calendar import OPENING_DAY, day_bounds, days_between, local_date
from simulator.shop.money_events import event_code
from simulator.shop.order import PARTIALLY_SHIPPED, SHIPPED, Line, Order
from simulator.shop.products import Offer
from simulator.shop.reimbursements import DAMAGED, LOST, Loss, losses_of_month
from simulator.shop.returns import CENTRES, LONGEST_RETURN_DAYS, returns_of_day
from simulator.shop.shop import shop_of
from simulator.shop.stock_cycles import cycle_on

SELLABLE, WAREHOUSE_DAMAGED = "SELLABLE", "WAREHOUSE_DAMAGED"
#: Amazon's words for what a move is.
RECEIPTS, SHIPMENTS, CUSTOMER_RETURNS = "Receipts", "Shipments", "CustomerReturns"
ADJUSTMENTS, VENDOR_RETURNS, TRANSFERS = "Adjustments", "VendorReturns", "WhseTransfers"
#: Why an adjustment was made, as Seller Central's help names them: misplaced, found, damaged in
#: the warehouse, the same units now counted as damaged, disposed of.
MISPLACED, FOUND, BROKEN, NOW_BROKEN, DISPOSED = "M", "F", "E", "P", "D"
# An order has left Amazon's warehouse within this many days.
_LEAVES_WITHIN = timedelta(days=5)
_MONTHS_OF_LOSS = 3


class Move(NamedTuple):
    """Units of an offer that come (+) or go (-). `settled` is when Amazon has matched them
    with what they belong to, such as a lost unit with a found one; 0 = never."""

    second: int
    offer: Offer
    event: str
    units: int
    disposition: str
    reference: str
    centre: str
    reason: str = ""
    settled: int = 0


def centre_of(offer: Offer, key: object) -> str:
    """Return the warehouse of a move, always the same one for the same key."""
    found = CENTRES[offer.place.country_code]
    return found[int(event_code("centre", offer.sku, key)[:4], 16) % len(found)]


def leavings(order: Order) -> Iterator[tuple[int, Line]]:
    """Yield each line of an order with the second at which it left; none when it never does."""
    seconds: dict[str, int] = {}
    for second, status in order.changes:
        seconds.setdefault(status, second)
    if SHIPPED not in seconds:
        return
    for index, line in enumerate(order.lines):
        # Of a partly shipped order only the first line has left.
        yield seconds.get(PARTIALLY_SHIPPED if index == 0 else SHIPPED, seconds[SHIPPED]), line


def _orders_around(seed: int, place: Marketplace, day: date) -> Iterator[Order]:
    for other in days_between(max(OPENING_DAY, day - _LEAVES_WITHIN), day):
        yield from (order for order in shop_of(seed).day(place, other) if order.is_fba)


@lru_cache(maxsize=4096)
def waiting_at_end(seed: int, place: Marketplace, day: date) -> Counter[str]:
    """Return the units of each SKU that are sold and have not left at the end of a day."""
    _, end = day_bounds(place, day)
    found: Counter[str] = Counter()
    for order in _orders_around(seed, place, day):
        for second, line in leavings(order):
            if second >= end:
                found[line.offer.sku] += line.quantity
    return found


@lru_cache(maxsize=4096)
def moves_of_day(seed: int, place: Marketplace, day: date) -> dict[str, tuple[Move, ...]]:
    """Return the moves of a local day by SKU, whether or not it has come yet."""
    start, end = day_bounds(place, day)
    moves = [*_shipped(seed, place, day), *_returned(seed, place, day), *_mishaps(seed, place, day)]
    found: dict[str, list[Move]] = {}
    for move in moves:
        if start <= move.second < end:
            found.setdefault(move.offer.sku, []).append(move)
    return {sku: tuple(sorted(rows, key=lambda one: one[:1])) for sku, rows in found.items()}


def _shipped(seed: int, place: Marketplace, day: date) -> Iterator[Move]:
    for order in _orders_around(seed, place, day):
        for second, line in leavings(order):
            centre = centre_of(line.offer, order.order_id)
            yield Move(second, line.offer, SHIPMENTS, -line.quantity, SELLABLE, "", centre)


def _returned(seed: int, place: Marketplace, day: date) -> Iterator[Move]:
    first = max(OPENING_DAY, day - timedelta(days=LONGEST_RETURN_DAYS))
    for other in days_between(first, day):
        for one in returns_of_day(seed, place, other).units:
            state = WAREHOUSE_DAMAGED if one.disposition == "DAMAGED" else one.disposition
            offer = one.line.offer
            yield Move(one.second, offer, CUSTOMER_RETURNS, 1, state, one.lpn, one.centre)


def losses_around(seed: int, place: Marketplace, day: date) -> Iterator[Loss]:
    """Yield the losses that can still move something on a day."""
    month = day.replace(day=1)
    for _ in range(_MONTHS_OF_LOSS):
        yield from losses_of_month(seed, place, month)
        month = (month - timedelta(days=1)).replace(day=1)


def _mishaps(seed: int, place: Marketplace, day: date) -> Iterator[Move]:
    for loss in losses_around(seed, place, day):
        if loss.reason == LOST:
            yield _mishap(loss, loss.second, -loss.units, SELLABLE, MISPLACED)
            if loss.found:
                yield _mishap(loss, loss.found, loss.units, SELLABLE, FOUND)
        elif loss.reason == DAMAGED:
            yield _mishap(loss, loss.second, -loss.units, SELLABLE, BROKEN)
            yield _mishap(loss, loss.second, loss.units, WAREHOUSE_DAMAGED, NOW_BROKEN)
            if second := _taken_over(seed, place, loss):
                yield _mishap(loss, second, -loss.units, WAREHOUSE_DAMAGED, DISPOSED)


def _mishap(loss: Loss, second: int, units: int, state: str, reason: str) -> Move:
    number = 10**10 + int(event_code("loss", loss.offer.sku, loss.second)[:9], 16)
    settled = loss.found if reason in (MISPLACED, FOUND) else second
    centre = centre_of(loss.offer, loss.second)
    return Move(second, loss.offer, ADJUSTMENTS, units, state, str(number), centre, reason, settled)


def _taken_over(seed: int, place: Marketplace, loss: Loss) -> int:
    """Return when Amazon takes broken units that it has paid for; 0 when the seller has had
    them removed before that, with the next delivery."""
    if not loss.payments:
        return 0
    second = loss.payments[0].second
    days = (local_date(place, one) for one in (loss.second, second))
    first, last = (cycle_on(seed, loss.offer, day).number for day in days)
    return second if first == last else 0
