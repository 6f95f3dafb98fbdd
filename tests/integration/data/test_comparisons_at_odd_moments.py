"""Comparisons at odd moments, against instants worked out by hand.

Both marketplaces sell one piece 20 seconds after each full hour, so that a figure is how many
hours begin between two instants. Each case says, in UTC, from when to when a period and what it is
compared with must reach.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from core.database import Role, account_transaction
from data.loaders import load_exact
from data.periods import resolve, unit_of
from data.query_model import Comparison, Filter, MetricQuery, TimeRange
from tests.integration.data.hand_shop import DE, PLACES, US

A = "B00000000A"
SPANS = (
    ("2023-02-26", "2023-03-01"), ("2024-02-27", "2024-03-01"), ("2024-12-31", "2025-01-17"),
    ("2025-10-30", "2025-11-04"), ("2025-11-29", "2026-01-17"), ("2026-01-30", "2026-05-02"),
    ("2026-09-29", "2026-11-22"),
)  # fmt: skip
_ORDERS = """
INSERT INTO seller.orders (account_id, amazon_order_id, marketplace_id, purchased_at, local_date,
    local_hour, status, currency, fulfillment_channel, last_updated_at, source, fetched_at)
SELECT 1, :place || to_char(d, 'YYYYMMDDHH24'), :place, d, CAST(d AT TIME ZONE :zone AS date),
    CAST(extract(hour FROM d AT TIME ZONE :zone) AS integer), 'Shipped', :currency, 'AFN', d,
    'hand', now()
FROM generate_series(CAST(:first AS timestamptz), CAST(:last AS timestamptz), interval '1 hour') d
"""
_LINES = """
INSERT INTO seller.order_items (account_id, amazon_order_id, order_item_id, asin, sku, quantity,
    currency, item_price_amount, source, fetched_at)
