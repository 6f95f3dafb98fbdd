"""Every metric of the catalogue on the demo shop, against a recount from the simulator's own books.

By marketplace, by marketplace and day, by marketplace and product, in native currency and exact,
and converted at the rates of each day.
Advertising is what the console says at FROZEN_NOW (Amazon restates it for weeks), money stands on
the day on which Amazon first told of it, and what was settled later than that is not there yet.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.clock import parse_instant
from core.marketplaces import MARKETPLACES
from data.loaders import load_exact
from data.metrics import METRICS
from data.query_model import MetricQuery, TimeRange
from simulator.shop.calendar import SHOP_MARKETPLACES, second_of
from sync.sources.finances import MARGIN, REREAD
from tests.conftest import FROZEN_NOW
from tests.support.books import ads, money, orders, own, stock, visits
from tests.support.books.entries import CUTS, Cut, Entry, add_up, within
from tests.support.books.formulas import FORMULAS, STOCK_FORMULAS, complete

NOW = parse_instant(FROZEN_NOW)
SECOND, SEED, TODAY = second_of(NOW), 7, NOW.date()
# The first run has read the money of so long: whole days that every stream reaches.
SINCE = second_of(NOW - MARGIN - REREAD)
FIRST, LAST = date(2026, 10, 25), date(2026, 11, 18)
STORED_FIRST, STORED_LAST = date(2026, 8, 1), date(2026, 10, 31)
EVENING = date(2026, 11, 11)

ORDERED = (
    "revenue", "units", "orders", "order_lines", "products_sold", "cancelled_orders",
    "pending_orders", "unpriced_units", "discounts", "tax", "shipping", "revenue_vat",
    "extras_vat", "cogs", "uncosted_units",
)  # fmt: skip
COUNTED_BY_AMAZON = ("amazon_orders", "amazon_units", "amazon_sales")
ADVERTISED = ("ad_spend", "ad_sales", "ad_orders", "ad_units", "impressions", "clicks",
              "wasted_spend")  # fmt: skip
VISITED = (
    "sessions",
    "page_views",
    "visited_units",
    "visited_lines",
    "featured_views",
    "measured_views",
)
MOVED = (
    "refund_amount", "refund_units", "refund_vat", "returned_units", "sellable_returned_units",
    "commission", "fba_fees", "refund_fees", "storage_fees", "subscription_fees",
    "reimbursements", "charged", "balance_change", "net_proceeds", "order_refund_units",
)  # fmt: skip
ENTERED = ("expenses",)
PAID = ("payout",)
HELD = ("held_back", "held_back_payments")
STORED = ("storage_by_product",)
IN_STOCK = ("in_stock_days", "counted_stock_days")
ON_AN_EVENING = ("stock_units", "velocity", "inventory_value", "uncosted_stock_units",
                 "average_stock", "reserved_units", "unfulfillable_units")  # fmt: skip
NOW_ONLY = (
    "inbound_units", "reorder_point", "reorder_units",
    "aged_units", "counted_units", "shipped_units_90_days", "stranded_units", "active_products",
    "active_skus",
    "active_offers", "excess_units", "excess_value",
)  # fmt: skip
# Nothing of the kind ever happens in the simulator's shop: these stand in a shop made by hand.
BY_HAND = ("closing_fees", "other_fees", "advertising_charged", "other_movements")
HAND_MADE = Path(__file__).parent / "data" / "test_rare_movements_by_hand.py"

RECOUNTED = {
    *ORDERED, *COUNTED_BY_AMAZON, *ADVERTISED, *VISITED, *MOVED, *ENTERED, *PAID, *HELD,
    *STORED, *IN_STOCK, *ON_AN_EVENING, *NOW_ONLY,
}  # fmt: skip
# A product has no part in what Amazon counts or pays for the whole shop.
OF_THE_SHOP = {*COUNTED_BY_AMAZON, *PAID}
Key = tuple[Hashable, ...]
Figures = Mapping[str, Decimal | None]


@pytest.fixture(scope="module")
def lines(demo) -> list[Entry]:
    """The books of the days, but for spending without orders, which is looked at by itself."""
    return list(
        within(
            [
                *orders.order_book(SEED, FIRST, LAST, SECOND),
                *ads.ad_book(SEED, FIRST, LAST, SECOND),
                *visits.visit_book(SEED, FIRST, LAST, SECOND),
                *visits.return_book(SEED, FIRST, LAST, SECOND),
                *money.money_book(SEED, SINCE, SECOND),
                *money.order_refund_book(SEED, FIRST, LAST, SINCE, SECOND),
                *money.settlement_book(SEED, FIRST, SECOND),
                *own.expense_book(FIRST, LAST),
            ],
            FIRST,
            LAST,
        )
    )


@pytest.fixture(scope="module")
def spent(demo) -> list[ads.Spent]:
    return list(ads.spent_book(SEED, FIRST, LAST, SECOND))


@pytest.fixture(scope="module")
def evenings(demo) -> list[stock.Evenings]:
    """The evenings that the pace and the average of 90 days look back on."""
    first, yesterday = TODAY - timedelta(days=110), TODAY - timedelta(days=1)
    return [stock.evenings(SEED, place, first, yesterday) for place in SHOP_MARKETPLACES]


def shown(
    metrics: Iterable[str], cut: Cut, time: TimeRange, currency: str | None = None
) -> dict[Key, dict[str, Any]]:
    """Return the product's answer by the keys of the books."""
    query = MetricQuery(
        metrics=list(metrics), dimensions=list(cut.dimensions), time=time, currency=currency
    )
    found: dict[Key, dict[str, Any]] = {}
    for row in load_exact(1, query).frame.to_dict("records"):
        place = row["marketplace"] or row["currency"]
        rest = [row[name] or "" for name in cut.dimensions[1:]]
        found[place, *rest] = row
    return found


