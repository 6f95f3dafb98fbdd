"""How much of each offer people want on a day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from core.marketplaces import Marketplace
from simulator.shop.dice import dice_for
from simulator.shop.products import Offer, offers
from simulator.shop.season import event_of, season_factor, weekday_factor
from simulator.shop.stock_cycles import is_in_stock
from simulator.shop.trend import trend_factor

# Orders on an average day, before season and events.
_ORDERS_A_DAY = {"US": 42.0, "DE": 27.0, "GB": 18.0}


@lru_cache(maxsize=1024)
def _weight(seed: int, offer: Offer) -> float:
    """Return an offer's popularity in its own country."""
    family = offer.product.family
    taste = dice_for(seed, "taste", family.code, offer.place.country_code).uniform(0.7, 1.35)
    total = sum(row.share for row in family.variations)
    return family.popularity * offer.product.variation.share / total * offer.share * taste


@lru_cache(maxsize=16)
def _scale(seed: int, marketplace_id: str) -> float:
    rows = offers(marketplace_id)
    return _ORDERS_A_DAY[rows[0].place.country_code] / sum(_weight(seed, row) for row in rows)


def _stock_key(offer: Offer) -> str:
    """A product that is out of stock at Amazon is not sold from elsewhere either."""
    return offer.sku.removesuffix("-FBM")


def offer_demand(seed: int, place: Marketplace, day: date) -> list[float]:
    """Return the orders to expect for each offer of a marketplace on a day.

    The list runs like `offers(marketplace_id)`. Nothing is wanted of a product
    that is not launched, and nothing can be bought of one that is out of stock.
    """
    rows = offers(place.marketplace_id)
    empty = {_stock_key(row) for row in rows if row.is_fba and not is_in_stock(seed, row, day)}
    _, event = event_of(day)
    level = _scale(seed, place.marketplace_id) * weekday_factor(place.country_code, day) * event
    curves: dict[str, float] = {}
    found = []
    for row in rows:
        family = row.product.family
        if family.code not in curves:
            season = season_factor(family.season, day)
            curves[family.code] = level * season * trend_factor(family.trend, day)
        gone = _stock_key(row) in empty
        found.append(0.0 if gone else curves[family.code] * _weight(seed, row))
    return found
