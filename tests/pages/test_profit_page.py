"""The Profit page: the figures of the catalogue, sums that add up, and figures that explain."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from sqlalchemy import text

from core.database import Role, transaction
from core.money import smallest_coin
from data.entries import load_account_setting, save_entries
from data.loaders import load_exact
from data.metrics import METRICS
from data.payouts import PARTS
from data.query_model import Comparison, Filter, MetricQuery, TimeRange
from simulator.shop.calendar import SHOP_MARKETPLACES
from simulator.shop.money import money_of, settlement_at
from tests.pages.conftest import words_of
from tests.pages.html_tiles import explained_on, tiles_of
from tests.pages.screen import on_every_tab, read_screen, words_of_every_tab
from tests.pages.test_figures_on_screen import DE, GB, NIGHT, NOON, US, context_of
from tests.support.books.money import FEES
from ui import downloads
from ui.figures import load_figures
from ui.formats import exact_money, figure
from ui.payout_view import as_paid, load_payout_bridge, load_payout_rows
from ui.profit_lines import BRIDGE_LINES, PL_LINES
from ui.profit_view import (
    as_on_the_tiles,
    load_account,
    load_account_by_month,
    load_change,
    load_products,
    tile_metrics,
)

DAYS = TimeRange(start=date(2026, 10, 21), end=date(2026, 11, 19))


@pytest.fixture(scope="module")
def account_id(demo) -> int:
    with transaction(Role.OWNER) as connection:
        return int(connection.scalar(text("SELECT min(account_id) FROM app.accounts")))


def exact(account_id: int, place: str, *metrics: str, compare: Comparison | None = None):
    query = MetricQuery(
        metrics=list(metrics),
        filters=[Filter(field="marketplace", value=place)],
        time=DAYS,
        compare=compare,
    )
    return load_exact(account_id, query).frame.iloc[0]


@pytest.mark.usefixtures("everything_is_known")
def test_each_tab_is_drawn_and_the_files_of_the_bridges_hold_their_bars_as_shown(
    demo, open_page, monkeypatch
):
    saved, words, charts = {}, [], {}
    draw = downloads.download_buttons

    def seen(heading, name, load, notes):
        saved[name] = load
        return draw(heading, name, load, notes)

    monkeypatch.setattr(downloads, "download_buttons", seen)
    for opened in on_every_tab(open_page("profit"), "profit"):
        charts |= read_screen(opened).charts
        words.append(words_of(opened))
    for one in ("Net revenue", "The steps add up exactly", "fees"):
        assert one in "\n".join(words)
    for chart, name in (
        ("profit_account", "where_the_money_goes"),
        ("profit_change", "why_profit_changed"),
        ("payout_bridge", "from_sales_to_payout"),
    ):
        (file,) = (one for one in saved if one.startswith(name))
        currency = file.removeprefix(f"{name}_")
        (bars,), rows = charts[chart], saved[file]()
        assert len(rows) > 4
        assert list(rows["Step"]) == bars["y"]
        amounts = rows[f"Amount {currency}"]
        shown = [exact_money(one, currency) for one in amounts]
        assert shown == [one.removeprefix("+") for one in bars["text"]]
        assert all(amounts.map(lambda one: one == round(one, 2)))


def test_the_tiles_are_the_figures_of_the_catalogue(account_id):
    context = context_of(account_id, NOON, US, DE, period="last_30_days", compare="previous")
    names = ("net_revenue", "fees", "profit", "profit_margin")
    for one in load_figures(context, names):
        for place, amount in zip((US, DE), one.amounts, strict=True):
            value = exact(account_id, place, one.metric)[one.metric]
            currency = {US: "USD", DE: "EUR"}[place]
            unit = "share" if one.metric == "profit_margin" else "money"
            assert amount.value == figure(value, unit, currency)


def test_what_stands_below_the_tiles_is_of_the_same_days(account_id):
    """On a day that is not over the tiles leave it out, as what they are compared with."""
    context = context_of(account_id, NOON, DE, period="this_month", compare="previous")
    tiles = {one.metric: one for one in load_figures(context, tuple(tile_metrics(context)))}
    shown = load_account(as_on_the_tiles(context))["EUR"]
    for metric in ("net_revenue", "gross_profit", "profit"):
        assert tiles[metric].amounts[0].value == figure(shown[metric], "money", "EUR")
    assert load_account(context)["EUR"]["net_revenue"] > shown["net_revenue"]
    days = as_on_the_tiles(context).filters
    assert (days.start, days.end) == (date(2026, 11, 1), date(2026, 11, 19))
    whole = context_of(account_id, NOON, DE, period="last_7_days", compare="previous")
    assert as_on_the_tiles(whole) is whole


def test_the_lines_between_two_sums_add_up_to_their_difference(account_id):
    context = context_of(account_id, NOON, DE, period="last_30_days", compare="none")
    amounts = load_account(context)["EUR"]
    running = Decimal(0)
    for line in PL_LINES:
        if line.is_total:
            assert amounts[line.metric] == pytest.approx(running, abs=Decimal("1e-6"))
        else:
            running += line.sign * (amounts[line.metric] or Decimal(0))


def test_months_add_up_to_the_period(account_id):
    context = context_of(account_id, NOON, DE, period="last_90_days", compare="none")
    table = load_account_by_month(context, "EUR").set_index("Line")
    whole = load_account(context)["EUR"]
    assert list(table.columns) == ["Aug 2026", "Sep 2026", "Oct 2026", "Nov 2026", "Total"]
    for line in PL_LINES:
        total = table.loc[line.title, "Total"]
        assert abs(total) == pytest.approx(abs(whole[line.metric] or 0), abs=Decimal("1e-6"))


@pytest.mark.usefixtures("everything_is_known")
@pytest.mark.parametrize("now", [NOON, NIGHT])
@pytest.mark.parametrize("currency", ["native", "EUR"])
def test_the_bridge_leads_from_one_profit_to_the_other_to_the_cent(account_id, now, currency):
    context = context_of(
        account_id, now, US, DE, GB, period="last_30_days", compare="previous", currency=currency
    )
    for one in context.currencies:
        bridge = load_change(context, one).bridge
        assert bridge.before + sum(bridge.steps.values()) == bridge.now
        cent = smallest_coin(one)
        account = load_account(context)[one]["profit"]
        assert abs(bridge.now - (account or 0)) <= cent


def test_the_lines_of_the_bridge_are_the_profit(account_id):
    names = [line.metric for line in BRIDGE_LINES]
    row = exact(account_id, DE, "profit", *names)
    parts = sum(line.sign * row[line.metric] for line in BRIDGE_LINES)
    assert row["profit"] == pytest.approx(parts, abs=Decimal("1e-6"))


def test_products_add_up_to_the_profit_of_the_account(account_id):
    context = context_of(account_id, NOON, DE, period="last_30_days", compare="none")
    rows = load_products(context, "EUR")
    whole = load_account(context)["EUR"]["profit"]
    assert rows["profit"].sum() == pytest.approx(float(whole or 0))
    assert rows["profit"].is_monotonic_decreasing


def test_a_click_explains_a_figure_with_its_rows(demo, open_page):
    app = open_page("profit", market="DE")
    assert "fees" in explained_on(app)
    app.query_params["how"] = "fees"
    app.run()
    assert not app.exception
    words = words_of(app)
    assert "Amazon fees" in words
    assert "rows behind it" in words
    formula = next(one.value for one in app.dataframe if "" in one.value and "EUR" in one.value)
    assert "+ FBA fulfilment fees" in list(formula[""])
    assert formula[""].iloc[-1] == "= Amazon fees"


def test_the_bridge_to_the_payout_adds_up_for_any_marketplaces_and_days(account_id):
    for period in ("today", "last_7_days", "last_30_days", "last_90_days"):
        context = as_paid(context_of(account_id, NOON, US, DE, GB, period=period, compare="none"))
        for currency in context.currencies:
            lines = load_payout_bridge(context, currency)
            running = lines[0].amount
            for line in lines[1:]:
                assert not line.is_total or running == line.amount
                running = line.amount if line.is_total else running + line.amount


def test_the_sums_of_the_bridge_are_the_figures_of_the_catalogue(account_id):
    context = as_paid(context_of(account_id, NOON, DE, period="last_30_days", compare="none"))
    lines = {line.id: line.amount for line in load_payout_bridge(context, "EUR")}
    row = exact(account_id, DE, "revenue", "charged", "balance_change", "payout", "fees")
    assert lines["revenue"] == row["revenue"]
    assert lines["charged"] == row["charged"]
    assert lines["balance_change"] == row["balance_change"]
    assert lines["payout"] == row["payout"] > 0
    assert lines["fees"] == -row["fees"]
    # Every charge of the demo is what was ordered.
    assert lines["different"] == 0
    # All days of the period are counted, so nothing but changes and prices may differ.
    counted = exact(account_id, DE, "amazon_sales")["amazon_sales"]
    assert lines["amazon_sales"] == counted
    assert lines["uncounted"] == 0
    # The payments behind the newest payout are all known; older ones are not, in this history.
    week = as_paid(context_of(account_id, NOON, DE, period="last_7_days", compare="none"))
    newest = {line.id: line.amount for line in load_payout_bridge(week, "EUR")}
    assert newest["payout"] > 0
    assert newest["unexplained"] == 0


def test_each_payout_is_the_one_that_the_simulator_paid(account_id):
    context = context_of(account_id, NOON, US, DE, GB, period="last_90_days", compare="none")
    ledger, found = money_of(7), []
    for currency in context.currencies:
        found += load_payout_rows(context, currency).to_dict("records")
    assert len(found) > 12
    for row in found:
        place = next(one for one in SHOP_MARKETPLACES if one.name == row["marketplace"])
        first = datetime.combine(row["starts_on"], time(12), place.zone)
        one = settlement_at(place, int(first.timestamp()))
        assert one.settlement_id == row["settlement_id"]
        assert row["paid_out"] == Decimal(ledger.transfer(one)) / 100
        assert row["paid_out"] == sum(row[name] for name in PARTS)
        events = ledger.settled(one)
        fees = sum(
            entry.cents for event in events for entry in event.entries if entry.path[-1] in FEES
        )
        assert row["fees"] == Decimal(fees) / 100
        before = settlement_at(place, one.starts - 1)
        assert row["reserve"] == Decimal(ledger.reserve(before) - ledger.reserve(one)) / 100
        assert (row["paid_on"] - row["ends_on"]).days in (2, 3)


def test_payouts_add_up_to_the_figure_of_the_catalogue(account_id):
    context = context_of(account_id, NOON, DE, period="last_30_days", compare="none")
    rows = load_payout_rows(context, "EUR")
    assert sum(rows["paid_out"]) == exact(account_id, DE, "payout")["payout"]


def test_the_cards_of_payouts_are_drawn_and_a_step_opens_its_rows(demo, open_page):
    app = open_page("profit", market="DE", tab="Payouts")
    assert not app.exception
    words = words_of(app)
    assert "Cash flow by payout" in words
    assert "Amazon holds back" in words
    assert any("payouts_columns" in one.proto.id for one in app.get("popover"))
    app = open_page("profit", market="DE", tab="From sales to payout")
    assert not any(str(one.key).startswith("payout_step_") for one in app.button)
    # As a click on the expander does: its words are drawn from then on.
    app.session_state["payout_words"] = True
    app.run()
    assert "revenue here, sales in Seller Central and the payout of the same days" in words_of(app)
    for step, told in (("fees", "All that Amazon takes"), ("open", "Not charged yet")):
        button = next(one for one in app.button if one.key == f"payout_step_{step}")
        after = button.click().run()
        assert not after.exception
        assert not after.error
        assert told in words_of(after)
        assert any("Counts in the step" in one.value or "" in one.value for one in after.dataframe)


def test_payouts_of_one_product_are_refused_in_words(demo, open_page):
    with transaction(Role.OWNER) as connection:
        asin = connection.scalar(text("SELECT min(asin) FROM seller.products"))
    app = open_page("profit", market="DE", product=asin)
    assert "belong to no product" in words_of_every_tab(app, "profit")


@pytest.mark.parametrize("chosen", ["roi", "roi_all_costs"])
def test_the_roi_tile_follows_the_definition_chosen_in_settings(
    demo, open_page, account_id, chosen
):
    before = load_account_setting(account_id)
    try:
        save_entries(account_id, [before.model_copy(update={"roi_metric": chosen})])
        app = open_page("profit", market="DE", period="last_30_days", currency="native")
        value = exact(account_id, DE, chosen)[chosen]
        assert tiles_of(app)[7].value == figure(value, "share")
        assert tiles_of(app)[7].label == METRICS[chosen].name
    finally:
        save_entries(account_id, [before])