def differences(truth: Mapping[Key, Figures], told: Mapping[Key, Figures],
                metrics: Iterable[str]) -> list[Any]:  # fmt: skip
    """Return every figure that is not the books'."""
    return [
        (key, name, expected, found)
        for key in sorted({*truth, *told}, key=str)
        for name in metrics
        for expected, found in [(truth.get(key, {}).get(name), told.get(key, {}).get(name))]
        if not is_same(name, expected, found)
    ]


def is_same(metric: str, expected: Decimal | None, found: Any) -> bool:
    """Compare sums to a millionth, which converted amounts are rounded to, ratios to a billionth.

    Where nobody has counted a sum is unknown, and 0 in the books. Whole things are rounded.
    """
    if METRICS[metric].bottom:
        if expected is None or found is None:
            return expected is found
        return abs(expected - found) <= Decimal("1e-9") * (1 + abs(expected))
    known = expected or Decimal(0)
    if METRICS[metric].is_whole:
        return round(known) == (found or 0)
    return abs(known - (found or 0)) <= Decimal("0.000001")


def test_every_metric_has_a_recount_or_is_worked_out_from_recounted_ones_or_made_by_hand() -> None:
    worked_out = {*FORMULAS, *STOCK_FORMULAS}
    assert not RECOUNTED & worked_out
    assert not {*BY_HAND} & (RECOUNTED | worked_out)
    assert set(METRICS) == RECOUNTED | worked_out | {*BY_HAND}
    hand_made = HAND_MADE.read_text()
    assert all(f'"{name}"' in hand_made for name in BY_HAND)
    assert {name for name, one in METRICS.items() if one.bottom} <= worked_out


@pytest.mark.parametrize("name", CUTS)
def test_every_figure_of_a_period_is_that_of_the_books(lines, spent, name) -> None:
    cut = CUTS[name]
    truth = add_up(lines, cut)
    for key, value in ads.wasted(spent, cut).items():
        truth[key]["wasted_spend"] = value
    figures = {key: complete(sums, FORMULAS) for key, sums in truth.items()}
    of_days = {*ORDERED, *COUNTED_BY_AMAZON, *ADVERTISED, *VISITED, *MOVED, *ENTERED, *PAID}
    metrics = sorted(of_days | {*FORMULAS} - {*BY_HAND})
    if name == "product":
        metrics = [one for one in metrics if one not in OF_THE_SHOP]
    told = shown(metrics, cut, TimeRange(start=FIRST, end=LAST))
    assert differences(figures, told, metrics)[:20] == []
    # Nothing was compared with nothing: each figure is there somewhere.
    assert [one for one in metrics if not any(figures[key].get(one) for key in figures)] == [
        "uncosted_units"
    ]


