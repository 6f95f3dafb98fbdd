"""Forecasts of marketplaces added up: by currency, by month, and converted by one rate."""

from __future__ import annotations

from datetime import date

import pytest

from core.marketplaces import MARKETPLACES
from data.forecast import MonthForecast, Trial
from data.month_forecast import PlaceForecast
from data.month_totals import add_up

US, DE, FR = "ATVPDKIKX0DER", "A1PA6795UKMFR9", "A13V1IB3VIYZZH"
NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)


def month_of(start: date, so_far: float, expected: float, spread: float) -> MonthForecast:
    low, high = expected - spread, expected + spread
    return MonthForecast(start, start.replace(day=20), so_far, expected, low, high)


def forecast_of(place: str, expected: float, month: date = NOVEMBER) -> PlaceForecast:
    trial = Trial(OCTOBER, expected, month_of(OCTOBER, 5, expected * 1.1, 20), expected * 0.8, 7)
    return PlaceForecast(MARKETPLACES[place], month_of(month, 10, expected, 5), (trial,))


def test_marketplaces_of_one_currency_are_one_sum_with_the_ranges_added_up():
    american, european = add_up(
        [forecast_of(US, 100), forecast_of(DE, 200), forecast_of(FR, 300)], None, {}
    )
    assert (american.currency, american.forecast.expected) == ("USD", 100)
    assert [one.country_code for one in european.places] == ["DE", "FR"]
    assert european.forecast.so_far == 20
    assert european.forecast.expected == 500
    assert (european.forecast.low, european.forecast.high) == (490, 510)


def test_a_converted_sum_takes_each_amount_by_its_rate():
    (whole,) = add_up([forecast_of(US, 100), forecast_of(DE, 200)], "EUR", {"USD": 0.5})
    assert whole.currency == "EUR"
    assert whole.forecast.expected == pytest.approx(250)
    assert whole.forecast.low == pytest.approx(0.5 * 95 + 195)


def test_months_tried_are_added_up_before_the_error_is_taken():
    (whole,) = add_up([forecast_of(DE, 200), forecast_of(FR, 300)], None, {})
    (trial,) = whole.trials
    assert trial.month == OCTOBER
    assert trial.actual == 500
    assert trial.error == pytest.approx(0.1)
    assert trial.naive_error == pytest.approx(0.2)
    assert not trial.is_in_range


def test_at_the_turn_of_a_month_two_months_are_not_added_up():
    found = add_up([forecast_of(DE, 200), forecast_of(FR, 300, OCTOBER)], None, {})
    assert [one.forecast.month for one in found] == [NOVEMBER, OCTOBER]


def test_a_currency_without_a_rate_is_never_taken_as_it_is():
    with pytest.raises(KeyError):
        add_up([forecast_of(US, 100)], "EUR", {})
