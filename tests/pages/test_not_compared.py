"""A shop whose fees are not all read yet: what cannot be compared says why and shows no change.

The demo is one: the first run of its sync reads the money of 35 days, each later one more.
"""

from __future__ import annotations

from datetime import date

import pytest

from core.marketplaces import MARKETPLACES
from tests.pages.conftest import words_of
from tests.pages.html_tiles import tiles_of
from tests.pages.test_figures_on_screen import DE, NOON, US, context_of
from ui.figures import load_figures
from ui.profit_view import load_change
from ui.what_if_card import load_basis

# The last 30 days are known, the 30 before them are not.
WORDS = "No comparison: fees and refunds before 17 Oct 2026 are not read yet."
pytestmark = pytest.mark.usefixtures("demo")


def test_tiles_and_the_bridge_say_why_nothing_is_compared(open_page) -> None:
    app = open_page("profit", market="DE", currency="native", tab="Why it changed")
    assert not app.exception
    # Net revenue, fees, gross profit, profit, margin and ROI; and the bridge.
    words = words_of(app)
    assert words.count(WORDS) == 7
    assert "compared with: period before" not in words
    tiles = {one.label: one for one in tiles_of(app)}
    for name in ("Net revenue", "Amazon fees", "Gross profit", "Profit", "Margin", "ROI"):
        assert (tiles[name].moved, tiles[name].against) == ("", "")
    for name in ("Cost of goods", "Ad spend"):
        assert tiles[name].against.startswith("from €")


def test_one_place_that_is_not_known_leaves_the_sum_of_all_without_a_comparison() -> None:
    for period, is_known in (("last_7_days", True), ("last_30_days", False)):
        context = context_of(1, NOON, US, DE, period=period, compare="previous", currency="EUR")
        (profit,) = load_figures(context, ("profit",))
        assert (profit.gap == "") is is_known
        assert (profit.amounts[0].change is not None) is is_known
        assert (load_change(context, "EUR").bridge is not None) is is_known


def test_what_if_counts_only_the_days_whose_fees_are_known() -> None:
    context = context_of(1, NOON, DE)
    best = str(context.products["asin"].iloc[0])
    basis = load_basis(context_of(1, NOON, DE, products=(best,)), MARKETPLACES[DE])
    assert (basis.since, basis.days) == (date(2026, 10, 17), 34)
    assert basis.words == "last 34 days"
