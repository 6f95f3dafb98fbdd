"""The book of the stock: every unit that comes and goes, and what is left each evening.

What can be sold on an evening is what the inventory API tells too: on the shelf, and sold but
not sent yet. What came back to be sold again is carried to another warehouse and sold with the
next delivery; what is broken is removed by the seller when the next delivery comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from core.marketplaces import Marketplace
from simulator.shop.calendar import OPENING_DAY, day_bounds, days_between, local_date
from simulator.shop.closed import closed_offers
from simulator.shop.money_events import event_code
from simulator.shop.old_stock import old_lot
from simulator.shop.products import Offer, offers
from simulator.shop.shop import shop_of
from simulator.shop.stock import MOVING_DAYS
from simulator.shop.stock_cycles import Cycle, cycle_on
from simulator.shop.stock_moves import (
    RECEIPTS,
    SELLABLE,
    SHIPMENTS,
    TRANSFERS,
    VENDOR_RETURNS,
    Move,
    centre_of,
    losses_around,
    moves_of_day,
    waiting_at_end,
)
from simulator.shop.storage import evenings

_ONE_DAY = timedelta(days=1)
_HOUR = 3600


class BookDay(NamedTuple):
    """One offer's day: its moves, and by disposition what was there before and after them.

    `transit` is what can be sold and is on its way between two warehouses in the evening.
    """

    day: date
    offer: Offer
    before: dict[str, int]
    moves: tuple[Move, ...]
    after: dict[str, int]
    transit: int


@dataclass
class _Shelf:
    """What is there of an offer."""

    units: dict[str, int] = field(default_factory=lambda: {SELLABLE: 0})
    transit: int = 0
    carried: int = 0

    def take(self, moves: tuple[Move, ...] | list[Move]) -> None:
        for move in moves:
            self.units[move.disposition] = self.units.get(move.disposition, 0) + move.units


def _moving(seed: int, offer: Offer, cycle: Cycle, day: date) -> int:
    """Return what of a new delivery is still on its way between warehouses."""
    shelf = evenings(shop_of(seed), offer, cycle)
    is_new = (day - cycle.first_day).days < MOVING_DAYS
    return min(_sold(seed, offer, cycle) // 25, shelf[(day - cycle.first_day).days]) * is_new


@lru_cache(maxsize=8192)
def _sold(seed: int, offer: Offer, cycle: Cycle) -> int:
    days = days_between(cycle.first_day, cycle.last_day)
    return sum(shop_of(seed).units_sold(offer.place, day)[offer.sku] for day in days)


def sellable_at_end(seed: int, offer: Offer, day: date) -> int:
    """Return what can be sold of an offer at the end of a day, promised units included."""
    cycle = cycle_on(seed, offer, day)
    shelf = evenings(shop_of(seed), offer, cycle)[(day - cycle.first_day).days]
    lot = old_lot(seed, offer, day)
    waiting = waiting_at_end(seed, offer.place, day)[offer.sku]
    return shelf - _moving(seed, offer, cycle, day) + waiting + (lot.units if lot else 0)


@lru_cache(maxsize=8192)
def _lost_in(seed: int, offer: Offer, cycle: Cycle) -> int:
    """Return what is lost or broken of a delivery: so much more of it was sent."""
    days = {
        month: day.replace(day=1)
        for day in days_between(cycle.first_day, cycle.last_day)
        for month in [(day.year, day.month)]
    }
    lost = {
        (loss.second, loss.offer.sku): loss.units
        for month in days.values()
        for loss in losses_around(seed, offer.place, month)
        if loss.offer is offer
        and cycle.first_day <= local_date(offer.place, loss.second) <= cycle.last_day
    }
    return sum(lost.values())


def _first_day(seed: int, offer: Offer, day: date) -> date:
    """Return the day on which a book that tells of a day has to begin."""
    cycle = cycle_on(seed, offer, day)
    return max(cycle.first_day, offer.product.launched_on, OPENING_DAY)


def _carried(moves: tuple[Move, ...]) -> int:
    """Return what a day's moves leave to be carried elsewhere: all but what was sold."""
    return sum(one.units for one in moves if one.disposition == SELLABLE and one.event != SHIPMENTS)


