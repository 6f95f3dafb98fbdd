"""The days that the judge of Ask takes for right, on the days on which calendars trip."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support.asking.days import earlier, readings

LAST_OF_MARCH, LEAP_DAY, NEW_YEAR = date(2026, 3, 31), date(2028, 2, 29), date(2026, 1, 1)
MONDAY, CLOCK_CHANGE = date(2026, 11, 16), date(2026, 3, 29)
LAST_MONTH = {"type": "calendar", "unit": "month", "offset": -1}
LAST_WEEK = {"type": "calendar", "unit": "week", "offset": -1}
THIS_MONTH = {"type": "to_date", "unit": "month"}


@pytest.mark.parametrize(
    ("time", "today", "first", "last"),
    [
        (LAST_MONTH, LAST_OF_MARCH, "2026-02-01", "2026-02-28"),
        (LAST_MONTH, LEAP_DAY, "2028-01-01", "2028-01-31"),
        (LAST_MONTH, NEW_YEAR, "2025-12-01", "2025-12-31"),
        (LAST_WEEK, NEW_YEAR, "2025-12-22", "2025-12-28"),
        (LAST_WEEK, MONDAY, "2026-11-09", "2026-11-15"),
        (LAST_WEEK, CLOCK_CHANGE, "2026-03-16", "2026-03-22"),
        (THIS_MONTH, NEW_YEAR, "2026-01-01", "2026-01-01"),
        ({"type": "calendar", "unit": "quarter", "offset": -1}, LAST_OF_MARCH,
         "2025-10-01", "2025-12-31"),
        ({"type": "last_n", "n": 7, "unit": "day"}, CLOCK_CHANGE, "2026-03-22", "2026-03-28"),
        ({"type": "last_n", "n": 1, "unit": "month"}, LAST_OF_MARCH, "2026-02-28", "2026-03-30"),
        ({"type": "last_n_complete", "n": 6, "unit": "month"}, LEAP_DAY,
         "2027-08-01", "2028-01-31"),
        ({"type": "month_name", "month": "march"}, LAST_OF_MARCH, "2026-03-01", "2026-03-31"),
        ({"type": "month_name", "month": "march"}, LEAP_DAY, "2027-03-01", "2027-03-31"),
        ({"type": "quarter_name", "quarter": 1}, NEW_YEAR, "2026-01-01", "2026-01-01"),
    ],
)  # fmt: skip
def test_the_usual_reading_of_a_time(time: Any, today: date, first: str, last: str) -> None:
    expected = (date.fromisoformat(first), date.fromisoformat(last))
    assert readings(time, today, {})[0] == expected


@pytest.mark.parametrize(
    ("time", "today", "before"),
    [
        (THIS_MONTH, LAST_OF_MARCH, ("2026-02-01", "2026-02-28")),
        (THIS_MONTH, MONDAY, ("2026-10-01", "2026-10-16")),
        (LAST_MONTH, LEAP_DAY, ("2027-12-01", "2027-12-31")),
    ],
)
def test_a_month_is_held_against_the_same_days_of_the_one_before(
    time: Any, today: date, before: tuple[str, str]
) -> None:
    meaning = {"comparison": {"type": "previous_period", "unit": "month"}}
    days = readings(time, today, {})[0]
    assert earlier(meaning, days)[0] == tuple(date.fromisoformat(one) for one in before)


def test_a_leap_day_is_held_against_the_end_of_february() -> None:
    meaning = {"comparison": {"type": "same_period_last_year"}}
    assert earlier(meaning, (LEAP_DAY, LEAP_DAY))[0] == (date(2027, 2, 28),) * 2
