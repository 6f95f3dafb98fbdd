"""Stock that two marketplaces sell from: one row in lists, once in sums, said in a sentence."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.database import Role, account_transaction
from tests.integration.data.hand_shop import FR, Shop
from tests.pages.screen import words_of_every_tab
from tests.pages.test_figures_on_screen import DE, GB, NOON, US, context_of
from ui.figures import load_figures
from ui.inventory_view import load_aged, load_reorder, load_stranded_stock
from ui.questions import as_of_now, ask_stock

ACCOUNT = 1
# The German shop's rows once more, as Amazon tells them for France where the stock is shared.
_COPY = (
    "INSERT INTO seller.{table} SELECT (jsonb_populate_record(t, jsonb_build_object("
    "'marketplace_id', 'A13V1IB3VIYZZH'{more}))).* FROM seller.{table} t"
    " WHERE marketplace_id = 'A1PA6795UKMFR9' AND source <> 'GET_LEDGER_SUMMARY_VIEW_DATA'"
)
_TABLES = ("inventory", "inventory_daily", "inventory_planning", "stranded_inventory")
_SHARE = """
INSERT INTO seller.stock_pools (account_id, marketplace_id, sku, since, connection_id, rank)
SELECT i.account_id, i.marketplace_id, i.sku, '2020-01-01', m.connection_id,
    CASE m.country_code WHEN 'DE' THEN 1 ELSE 2 END
FROM seller.inventory i JOIN seller.marketplaces m
    ON m.account_id = i.account_id AND m.marketplace_id = i.marketplace_id
WHERE m.country_code IN ('DE', 'FR')
"""
_FRENCH = ", 'country_code', 'FR', 'name', 'France', 'time_zone', 'Europe/Paris'"


@pytest.fixture(scope="module")
def alone(demo) -> dict[str, object]:
    """What the pages said while Germany sold alone; from here on France shares its stock."""
    now = as_of_now(context_of(ACCOUNT, NOON, US, DE, GB))
    said = _said(now)
    with account_transaction(Role.SYNC, ACCOUNT) as connection:
        connection.execute(text(_COPY.format(table="marketplaces", more=_FRENCH)))
        for table in _TABLES:
            connection.execute(text(_COPY.format(table=table, more="")))
        connection.execute(text(_SHARE))
    Shop(ACCOUNT).move_version("inventory")
    Shop(ACCOUNT).move_version("marketplaces")
    return said


def _said(context) -> dict[str, object]:
    """The tiles and the lists, each list as its offers and numbers in their order."""
    names = ("stock_units", "days_of_cover", "stranded_units", "aged_share", "sell_through")
    figures = load_figures(context, names)
    reorder, aged, stranded = (
        load_reorder(context),
        load_aged(context),
        load_stranded_stock(context),
    )
    return {
        "tiles": [[amount.value for amount in one.amounts] for one in figures],
        "reorder": reorder.drop(columns=["place"]).to_dict("list"),
        "aged": aged.drop(columns=["place"]).to_dict("list"),
        "stranded": stranded[["sku", "marketplace", "stranded_units"]].to_dict("list"),
    }


def test_a_marketplace_that_shares_a_stock_and_sells_nothing_changes_no_figure(alone) -> None:
    now = as_of_now(context_of(ACCOUNT, NOON, US, DE, GB, FR))
    found = _said(now)
    for part in ("tiles", "aged", "stranded"):
        assert found[part] == alone[part], part
    for column, values in alone["reorder"].items():
        assert [str(one) for one in found["reorder"][column]] == [str(one) for one in values], (
            column
        )


def test_one_row_names_every_marketplace_that_sells_from_it(alone) -> None:
    now = as_of_now(context_of(ACCOUNT, NOON, US, DE, GB, FR))
    for load in (load_reorder, load_aged, load_stranded_stock):
        rows = load(now)
        assert set(rows[rows["marketplace"] == DE]["place"]) == {"Germany, France"}
        assert FR not in set(rows["marketplace"])
    french = load_reorder(as_of_now(context_of(ACCOUNT, NOON, FR)))
    assert set(french["place"]) == {"France"}
    german = load_reorder(as_of_now(context_of(ACCOUNT, NOON, DE)))
    assert french["velocity"].tolist() == german["velocity"].tolist()
    assert french["order_on"].tolist() == german["order_on"].tolist()


def test_every_marketplace_shows_what_it_can_sell(alone) -> None:
    context = context_of(ACCOUNT, NOON, DE, FR)
    rows = ask_stock(context, ["stock_units", "days_of_cover"], ["marketplace"])
    by_place = rows.set_index("marketplace")
    assert by_place.loc[DE].equals(by_place.loc[FR])


def test_the_pages_say_that_the_stock_is_one(alone, open_page) -> None:
    said = "Germany and France sell out of one pan-European stock"
    app = open_page("inventory")
    assert said in words_of_every_tab(app, "inventory")
    stock = next(one for one in app.button if one.key == "inventory_now_stock_units_how")
    assert said in "\n".join(str(one.value) for one in stock.click().run().caption)
    asin = load_reorder(as_of_now(context_of(ACCOUNT, NOON, DE)))["product"].iloc[0]
    captions = [str(one.value) for one in open_page("product", asin=asin).caption]
    assert any(said in one for one in captions)
    single = open_page("inventory", market="FR")
    words = "France sells out of one pan-European stock with Germany"
    assert words in words_of_every_tab(single, "inventory")
