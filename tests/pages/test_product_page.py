"""The page of one product: what it earns, its visits, its returns, and what if."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from core.database import Role, transaction
from core.marketplaces import MARKETPLACES
from data.query_model import Filter, TimeRange
from tests.pages.html_tiles import tiles_of
from tests.pages.screen import words_of_every_tab
from tests.pages.test_figures_on_screen import DE, NOON, US, context_of, exact
from ui.figures import load_figures
from ui.formats import exact_money, figure
from ui.one_product import load_returns, reason_in_words
from ui.product_table import export_rows, load_product_table
from ui.what_if_card import load_basis

DAYS = TimeRange(start=date(2026, 10, 21), end=date(2026, 11, 19))
# The fees of earlier days are not read yet.
KNOWN = TimeRange(start=date(2026, 10, 17), end=date(2026, 11, 19))
QUARTER = TimeRange(start=date(2026, 8, 22), end=date(2026, 11, 19))


@pytest.fixture(scope="module")
def account_id(demo) -> int:
    with transaction(Role.OWNER) as connection:
        return int(connection.scalar(text("SELECT min(account_id) FROM app.accounts")))


@pytest.fixture(scope="module")
def best_product(account_id) -> str:
    frame = exact(account_id, DE, ["units"], QUARTER, dimensions=["product"])
    return str(frame.sort_values("units", ascending=False)["product"].iloc[0])


def product_context(account_id: int, asin: str, *places: str, **filters: str):
    context = context_of(account_id, NOON, *places, **filters)
    return replace(context, filters=replace(context.filters, products=(asin,)))


def only(asin: str) -> list[Filter]:
    return [Filter(field="product", value=asin)]


def test_the_figures_are_those_of_the_catalogue_for_this_product(account_id, best_product):
    context = product_context(account_id, best_product, DE, compare="previous")
    units = {"profit": "money", "fees": "money", "tacos": "share", "sessions": "count"}
    for one in load_figures(context, tuple(units)):
        row = exact(account_id, DE, [one.metric], DAYS, filters=only(best_product)).iloc[0]
        assert one.amounts[0].value == figure(row[one.metric], units[one.metric], "EUR")


def test_the_page_shows_profit_ads_visits_returns_and_what_if(demo, open_page, best_product):
    app = open_page("product", asin=best_product, market="DE")
    words = words_of_every_tab(app, "product")
    for name in ("Profit", "Margin", "ACOS", "TACOS", "Sessions", "Featured Offer %", "What if"):
        assert name in words
    assert "Returns by reason" in words


def test_returns_by_reason_add_up_to_all_of_the_product(account_id, best_product):
    context = product_context(account_id, best_product, DE, US, period="last_90_days")
    rows = load_returns(context)
    whole = sum(
        exact(account_id, place, ["returned_units"], QUARTER, filters=only(best_product))
        ["returned_units"].iloc[0]
        for place in (DE, US)
    )  # fmt: skip
    assert whole > 0
    assert rows["returned_units"].sum() == whole
    assert rows["share"].sum() == pytest.approx(100)
    assert not rows["reason"].str.contains("_").any()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("UNWANTED_ITEM", "Unwanted item"),
        ("CR-UNWANTED_ITEM", "Unwanted item"),
        ("DAMAGED_BY_FC", "Damaged by Amazon's warehouse"),
        (None, "No reason given"),
    ],
)
def test_a_reason_is_written_in_words(code, words):
    assert reason_in_words(code) == words


def test_what_if_begins_with_the_profit_of_the_days_that_are_known(account_id, best_product):
    names = ["profit", "units", "uncosted_units", "profit_margin"]
    row = exact(account_id, DE, names, KNOWN, filters=only(best_product)).iloc[0]
    basis = load_basis(
        product_context(account_id, best_product, DE, US, currency="USD"), MARKETPLACES[DE]
    )
    assert (basis.days, basis.since) == (34, KNOWN.start)
    found = basis.unit
    assert found is not None
    assert row["uncosted_units"] == 0
    months = 34 / 30
    assert found.units * months == pytest.approx(row["units"])
    assert found.profit * months == pytest.approx(float(row["profit"]), abs=0.01)
    assert found.margin == pytest.approx(float(row["profit_margin"]), abs=1e-3)
    assert found.vat_rate == pytest.approx(0.19, abs=1e-3)


def test_a_price_typed_in_changes_what_is_left(demo, open_page, best_product):
    app = open_page("product", asin=best_product, market="DE", tab="What if")
    before = {one.label: one.value for one in tiles_of(app)}
    price = next(one for one in app.number_input if one.label.startswith("Price"))
    app = price.set_value(price.value + 10).run()
    assert not app.exception
    after = {one.label: one for one in tiles_of(app)}
    unit = after["Profit for each unit"]
    assert unit.value != before["Profit for each unit"]
    assert unit.against == f"from {before['Profit for each unit']}"
    needed = float(after["Units needed"].value.replace(",", ""))
    assert needed < float(before["Units needed"].replace(",", ""))
    # Fewer units for the same profit is good news: the colour is turned round.
    assert after["Units needed"].tone == unit.tone == "good"
    assert after["Break-even price"].value == before["Break-even price"]


def test_with_nothing_changed_nothing_differs(demo, open_page, best_product, account_id):
    app = open_page("product", asin=best_product, market="DE", tab="What if")
    figures = {one.label: one.value for one in tiles_of(app)}
    shown = [one for one in tiles_of(app) if one.label in ("Profit for each unit", "Units needed")]
    assert [one.against for one in shown] == ["", ""]
    found = load_basis(product_context(account_id, best_product, DE), MARKETPLACES[DE]).unit
    assert found is not None
    assert figures["Profit for each unit"] == exact_money(found.unit_profit, "EUR")
    assert figures["Break-even price"] == exact_money(found.break_even_price, "EUR")


def test_the_table_of_products_has_profit_and_visits_also_in_the_download(account_id):
    context = context_of(account_id, NOON, DE, compare="none")
    rows = load_product_table(context)
    table = export_rows(context, rows).set_index("ASIN")
    names = ["profit", "profit_margin", "sessions", "unit_session_rate"]
    expected = exact(account_id, DE, names, DAYS, dimensions=["product"]).set_index("product")
    shown = rows.set_index("product")
    for asin in list(table.index)[:20]:
        if asin in expected.index:
            row = expected.loc[asin]
            assert table.loc[asin, "Profit EUR"] == row["profit"]
            assert table.loc[asin, "Margin EUR"] == row["profit_margin"]
            assert shown.loc[asin, "profit_EUR"] == pytest.approx(float(row["profit"]))
            if row["sessions"] is not None:
                assert table.loc[asin, "Sessions"] == row["sessions"]
                assert shown.loc[asin, "conversion"] == pytest.approx(
                    100 * float(row["unit_session_rate"] or Decimal(0))
                )


def test_the_page_of_products_shows_these_columns(demo, open_page):
    table = next(
        one.value for one in open_page("products", market="DE").dataframe if "open" in one.value
    )
    assert {"profit_EUR", "margin_EUR", "sessions", "conversion"} <= set(table.columns)
