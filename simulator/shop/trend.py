"""How products rise and fall over the years. Every curve stays bounded for ever."""

from __future__ import annotations

import math
from datetime import date

from simulator.shop.calendar import OPENING_DAY

_RAMP_DAYS = 100.0


def _s_curve(day: date, middle: int, width: float) -> float:
    days = (day - OPENING_DAY).days
    return 1 / (1 + math.exp(-(days - middle) / width))


def trend_factor(kind: str, day: date) -> float:
    """Return a product's place on its curve: steady, growing, declining or launch:<date>."""
    if kind == "steady":
        return 0.95 + 0.1 * _s_curve(day, 500, 200)
    if kind == "growing":
        return 0.6 + 0.95 * _s_curve(day, 620, 160)
    if kind == "declining":
        return 1.35 - 0.95 * _s_curve(day, 600, 150)
    launch = date.fromisoformat(kind.removeprefix("launch:"))
    age = (day - launch).days
    if age < 0:
        return 0.0
    return 0.15 + 0.95 * (1 - math.exp(-age / _RAMP_DAYS))