def converted(entries: Iterable[Entry], target: str) -> Iterator[Entry]:
    """Yield the lines with every amount at the rate of its own day."""
    for one in entries:
        place = MARKETPLACES.get(one.place)
        own = place.currency if place else one.place
        at_home = one if place else one._replace(place=target)
        is_money = METRICS[one.metric].is_money
        rate = orders.rate_into(SEED, target, own, one.day) if is_money else Decimal(1)
        yield at_home._replace(value=one.value * rate)


@pytest.mark.parametrize("target", ["EUR", "GBP"])
def test_every_amount_is_converted_at_the_rate_of_its_own_day(lines, target) -> None:
    cut = CUTS["marketplace"]
    truth = add_up(converted(lines, target), cut)
    figures = {key: complete(sums, FORMULAS) for key, sums in truth.items()}
    metrics = [
        one
        for one in (*ORDERED, *COUNTED_BY_AMAZON, *ADVERTISED, *MOVED, *ENTERED, *PAID, *FORMULAS)
        if METRICS[one].has_money and one != "wasted_spend"
    ]
    told = shown(metrics, cut, TimeRange(start=FIRST, end=LAST), currency=target)
    assert differences(figures, told, metrics)[:20] == []


@pytest.mark.parametrize("name", ["marketplace", "product"])
def test_storage_by_product_is_that_of_the_months_that_amazon_has_told(demo, name) -> None:
    cut = CUTS[name]
    truth = add_up(money.storage_book(SEED, STORED_FIRST, STORED_LAST, SECOND), cut)
    told = shown(STORED, cut, TimeRange(start=STORED_FIRST, end=STORED_LAST))
    assert truth
    assert differences(truth, told, STORED) == []


def test_what_is_held_back_is_what_was_booked_and_not_released(demo) -> None:
    cut = CUTS["marketplace"]
    truth = add_up(money.held_book(SEED, SINCE, SECOND), cut)
    told = shown(HELD, cut, TimeRange(start=TODAY, end=TODAY))
    assert len(truth) >= 2
    assert differences(truth, told, HELD) == []


@pytest.mark.parametrize("name", ["marketplace", "product"])
def test_the_stock_of_an_evening_is_that_of_the_book(evenings, name) -> None:
    cut, first = CUTS[name], EVENING - timedelta(days=20)
    lines = [*stock.evening_book(SEED, evenings, EVENING, SECOND),
             *stock.days_book(evenings, first, EVENING)]  # fmt: skip
    formulas = {one: STOCK_FORMULAS[one] for one in ("days_of_cover", "in_stock_rate")}
    truth = {key: complete(sums, formulas) for key, sums in add_up(lines, cut).items()}
    metrics = [*ON_AN_EVENING, *IN_STOCK, *formulas]
    told = shown(metrics, cut, TimeRange(start=first, end=EVENING))
    assert differences(truth, told, metrics)[:20] == []


@pytest.mark.parametrize("name", ["marketplace", "product"])
def test_the_stock_of_now_is_that_of_the_shop(evenings, name) -> None:
    cut = CUTS[name]
    sums = add_up(stock.now_book(SEED, evenings, SECOND), cut)
    formulas = {one: STOCK_FORMULAS[one] for one in ("days_of_cover", "sell_through", "aged_share")}
    truth = {key: complete(known, formulas) for key, known in sums.items()}
    metrics = [*ON_AN_EVENING, *NOW_ONLY, *formulas]
    told = shown(metrics, cut, TimeRange(start=TODAY, end=TODAY, until=time(4)))
    assert differences(truth, told, metrics)[:20] == []
