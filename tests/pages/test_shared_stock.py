"""Stock that two marketplaces sell from: one row in lists, once in sums, said in a sentence."""

from __future__ import annotations

import pytest

from core.clock import parse_instant
from data.loaders import clear_cache
from tests.conftest import FROZEN_NOW
from tests.integration.data.hand_shop import DE, FR, UK, Shop
from tests.integration.data.pool_shop import OWN, SHARED, open_pool_shop
from tests.pages.screen import words_of_every_tab
from tests.pages.test_figures_on_screen import context_of
from ui.figures import load_figures
from ui.inventory_view import load_aged, load_reorder, load_stranded_stock
from ui.questions import as_of_now, ask_stock

NOW = parse_instant(FROZEN_NOW)
A = SHARED[0]
BOTH = "Germany and France sell out of one pan-European stock"
# As Markdown, where it cannot be taken for anything but words.
ESCAPED = BOTH.replace("-", "\\-")


@pytest.fixture(scope="module", autouse=True)
def shop(installation):
    installation.restore("empty")
    clear_cache()
    open_pool_shop(Shop(), NOW.date())
    yield
    installation.close()


def now(*places: str):
    return as_of_now(context_of(1, NOW, *places))


def test_the_tiles_count_it_once() -> None:
    names = ("stock_units", "inbound_units", "stranded_units", "aged_units")
    said = [one.amounts[0].value for one in load_figures(now(UK, DE, FR), names)]
    assert said == ["349", "60", "9", "10"]


def test_lists_have_one_row_that_names_every_marketplace_that_sells_from_it() -> None:
    rows = load_reorder(now(UK, DE, FR)).set_index(["product", "place"])
    assert len(rows) == len(SHARED) + 3
    assert {(OWN, "Germany"), (OWN, "France"), (A, "United Kingdom")} <= set(rows.index)
    shared = rows.loc[A, "Germany, France"]
    assert (shared["stock_units"], shared["velocity"]) == (100, pytest.approx(1.5))
    assert rows["stock_units"].sum() == 349
    for load in (load_aged, load_stranded_stock):
        found = load(now(UK, DE, FR))
        assert found["place"].tolist() == ["Germany, France"]


def test_a_marketplace_alone_has_all_of_it_and_what_all_of_them_sell() -> None:
    french = load_reorder(now(FR)).set_index("product")
    assert french.loc[A, "place"] == "France"
    assert (french.loc[A, "stock_units"], french.loc[A, "velocity"]) == (100, pytest.approx(1.5))
    rows = ask_stock(now(DE, FR), ["stock_units", "days_of_cover"], ["product", "marketplace"])
    by_place = rows[rows["product"] == A].set_index("marketplace")
    assert by_place["stock_units"].to_dict() == {DE: 100, FR: 100}
    assert by_place["days_of_cover"].to_dict() == pytest.approx({DE: 100 / 1.5, FR: 100 / 1.5})


def test_the_pages_say_that_the_stock_is_one(open_page) -> None:
    assert BOTH in words_of_every_tab(open_page("inventory"), "inventory")
    app = open_page("inventory")
    app.query_params["how"] = "stock_units"
    assert ESCAPED in "\n".join(str(one.value) for one in app.run().caption)
    assert ESCAPED in words_of_every_tab(open_page("product", asin=A), "product")
    assert ESCAPED not in words_of_every_tab(open_page("product", asin=OWN), "product")
    words = "France sells out of one pan-European stock with Germany"
    assert words in words_of_every_tab(open_page("inventory", market="FR"), "inventory")