SELECT 1, o.amazon_order_id, '1', 'B00000000A', 'S', 1, o.currency, 1, 'hand', now()
FROM seller.orders o WHERE o.account_id = 1
"""


@pytest.fixture(scope="module", autouse=True)
def shop(empty_shop):
    empty_shop.open(US, DE)
    empty_shop.product(A)
    with account_transaction(Role.SYNC, 1) as connection:
        for place in (US, DE):
            for first, last in SPANS:
                connection.execute(text(_ORDERS), {
                    "place": place, "zone": PLACES[place][3], "currency": PLACES[place][2],
                    "first": f"{first}T00:00:20Z", "last": f"{last}T23:00:20Z",
                })  # fmt: skip
                day = date.fromisoformat(first) - timedelta(days=1)
                while day <= date.fromisoformat(last) + timedelta(days=1):
                    empty_shop.days.add((place, day))
                    day += timedelta(days=1)
        connection.execute(text(_LINES))
    empty_shop.close_books()


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def hours_begun(first: str, end: str) -> int:
    """Count the orders from one instant to before another."""
    start, moment = at(first), at(first).replace(minute=0, second=20)
    count = 0
    while moment < at(end):
        count += moment >= start
        moment += timedelta(hours=1)
    return count


def asked(
    place: str, time: TimeRange, comparison: Comparison, zone: str | None = None
) -> tuple[int, int]:
    filters = [Filter(field="marketplace", value=place)]
    query = MetricQuery(
        metrics=["units"], filters=filters, time=time, compare=comparison, zone=zone
    )
    (row,) = load_exact(1, query).frame.to_dict("records")
    return row["units"], row["units_before"]


PREVIOUS, DATES, WEEKDAYS = "previous", "same_dates_last_year", "same_weekdays_last_year"
CASES = {
    "on the first of a month, today stands beside yesterday": (
        DE, "2026-11-01T12:00", "today", PREVIOUS,
        ("2026-10-31T23:00", "2026-11-01T12:00"), ("2026-10-30T23:00", "2026-10-31T12:00")),
    "and this month beside the first of the month before, still in summer time": (
        DE, "2026-11-01T12:00", "this_month", PREVIOUS,
        ("2026-10-31T23:00", "2026-11-01T12:00"), ("2026-09-30T22:00", "2026-10-01T11:00")),
    "in January, this year stands beside last January": (
        DE, "2026-01-15T12:00", "this_year", PREVIOUS,
        ("2025-12-31T23:00", "2026-01-15T12:00"), ("2024-12-31T23:00", "2025-01-15T12:00")),
    "and this month beside December": (
        DE, "2026-01-15T12:00", "this_month", PREVIOUS,
        ("2025-12-31T23:00", "2026-01-15T12:00"), ("2025-11-30T23:00", "2025-12-15T12:00")),
    "in the first minute of a year, today stands beside a minute of yesterday": (
        DE, "2025-12-31T23:00:30", "today", PREVIOUS,
        ("2025-12-31T23:00", "2025-12-31T23:01"), ("2025-12-30T23:00", "2025-12-30T23:01")),
    "and this year beside a minute of the year before": (
        DE, "2025-12-31T23:00:30", "this_year", PREVIOUS,
        ("2025-12-31T23:00", "2025-12-31T23:01"), ("2024-12-31T23:00", "2024-12-31T23:01")),
    "while in America it is still the old year": (
        US, "2025-12-31T23:00:30", "today", PREVIOUS,
        ("2025-12-31T08:00", "2025-12-31T23:01"), ("2025-12-30T08:00", "2025-12-30T23:01")),
    "30 days that are April stand beside 30 days, of which March has one more": (
        DE, "2026-05-01T12:00", "last_30_days", PREVIOUS,
        ("2026-03-31T22:00", "2026-04-30T22:00"), ("2026-03-01T23:00", "2026-03-31T22:00")),
    "but last month stands beside a whole month": (
        DE, "2026-05-01T12:00", "last_month", PREVIOUS,
        ("2026-03-31T22:00", "2026-04-30T22:00"), ("2026-02-28T23:00", "2026-03-31T22:00")),
    "31 March so far stands beside all of February": (
        DE, "2026-03-31T12:00", "this_month", PREVIOUS,
        ("2026-02-28T23:00", "2026-03-31T12:00"), ("2026-01-31T23:00", "2026-02-28T23:00")),
    "29 February stands beside the same hours of the 28th": (
        DE, "2024-02-29T12:00", "today", DATES,
        ("2024-02-28T23:00", "2024-02-29T12:00"), ("2023-02-27T23:00", "2023-02-28T12:00")),
    "the day on which Europe's clocks go forward has an hour less by the same time": (
        DE, "2026-03-29T12:00", "today", PREVIOUS,
        ("2026-03-28T23:00", "2026-03-29T12:00"), ("2026-03-27T23:00", "2026-03-28T13:00")),
    "the day on which they go back has an hour more": (
        DE, "2026-10-25T12:00", "today", PREVIOUS,
        ("2026-10-24T22:00", "2026-10-25T12:00"), ("2026-10-23T22:00", "2026-10-24T11:00")),
    "and America's a week later and earlier": (
        US, "2026-03-08T18:30", "today", PREVIOUS,
        ("2026-03-08T08:00", "2026-03-08T18:30"), ("2026-03-07T08:00", "2026-03-07T19:30")),
    "the day after, half past two did not exist: two and a half hours stand beside as many": (
        US, "2026-03-09T09:30", "today", PREVIOUS,
        ("2026-03-09T07:00", "2026-03-09T09:30"), ("2026-03-08T08:00", "2026-03-08T10:30")),
    "the day that ends while it is compared is whole": (
        US, "2026-11-02T07:59:30", "today", PREVIOUS,
        ("2026-11-01T07:00", "2026-11-02T08:00"), ("2026-10-31T07:00", "2026-11-01T07:00")),
    "both Sundays on which America's clocks go back have 25 hours": (
        US, "2026-11-02T12:00", "yesterday", WEEKDAYS,
        ("2026-11-01T07:00", "2026-11-02T08:00"), ("2025-11-02T07:00", "2025-11-03T08:00")),
    "the same date of the year before has only 24": (
        US, "2026-11-02T12:00", "yesterday", DATES,
        ("2026-11-01T07:00", "2026-11-02T08:00"), ("2025-11-01T07:00", "2025-11-02T07:00")),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_period_and_the_one_beside_it_reach_from_instant_to_instant(case) -> None:
    place, now, period, kind, own, before = case
    time = resolve(period, at(now), ZoneInfo(PLACES[place][3]))
    unit = unit_of(period) if kind == PREVIOUS else None
    expected = (hours_begun(*own), hours_begun(*before))
    assert 0 not in expected
    assert asked(place, time, Comparison(kind=kind, unit=unit)) == expected


def test_in_one_time_zone_a_day_has_the_hours_of_that_zone_everywhere() -> None:
    # Sunday in Berlin, with its 25 hours, is Saturday afternoon to Sunday afternoon in America.
    time = resolve("yesterday", at("2026-10-26T12:00"), ZoneInfo("Europe/Berlin"))
    expected = (hours_begun("2026-10-24T22:00", "2026-10-25T23:00"),
                hours_begun("2026-10-23T22:00", "2026-10-24T22:00"))  # fmt: skip
    assert expected == (25, 24)
    for place in (US, DE):
        found = asked(place, time, Comparison(kind="previous", unit="day"), "Europe/Berlin")
        assert found == expected


def test_a_second_range_is_cut_where_its_last_day_stands_beside_the_unfinished_one() -> None:
    time = resolve("this_month", at("2026-11-20T12:00"), ZoneInfo("Europe/Berlin"))

    def before(start: str, end: str) -> int:
        range_ = Comparison(
            kind="custom", start=date.fromisoformat(start), end=date.fromisoformat(end)
        )
        return asked(DE, time, range_)[1]

    assert before("2026-10-01", "2026-10-20") == hours_begun("2026-09-30T22:00", "2026-10-20T11:00")
    # All of October is all of October.
    assert before("2026-10-01", "2026-10-31") == hours_begun("2026-09-30T22:00", "2026-10-31T23:00")
