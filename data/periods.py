"""Named periods, comparison ranges, and which day stands beside which. Pure functions."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.errors import QueryError
from data.query_model import Comparison, TimeRange, Unit

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

_DAY = timedelta(days=1)
# 52 weeks: the same weekday, closest to a year ago.
_WEEKS_OF_A_YEAR = timedelta(days=364)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
# What the period before a period is counted in: on the first of a month "today", "this month" and,
# in January, "this year" are the same days, and on 1 May "last 30 days" are a whole month.
_UNITS: dict[str, Unit] = {
    "this_month": "month",
    "last_month": "month",
    "this_year": "year",
    "last_12_months": "year",
}


def resolve(
    name: str, now: datetime, zone: ZoneInfo, start: date | None = None, end: date | None = None
) -> TimeRange:
    """Return the days a period means in a zone at an instant.

    "Last n days" end yesterday. "Last 12 months" are whole months. A period whose last day
    is today is cut at the present time, so that a comparison gets the same hours.
    Raises QueryError for a period that is not known, or `custom` without its days.
    """
    local = now.astimezone(zone)
    today, until = local.date(), whole_minute(local.time().replace(tzinfo=None))
    first = today.replace(day=1)
    if name == "custom":
        if start is None or end is None:
            raise QueryError("A period of own days needs its first and its last day.")
        return TimeRange(start=start, end=end, until=until if end == today else None)
    if name.startswith("last_") and name.endswith("_days") and name[5:-5].isdecimal():
        days = int(name[5:-5])
        if days > 0:
            return TimeRange(start=today - timedelta(days=days), end=today - _DAY)
    ranges = {
        "today": (today, today, until),
        "yesterday": (today - _DAY, today - _DAY, None),
        "this_month": (first, today, until),
        "last_month": (add_months(first, -1), first - _DAY, None),
        "this_year": (today.replace(month=1, day=1), today, until),
        "last_12_months": (add_months(first, -12), first - _DAY, None),
    }
    if name not in ranges:
        raise QueryError(f"There is no period {name!r}; there are: {', '.join(PERIODS)}.")
    begin, finish, cut = ranges[name]
    return TimeRange(start=begin, end=finish, until=cut)


def unit_of(period: str) -> Unit | None:
    """Return what the period before a named period is counted in; None for own days."""
    return None if period == "custom" else _UNITS.get(period, "day")


def whole_minute(moment: time) -> time | None:
    """Round up to the minute, so that what is here already is inside; None at midnight."""
    if moment.second == 0 and moment.microsecond == 0:
        return moment
    seconds = (moment.hour * 60 + moment.minute + 1) * 60
    if seconds == 24 * 3600:
        return None
    return time(seconds // 3600, seconds // 60 % 60)


def add_months(day: date, months: int) -> date:
    """Move a day by months; the 31st becomes the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def range_before(time: TimeRange, comparison: Comparison) -> TimeRange:
    """Return the range to compare with, cut at the same time of day.

    `previous` without a unit: whole months are compared with as many whole months before, a
    month so far with the same days of the month before, a year so far with the same days of
    the year before, everything else with as many days right before. A range of its own that has
    another number of days is not cut: its last day does not stand beside the one that is.
    """
    if comparison.kind == "custom":
        assert comparison.start is not None
        assert comparison.end is not None
        before = TimeRange(start=comparison.start, end=comparison.end)
        is_cut = before.days == time.days
        cut = {"until": time.until, "until_zone": time.until_zone}
        return before.model_copy(update=cut) if is_cut else before
    if comparison.kind == "same_weekdays_last_year":
        return _moved(time, _WEEKS_OF_A_YEAR)
    if comparison.kind == "same_dates_last_year":
        return _months_before(time, 12, keep_month_end=False)
    unit = comparison.unit or _natural_unit(time)
    if unit == "day":
        return _moved(time, timedelta(days=time.days))
    if unit == "week":
        return _moved(time, timedelta(weeks=-(-time.days // 7)))
    size = _MONTHS[unit]
    spanned = _months_between(time.start, time.end) + 1
    return _months_before(time, -(-spanned // size) * size, keep_month_end=True)


def _natural_unit(time: TimeRange) -> Unit:
    if time.start.day != 1 or time.days == 1:
        return "day"
    is_whole = _is_month_end(time.end) and time.until is None
    if is_whole:
        return "month"
    if time.until is None:
        return "day"
    if _months_between(time.start, time.end) == 0:
        return "month"
    return "year" if time.start.month == 1 and time.start.year == time.end.year else "day"


def _months_before(time: TimeRange, months: int, *, keep_month_end: bool) -> TimeRange:
    end = add_months(time.end, -months)
    if keep_month_end and time.until is None and _is_month_end(time.end):
        end = end.replace(day=calendar.monthrange(end.year, end.month)[1])
    # March up to the 31st stands beside all of February: its last day is not cut. 29 February by
    # itself stands beside the same hours of the 28th.
    until = time.until if end.day == time.end.day or time.days == 1 else None
    return TimeRange(
        start=add_months(time.start, -months), end=end, until=until, until_zone=time.until_zone
    )


def _moved(time: TimeRange, back: timedelta) -> TimeRange:
    return TimeRange(
        start=time.start - back, end=time.end - back, until=time.until, until_zone=time.until_zone
    )


def _is_month_end(day: date) -> bool:
    return (day + _DAY).day == 1


def _months_between(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def days_in_words(start: date, end: date) -> str:
    """Write days as shortly as they stay clear: `1 – 31 Oct 2026`, and one day `1 Oct 2026`."""
    last = f"{end.day} {end:%b %Y}"
    if start == end:
        return last
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} – {last}"
    year = "" if start.year == end.year else f" {start.year}"
    return f"{start.day} {start:%b}{year} – {last}"


def whole_days_of(time: TimeRange) -> TimeRange:
    """Return a range without its last day where that is cut; one day alone stays as it is."""
    if time.until is None or time.days == 1:
        return time
    return TimeRange(start=time.start, end=time.end - _DAY)


def bucket_of(day: date, grain: str) -> date:
    """Return the day, the Monday or the first of the month, quarter or year of a day."""
    if grain == "week":
        return day - timedelta(days=day.weekday())
    if grain == "day":
        return day
    months = _MONTHS[grain]
    return day.replace(day=1, month=(day.month - 1) // months * months + 1)


def days_of(time: TimeRange) -> list[date]:
    """Return every day of a range."""
    return [time.start + timedelta(days=n) for n in range(time.days)]


def buckets_of(time: TimeRange, grain: str) -> list[date]:
    """Return the days, weeks, months … of a range in order; the first may begin before it."""
    return list(dict.fromkeys(bucket_of(day, grain) for day in days_of(time)))


@dataclass(frozen=True)
class Alignment:
    """Which place each day of the earlier range has in the series of the later one.

    `places`: day of the earlier range → bucket. A day without a partner gets a bucket
    after the end of the range. `labels`: bucket → the first earlier day in it, as a bucket.
    """

    places: dict[date, date]
    labels: dict[date, date]


def align(time: TimeRange, before: TimeRange, grain: str, comparison: Comparison) -> Alignment:
    """Put the days of the earlier range beside those of the later one.

    Day 1 stands beside day 1, and a week or month is compared with the days that stand
    beside its own. Months, quarters and years stand beside their like where both ranges begin
    with a month, and dates beside the same dates for `same_dates_last_year`: 29 February has
    no partner then.
    """
    by_month = grain in _MONTHS and time.start.day == 1 and before.start.day == 1
    if by_month:
        shift = _months_between(before.start, time.start)
        places = {
            day: bucket_of(add_months(day.replace(day=1), shift), grain) for day in days_of(before)
        }
    elif comparison.kind == "same_dates_last_year":
        places = _by_date(time, days_of(before), grain)
    else:
        shift_days = time.start - before.start
        places = {day: bucket_of(day + shift_days, grain) for day in days_of(before)}
    is_whole = by_month or (grain == "week" and (time.start - before.start).days % 7 == 0)
    return Alignment(places, _labels(places.items(), grain if is_whole else "day"))


def _by_date(time: TimeRange, earlier: list[date], grain: str) -> dict[date, date]:
    places: dict[date, date] = {}
    for day in earlier:
        partner = add_months(day, 12)
        is_left_over = partner.day != day.day and grain == "day"
        partner = time.end + _DAY if is_left_over else max(partner, time.start)
        places[day] = bucket_of(partner, grain)
    return places


def _labels(places: Iterable[tuple[date, date]], grain: str) -> dict[date, date]:
    labels: dict[date, date] = {}
    for day, bucket in places:
        labels[bucket] = min(labels.get(bucket, date.max), bucket_of(day, grain))
    return labels
