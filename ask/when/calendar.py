"""Days of calendar units. Pure functions of a day; weeks begin on Monday (ISO 8601)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data.periods import add_months, bucket_of
from data.query_model import Unit

DAY = timedelta(days=1)
_MONTHS: dict[Unit, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """Days, both included. `unit` is what the period before it is counted in.

    `is_cut`: it ends today only because the rest has not happened yet. `is_moment`: how things
    stood at the end of one day, as in `as of 1 March`. `begins_unknown`: all that there is.
    `counted`: it was named as so many of a unit, as in `last 6 months`.
    """

    start: date
    end: date
    unit: Unit = "day"
    is_cut: bool = False
    is_moment: bool = False
    begins_unknown: bool = False
    counted: Unit | None = None

    @property
    def days(self) -> int:
        """How many days, both ends included."""
        return (self.end - self.start).days + 1

    def up_to(self, today: date) -> Period:
        """Leave out what has not happened yet. A period that has not begun stays whole."""
        if self.start <= today < self.end:
            return replace(self, end=today, is_cut=True)
        return self


def one_day(day: date) -> Period:
    """Return one day as a period."""
    return Period(day, day)


def unit_end(start: date, unit: Unit) -> date:
    """Return the last day of the unit that begins on `start`."""
    if unit == "day":
        return start
    if unit == "week":
        return start + 6 * DAY
    return add_months(start, _MONTHS[unit]) - DAY


def moved(day: date, unit: Unit, count: int) -> date:
    """Move a day by so many units; the 31st becomes the last day of a shorter month."""
    if unit == "day":
        return day + count * DAY
    if unit == "week":
        return day + 7 * count * DAY
    return add_months(day, _MONTHS[unit] * count)


def calendar_unit(today: date, unit: Unit, offset: int) -> Period:
    """Return the whole unit so many units from the present one: -1 of month is last month."""
    start = moved(bucket_of(today, unit), unit, offset)
    return Period(start, unit_end(start, unit), unit)


def to_date(today: date, unit: Unit) -> Period:
    """Return the present unit up to today."""
    start = bucket_of(today, unit)
    return Period(start, today, unit, is_cut=today < unit_end(start, unit))


def last_n(today: date, count: int, unit: Unit) -> Period:
    """Return so many full units that end yesterday: `last 6 months` begins on the same day."""
    start = today - count * DAY if unit == "day" else moved(today, unit, -count)
    unit_before: Unit = unit if count == 1 and unit != "day" else "day"
    return Period(start, today - DAY, unit_before, counted=unit)


def last_n_complete(today: date, count: int, unit: Unit) -> Period:
    """Return so many whole calendar units before the present one."""
    first = calendar_unit(today, unit, -count)
    return Period(first.start, calendar_unit(today, unit, -1).end, unit, counted=unit)


def named_month(today: date, month: int, year: int | None) -> Period:
    """Return a month; without a year the most recent one of that name that has begun."""
    if year is None:
        year = today.year if month <= today.month else today.year - 1
    start = date(year, month, 1)
    return Period(start, unit_end(start, "month"), "month")


def named_quarter(today: date, quarter: int, year: int | None) -> Period:
    """Return a quarter; without a year the most recent one of that number that has begun."""
    found = named_month(today, 3 * quarter - 2, year)
    return Period(found.start, unit_end(found.start, "quarter"), "quarter")


def named_half(today: date, half: int, year: int | None) -> Period:
    """Return a half of a year; without a year the most recent one that has begun."""
    start = named_month(today, 6 * half - 5, year).start
    return Period(start, add_months(start, 6) - DAY, "day")


def named_day(today: date, day: int, month: int, year: int | None) -> Period | None:
    """Return a date; without a year the most recent one. None where there is no such day."""
    years = [year] if year is not None else range(today.year, today.year - 8, -1)
    for one in years:
        if day > calendar.monthrange(one, month)[1]:
            continue
        found = date(one, month, day)
        if year is not None or found <= today:
            return one_day(found)
    return None


def weekday_of(today: date, weekday: int, which: str) -> Period:
    """Return a day of the week, 0 is Monday.

    `last` is the most recent one before today, `this` the one of this week, "" the most recent
    one that has begun.
    """
    back = (today.weekday() - weekday) % 7
    if which == "last" and back == 0:
        back = 7
    if which == "this":
        back = today.weekday() - weekday
    return one_day(today - back * DAY)


def weekend(today: date, which: str) -> Period:
    """Return Saturday and Sunday: the last ones that are over, or those of this week."""
    saturday = bucket_of(today, "week") + 5 * DAY
    if which != "this":
        saturday -= 7 * DAY
    return Period(saturday, saturday + DAY)


def black_friday(year: int) -> date:
    """Return the day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + ((3 - first.weekday()) % 7 + 21 + 1) * DAY


def most_recent(today: date, of_year: dict[int, date]) -> date:
    """Return the newest of some days, one for each year, that has begun."""
    return max(day for day in of_year.values() if day <= today)
