"""What is left of orders that were too large: old stock of products that people want less and less.

Amazon's warehouses do not send the oldest unit first, so a lot lies there for a year and more.
It is sold to the last when the product runs dry, or taken back after some 540 days.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from simulator.shop.calendar import OPENING_DAY
from simulator.shop.demand import offer_demand
from simulator.shop.dice import dice_for
from simulator.shop.products import Offer
from simulator.shop.stock_cycles import cycle_on

_DAYS_KEPT = 540


class OldLot(NamedTuple):
    """Units that came on one day and are still there."""

    arrived_on: date
    units: int


@lru_cache(maxsize=2048)
def _lot(seed: int, offer: Offer, number: int) -> OldLot:
    """Return a lot with the day it came; too many for a month of the demand of that day."""
    shift = dice_for(seed, "old lot", offer.sku, offer.place.country_code).randrange(_DAYS_KEPT)
    arrived = OPENING_DAY + timedelta(days=number * _DAYS_KEPT - shift)
    draw = dice_for(seed, "old lot", offer.sku, offer.place.country_code, number)
    demand = offer_demand(seed, offer.place, max(arrived, OPENING_DAY))[offer.index]
    return OldLot(arrived, int(demand * draw.uniform(15, 45)) + 4)


@lru_cache(maxsize=2048)
def _sold_out_on(seed: int, offer: Offer, arrived: date) -> date | None:
    """Return the first day after a lot's arrival on which the offer ran dry, if it does."""
    for ahead in range(_DAYS_KEPT // 42 + 1):
        cycle = cycle_on(seed, offer, arrived, ahead)
        if cycle.gap_days:
            return cycle.last_day - timedelta(days=cycle.gap_days - 1)
    return None


def old_lot(seed: int, offer: Offer, day: date) -> OldLot | None:
    """Return an offer's old stock on a day; None when there is none."""
    if offer.product.family.trend != "declining" or not offer.is_fba:
        return None
    number = (day - OPENING_DAY).days // _DAYS_KEPT
    for candidate in (number + 1, number):
        lot = _lot(seed, offer, candidate)
        if lot.arrived_on <= day < lot.arrived_on + timedelta(days=_DAYS_KEPT):
            end = _sold_out_on(seed, offer, lot.arrived_on)
            return lot if end is None or day < end else None
    return None
