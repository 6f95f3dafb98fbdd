"""What the advertisements of one marketplace did on one local day, click by click.

Every advertised sale is a line of an order of that very day, and each line counts once: so
ad sales are a part of the shop's own sales, product by product. What is seen of a day grows
as it ages: a purchase comes up to 13 days after its click, and Amazon restates purchases
1, 7 and 28 days later; clicks found invalid are taken back within 72 hours.
"""

from __future__ import annotations

from bisect import bisect
from datetime import date
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import NamedTuple

from core.marketplaces import Marketplace
from simulator.shop.calendar import OPENING_DAY, day_bounds
from simulator.shop.campaigns import Target, campaigns_of
from simulator.shop.demand import offer_demand
from simulator.shop.dice import dice_for, poisson
from simulator.shop.products import Offer
from simulator.shop.shop import shop_of

# The part of orders that came by an advertisement; small sellers report a quarter to a third.
AD_SHARE = 0.27
_INVALID_SHARE = 0.025
_NORMAL_ABOVE = 50
_RESTATED = (0, 1, 7, 28)
_RESTATED_RUNNING = (0.84, 0.92, 0.97, 1.0)


class Views(NamedTuple):
    """How often one offer was shown by one target on the whole day."""

    target: Target
    offer: Offer
    shown: int


class Click(NamedTuple):
    """One click; `share` of the day it came at, `gone_at` the age in days it is taken back at."""

    target: Target
    offer: Offer
    term: str
    cents: int
    share: float
    gone_at: int | None


class Sale(NamedTuple):
    """One order line that an advertisement brought; seen from the age `seen_at` (days) on."""

    target: Target
    offer: Offer
    term: str
    cents: int
    units: int
    share: float
    conversion_days: int
    seen_at: int


class AdDay(NamedTuple):
    """Everything the advertisements of a marketplace did on a day."""

    views: tuple[Views, ...]
    clicks: tuple[Click, ...]
    sales: tuple[Sale, ...]


def _conversion_days(draw: Random) -> int:
    dice = draw.random()
    if dice < 0.74:
        return 0
    return draw.randint(1, 6) if dice < 0.95 else draw.randint(7, 13)


def _pick_term(draw: Random, target: Target) -> str:
    """The first term is the most frequent one."""
    return target.terms[int(len(target.terms) * draw.random() ** 1.6)]


class _Day:
    """Draws one day."""

    def __init__(self, seed: int, place: Marketplace, day: date) -> None:
        self._seed, self._place, self._day = seed, place, day
        self._draw = dice_for(seed, "ads", place.marketplace_id, day.isoformat())
        groups = [
            group
            for campaign in campaigns_of(seed, place.marketplace_id)
            if campaign.is_live_on(day)
            for group in campaign.groups
        ]
        self._live = [
            target for group in groups for target in group.targets if not target.is_paused
        ]
        self._by_offer: dict[str, tuple[list[Target], list[float]]] = {}
        pull: dict[str, list[Target]] = {}
        for target in self._live:
            for offer in target.group.offers:
                pull.setdefault(offer.sku, []).append(target)
        for sku, targets in pull.items():
            self._by_offer[sku] = (targets, list(accumulate(row.weight for row in targets)))

    def drawn(self) -> AdDay:
        sales = self._sales()
        clicks = [
            Click(row.target, row.offer, row.term, self._price(row.target), row.share, None)
            for row in sales
        ]
        views: list[Views] = []
        demand = offer_demand(self._seed, self._place, self._day)
        for target in self._live:
            self._reach(target, demand, clicks, views)
        return AdDay(tuple(views), tuple(clicks), tuple(sales))

    def _price(self, target: Target) -> int:
        return max(5, int(target.bid * self._draw.uniform(0.6, 0.98)))

    def _sales(self) -> list[Sale]:
        """Draw which order lines of the day came by an advertisement, and by which."""
        draw, found = self._draw, []
        start, end = day_bounds(self._place, self._day)
        for order in shop_of(self._seed).day(self._place, self._day):
            if order.is_cancelled_in_the_end:
                continue
            for line in order.lines:
                if draw.random() >= AD_SHARE or line.offer.sku not in self._by_offer:
                    continue
                targets, running = self._by_offer[line.offer.sku]
                target = targets[bisect(running, draw.random() * running[-1])]
                days = _conversion_days(draw)
                late = _RESTATED[bisect(_RESTATED_RUNNING, draw.random())]
                share = (order.created - start) / (end - start)
                found.append(
                    Sale(
                        target,
                        line.offer,
                        _pick_term(draw, target),
                        line.amounts.item_price,
                        line.quantity,
                        share,
                        days,
                        days + late,
                    )
                )
        return found

    def _reach(
        self, target: Target, demand: list[float], clicks: list[Click], views: list[Views]
    ) -> None:
        """Draw the clicks that brought no sale, and how often the target was shown at all."""
        draw, group = self._draw, target.group
        wanted = [self._expected(target, offer, demand) for offer in group.offers]
        total = sum(wanted)
        if total <= 0:
            return
        expected = total / target.orders_per_click
        running = list(accumulate(wanted))
        clicked: dict[str, int] = {}
        for _ in range(poisson(draw, expected - total, _NORMAL_ABOVE)):
            offer = group.offers[min(bisect(running, draw.random() * total), len(running) - 1)]
            is_invalid = draw.random() < _INVALID_SHARE
            gone_at = draw.randint(2, 3) if is_invalid else None
            term, price = _pick_term(draw, target), self._price(target)
            clicks.append(Click(target, offer, term, price, draw.random(), gone_at))
            clicked[offer.sku] = clicked.get(offer.sku, 0) + 1
        shown = expected / target.clicks_per_view * draw.uniform(0.7, 1.3)
        for offer, part in zip(group.offers, wanted, strict=True):
            count = int(shown * part / total) + 3 * clicked.get(offer.sku, 0)
            if count:
                views.append(Views(target, offer, count))

    def _expected(self, target: Target, offer: Offer, demand: list[float]) -> float:
        """Return the orders to expect of an offer by a target."""
        running = self._by_offer[offer.sku][1]
        return AD_SHARE * demand[offer.index] * target.weight / running[-1]


@lru_cache(maxsize=2048)
def ad_day(seed: int, place: Marketplace, day: date) -> AdDay:
    """Return what the advertisements of a marketplace did on a local day, all of it."""
    if day < OPENING_DAY:
        return AdDay((), (), ())
    return _Day(seed, place, day).drawn()
