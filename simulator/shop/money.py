"""The money ledger: events by time, and the two-week settlements that pay them out."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from core.marketplaces import Marketplace
from simulator.shop.calendar import (
    OPENING_DAY,
    SHOP_MARKETPLACES,
    day_bounds,
    days_between,
    local_date,
)
from simulator.shop.dice import dice_for
from simulator.shop.money_events import (
    LONGEST_MONEY_DAYS,
    Event,
    events_of_month,
    events_of_order,
)
from simulator.shop.reimbursements import event_of, reimbursements_of_day
from simulator.shop.shop import Shop, shop_of

_PERIOD = timedelta(days=14)
# Nothing is held back before there is anything.
_FIRST_RESERVE = day_bounds(SHOP_MARKETPLACES[0], OPENING_DAY)[0] + 1
_DAYS_KEPT = 4_000


class Settlement(NamedTuple):
    """Two weeks of a marketplace: what was released in them is paid out at their end."""

    settlement_id: str
    place: Marketplace
    starts: int
    ends: int


def settlement_at(place: Marketplace, second: int) -> Settlement:
    """Return the settlement into which money falls that is free at a second."""
    number = (local_date(place, second) - OPENING_DAY) // _PERIOD
    first = OPENING_DAY + number * _PERIOD
    index = SHOP_MARKETPLACES.index(place)
    starts, ends = day_bounds(place, first)[0], day_bounds(place, first + _PERIOD)[0]
    return Settlement(f"{17_000_000_000 + number * 10 + index}", place, starts, ends)


class MoneyLedger:
    """The truth about money, worked out on demand and kept."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._days: OrderedDict[tuple[str, date], tuple[Event, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def of_day(self, place: Marketplace, day: date) -> tuple[Event, ...]:
        """Return every event that the orders of a local day ever cause; a first of the
        month brings what belongs to no order."""
        key = (place.marketplace_id, day)
        found = self._days.get(key)
        if found is None:
            seed = self._shop.seed
            rows = [
                event
                for order in self._shop.day(place, day)
                for event in events_of_order(seed, order)
            ]
            rows += [event_of(one) for one in reimbursements_of_day(seed, place, day) if one.cents]
            if day.day == 1 and day >= OPENING_DAY:
                rows += events_of_month(seed, place, day)
            found = tuple(rows)
            with self._lock:
                self._days[key] = found
                if len(self._days) > _DAYS_KEPT:
                    self._days.popitem(last=False)
        return found

    def events(self, place: Marketplace, first: int, last: int) -> Iterator[Event]:
        """Yield the events with a posting or a release from second `first` to before `last`."""
        earliest = local_date(place, first) - timedelta(days=LONGEST_MONEY_DAYS)
        for day in days_between(max(OPENING_DAY, earliest), local_date(place, last)):
            for event in self.of_day(place, day):
                if first <= event.posted < last or first <= event.released < last:
                    yield event

    def settled(self, settlement: Settlement) -> list[Event]:
        """Return the events that a settlement pays out, by time of release."""
        found = [
            event
            for event in self.events(settlement.place, settlement.starts, settlement.ends)
            if settlement.starts <= event.released < settlement.ends
        ]
        return sorted(found, key=lambda event: (event.released, event.event_id))

    def payout(self, settlement: Settlement) -> int:
        """Return the sum of the settlement's events in cents, before any reserve."""
        return sum(event.total for event in self.settled(settlement))

    def reserve(self, settlement: Settlement) -> int:
        """Return what Amazon keeps of a settlement until the next one, in cents.

        In America that is a share; in Europe each payment is held back by itself instead.
        """
        if settlement.place.country_code != "US" or settlement.starts < _FIRST_RESERVE:
            return 0
        draw = dice_for(self._shop.seed, "reserve", settlement.settlement_id)
        return max(0, int(self.payout(settlement) * draw.uniform(0.02, 0.06)))

    def transfer(self, settlement: Settlement) -> int:
        """Return what goes to the bank: the events, the reserve before, less the one of now."""
        before = settlement_at(settlement.place, settlement.starts - 1)
        held = self.reserve(before) if settlement.starts > _FIRST_RESERVE else 0
        return self.payout(settlement) + held - self.reserve(settlement)

    def ended(self, place: Marketplace, first: int, last: int) -> list[Settlement]:
        """Return the settlements that end from second `first` to `last`, the oldest first."""
        found = []
        one = settlement_at(place, max(first, day_bounds(place, OPENING_DAY)[0]))
        while one.ends <= last:
            if one.ends >= first:
                found.append(one)
            one = settlement_at(place, one.ends)
        return found


@lru_cache(maxsize=4)
def money_of(seed: int) -> MoneyLedger:
    """Return the ledger of a seed; worlds share it."""
    return MoneyLedger(shop_of(seed))
