"""The shop as one thing to ask: orders by time, by last update, by number."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from core.marketplaces import Marketplace
from simulator.shop.calendar import OPENING_DAY, SHOP_MARKETPLACES, days_between, local_date
from simulator.shop.generator import orders_of_day
from simulator.shop.identifiers import find_order
from simulator.shop.order import LONGEST_LIFE_DAYS, Order

# Three marketplaces over ten years fit.
_DAYS_KEPT = 12_000


class Shop:
    """Everything that was ever sold, worked out on demand and kept."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._days: OrderedDict[tuple[str, date], tuple[Order, ...]] = OrderedDict()
        self._units: dict[tuple[str, date], Counter[str]] = {}
        self._lock = threading.Lock()

    def day(self, place: Marketplace, day: date) -> tuple[Order, ...]:
        """Return the orders of a local day, whether or not it has come yet."""
        if place not in SHOP_MARKETPLACES:
            return ()
        key = (place.marketplace_id, day)
        found = self._days.get(key)
        if found is None:
            found = orders_of_day(self.seed, place, day)
            with self._lock:
                self._days[key] = found
                if len(self._days) > _DAYS_KEPT:
                    self._days.popitem(last=False)
        return found

    def units_sold(self, place: Marketplace, day: date) -> Counter[str]:
        """Return the units of each SKU that leave stock for orders of a day."""
        key = (place.marketplace_id, day)
        if key not in self._units:
            units: Counter[str] = Counter()
            for order in self.day(place, day):
                if not order.is_cancelled_in_the_end:
                    for line in order.lines:
                        units[line.offer.sku] += line.quantity
            self._units[key] = units
        return self._units[key]

    def created_between(self, place: Marketplace, first: int, last: int) -> Iterator[Order]:
        """Return the orders placed from second `first` to second `last`, both included."""
        start = max(OPENING_DAY, local_date(place, first))
        for day in days_between(start, local_date(place, last)):
            for order in self.day(place, day):
                if first <= order.created <= last:
                    yield order

    def updated_between(
        self, place: Marketplace, first: int, last: int, now: int
    ) -> Iterator[tuple[Order, str, int]]:
        """Return (order, status, last update) for last updates in a window, as of `now`."""
        start = max(OPENING_DAY, local_date(place, first) - timedelta(days=LONGEST_LIFE_DAYS))
        for day in days_between(start, local_date(place, min(last, now))):
            for order in self.day(place, day):
                if order.created <= now:
                    status, updated = order.state_at(now)
                    if first <= updated <= last:
                        yield order, status, updated

    def order(self, order_id: str) -> Order | None:
        """Return one order by its number; None when there is none."""
        found = find_order(self.seed, order_id)
        if found is None or found.day < OPENING_DAY:
            return None
        orders = self.day(found.place, found.day)
        return orders[found.number] if found.number < len(orders) else None


@lru_cache(maxsize=4)
def shop_of(seed: int) -> Shop:
    """Return the shop of a seed; worlds share it, as it depends on nothing else."""
    return Shop(seed)
