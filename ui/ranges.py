"""From the period chosen to the days asked for: one range per group of marketplaces.

A day is a marketplace's own day. At one instant it can be Friday in Los Angeles and
Saturday in Tokyo, so marketplaces whose range differs are asked apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.marketplaces import Marketplace
from data import periods
from data.query_model import Grain, TimeRange
from ui.filters import Filters


def range_of(filters: Filters, place: Marketplace, now: datetime) -> TimeRange:
    """Return the days of the period in one marketplace."""
    return periods.resolve(filters.period, now, place.zone, filters.start, filters.end)


def ranges_of(
    filters: Filters, places: Iterable[Marketplace], now: datetime
) -> dict[TimeRange, list[Marketplace]]:
    """Group marketplaces by the days that the period means in each."""
    groups: dict[TimeRange, list[Marketplace]] = {}
    for place in places:
        groups.setdefault(range_of(filters, place, now), []).append(place)
    return groups


def finest_grain(days: int) -> Grain:
    """Choose a grain at which a line can still be read: about 120 points at the most."""
    if days <= 120:
        return "day"
    return "week" if days <= 840 else "month"
