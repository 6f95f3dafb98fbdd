"""From the period chosen to the days asked for: one range per group of marketplaces.

A day is a marketplace's own day. At one instant it can be Friday in Los Angeles and
Saturday in Tokyo, so marketplaces whose range differs are asked apart. Where days run in one
time zone for all, the range is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from core.marketplaces import Marketplace
from data import periods
from data.query_model import Grain, TimeRange
from ui.filters import Filters


def range_of(filters: Filters, place: Marketplace, now: datetime) -> TimeRange:
    """Return the days of the period in one marketplace, or in the one zone that is chosen."""
    zone = filters.one_zone or place.zone
    return periods.resolve(filters.period, now, zone, filters.start, filters.end)


def ranges_of(
    filters: Filters, places: Iterable[Marketplace], now: datetime
) -> dict[TimeRange, list[Marketplace]]:
    """Group marketplaces by the days that the period means in each."""
    groups: dict[TimeRange, list[Marketplace]] = {}
    for place in places:
        groups.setdefault(range_of(filters, place, now), []).append(place)
    return groups


def same_days(
    groups: Mapping[TimeRange, Iterable[Marketplace]],
) -> dict[TimeRange, list[Marketplace]]:
    """Put groups together whose days are the same, whatever the time of day in each.

    At one instant it is the same day in London and Berlin, an hour apart. The first range
    of each stands for its days.
    """
    merged: dict[tuple[date, date], tuple[TimeRange, list[Marketplace]]] = {}
    for time, places in groups.items():
        merged.setdefault((time.start, time.end), (time, []))[1].extend(places)
    return dict(merged.values())


def finest_grain(days: int) -> Grain:
    """Choose a grain at which a line can still be read: about 120 points at the most."""
    if days <= 120:
        return "day"
    return "week" if days <= 840 else "month"
