"""What each day to come should bring: the week's shape, today's level, last year's season.

Pure sums over rows of days. The rows of one shop, such as its marketplaces, share a season: it is
half believed, since one year is one sample, and read from all of them together. Great sales days
(Prime Day, Black Friday) move by a week or two from year to year: one of last year is waited for
until two weeks after its day, and counts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.float64]

# Fewer days than this say nothing about a week.
SHORTEST_HISTORY = 28
# 364 days are 52 weeks: the same weekday a year before.
_YEAR = 364
# The week's shape is read from half a year; the level halves its memory every eight weeks.
_PROFILE_DAYS = 182
_HALF_LIFE_DAYS = 56
# Four days of the average are added to each weekday, so that a short history stays calm.
_CALM_DAYS = 4
# A day above this many medians is a sales event, and no measure for ordinary days.
_EVENT = 1.6
# So much of last year's season, and of its single great days, is taken over.
_SEASON_TRUST, _EVENT_TRUST = 0.5, 0.8
_SEASON_HALF_WINDOW = 14
# A great day may come this many days earlier or later than a year ago.
_EVENT_MOVES = 14
_LEAST_RATIO, _MOST_RATIO = 0.4, 5.0


def knows_last_year(known: int) -> bool:
    """Whether a row of `known` days reaches far enough back to tell last year's season."""
    return known - _YEAR >= SHORTEST_HISTORY


def expected_days(rows: Sequence[Days], first: date, ahead: int) -> list[Days]:
    """Return, for each row, the amounts to expect on the `ahead` days after its end.

    The rows are equally long, hold one amount a day, and begin on `first`.
    """
    known = len(rows[0])
    weekdays = (np.arange(known + ahead) + first.weekday()) % 7
    profiles = [_profile(row, weekdays[:known]) for row in rows]
    calm = [row / shape[weekdays[:known]] for row, shape in zip(rows, profiles, strict=True)]
    levels = [_level(row) for row in calm]
    season = _season(calm, levels, ahead)
    return [
        level * shape[weekdays[known:]] * season
        for level, shape in zip(levels, profiles, strict=True)
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


def _season(calm: Sequence[Days], levels: Sequence[float], ahead: int) -> Days:
    """Return how the days to come should move against today's level, as they did a year ago."""
    known = len(calm[0])
    then = known - _YEAR
    if not knows_last_year(known):
        return np.ones(ahead)
    # From some days before today on: a great day of last year may still be to come.
    places = np.arange(then - _EVENT_MOVES, then + ahead)
    selling = [(row, base) for row in calm if (base := _level(row[:then])) > 0]
    if not selling:
        return np.ones(ahead)
    smooth = _mean([_moving_mean(row, places) / base for row, base in selling])
    single = _mean([row[places] / base for row, base in selling])
    ordinary = smooth.clip(_LEAST_RATIO, _MOST_RATIO) ** _SEASON_TRUST
    great = single.clip(_LEAST_RATIO, _MOST_RATIO) ** _EVENT_TRUST
    is_great = single > _EVENT * smooth
    if is_great.any():
        is_great[_came_already(calm, levels, is_great)] = False
    extra = np.where(is_great, great - ordinary, 0.0)
    return ordinary[_EVENT_MOVES:] + _still_to_come(extra)


def _mean(rows: Sequence[Days]) -> Days:
    return np.asarray(sum(rows[1:], start=rows[0]) / len(rows), dtype=np.float64)


def _came_already(
    calm: Sequence[Days], levels: Sequence[float], is_great: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the places of last year's great days that this year has had within two weeks."""
    lately = [
        row[-_EVENT_MOVES:] / level for row, level in zip(calm, levels, strict=True) if level > 0
    ]
    came = int((_mean(lately) > _EVENT).sum()) if lately else 0
    return np.flatnonzero(is_great[: 2 * _EVENT_MOVES])[:came]


def _still_to_come(extra: Days) -> Days:
    """Return the extra of great days by day to come; one that is late is spread over its wait."""
    found = extra[_EVENT_MOVES:].copy()
    for place in np.flatnonzero(extra[:_EVENT_MOVES]):
        # Late since the place's day: it is waited for until two weeks after that.
        found[: place + 1] += extra[place] / (place + 1)
    return found


def _moving_mean(row: Days, places: NDArray[np.int64]) -> Days:
    sums = np.concatenate([[0.0], np.cumsum(_without_events(row))])
    low = np.maximum(places - _SEASON_HALF_WINDOW, 0)
    high = np.minimum(places + _SEASON_HALF_WINDOW + 1, len(row))
    return np.asarray((sums[high] - sums[low]) / (high - low), dtype=np.float64)
