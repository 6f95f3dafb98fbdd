"""Named periods and comparison ranges, as days of one marketplace. Pure functions."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.errors import QueryError
from data.query_model import Comparison, TimeRange

PERIODS: dict[str, str] = {
    "today": "Today",
    "yesterday": "Yesterday",
    "last_7_days": "Last 7 days",
    "last_30_days": "Last 30 days",
    "last_90_days": "Last 90 days",
    "this_month": "This month",
    "last_month": "Last month",
    "this_year": "This year",
    "last_12_months": "Last 12 months",
    "custom": "Own days",
}


def resolve(
    name: str, now: datetime, zone: ZoneInfo, start: date | None = None, end: date | None = None
) -> TimeRange:
    """Return the days a period means in a zone at an instant.

    "Last n days" end yesterday. A period that holds today is cut at the present time.
    Raises QueryError for a name that is not known.
    """
    local = now.astimezone(zone)
    today = local.date()
    until = local.time().replace(second=0, microsecond=0, tzinfo=None)
    yesterday = today - timedelta(days=1)
    first = today.replace(day=1)
    if name == "custom" and start and end:
        is_open = end >= today
        return TimeRange(start=start, end=end, until=until if end == today and is_open else None)
    if name.startswith("last_") and name.endswith("_days") and name[5:-5].isdigit():
        return TimeRange(start=today - timedelta(days=int(name[5:-5])), end=yesterday)
    ranges = {
        "today": TimeRange(start=today, end=today, until=until),
        "yesterday": TimeRange(start=yesterday, end=yesterday),
        "this_month": TimeRange(start=first, end=today, until=until),
        "last_month": TimeRange(
            start=(first - timedelta(days=1)).replace(day=1), end=first - timedelta(days=1)
        ),
        "this_year": TimeRange(start=today.replace(month=1, day=1), end=today, until=until),
        "last_12_months": TimeRange(start=add_months(first, -12), end=first - timedelta(days=1)),
    }
    if name not in ranges:
        raise QueryError(f"There is no period {name!r}.")
    return ranges[name]


def add_months(day: date, months: int) -> date:
    """Move a day by months; the 31st becomes the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def range_before(time: TimeRange, comparison: Comparison) -> TimeRange:
    """Return the range to compare with, cut at the same time of day.

    A range from the first of a month is compared with the same part of the month before;
    a whole month with the whole month before.
    """
    if comparison.kind == "custom":
        assert comparison.start is not None
        assert comparison.end is not None
        return TimeRange(start=comparison.start, end=comparison.end, until=time.until)
    if comparison.kind == "same_weekdays_last_year":
        return _moved(time, timedelta(days=-364))
    if comparison.kind == "same_dates_last_year":
        start, end = add_months(time.start, -12), add_months(time.end, -12)
        return TimeRange(start=start, end=end, until=time.until)
    is_in_month = time.start.day == 1 and time.end < add_months(time.start, 1)
    if is_in_month and (time.until or time.end + timedelta(days=1) == add_months(time.start, 1)):
        start = add_months(time.start, -1)
        end = add_months(time.end, -1) if time.until else time.start - timedelta(days=1)
        return TimeRange(start=start, end=end, until=time.until)
    return _moved(time, timedelta(days=-time.days))


def _moved(time: TimeRange, by: timedelta) -> TimeRange:
    return TimeRange(start=time.start + by, end=time.end + by, until=time.until)
