"""The line under a title names what the page draws from, and the oldest of it first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.marketplaces import MARKETPLACES
from core.streams import STREAMS
from data.freshness import Freshness, SourceFreshness
from data.known_days import Beginning
from data.query_model import TimeRange
from ui.freshness import _DRAWN_FROM, exact_words, freshness_words, words_to_come

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GERMANY = [MARKETPLACES["A1PA6795UKMFR9"]]


def read(**hours: float | None) -> Freshness:
    """Sources that were read to their end so many hours ago; None is still under way."""
    times = {
        name: None if one is None else NOW - timedelta(hours=one) for name, one in hours.items()
    }
    return Freshness({name: SourceFreshness(name, at, at, 1) for name, at in times.items()}, 0)


def line(page: str, **hours: float | None) -> list[str]:
    """What the line says of the sources."""
    words = freshness_words(read(**hours), GERMANY, NOW, None, page).split(" · ")
    assert words[-2] == "all orders settled"
    return words[:-2]


@pytest.mark.parametrize("page", ["overview", "sales"])
def test_a_page_of_sales_names_orders_alone(page):
    assert line(page, orders=0, finances=50) == ["Orders read just now"]


def test_ads_name_the_oldest_of_the_reports_of_advertising():
    told = line("ads", orders=0, ads_sp_campaigns=2, ads_sp_search_terms=8)
    assert told == ["Advertising read 8 hours ago", "Orders read just now"]


def test_profit_names_fees_payouts_and_advertising_the_oldest_first():
    told = line("profit", orders=0, finances=4, settlements=72, ads_sp_products=6)
    assert told == [
        "Payouts read 3 days ago",
        "Advertising read 6 hours ago",
        "Fees read 4 hours ago",
        "Orders read just now",
    ]


def test_money_to_claim_names_fees_returns_and_lost_stock():
    told = line("money_to_claim", orders=30, fee_estimates=20, finances=1,
                returns_fba=48, ledger_events=3, reimbursements=5)  # fmt: skip
    assert told == [
        "Returns read 2 days ago",
        "Orders read 30 hours ago",
        "Fees read 20 hours ago",
        "Lost and damaged stock read 5 hours ago",
    ]


def test_a_product_names_stock_visits_fees_advertising_and_returns_in_as_few_words_as_it_takes():
    told = line("product", orders=0, inventory=0, sales_traffic=30, finances=4,
                ads_sp_products=6, returns_fba=30, returns_merchant=2)  # fmt: skip
    assert told == [
        "Visits and returns read 30 hours ago",
        "Advertising read 6 hours ago",
        "Fees read 4 hours ago",
        "Stock read just now",
        "Orders read just now",
    ]
    assert line("products", orders=0, inventory=1)[-2:] == [
        "Stock read an hour ago",
        "Orders read just now",
    ]


def test_what_was_never_read_to_its_end_comes_first_and_is_not_called_new():
    assert line("ads", orders=0, ads_sp_campaigns=1, ads_sp_products=None) == [
        "Advertising still being read",
        "Orders read just now",
    ]
    assert line("ads", orders=None) == ["Advertising not read yet", "Orders still being read"]


def test_the_tooltip_names_each_source_of_the_page():
    words = exact_words(read(orders=0, settlements=72), GERMANY, NOW, "profit")
    assert "- Payouts: 17 Nov 2026, 13:00 (3 days ago)" in words
    assert "Payouts" not in exact_words(read(orders=0, settlements=72), GERMANY, NOW, "sales")


def test_every_source_that_a_page_names_is_a_stream_of_the_sync():
    named = {one for page in _DRAWN_FROM.values() for group in page.values() for one in group}
    assert named <= set(STREAMS)


def test_the_line_names_what_of_its_days_is_still_to_come_in_the_places_shown():
    us = MARKETPLACES["ATVPDKIKX0DER"]
    september = TimeRange(start=date(2026, 9, 1), end=date(2026, 9, 30))
    coverage = (
        Beginning("money", GERMANY[0].marketplace_id, date(2026, 9, 2), is_coming=True),
        Beginning("ads", GERMANY[0].marketplace_id, date(2026, 9, 9), is_coming=False),
        Beginning("payouts", us.marketplace_id, date(2026, 9, 20), is_coming=True),
    )
    german = words_to_come(coverage, {september: GERMANY}, "profit")
    assert german == "**Not complete:** fees before 2 Sep 2026 are still being read"
    both = words_to_come(coverage, {september: [*GERMANY, us]}, "profit")
    assert both.endswith(
        "fees before 2 Sep 2026 and payouts before 20 Sep 2026 are still being read"
    )
    assert words_to_come(coverage, {september: [*GERMANY, us]}, "sales") == ""
    later = TimeRange(start=date(2026, 9, 2), end=date(2026, 9, 30))
    assert words_to_come(coverage, {later: GERMANY}, "profit") == ""
