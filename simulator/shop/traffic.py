"""Who looked at the shop's products on a local day, and what they ordered there.

What was ordered is counted from the shop's own orders. Visits are drawn from what people
want on that day, so that they fit: more visits than order lines, few where the stock is out.
Visits of a day are still being counted for three days after it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import NamedTuple

from core.marketplaces import Marketplace
from simulator.shop.calendar import OPENING_DAY, day_bounds, days_between, local_date
from simulator.shop.demand import offer_demand
from simulator.shop.dice import dice_for
from simulator.shop.money_events import refunds_of
from simulator.shop.order import CANCELLED, LONGEST_LIFE_DAYS, SHIPPED
from simulator.shop.products import Product, offers
from simulator.shop.shop import shop_of

# The part of visits that is counted by so many hours after the day; all of them after 72.
_COUNTED = ((24, 0.88), (48, 0.94), (72, 0.98))
# A refund comes up to 30 days after the parcel.
_LATEST_ECHO = timedelta(days=LONGEST_LIFE_DAYS + 31)


class Visits(NamedTuple):
    """How a product was looked at on a day; `offer_share` is the Featured Offer's, 0 to 1.

    `rounding` (0 to 1) decides whether half a visit is counted yet.
    """

    browser_sessions: int
    app_sessions: int
    browser_views: int
    app_views: int
    business_share: float
    offer_share: float
    rounding: float


class Ordered(NamedTuple):
    """What was ordered: lines, units and cents; the part of businesses in the last three."""

    lines: int = 0
    units: int = 0
    cents: int = 0
    business_lines: int = 0
    business_units: int = 0
    business_cents: int = 0


class Echo(NamedTuple):
    """What became of earlier orders on a day: parcels that left, and units given back."""

    shipped_orders: int = 0
    shipped_units: int = 0
    shipped_cents: int = 0
    refunded_units: int = 0


def plus(one: Iterable[int], other: Iterable[int]) -> tuple[int, ...]:
    """Return two rows of counts, added field by field."""
    return tuple(mine + yours for mine, yours in zip(one, other, strict=True))


def counted_share(place: Marketplace, day: date, now: int) -> float:
    """Return the part of a day's visits that Amazon has counted as of second `now`."""
    hours = (now - day_bounds(place, day)[1]) / 3600
    return next((share for until, share in _COUNTED if hours < until), 1.0)


def ordered_on(seed: int, place: Marketplace, day: date, now: int) -> dict[Product, Ordered]:
    """Return what was ordered of each product on a local day, as of `now`, cancelled ones not."""
    found: dict[Product, Ordered] = defaultdict(Ordered)
    for order in shop_of(seed).day(place, day):
        if order.created > now or order.state_at(now)[0] == CANCELLED:
            continue
        for line in order.lines:
            plain = (1, line.quantity, line.amounts.item_price)
            row = (*plain, *(plain if order.is_business else (0, 0, 0)))
            found[line.offer.product] = Ordered(*plus(found[line.offer.product], row))
    return dict(found)


@lru_cache(maxsize=4096)
def visits_on(seed: int, place: Marketplace, day: date) -> dict[Product, Visits]:
    """Return how each product that is on sale was looked at on a local day, all of it."""
    if day < OPENING_DAY:
        return {}
    draw = dice_for(seed, "traffic", place.marketplace_id, day.isoformat())
    wanted: dict[Product, float] = defaultdict(float)
    for offer, demand in zip(
        offers(place.marketplace_id), offer_demand(seed, place, day), strict=True
    ):
        if offer.product.launched_on <= day:
            wanted[offer.product] += demand
    lines = Counter(
        line.offer.product for order in shop_of(seed).day(place, day) for line in order.lines
    )
    return {
        product: _visits(seed, draw, product, place, (demand, lines[product]))
        for product, demand in wanted.items()
    }


def _visits(
    seed: int, draw: Random, product: Product, place: Marketplace, wish: tuple[float, int]
) -> Visits:
    demand, lines = wish
    taste = dice_for(seed, "visits", product.asin, place.country_code)
    per_order, app_share = taste.uniform(7, 18), taste.uniform(0.5, 0.72)
    mean = demand * (per_order - 1) if demand else 2.5
    sessions = lines + max(0, round(draw.gauss(mean, math.sqrt(mean))))
    app = round(sessions * min(0.95, app_share * draw.uniform(0.92, 1.08)))
    offer_share = draw.uniform(0.93, 1.0) if demand else 0.0
    if demand and draw.random() < 0.04:
        # Another seller has a cheaper offer on that day.
        offer_share = draw.uniform(0.35, 0.8)
    return Visits(
        sessions - app,
        app,
        round((sessions - app) * draw.uniform(1.25, 1.6)),
        round(app * draw.uniform(1.15, 1.45)),
        draw.uniform(0.03, 0.09),
        offer_share,
        draw.random(),
    )


def echo_on(seed: int, place: Marketplace, day: date) -> Echo:
    """Return what left on a local day and what was given back on it, of all earlier orders."""
    found = Echo()
    for earlier in days_between(max(OPENING_DAY, day - _LATEST_ECHO), day):
        found = Echo(*plus(found, _echoes(seed, place, earlier).get(day, Echo())))
    return found


@lru_cache(maxsize=4096)
def _echoes(seed: int, place: Marketplace, day: date) -> dict[date, Echo]:
    """Return on which days the orders of one day left and came back."""
    found: dict[date, Echo] = defaultdict(Echo)
    for order in shop_of(seed).day(place, day):
        shipped = next((second for second, status in order.changes if status == SHIPPED), None)
        if shipped is None:
            continue
        units = sum(line.quantity for line in order.lines)
        cents = sum(line.amounts.item_price for line in order.lines)
        on = local_date(place, shipped)
        found[on] = Echo(*plus(found[on], (1, units, cents, 0)))
        for refund in refunds_of(seed, order, shipped):
            on = local_date(place, refund.second)
            found[on] = Echo(*plus(found[on], (0, 0, 0, refund.line.quantity)))
    return dict(found)
