"""Forecasts of marketplaces added up: by currency, by month, and converted by one rate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.marketplaces import MARKETPLACES
from data.forecast import Trial, month_of
from data.month_forecast import PlaceForecast
from data.month_totals import add_up

US, DE, FR = "ATVPDKIKX0DER", "A1PA6795UKMFR9", "A13V1IB3VIYZZH"
NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)


def tried(expected: float, *off: float) -> list[tuple[float, float]]:
    """Trials of months of `expected`, which brought so much more or less than that."""
    return [(expected * (1 + one), expected) for one in off * 8]


def forecast_of(place: str, expected: float, month: date = NOVEMBER, *off: float) -> PlaceForecast:
    past = tried(expected, *(off or (0.1,)))
    made = month_of(month, month.replace(day=20), 10, expected - 10, past)
    then = month_of(OCTOBER, OCTOBER.replace(day=20), 5, expected * 1.1 - 5, past)
    trial = Trial(OCTOBER, expected, then, expected * 0.8, 7)
    return PlaceForecast(MARKETPLACES[place], made, (trial,))


def test_marketplaces_of_one_currency_are_one_sum():
    american, european = add_up(
        [forecast_of(US, 100), forecast_of(DE, 200), forecast_of(FR, 300)], None, {}
    )
    assert (american.currency, american.forecast.expected) == ("USD", 100)
    assert [one.country_code for one in european.places] == ["DE", "FR"]
    assert european.forecast.so_far == 20
    assert european.forecast.expected == 500


def test_marketplaces_that_are_off_the_same_way_are_off_as_much_together():
    (whole,) = add_up([forecast_of(DE, 200), forecast_of(FR, 300)], None, {})
    assert whole.forecast.high == pytest.approx(20 + 480 * 1.1)
    assert whole.forecast.low == pytest.approx(20 + 480 / 1.1)


def test_marketplaces_that_make_up_for_each_other_have_a_narrow_range_together():
    german = forecast_of(DE, 200, NOVEMBER, 0.1, -0.1)
    french = forecast_of(FR, 200, NOVEMBER, -0.1, 0.1)
    (whole,) = add_up([german, french], None, {})
    assert german.forecast.high > german.forecast.expected + 15
    assert whole.forecast.low == pytest.approx(whole.forecast.expected)
    assert whole.forecast.high == pytest.approx(whole.forecast.expected)


def test_one_that_has_just_opened_says_nothing_of_how_far_the_sum_is_off():
    opened = replace(
        forecast_of(FR, 30), forecast=month_of(NOVEMBER, NOVEMBER.replace(day=20), 0, 30, [(99, 1)])
    )
    (whole,) = add_up([forecast_of(DE, 200), opened], None, {})
    assert whole.forecast.high == pytest.approx(10 + 220 * 1.1)


def test_a_converted_sum_takes_each_amount_by_its_rate():
    (whole,) = add_up([forecast_of(US, 100), forecast_of(DE, 200)], "EUR", {"USD": 0.5})
    assert whole.currency == "EUR"
    assert whole.forecast.expected == pytest.approx(250)
    assert whole.forecast.high == pytest.approx(15 + 235 * 1.1)
    assert whole.forecast.tried[0] == pytest.approx((275, 250))


def test_months_tried_are_added_up_before_the_error_is_taken():
    (whole,) = add_up([forecast_of(DE, 200), forecast_of(FR, 300)], None, {})
    (trial,) = whole.trials
    assert trial.month == OCTOBER
    assert trial.actual == 500
    assert trial.error == pytest.approx(0.1)
    assert trial.naive_error == pytest.approx(0.2)


def test_at_the_turn_of_a_month_two_months_are_not_added_up():
    found = add_up([forecast_of(DE, 200), forecast_of(FR, 300, OCTOBER)], None, {})
    assert [one.forecast.month for one in found] == [NOVEMBER, OCTOBER]


def test_a_currency_without_a_rate_is_never_taken_as_it_is():
    with pytest.raises(KeyError):
        add_up([forecast_of(US, 100)], "EUR", {})
