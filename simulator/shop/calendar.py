"""Days as the shop counts them, and the moments of a local day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate

from core.marketplaces import MARKETPLACES, Marketplace

#: Orders exist from this day on, for ever. It does not depend on today.
OPENING_DAY = date(2024, 1, 1)

#: Where the shop sells.
SHOP_MARKETPLACES: tuple[Marketplace, ...] = tuple(
    MARKETPLACES[key] for key in ("ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P")
)

_HOUR = 3600
# How busy each local hour is: quiet nights, a lunch bump, a long evening.
_HOUR_WEIGHTS = (
    1.6, 0.9, 0.6, 0.4, 0.4, 0.7, 1.5, 2.8, 3.9, 4.6, 5.1, 5.3,
    5.6, 5.4, 5.0, 4.9, 5.0, 5.3, 5.9, 6.8, 7.4, 7.2, 5.6, 3.2,
)  # fmt: skip


def marketplaces_of(region: str) -> list[Marketplace]:
    """Return the shop's marketplaces in a region, NA or EU."""
    return [place for place in SHOP_MARKETPLACES if place.region == region]


@lru_cache(maxsize=16384)
def day_bounds(place: Marketplace, day: date) -> tuple[int, int]:
    """Return the first second of a local day and of the next, as UTC epoch seconds."""
    zone = place.zone
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    following = day + timedelta(days=1)
    end = datetime(following.year, following.month, following.day, tzinfo=zone)
    return int(start.timestamp()), int(end.timestamp())


@lru_cache(maxsize=4096)
def hour_weights(place: Marketplace, day: date) -> tuple[float, ...]:
    """Return running sums of busyness for each real hour of a local day.

    A day on which the clocks change has 23 or 25 of them.
    """
    start, end = day_bounds(place, day)
    zone = place.zone
    weights = (
        _HOUR_WEIGHTS[datetime.fromtimestamp(second, zone).hour]
        for second in range(start, end, _HOUR)
    )
    return tuple(accumulate(weights))


def local_date(place: Marketplace, second: int) -> date:
    """Return the marketplace's day on which a UTC second falls."""
    return datetime.fromtimestamp(second, place.zone).date()


def days_between(first: date, last: date) -> list[date]:
    """Return every day from `first` to `last`, both included."""
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def second_of(instant: datetime) -> int:
    """Return an instant as whole UTC epoch seconds."""
    return int(instant.astimezone(UTC).timestamp())
