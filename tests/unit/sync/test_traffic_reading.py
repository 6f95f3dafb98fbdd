"""Which days of traffic are asked for, and what a report tells of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DataError, ThrottledError
from core.marketplaces import MARKETPLACES
from sync.clients.sp_api import SpApi
from sync.clients.transport import Answer
from sync.traffic_plan import AGES, MOST_DAYS, Days, due_days, first_day, halves, today_of, windows
from sync.traffic_rows import DAY_COLUMNS, PRODUCT_COLUMNS, parse_day, parse_product

DE, US = MARKETPLACES["A1PA6795UKMFR9"], MARKETPLACES["ATVPDKIKX0DER"]
TODAY, DAY = date(2026, 11, 20), timedelta(days=1)


def test_the_first_night_reads_every_day_that_still_moves() -> None:
    assert due_days(TODAY - 14 * DAY, TODAY, {}) == [TODAY - age * DAY for age in range(1, 15)]


def test_each_night_reads_yesterday_and_the_days_of_six_ages() -> None:
    yesterday_s_look = {TODAY - age * DAY: TODAY - DAY for age in range(2, 40)}
    due = due_days(TODAY - 39 * DAY, TODAY, yesterday_s_look)
    assert [(TODAY - day).days for day in due] == list(AGES)


@given(st.sets(st.integers(1, 60)))
def test_whenever_one_looks_no_age_that_has_passed_is_left_unread(looks: set[int]) -> None:
    """Looks on any nights of two months: after the last one, each day is as settled as can be."""
    start, asked = TODAY, dict[date, date]()
    for night in sorted(looks):
        today = start + night * DAY
        for day in due_days(start, today, asked):
            asked[day] = today
        for age in range(1, night + 1):
            passed = max(one for one in AGES if one <= age)
            assert (asked[today - age * DAY] - (today - age * DAY)).days >= passed
    assert len(asked) == max(looks, default=0)


@given(st.integers(1, 900))
def test_windows_hold_every_day_once_and_at_most_a_year(days: int) -> None:
    found = windows(Days(TODAY - (days - 1) * DAY, TODAY))
    told = [one.first + number * DAY for one in found
            for number in range((one.last - one.first).days + 1)]  # fmt: skip
    assert sorted(told) == [TODAY - age * DAY for age in range(days - 1, -1, -1)]
    assert max((one.last - one.first).days for one in found) < 365
    assert windows(Days(TODAY, TODAY - DAY)) == []


@given(st.integers(2, 800))
def test_two_halves_are_the_whole(days: int) -> None:
    newer, older = halves(Days(TODAY - (days - 1) * DAY, TODAY))
    assert (older.first, newer.last) == (TODAY - (days - 1) * DAY, TODAY)
    assert older.first <= older.last == newer.first - DAY
    assert newer.first <= newer.last


def test_nothing_older_than_two_years_is_asked_for() -> None:
    assert first_day(TODAY, 730) == TODAY - MOST_DAYS * DAY
    assert first_day(TODAY, 30) == TODAY - 30 * DAY


def test_a_day_is_over_three_hours_after_midnight_where_the_marketplace_is() -> None:
    assert today_of(DE, datetime(2026, 11, 20, 1, 59, tzinfo=UTC)) == date(2026, 11, 19)
    assert today_of(DE, datetime(2026, 11, 20, 2, 0, tzinfo=UTC)) == date(2026, 11, 20)
    assert today_of(US, datetime(2026, 11, 20, 10, 59, tzinfo=UTC)) == date(2026, 11, 19)


def _day(**changes: Any) -> dict[str, Any]:
    sales = {
        "orderedProductSales": {"amount": Decimal("238.44"), "currencyCode": "EUR"},
        "unitsOrdered": 23,
        "totalOrderItems": 20,
        "unitsRefunded": 1,
        "shippedProductSales": {"amount": Decimal("650.72"), "currencyCode": "EUR"},
        "unitsShipped": 59,
        "ordersShipped": 54,
    }
    traffic = {
        "browserPageViews": 1158,
        "mobileAppPageViews": 500,
        "pageViews": 1658,
        "browserSessions": 906,
        "mobileAppSessions": 94,
        "sessions": 1000,
        "buyBoxPercentage": Decimal("10.54"),
        "feedbackReceived": 10,
        "negativeFeedbackReceived": 1,
    }
    return {"date": "2026-11-11", "salesByDate": sales, "trafficByDate": traffic, **changes}


def test_a_day_is_read_and_business_customers_are_unknown_where_the_seller_has_none() -> None:
    row = dict(zip(DAY_COLUMNS, parse_day(_day(), DE), strict=True))
    assert row["local_date"] == date(2026, 11, 11)
    assert row["sales_amount"] == Decimal("238.44")
    assert row["shipped_sales_amount"] == Decimal("650.72")
    assert (row["b2b_sales_amount"], row["b2b_units"]) == (None, 0)
    assert (row["units"], row["order_lines"], row["sessions"]) == (23, 20, 1000)
    assert (row["browser_sessions"], row["app_sessions"], row["page_views"]) == (906, 94, 1658)
    assert row["featured_offer_pct"] == Decimal("10.54")
    assert (row["refunded_units"], row["shipped_units"], row["shipped_orders"]) == (1, 59, 54)
    assert (row["feedback_received"], row["negative_feedback_received"]) == (10, 1)


def test_a_product_is_read_with_its_parent() -> None:
    entry: dict[str, Any] = {"parentAsin": "B0PARENT00", "childAsin": "B0CHILD000"}
    entry["salesByAsin"], entry["trafficByAsin"] = _day()["salesByDate"], _day()["trafficByDate"]
    row = dict(zip(PRODUCT_COLUMNS, parse_product(entry, DE, TODAY), strict=True))
    assert (row["asin"], row["parent_asin"]) == ("B0CHILD000", "B0PARENT00")
    assert row["local_date"] == TODAY


@pytest.mark.parametrize(
    "changes",
    [
        {"date": None},
        {"date": "11/24/2026"},
        {"salesByDate": None},
        {"trafficByDate": []},
        {"salesByDate": {"unitsOrdered": 1}},
        {"salesByDate": {"orderedProductSales": {"amount": "much"}}},
        {"salesByDate": {"orderedProductSales": {"amount": 1}, "unitsOrdered": -1}},
        {"trafficByDate": {"sessions": 1.5}},
        {"trafficByDate": {"buyBoxPercentage": 101}},
    ],
)
def test_what_makes_no_sense_is_no_row(changes: dict[str, Any]) -> None:
    with pytest.raises(DataError):
        parse_day(_day(**changes), DE)


class _Limits:
    """A rate plan in which one quota is used up for some seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.taken: list[str] = []
        self.blocked: list[str] = []

    def take(self, operation: str, patience: float = float("inf")) -> None:
        assert patience == float("inf")
        self.taken.append(operation)

    def try_take(self, operation: str) -> float:
        self.taken.append(operation)
        return self.seconds

    def heed(self, operation: str, rate: float) -> None:
        raise AssertionError(f"no rate was told for {operation}: {rate}")

    def throttled(self, operation: str, rate: float | None, after: float | None) -> float:
        assert (rate, after) == (None, None)
        self.blocked.append(operation)
        return 900.0


class _Amazon:
    """A transport that answers 429."""

    calls = 0

    def send(self, _method: str, _url: str, **_options: Any) -> Answer:
        self.calls += 1
        return Answer(429, {}, b'{"errors": []}')


class _Tokens:
    def current(self) -> str:
        return "token"


def _asked(limits: _Limits) -> tuple[int, float | None]:
    """Ask for a report under a quota; return the calls it cost and the wait it ended with."""
    amazon = _Amazon()
    api = SpApi(amazon, "https://amazon.test", _Tokens(), limits, pytest.fail)  # type: ignore[arg-type]
    with pytest.raises(ThrottledError) as error:
        api.call("createReport", "/reports", method="POST", body={}, quota="its own")
    return amazon.calls, error.value.wait_seconds


def test_a_quota_that_is_used_up_costs_no_call_and_nobody_waits() -> None:
    limits = _Limits(600.0)
    assert _asked(limits) == (0, 600.0)
    assert limits.taken == ["its own"]


def test_a_refusal_is_charged_to_the_quota_and_not_to_the_operation() -> None:
    limits = _Limits(0.0)
    assert _asked(limits) == (1, 900.0)
    assert (limits.taken, limits.blocked) == (["its own", "createReport"], ["its own"])
