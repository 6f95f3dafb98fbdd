"""What a month will bring, with a range that holds the truth four times out of five.

The days to come are those of data.expected_days. The range is not computed from a formula: it is
how far the same method was off in the past year, over as many days as are still to come, by trials
that knew as much of the year before as the forecast does (conformal prediction: Vovk, Gammerman,
Shafer, Algorithmic Learning in a Random World, 2005).
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from data.expected_days import SHORTEST_HISTORY, Days, expected_days, knows_last_year

# The range is as wide as this share of the trials was off.
HELD = 0.8
# The past is tried out once a week over a year.
_TRIAL_STEP, _TRIAL_DAYS = 7, 365
FEWEST_TRIALS = 8
# With nothing to learn from yet: half as much to twice as much.
_UNTRIED = float(np.log(2))

# What came, and what had been expected, on as many days as a month still has to come.
Tried = tuple[float, float]


@dataclass(frozen=True)
class MonthForecast:
    """A month of one series: what came so far, and what it will be at its end.

    `low` to `high` held the truth four times out of five in the past year, by the trials in
    `tried`, newest first. All amounts are in the unit of the series. `as_of` is the first day
    that was not over.
    """

    month: date
    as_of: date
    so_far: float
    expected: float
    low: float
    high: float
    tried: tuple[Tried, ...] = ()


@dataclass(frozen=True)
class Trial:
    """How a forecast of a month that is over compares with what came; shares of the truth."""

    month: date
    actual: float
    forecast: MonthForecast
    naive: float
    last_month: float

    @property
    def error(self) -> float:
        """How far off the forecast was."""
        return self._off(self.forecast.expected)

    @property
    def naive_error(self) -> float:
        """How far off "so far, divided by days passed" was."""
        return self._off(self.naive)

    @property
    def is_in_range(self) -> bool:
        """Whether the range held the truth."""
        return self.forecast.low <= self.actual <= self.forecast.high

    def _off(self, value: float) -> float:
        return abs(value / self.actual - 1) if self.actual else float("nan")


def forecast_months(
    series: Sequence[Days], first: date, as_of: date, today: Sequence[float] | None = None
) -> list[MonthForecast | None]:
    """Forecast the month of `as_of` for series of one shop, such as its marketplaces.

    Each series holds one amount a day from `first` on, whole days only, at least up to the
    day before `as_of`; later days are not looked at. `today` is what each has already
    brought on `as_of` itself. A series too short to know a week gives None.
    """
    known = (as_of - first).days
    rows = [one[:known] for one in series]
    if known < SHORTEST_HISTORY:
        return [None] * len(rows)
    start = as_of.replace(day=1)
    end = start + timedelta(days=calendar.monthrange(as_of.year, as_of.month)[1])
    ahead = (end - as_of).days
    made: list[MonthForecast | None] = []
    for row, path, tried, begun in zip(
        rows,
        expected_days(rows, first, ahead),
        _trials(rows, first, ahead),
        today or [0.0] * len(rows),
        strict=True,
    ):
        so_far = float(row[max(0, (start - first).days) :].sum()) + begun
        made.append(month_of(start, as_of, so_far, max(float(path.sum()) - begun, 0.0), tried))
    return made


def month_of(
    month: date, as_of: date, so_far: float, rest: float, tried: Sequence[Tried]
) -> MonthForecast:
    """Return the month that has brought `so_far` and should still bring `rest`."""
    off = _spread(tried)
    low, high = so_far + rest * float(np.exp(-off)), so_far + rest * float(np.exp(off))
    return MonthForecast(month, as_of, so_far, so_far + rest, low, high, tuple(tried))


def try_month(
    series: Sequence[Days], first: date, as_of: date, *, from_day: int = 2
) -> list[Trial | None]:
    """Forecast a month that is over as it would have been on `as_of`; None where nothing came.

    On the first days of a month nothing can be divided by days passed: `as_of` is moved to
    day `from_day` at the least.
    """
    as_of = as_of.replace(day=max(as_of.day, from_day))
    start = as_of.replace(day=1)
    days = calendar.monthrange(as_of.year, as_of.month)[1]
    begin, before = (start - first).days, (_month_before(start) - first).days
    trials: list[Trial | None] = []
    for row, made in zip(series, forecast_months(series, first, as_of), strict=True):
        actual = float(row[begin : begin + days].sum())
        if made is None or before < 0 or actual <= 0:
            trials.append(None)
            continue
        naive = made.so_far / (as_of - start).days * days
        trials.append(Trial(start, actual, made, naive, float(row[before:begin].sum())))
    return trials


def _month_before(start: date) -> date:
    return (start - timedelta(days=1)).replace(day=1)


def _spread(tried: Sequence[Tried]) -> float:
    """Return how far truth and forecast lie apart four times out of five, as a logarithm."""
    off = [abs(np.log(came / expected)) for came, expected in tried if came > 0 and expected > 0]
    return float(np.quantile(off, HELD)) if len(off) >= FEWEST_TRIALS else _UNTRIED


def _trials(rows: Sequence[Days], first: date, ahead: int) -> list[list[Tried]]:
    """Return, for each row, a year of trials over `ahead` days, newest first.

    A forecast that knows last year's season is better than one that does not: it is measured by
    its like alone, as soon as there are enough of them.
    """
    newest = len(rows[0]) - ahead
    oldest = max(SHORTEST_HISTORY, newest - _TRIAL_DAYS)
    ends = list(range(newest, oldest - 1, -_TRIAL_STEP))
    alike = [end for end in ends if knows_last_year(end) == knows_last_year(len(rows[0]))]
    found: list[list[Tried]] = [[] for _ in rows]
    for end in alike if len(alike) >= FEWEST_TRIALS else ends:
        paths = expected_days([row[:end] for row in rows], first, ahead)
        for row, path, tried in zip(rows, paths, found, strict=True):
            tried.append((float(row[end : end + ahead].sum()), float(path.sum())))
    return found
