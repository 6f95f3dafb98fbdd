"""The days that a question may mean, worked out from its meaning: tests/ask_questions/README.md."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

Days = tuple[date, date]
# The first day on which anything can have been sold: a range from before it holds all there is.
FOREVER = date(2024, 9, 1)
# The demo shop sold nothing before.
FIRST_SALE = date(2024, 11, 21)
_DAY = timedelta(days=1)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def shifted(day: date, unit: str, count: int) -> date:
    """Return the day so many units later; the 31st of a shorter month is its last day."""
    if unit not in _MONTHS:
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    years, month = divmod(day.month - 1 + count * _MONTHS[unit], 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def start_of(unit: str, day: date) -> date:
    """Return the first day of the week (Monday), month, quarter or year that holds a day."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def readings(time: Mapping[str, Any], today: date, slots: Mapping[str, str]) -> list[Days]:
    """Return every range of days that is a right reading, the usual one first."""
    found = list(_KINDS[time["type"]](time, today, slots))
    for other in time.get("accept", ()):
        found += readings(other, today, slots)
    return [(first, last) for first, last in dict.fromkeys(found) if first <= last]


def _day(time: Mapping[str, Any], today: date, _: Mapping[str, str]) -> list[Days]:
    day = today + timedelta(days=time["offset"])
    return [(day, day)]


def _calendar(time: Mapping[str, Any], today: date, _: Mapping[str, str]) -> list[Days]:
    unit = time["unit"]
    first = shifted(start_of(unit, today), unit, time["offset"])
    return [(first, shifted(first, unit, 1) - _DAY)]


def _to_date(time: Mapping[str, Any], today: date, _: Mapping[str, str]) -> list[Days]:
    """Up to today or, where only whole days are counted, up to yesterday."""
    first = start_of(time["unit"], today)
    return [(first, today), (first, today - _DAY)]


def _last_n(time: Mapping[str, Any], today: date, _: Mapping[str, str]) -> list[Days]:
    """Whole units that end yesterday, or today. 31 March less a month is 28 February, or later."""
    found = []
    for last in (today - _DAY, today):
        first = shifted(last + _DAY, time["unit"], -time["n"])
        found += [(first, last), (shifted(last, time["unit"], -time["n"]) + _DAY, last)]
    return found


def _last_n_complete(time: Mapping[str, Any], today: date, _: Mapping[str, str]) -> list[Days]:
    last = start_of(time["unit"], today) - _DAY
    return [(shifted(last + _DAY, time["unit"], -time["n"]), last)]


def _month_name(time: Mapping[str, Any], today: date, _: Mapping[str, str]) -> list[Days]:
    month = [name.lower() for name in calendar.month_name].index(time["month"].lower())
    first = today.replace(month=month, day=1)
    if first > today:
        first = shifted(first, "year", -1)
    return [(first, min(shifted(first, "month", 1) - _DAY, today))]


def _quarter_name(time: Mapping[str, Any], today: date, _: Mapping[str, str]) -> list[Days]:
    first = today.replace(month=time["quarter"] * 3 - 2, day=1)
    if first > today:
        first = shifted(first, "year", -1)
    return [(first, min(shifted(first, "quarter", 1) - _DAY, today))]


def _range(time: Mapping[str, Any], today: date, slots: Mapping[str, str]) -> list[Days]:
    first, last = (date.fromisoformat(slots[time[end].strip("{}")]) for end in ("from", "to"))
    return [(first, last), (first, last - _DAY)] if last == today else [(first, last)]


def _since(time: Mapping[str, Any], today: date, slots: Mapping[str, str]) -> list[Days]:
    first = date.fromisoformat(slots[time["from"].strip("{}")])
    return [(first, today), (first, today - _DAY)]


def _weekday(time: Mapping[str, Any], today: date, _: Mapping[str, str]) -> list[Days]:
    """The last such day that is over, or today."""
    number = [name.lower() for name in calendar.day_name].index(time["day"])
    back = (today.weekday() - number) % 7
    days = [today - timedelta(days=back or 7)] + ([today] if back == 0 else [])
    return [(day, day) for day in days]


def _weekend(time: Mapping[str, Any], today: date, _: Mapping[str, str]) -> list[Days]:
    """Saturday and Sunday: the last ones that are over, on a Sunday these too."""
    sunday = today - timedelta(days=today.weekday() + 1)
    ends = [sunday, today] if today.weekday() == 6 else [sunday]
    return [(end - _DAY, end) for end in ends]


def _unspecified(time: Mapping[str, Any], today: date, slots: Mapping[str, str]) -> list[Days]:
    """All time, the last 30 days or 12 months, or the month, quarter or year so far."""
    found = _last_n({"n": 30, "unit": "day"}, today, slots)
    for unit in ("month", "quarter", "year"):
        found += _to_date({"unit": unit}, today, slots)
    found += _last_n({"n": 12, "unit": "month"}, today, slots)
    found += _last_n_complete({"n": 12, "unit": "month"}, today, slots)
    return [*found, (FOREVER, today), (FOREVER, today - _DAY)]


def _as_of(time: Mapping[str, Any], today: date, slots: Mapping[str, str]) -> list[Days]:
    return [(today, today), (today - _DAY, today - _DAY)]


_KINDS = {
    "day": _day,
    "calendar": _calendar,
    "to_date": _to_date,
    "last_n": _last_n,
    "last_n_complete": _last_n_complete,
    "month_name": _month_name,
    "quarter_name": _quarter_name,
    "range": _range,
    "since": _since,
    "weekday": _weekday,
    "weekend": _weekend,
    "unspecified": _unspecified,
    "as_of": _as_of,
}


def earlier(meaning: Mapping[str, Any], days: Days) -> list[Days]:
    """Return the ranges that a range may be compared with; itself where nothing is compared."""
    comparison, (first, last) = meaning.get("comparison"), days
    if comparison is None:
        return [days]
    if comparison["type"] == "offset":
        unit, count = comparison["unit"], -comparison["n"]
        return [(shifted(first, unit, count), shifted(last, unit, count))]
    if comparison["type"] == "same_period_last_year":
        weeks = timedelta(days=364)
        year = (shifted(first, "year", -1), shifted(last, "year", -1))
        return [year, (first - weeks, last - weeks)]
    return _previous(comparison["unit"], first, last)


def _previous(unit: str, first: date, last: date) -> list[Days]:
    """The unit before: as many days of it as have passed of this one, or all of it."""
    before = shifted(first, unit, -1)
    whole = (before, first - _DAY)
    if last + _DAY == shifted(first, unit, 1):
        return [whole]
    same_dates = shifted(last, unit, -1)
    same_count = min(before + (last - first), first - _DAY)
    return [(before, same_dates), (before, same_count), whole]
