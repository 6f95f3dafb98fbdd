"""What the advertisements did, added up by any key, as it is seen at a given moment."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from core.marketplaces import Marketplace
from simulator.shop.ad_days import ad_day
from simulator.shop.calendar import day_bounds, local_date
from simulator.shop.campaigns import Target
from simulator.shop.products import Offer

WINDOWS = (1, 7, 14, 30)
Key = TypeVar("Key", bound=Hashable)
KeyOf = Callable[[Target, Offer, str], Key | None]


@dataclass
class Measures:
    """Sums of one key; sales and cost in cents, purchases and units by window of days."""

    impressions: int = 0
    clicks: int = 0
    cost: int = 0
    sales: dict[int, int] = field(default_factory=lambda: dict.fromkeys(WINDOWS, 0))
    purchases: dict[int, int] = field(default_factory=lambda: dict.fromkeys(WINDOWS, 0))
    units: dict[int, int] = field(default_factory=lambda: dict.fromkeys(WINDOWS, 0))


def measure(
    seed: int, place: Marketplace, day: date, now: int, key_of: KeyOf[Key]
) -> dict[Key, Measures]:
    """Add up a local day as it is seen at second `now`; a key None is left out.

    Nothing is known of days to come, and of today only what has happened.
    """
    age = (local_date(place, now) - day).days
    if age < 0:
        return {}
    start, end = day_bounds(place, day)
    share = min(1.0, (now - start) / (end - start))
    found: dict[Key, Measures] = {}
    drawn = ad_day(seed, place, day)
    for views in drawn.views:
        key = key_of(views.target, views.offer, "")
        if key is not None:
            found.setdefault(key, Measures()).impressions += int(views.shown * share)
    for click in drawn.clicks:
        key = key_of(click.target, click.offer, click.term)
        is_gone = click.gone_at is not None and age >= click.gone_at
        if key is not None and click.share <= share and not is_gone:
            sums = found.setdefault(key, Measures())
            sums.clicks += 1
            sums.cost += click.cents
    for sale in drawn.sales:
        key = key_of(sale.target, sale.offer, sale.term)
        if key is not None and sale.share <= share and sale.seen_at <= age:
            sums = found.setdefault(key, Measures())
            for window in WINDOWS:
                if sale.conversion_days < window:
                    sums.sales[window] += sale.cents
                    sums.purchases[window] += 1
                    sums.units[window] += sale.units
    return {key: sums for key, sums in found.items() if sums.impressions or sums.clicks}


def today_of(place: Marketplace, now: datetime) -> date:
    """Return the day it is in a profile's time zone."""
    return now.astimezone(place.zone).date()
