"""Periods and comparisons, at the edges of months, years and clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import QueryError
from data.periods import (
    PERIODS,
    add_months,
    align,
    buckets_of,
    days_of,
    range_before,
    resolve,
    unit_of,
)
from data.query_model import Comparison, TimeRange

BERLIN, PACIFIC, TOKYO = map(ZoneInfo, ("Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def span(start: str, end: str, until: time | None = None) -> TimeRange:
    return TimeRange(start=date.fromisoformat(start), end=date.fromisoformat(end), until=until)


NOON = at("2026-11-20T12:00")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("today", span("2026-11-20", "2026-11-20", time(13, 0))),
        ("yesterday", span("2026-11-19", "2026-11-19")),
        ("last_7_days", span("2026-11-13", "2026-11-19")),
        ("last_30_days", span("2026-10-21", "2026-11-19")),
        ("last_90_days", span("2026-08-22", "2026-11-19")),
        ("this_month", span("2026-11-01", "2026-11-20", time(13, 0))),
        ("last_month", span("2026-10-01", "2026-10-31")),
        ("this_year", span("2026-01-01", "2026-11-20", time(13, 0))),
        ("last_12_months", span("2025-11-01", "2026-10-31")),
    ],
)
def test_periods_on_a_friday_noon(name, expected) -> None:
    assert resolve(name, NOON, BERLIN) == expected


def test_every_period_can_be_resolved() -> None:
    for name in PERIODS:
        found = resolve(name, NOON, BERLIN, date(2026, 1, 5), date(2026, 1, 9))
        assert found.end <= date(2026, 11, 20)


def test_today_is_the_day_of_the_marketplace() -> None:
    now = at("2026-11-20T16:30")
    assert resolve("today", now, PACIFIC) == span("2026-11-20", "2026-11-20", time(8, 30))
    assert resolve("today", now, TOKYO) == span("2026-11-21", "2026-11-21", time(1, 30))
    new_year = at("2027-01-01T03:00")
    assert resolve("this_month", new_year, PACIFIC).start == date(2026, 12, 1)
    assert resolve("this_month", new_year, BERLIN).start == date(2027, 1, 1)


def test_the_last_minute_is_inside() -> None:
    assert resolve("today", at("2026-11-20T12:00:01"), BERLIN).until == time(13, 1)
    assert resolve("today", at("2026-11-20T22:59:30"), BERLIN).until is None
    assert resolve("today", at("2026-11-20T23:00:00"), BERLIN).until == time(0, 0)


@pytest.mark.parametrize(
    ("now", "name", "expected"),
    [
        ("2026-03-31T12:00", "last_month", span("2026-02-01", "2026-02-28")),
        ("2024-02-29T12:00", "last_12_months", span("2023-02-01", "2024-01-31")),
        ("2024-03-01T12:00", "yesterday", span("2024-02-29", "2024-02-29")),
        ("2026-01-01T12:00", "last_month", span("2025-12-01", "2025-12-31")),
        ("2026-01-01T12:00", "last_7_days", span("2025-12-25", "2025-12-31")),
        ("2026-01-01T12:00", "this_year", span("2026-01-01", "2026-01-01", time(13, 0))),
        ("2026-03-29T12:00", "today", span("2026-03-29", "2026-03-29", time(14, 0))),
        ("2026-10-25T12:00", "today", span("2026-10-25", "2026-10-25", time(13, 0))),
    ],
)
def test_periods_at_the_edges_of_months_years_and_clocks(now, name, expected) -> None:
    assert resolve(name, at(now), BERLIN) == expected


def test_own_days_are_cut_only_when_they_end_today() -> None:
    def own(end):
        return resolve("custom", NOON, BERLIN, date(2026, 11, 1), end).until

    assert own(date(2026, 11, 20)) == time(13, 0)
    assert own(date(2026, 11, 19)) is None
    assert own(date(2026, 11, 30)) is None
    with pytest.raises(QueryError, match="first and its last"):
        resolve("custom", NOON, BERLIN)


@pytest.mark.parametrize("name", ["", "last_0_days", "last_-1_days", "last_²_days", "next_month"])
def test_an_unknown_period_is_told(name) -> None:
    with pytest.raises(QueryError, match="There is no period"):
        resolve(name, NOON, BERLIN)


NINE = time(9, 0)


@pytest.mark.parametrize(
    ("range_", "comparison", "expected"),
    [
        (span("2026-11-20", "2026-11-20", NINE), {}, span("2026-11-19", "2026-11-19", NINE)),
        (span("2026-11-01", "2026-11-01", NINE), {}, span("2026-10-31", "2026-10-31", NINE)),
        (
            span("2026-11-01", "2026-11-01", NINE),
            {"unit": "month"},
            span("2026-10-01", "2026-10-01", NINE),
        ),
        (
            span("2026-01-01", "2026-01-20", NINE),
            {"unit": "year"},
            span("2025-01-01", "2025-01-20", NINE),
        ),
        (span("2026-11-13", "2026-11-19"), {}, span("2026-11-06", "2026-11-12")),
        (span("2026-11-01", "2026-11-20", NINE), {}, span("2026-10-01", "2026-10-20", NINE)),
        (span("2026-11-01", "2026-11-20"), {}, span("2026-10-12", "2026-10-31")),
        (span("2026-10-01", "2026-10-31"), {}, span("2026-09-01", "2026-09-30")),
        (span("2026-03-01", "2026-03-31", NINE), {}, span("2026-02-01", "2026-02-28")),
        (span("2026-03-01", "2026-03-31"), {}, span("2026-02-01", "2026-02-28")),
        (span("2026-02-01", "2026-02-28"), {}, span("2026-01-01", "2026-01-31")),
        (span("2025-11-01", "2026-10-31"), {}, span("2024-11-01", "2025-10-31")),
        (span("2026-07-01", "2026-09-30"), {}, span("2026-04-01", "2026-06-30")),
        (span("2026-01-01", "2026-11-20", NINE), {}, span("2025-01-01", "2025-11-20", NINE)),
        (span("2024-01-01", "2024-02-29", NINE), {}, span("2023-01-01", "2023-02-28")),
        (span("2026-03-16", "2026-03-20"), {"unit": "week"}, span("2026-03-09", "2026-03-13")),
        (span("2026-03-10", "2026-03-20"), {"unit": "month"}, span("2026-02-10", "2026-02-20")),
        (span("2026-10-01", "2026-11-20"), {"unit": "quarter"}, span("2026-07-01", "2026-08-20")),
        (span("2026-11-01", "2026-11-30"), {"unit": "year"}, span("2025-11-01", "2025-11-30")),
        (span("2026-02-01", "2026-02-28"), {"unit": "day"}, span("2026-01-04", "2026-01-31")),
    ],
)
def test_the_period_before(range_, comparison, expected) -> None:
    assert range_before(range_, Comparison(kind="previous", **comparison)) == expected


def test_every_named_period_says_what_the_one_before_is_counted_in() -> None:
    units = {name: unit_of(name) for name in PERIODS}
    assert units == {
        "today": "day", "yesterday": "day", "last_7_days": "day", "last_30_days": "day",
        "last_90_days": "day", "this_month": "month", "last_month": "month", "this_year": "year",
        "last_12_months": "year", "custom": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "range_", "expected"),
    [
        ("same_dates_last_year", span("2024-02-29", "2024-02-29"),
         span("2023-02-28", "2023-02-28")),
        ("same_dates_last_year", span("2024-02-29", "2024-02-29", NINE),
         span("2023-02-28", "2023-02-28", NINE)),
        ("same_dates_last_year", span("2025-02-01", "2025-02-28"),
         span("2024-02-01", "2024-02-28")),
        ("same_dates_last_year", span("2026-01-01", "2026-12-31"),
         span("2025-01-01", "2025-12-31")),
        ("same_weekdays_last_year", span("2026-11-16", "2026-11-22"),
         span("2025-11-17", "2025-11-23")),
    ],
)  # fmt: skip
def test_last_year(kind, range_, expected) -> None:
    assert range_before(range_, Comparison(kind=kind)) == expected


@given(st.dates(date(2020, 1, 1), date(2029, 12, 31)), st.integers(0, 400))
def test_same_weekdays_are_the_same_weekdays(start, length) -> None:
    range_ = TimeRange(start=start, end=start + timedelta(days=length))
    before = range_before(range_, Comparison(kind="same_weekdays_last_year"))
    assert before.start.weekday() == start.weekday()
    assert before.days == range_.days


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-60, 60))
def test_adding_months_never_leaves_the_month_meant(day, months) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day <= day.day


@given(
    st.dates(date(2023, 1, 1), date(2025, 12, 31)),
    st.integers(0, 120),
    st.sampled_from(["day", "week", "month", "quarter", "year"]),
    st.sampled_from(["previous", "same_weekdays_last_year", "same_dates_last_year"]),
)
def test_every_earlier_day_has_exactly_one_place(start, length, grain, kind) -> None:
    range_ = TimeRange(start=start, end=start + timedelta(days=length))
    comparison = Comparison(kind=kind)
    before = range_before(range_, comparison)
    found = align(range_, before, grain, comparison)
    assert list(found.places) == days_of(before)
    assert set(found.labels) == set(found.places.values())
    own = set(buckets_of(range_, grain))
    # What has no partner stands after the end, where it cannot be taken for something else.
    assert all(bucket in own or bucket > range_.end for bucket in found.labels)


def test_a_week_series_keeps_mondays_where_whole_weeks_are_between() -> None:
    range_ = span("2026-11-18", "2026-11-29")
    comparison = Comparison(kind="same_weekdays_last_year")
    found = align(range_, range_before(range_, comparison), "week", comparison)
    assert found.labels == {
        date(2026, 11, 16): date(2025, 11, 17), date(2026, 11, 23): date(2025, 11, 24),
    }  # fmt: skip
