"""How demand swings with the year, the week and the great sales days."""

from __future__ import annotations

import math
from datetime import date, timedelta
from functools import lru_cache

# kind -> (day of the year of its peak, how strong the swing is)
_CURVES = {
    "flat": (200, 0.0),
    "summer": (172, 0.55),
    "winter": (350, 0.45),
    "newyear": (15, 0.5),
    "gifts": (345, 0.6),
    "school": (245, 0.4),
}
_MONTHS = (0.94, 0.93, 0.97, 0.99, 1.0, 0.99, 1.0, 0.98, 0.99, 1.02, 1.12, 1.24)

# Monday to Sunday. People in the US buy early in the week, Germans on Sundays.
_WEEKDAYS = {
    "US": (1.08, 1.06, 1.03, 1.0, 0.94, 0.9, 0.99),
    "DE": (1.07, 1.03, 1.0, 0.97, 0.89, 0.88, 1.16),
    "GB": (1.07, 1.04, 1.02, 1.0, 0.92, 0.9, 1.05),
}


def season_factor(kind: str, day: date) -> float:
    """Return a product's demand on a day of the year against its own average."""
    peak, strength = _CURVES[kind]
    turn = 2 * math.pi * (day.timetuple().tm_yday - peak) / 365.25
    return (1 + strength * math.cos(turn)) * _MONTHS[day.month - 1]


def weekday_factor(country_code: str, day: date) -> float:
    """Return how a day of the week compares in a country."""
    return _WEEKDAYS[country_code][day.weekday()]


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


@lru_cache(maxsize=64)
def _events(year: int) -> dict[date, tuple[str, float]]:
    prime = _nth_weekday(year, 7, 1, 2)
    autumn = _nth_weekday(year, 10, 1, 2)
    black_friday = _nth_weekday(year, 11, 3, 4) + timedelta(days=1)
    days = {black_friday + timedelta(days=offset): ("black-friday", 1.3) for offset in range(-6, 3)}
    days[black_friday] = ("black-friday", 2.1)
    days[black_friday + timedelta(days=3)] = ("black-friday", 1.9)
    for offset, strength in enumerate((2.6, 2.3)):
        days[prime + timedelta(days=offset)] = ("prime-day", strength)
        days[autumn + timedelta(days=offset)] = ("prime-deal", strength * 0.6)
    days[date(year, 12, 25)] = ("holiday", 0.55)
    days[date(year, 1, 1)] = ("holiday", 0.7)
    return days


def event_of(day: date) -> tuple[str, float]:
    """Return the sales event of a day and its strength; ("", 1.0) on ordinary days."""
    return _events(day.year).get(day, ("", 1.0))
