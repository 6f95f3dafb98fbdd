"""Which days of advertising a run asks Amazon for: windows of at most 31 days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

# Source: Amazon's pages of report types, version 3.
LONGEST = 31
# Purchases are restated up to 28 days after they count, and they count `attribution` days.
RESTATED_DAYS = 28
_DAY = timedelta(days=1)


class Days(NamedTuple):
    """Days from `first` to `last`, both of them included."""

    first: date
    last: date


class History(NamedTuple):
    """What was read of a profile: `since` is the first day planned, `through` the last day read."""

    since: date | None = None
    through: date | None = None


def lookback(attribution_days: int) -> int:
    """Return for how many days the figures of a day still change: 35 or 42."""
    return attribution_days + RESTATED_DAYS


def first_day(today: date, backfill_days: int, retention_days: int) -> date:
    """Return the oldest day to ask for; a day younger than what Amazon keeps, to be safe."""
    return today - timedelta(days=min(backfill_days, retention_days - 1))


def cut(days: Days) -> list[Days]:
    """Cut days into windows of at most 31, the newest first."""
    windows, last = [], days.last
    while last >= days.first:
        first = max(days.first, last - (LONGEST - 1) * _DAY)
        windows.append(Days(first, last))
        last = first - _DAY
    return windows


def joined(windows: list[Days]) -> list[Days]:
    """Return windows, the newest first, with those that touch made one."""
    spans: list[Days] = []
    for window in windows:
        if spans and window.last == spans[-1].first - _DAY:
            spans[-1] = Days(window.first, spans[-1].last)
        else:
            spans.append(window)
    return spans


def plan(first: date, last: date, restated: int, history: History) -> list[Days]:
    """Return the windows to read, the newest first.

    The first time that is everything from `first` to `last`. After that it is all that is new,
    all that Amazon still restates, and all that it still restated when we last looked: nobody
    may have looked for weeks. When a longer history is asked for than before, the days before
    the old one are read as well.
    """
    if history.since is None:
        return cut(Days(first, last))
    known_from = min(history.since, first)
    # The last look was a day after `through`; that day and `restated` - 2 before it moved on.
    moved_from = history.through - (restated - 2) * _DAY if history.through else history.since
    start = max(min(moved_from, last - (restated - 1) * _DAY), known_from)
    earlier = Days(first, min(history.since, start) - _DAY)
    return cut(Days(start, last)) + cut(earlier)


def earlier(first: date, history: History) -> list[Days]:
    """Return the windows of the days from `first` on that are before any planned one."""
    return cut(Days(first, history.since - _DAY)) if history.since is not None else []
