"""The forecast on the Overview: the method's numbers, how good it was, and kept while it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

import ui.forecast_tile
from core.database import Role, transaction
from core.marketplaces import MARKETPLACES
from data.month_forecast import load_month_forecast
from data.month_totals import load_newest_rates
from tests.pages.conftest import words_of
from tests.pages.test_figures_on_screen import DE, GB, NOON, US, context_of
from ui.forecast_tile import load_forecast
from ui.formats import money, share


@pytest.fixture(scope="module")
def account_id(demo) -> int:
    with transaction(Role.OWNER) as connection:
        return int(connection.scalar(text("SELECT min(account_id) FROM app.accounts")))


def forecasts(account_id: int, *places: str):
    return load_month_forecast(account_id, [MARKETPLACES[one] for one in places], NOON)


def test_each_currency_has_its_own_month_and_range(account_id):
    tile = load_forecast(context_of(account_id, NOON, US, DE, GB)).tile
    made = forecasts(account_id, US, DE, GB)
    values = [money(one.forecast.expected, one.place.currency) for one in made]
    assert [one.value for one in tile.amounts] == values
    first = made[0].forecast
    assert tile.below[0] == f"{money(first.low, 'USD')} to {money(first.high, 'USD')}"
    assert tile.below[-1] == "The range holds the truth four times out of five."


def test_a_currency_chosen_adds_up_all_by_the_newest_rate_and_names_it(account_id):
    context = context_of(account_id, NOON, US, DE, currency="EUR")
    found = load_forecast(context)
    american, german = forecasts(account_id, US, DE)
    rate = load_newest_rates(account_id, "EUR", NOON.date())["USD"]
    whole = float(rate.per_unit) * american.forecast.expected + german.forecast.expected
    assert [one.value for one in found.tile.amounts] == [money(whole, "EUR")]
    assert f"1 USD = {rate.per_unit:.4f} EUR" in found.rates
    assert "four times out of five" in found.tile.below[-1]


def test_the_products_chosen_narrow_the_forecast(account_id):
    context = context_of(account_id, NOON, US)
    asin = str(context.products["asin"].iloc[0])
    whole = load_forecast(context).tile.amounts[0].value
    narrowed = replace(context, filters=replace(context.filters, products=(asin,)))
    assert load_forecast(narrowed).tile.amounts[0].value != whole


def test_it_is_made_once_for_all_minutes_of_a_day(account_id, monkeypatch):
    made = []

    def counted(*told, **more):
        made.append(told)
        return load_month_forecast(*told, **more)

    monkeypatch.setattr(ui.forecast_tile, "load_month_forecast", counted)
    context = context_of(account_id, NOON, US)
    for minutes in (0, 1, 14):
        load_forecast(replace(context, now=NOON + timedelta(minutes=minutes)))
    load_forecast(replace(context, filters=replace(context.filters, period="yesterday")))
    load_forecast(replace(context, versions=(("ads_campaigns", 8),)))
    assert len(made) == 1
    load_forecast(replace(context, versions=(("orders", 8),)))
    assert len(made) == 2


def test_the_months_before_are_shown_on_a_click_with_truth_and_error(demo, open_page, account_id):
    app = open_page("overview", market="DE")
    assert not app.exception
    assert not any("naive" in one.value for one in app.dataframe)
    app.query_params["how"] = "forecast"
    app.run()
    assert not app.exception
    rows = next(one.value for one in app.dataframe if "naive" in one.value)
    (german,) = forecasts(account_id, DE)
    assert list(rows["month"]) == ["Oct 2026", "Sep 2026", "Aug 2026"]
    assert list(rows["truth"]) == [money(one.actual, "EUR") for one in german.trials]
    assert list(rows["error"]) == pytest.approx([100 * one.error for one in german.trials])
    assert german.trials[0].forecast.as_of == date(2026, 10, 20)
    words = words_of(app).replace("\\", "")
    assert german.error is not None
    assert f"off by {share(german.error)} on average" in words
    held = sum(one.is_in_range for one in german.trials)
    assert f"in {held} of 3 months" in words
