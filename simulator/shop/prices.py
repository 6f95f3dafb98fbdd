"""What an offer costs on a day. Cents of the marketplace's currency."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from simulator.shop.calendar import OPENING_DAY
from simulator.shop.dice import dice_for
from simulator.shop.products import Offer
from simulator.shop.season import event_of

# Price level of a country against the US price: exchange rate, tax inside, habit.
_LEVEL = {"US": 1.0, "DE": 1.06, "GB": 0.9}
_STEPS = (0.9, 0.95, 1.0, 1.0, 1.0, 1.05, 1.08)
_SALES = (0.75, 0.8, 0.85)


def charm(cents: float, country_code: str) -> int:
    """Round to an ending people know: .99 everywhere, .49 for small pounds."""
    whole = int(cents // 100)
    rest = cents - whole * 100
    if country_code == "GB" and rest < 50 and whole < 20:
        return max(199, whole * 100 + 49)
    return max(199, whole * 100 + 99 if rest >= 40 else whole * 100 - 1)


@lru_cache(maxsize=100_000)
def _list_price(seed: int, offer: Offer, period: int) -> int:
    draw = dice_for(seed, "price", offer.sku, offer.place.country_code, period)
    level = _LEVEL[offer.place.country_code] * offer.product.variation.price_factor
    # Prices creep upwards by one or two percent a year, for at most ten years.
    drift = 1 + 0.004 * min(period, 40)
    cents = offer.product.family.price_cents * level * draw.choice(_STEPS) * drift
    return charm(cents, offer.place.country_code)


@lru_cache(maxsize=10_000)
def _sale_factor(seed: int, offer: Offer, event: str, year: int) -> float:
    draw = dice_for(seed, "sale", offer.sku, offer.place.country_code, event, year)
    return draw.choice(_SALES) if draw.random() < 0.55 else 1.0


def price_on(seed: int, offer: Offer, day: date) -> int:
    """Return the price of one unit on a day; it changes about every hundred days."""
    days = (day - OPENING_DAY).days
    shift = offer.index * 17 % 103
    cents = _list_price(seed, offer, (days + shift) // 103)
    event, _ = event_of(day)
    if event in ("", "holiday"):
        return cents
    factor = _sale_factor(seed, offer, event, day.year)
    return cents if factor == 1.0 else charm(cents * factor, offer.place.country_code)
