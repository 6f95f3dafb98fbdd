"""Which days of sales and traffic are asked for, and when again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from core.marketplaces import Marketplace

# A day's figures settle for 72 hours, some for a week: it is read at these ages, in days.
AGES = (1, 2, 3, 4, 7, 14)
# Amazon reaches two years back; a day less, to be safe.
MOST_DAYS = 729
# A day is asked for when it is so long over: at midnight Amazon has not begun to count it.
_OVER = timedelta(hours=3)
# The shop's days of a year come in one report.
_WINDOW = timedelta(days=365)
_DAY = timedelta(days=1)


class Days(NamedTuple):
    """Days from `first` to `last`, both of them included."""

    first: date
    last: date


def today_of(place: Marketplace, now: datetime) -> date:
    """Return the marketplace's day whose yesterday can be asked for."""
    return (now.astimezone(place.zone) - _OVER).date()


def first_day(today: date, backfill_days: int) -> date:
    """Return the oldest day to ask for."""
    return today - min(backfill_days, MOST_DAYS) * _DAY


def due_days(first: date, today: date, asked: Mapping[date, date]) -> list[date]:
    """Return the days to read now, the newest first.

    `asked` says on which day each was asked for last. A day is due when it has passed one of
    the ages since then; nobody may have looked for weeks.
    """
    due = []
    for age in range(1, (today - first).days + 1):
        day = today - age * _DAY
        passed = max(one for one in AGES if one <= age)
        if day not in asked or (asked[day] - day).days < passed:
            due.append(day)
    return due


def windows(days: Days) -> list[Days]:
    """Cut days into windows of at most a year, the newest first."""
    found, last = [], days.last
    while last >= days.first:
        first = max(days.first, last - _WINDOW + _DAY)
        found.append(Days(first, last))
        last = first - _DAY
    return found


def halves(days: Days) -> list[Days]:
    """Cut several days in two, the newer half first."""
    middle = days.first + (days.last - days.first) // 2
    return [Days(middle + _DAY, days.last), Days(days.first, middle)]
