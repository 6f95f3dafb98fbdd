"""The month's forecast from the database: each marketplace by its own days and money."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.marketplaces import MARKETPLACES
from data.month_forecast import load_month_forecast
from tests.integration.data.hand_shop import DE, UK, US

A = "B00000000A"
FIRST, TODAY = date(2026, 1, 1), date(2026, 4, 10)
NOON = datetime(2026, 4, 10, 12, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def shop(empty_shop):
    """The US sells one piece a day at $10, Germany two at €20; the UK has just opened."""
    empty_shop.open(US, DE, UK)
    empty_shop.product(A)
    for n in range((TODAY - FIRST).days + 1):
        day = FIRST + timedelta(days=n)
        if day < TODAY:
            empty_shop.order(US, f"{day}T10:00", (A, 1, "10.00"))
        empty_shop.order(DE, f"{day}T10:00", (A, 2, "40.00"))
    empty_shop.close_books()
    return empty_shop


def forecasts(*ids: str, now: datetime = NOON):
    return load_month_forecast(1, [MARKETPLACES[one] for one in ids], now)


def test_each_marketplace_is_foreseen_in_its_own_money() -> None:
    american, german = forecasts(US, DE)
    assert american.forecast.so_far == pytest.approx(90)
    assert american.forecast.expected == pytest.approx(300)
    assert german.forecast.so_far == pytest.approx(400)
    assert german.forecast.expected == pytest.approx(1200)


def test_a_marketplace_without_sales_is_left_out() -> None:
    assert [one.place.marketplace_id for one in forecasts(US, UK)] == [US]


def test_the_months_before_say_how_good_it_was() -> None:
    (american,) = forecasts(US)
    assert [one.month for one in american.trials] == [date(2026, 3, 1), date(2026, 2, 1)]
    assert american.error == pytest.approx(0, abs=1e-9)
    assert all(one.is_in_range for one in american.trials)


def test_at_night_a_marketplace_that_is_a_day_ahead_has_its_own_day() -> None:
    night = datetime(2026, 3, 31, 23, tzinfo=UTC)
    american, german = forecasts(US, DE, now=night)
    assert american.forecast.month == date(2026, 3, 1)
    assert german.forecast.month == date(2026, 4, 1)
    assert german.forecast.expected == pytest.approx(1200)


def test_another_account_sees_nothing() -> None:
    assert load_month_forecast(2, [MARKETPLACES[US]], NOON) == []
