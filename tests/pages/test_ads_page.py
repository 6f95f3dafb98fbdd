"""The Ads page: totals are the catalogue's, lists add up as far as Amazon tells them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from core.database import Role, transaction
from data.loaders import load_exact
from data.query_model import Filter, MetricQuery, TimeRange
from tests.pages.screen import words_of_every_tab
from tests.pages.test_figures_on_screen import DE, NOON, US, context_of
from ui.ads_view import (
    load_ad_products,
    load_campaigns,
    load_search_terms,
    load_wasted,
    load_weekdays,
)

DAYS = TimeRange(start=date(2026, 10, 21), end=date(2026, 11, 19))


@pytest.fixture(scope="module")
def account_id(demo) -> int:
    with transaction(Role.OWNER) as connection:
        return int(connection.scalar(text("SELECT min(account_id) FROM app.accounts")))


@pytest.fixture
def german(account_id):
    return context_of(account_id, NOON, US, DE, period="last_30_days", compare="none")


@pytest.fixture(scope="module")
def whole(account_id):
    query = MetricQuery(
        metrics=["ad_spend", "ad_sales", "clicks", "wasted_spend"],
        filters=[Filter(field="marketplace", value=DE)],
        time=DAYS,
    )
    return load_exact(account_id, query).frame.iloc[0].astype(float, errors="ignore")


def test_the_page_is_drawn_and_names_the_attribution_window(demo, open_page):
    app = open_page("ads")
    words = words_of_every_tab(app, "ads")
    assert "within 7 days of a click" in words
    assert "Break-even is the ACOS" in words


def test_campaigns_and_weekdays_add_up_to_the_total(german, whole):
    for frame in (load_campaigns(german, "EUR"), load_weekdays(german, "EUR")):
        assert frame["ad_spend"].sum() == pytest.approx(float(whole["ad_spend"]))
        assert frame["ad_sales"].sum() == pytest.approx(float(whole["ad_sales"]))


def test_a_ratio_of_a_campaign_is_a_ratio_of_its_sums(german):
    rows = load_campaigns(german, "EUR")
    rows = rows[rows["ad_sales"] > 0]
    assert len(rows) > 3
    assert rows["acos"].tolist() == pytest.approx((rows["ad_spend"] / rows["ad_sales"]).tolist())


def test_search_terms_never_add_up_to_more_than_the_campaigns(german, whole):
    rows = load_search_terms(german, "EUR", only_wasted=False)
    assert 0 < rows["ad_spend"].sum() <= float(whole["ad_spend"])
    wasted = load_search_terms(german, "EUR", only_wasted=True)
    assert len(wasted) < len(rows)
    assert (wasted["ad_orders"] == 0).all()


def test_wasted_keywords_add_up_to_wasted_spend(german, whole):
    rows = load_wasted(german, "EUR")
    assert rows["wasted_spend"].sum() == pytest.approx(float(whole["wasted_spend"]))


def test_a_product_s_room_is_its_break_even_less_its_acos(german):
    rows = load_ad_products(german, "EUR")
    known = rows[rows["product"].notna() & rows["acos"].notna()]
    assert len(known) > 10
    expected = 100 * (known["break_even_acos"] - known["acos"])
    assert known["room"].tolist() == pytest.approx(expected.tolist())


def test_what_amazon_calls_by_a_code_is_written_in_words(german):
    kinds = set(load_campaigns(german, "EUR")["ad_product"])
    assert kinds == {"Sponsored Products", "Sponsored Brands", "Sponsored Display"}
    matches = set(load_search_terms(german, "EUR", only_wasted=False)["match_type"])
    assert {"Exact", "Automatic"} <= matches
    assert not any("_" in one or one.isupper() for one in matches)
