"""What a month will bring, with a range: the week's shape, today's level, last year's season.

Three things make a day: its weekday, how the shop runs of late, and how the season moved at
this time last year. A season is half believed, since one year is one sample; it is read from
all marketplaces together, as they share it. The range is not computed from a formula: it is
how far the same method was off in the past year, over as many days as are still to come
(conformal prediction: Vovk, Gammerman, Shafer, Algorithmic Learning in a Random World, 2005).
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.float64]

# The shares of truth below and above the range: it holds four times out of five.
BELOW, ABOVE = 0.1, 0.9
# Fewer days than this say nothing about a week.
SHORTEST_HISTORY = 28
# 364 days are 52 weeks: the same weekday a year before.
_YEAR = 364
# The week's shape is read from half a year; the level halves its memory every four weeks.
_PROFILE_DAYS = 182
_HALF_LIFE_DAYS = 28
# Four days of the average are added to each weekday, so that a short history stays calm.
_CALM_DAYS = 4
# A day above this many medians is a sales event, and no measure for ordinary days.
_EVENT = 1.6
# So much of last year's season, and of its single great days, is taken over.
_SEASON_TRUST, _EVENT_TRUST = 0.5, 0.8
_SEASON_HALF_WINDOW = 5
_LEAST_RATIO, _MOST_RATIO = 0.4, 5.0
# The past is tried out once a week over a year.
_TRIAL_STEP, _TRIAL_DAYS = 7, 365
_FEWEST_TRIALS = 8
# With nothing to learn from yet: half as much to twice as much.
_UNTRIED = (-float(np.log(2)), float(np.log(2)))


@dataclass(frozen=True)
class MonthForecast:
    """A month of one series: what came so far, and what it will be at its end.

    `low` to `high` held the truth four times out of five in the past year. All amounts are
    in the unit of the series. `as_of` is the first day that was not over.
    """

    month: date
    as_of: date
    so_far: float
    expected: float
    low: float
    high: float


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
    spreads = _spreads(rows, first, ahead)
    made: list[MonthForecast | None] = []
    for row, path, spread, begun in zip(
        rows, _paths(rows, first, ahead), spreads, today or [0.0] * len(rows), strict=True
    ):
        so_far = float(row[max(0, (start - first).days) :].sum()) + begun
        rest = max(float(path.sum()) - begun, 0.0)
        low, high = (rest * float(np.exp(off)) for off in spread)
        made.append(MonthForecast(start, as_of, so_far, so_far + rest, so_far + low, so_far + high))
    return made


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


def _paths(rows: Sequence[Days], first: date, ahead: int) -> list[Days]:
    """Return the amounts to expect on each of the `ahead` days after the rows' end."""
    known = len(rows[0])
    weekdays = (np.arange(known + ahead) + first.weekday()) % 7
    profiles = [_profile(row, weekdays[:known]) for row in rows]
    calm = [row / shape[weekdays[:known]] for row, shape in zip(rows, profiles, strict=True)]
    season = _season(calm, ahead)
    return [
        _level(row) * shape[weekdays[known:]] * season
        for row, shape in zip(calm, profiles, strict=True)
    ]


def _without_events(row: Days) -> Days:
    """Return a row whose great days are cut to where ordinary ones end."""
    top = _EVENT * float(np.median(row))
    return np.minimum(row, top) if top > 0 else row


def _profile(row: Days, weekdays: NDArray[np.int64]) -> Days:
    """Return how each weekday, Monday first, compares with the average day; its mean is 1."""
    recent, names = _without_events(row[-_PROFILE_DAYS:]), weekdays[-_PROFILE_DAYS:]
    mean = float(recent.mean())
    if mean <= 0:
        return np.ones(7)
    sums = np.bincount(names, recent, minlength=7) + mean * _CALM_DAYS
    shape = sums / (np.bincount(names, minlength=7) + _CALM_DAYS) / mean
    return np.asarray(shape / shape.mean(), dtype=np.float64)


def _level(calm: Days) -> float:
    """Return what an average day brings at the end of a row freed of its weekdays."""
    recent = _without_events(calm[-_PROFILE_DAYS:])
    weights = 0.5 ** (np.arange(len(recent))[::-1] / _HALF_LIFE_DAYS)
    return float((recent * weights).sum() / weights.sum())


def _season(calm: Sequence[Days], ahead: int) -> Days:
    """Return how the days to come moved a year ago against the level of that time."""
    known = len(calm[0])
    then = known - _YEAR
    if then < SHORTEST_HISTORY:
        return np.ones(ahead)
    places = np.arange(then, then + ahead)
    smooth, single = np.zeros(ahead), np.zeros(ahead)
    counted = 0
    for row in calm:
        base = _level(row[:then])
        if base > 0:
            smooth += _moving_mean(row, places) / base
            single += row[places] / base
            counted += 1
    if not counted:
        return np.ones(ahead)
    smooth, single = smooth / counted, single / counted
    is_event = single > _EVENT * smooth
    ratio = np.where(is_event, single, smooth).clip(_LEAST_RATIO, _MOST_RATIO)
    return np.asarray(ratio ** np.where(is_event, _EVENT_TRUST, _SEASON_TRUST), dtype=np.float64)


def _moving_mean(row: Days, places: NDArray[np.int64]) -> Days:
    sums = np.concatenate([[0.0], np.cumsum(_without_events(row))])
    low = np.maximum(places - _SEASON_HALF_WINDOW, 0)
    high = np.minimum(places + _SEASON_HALF_WINDOW + 1, len(row))
    return np.asarray((sums[high] - sums[low]) / (high - low), dtype=np.float64)


def _spreads(rows: Sequence[Days], first: date, ahead: int) -> list[tuple[float, float]]:
    """Return, for each row, the lower and upper logarithm of truth by forecast.

    Rows of one shop lend each other their errors, each measured by its own size of error.
    """
    errors = _errors(rows, first, ahead)
    sizes = [float(np.sqrt((one**2).mean())) if len(one) else 0.0 for one in errors]
    shapes = [one / size for one, size in zip(errors, sizes, strict=True) if size > 0]
    pooled = np.concatenate(shapes) if shapes else np.zeros(0)
    if len(pooled) < _FEWEST_TRIALS:
        return [_UNTRIED] * len(rows)
    # The forecast itself always lies within its range.
    low = min(float(np.quantile(pooled, BELOW)), 0.0)
    high = max(float(np.quantile(pooled, ABOVE)), 0.0)
    typical = float(np.mean([size for size in sizes if size > 0]))
    return [(low * (size or typical), high * (size or typical)) for size in sizes]


def _errors(rows: Sequence[Days], first: date, ahead: int) -> list[Days]:
    """Return the logarithms of truth by forecast of a year of trials, for each row."""
    known = len(rows[0])
    oldest = max(SHORTEST_HISTORY, known - ahead - _TRIAL_DAYS)
    found: list[list[float]] = [[] for _ in rows]
    for end in range(known - ahead, oldest - 1, -_TRIAL_STEP):
        paths = _paths([row[:end] for row in rows], first, ahead)
        for row, path, errors in zip(rows, paths, found, strict=True):
            actual, expected = float(row[end : end + ahead].sum()), float(path.sum())
            if actual > 0 and expected > 0:
                errors.append(float(np.log(actual / expected)))
    return [np.asarray(one, dtype=np.float64) for one in found]