def _opened(seed: int, offer: Offer, day: date) -> _Shelf:
    """Return the shelf at the end of a delivery's first day, for a book that begins there."""
    cycle = cycle_on(seed, offer, day)
    moves = moves_of_day(seed, offer.place, day).get(offer.sku, ())
    shelf = _Shelf(carried=_lost_in(seed, offer, cycle) + _carried(moves))
    shelf.take(moves)
    shelf.units[SELLABLE] = sellable_at_end(seed, offer, day)
    shelf.transit = shelf.carried + _moving(seed, offer, cycle, day)
    return shelf


def _turn_page(seed: int, offer: Offer, day: date, shelf: _Shelf) -> BookDay:
    """Write one day into the book; the shelf is what it is in the evening afterwards."""
    cycle = cycle_on(seed, offer, day)
    is_first = day == _first_day(seed, offer, day)
    before = dict(shelf.units)
    moves = list(moves_of_day(seed, offer.place, day).get(offer.sku, ()))
    carried = _carried(tuple(moves))
    shelf.carried = carried + (_lost_in(seed, offer, cycle) if is_first else shelf.carried)
    transit = shelf.carried + _moving(seed, offer, cycle, day)
    brought = shelf.transit - transit
    if is_first:
        broken = {state: units for state, units in before.items() if state != SELLABLE and units}
        moves += [
            _move(offer, day, VENDOR_RETURNS, -units, state) for state, units in broken.items()
        ]
    rest = sellable_at_end(seed, offer, day) - before[SELLABLE] - brought
    rest -= sum(one.units for one in moves if one.disposition == SELLABLE)
    if rest:
        moves.append(_move(offer, day, RECEIPTS if rest > 0 else VENDOR_RETURNS, rest, SELLABLE))
    if brought:
        moves.append(_move(offer, day, TRANSFERS, brought, SELLABLE))
    shelf.take(moves)
    shelf.transit = transit
    ordered = tuple(sorted(moves, key=lambda one: one[:1]))
    return BookDay(day, offer, before, ordered, dict(shelf.units), transit)


def _move(offer: Offer, day: date, event: str, units: int, state: str) -> Move:
    hour = 3 if event == RECEIPTS else 5
    second = day_bounds(offer.place, day)[0] + hour * _HOUR
    code = event_code(event, offer.sku, offer.place.country_code, day, state).upper()
    reference = f"FBA15{code[:7]}" if event == RECEIPTS else "" if event == TRANSFERS else code[:10]
    return Move(second, offer, event, units, state, reference, centre_of(offer, (event, day)))


def _of_offer(seed: int, offer: Offer, first: date, last: date) -> Iterator[BookDay]:
    launched = max(offer.product.launched_on, OPENING_DAY)
    if launched >= first:
        day, shelf = launched, _Shelf()
    else:
        day = _first_day(seed, offer, first - _ONE_DAY)
        shelf = _opened(seed, offer, day)
        day += _ONE_DAY
    for one in days_between(day, last):
        page = _turn_page(seed, offer, one, shelf)
        if one >= first:
            yield page


def _of_closed(seed: int, place: Marketplace, first: date, last: date) -> Iterator[BookDay]:
    """Yield the days of closed offers: units come when they are closed, and are taken back."""
    known = {row.offer.sku: row for row in closed_offers(seed, place, first - _ONE_DAY)}
    for day in days_between(first, last):
        now = {row.offer.sku: row for row in closed_offers(seed, place, day)}
        for sku in sorted({*known, *now}):
            row = now.get(sku) or known[sku]
            there = {SELLABLE: row.units, "CUSTOMER_DAMAGED": row.damaged}
            before = there if sku in known else dict.fromkeys(there, 0)
            after = there if sku in now else dict.fromkeys(there, 0)
            event = RECEIPTS if sku in now else VENDOR_RETURNS
            moves = tuple(
                _move(row.offer, day, event, after[state] - before[state], state)
                for state in there
                if after[state] != before[state]
            )
            yield BookDay(day, row.offer, before, moves, after, 0)
        known = now


def book(seed: int, place: Marketplace, first: date, last: date) -> Iterator[BookDay]:
    """Yield the days of every offer that Amazon sends, from day `first` to `last`, both included.

    An offer without stock has its days too, closed ones as long as something is there.
    """
    for offer in offers(place.marketplace_id):
        if offer.is_fba:
            yield from _of_offer(seed, offer, first, last)
    yield from _of_closed(seed, place, first, last)
