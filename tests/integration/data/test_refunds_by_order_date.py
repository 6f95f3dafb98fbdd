"""What was refunded so far of the orders of some days, whenever the refund came: by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.errors import QueryError
from data.loaders import load_exact
from data.query_model import MetricQuery, TimeRange
from data.settling import settling_of
from tests.integration.data.hand_shop import DE, US, Shop, ask

A, B = "B00000000A", "B00000000B"
MARCH = ("2026-03-01", "2026-03-31")
IN_GERMANY = [{"field": "marketplace", "value": "DE"}]


@pytest.fixture(scope="module", autouse=True)
def shop(empty_shop: Shop) -> Shop:
    """Ten pieces in March and five in February; refunds in April, of an order of each month."""
    empty_shop.open(DE, US)
    empty_shop.product(A)
    empty_shop.product(B)
    february = empty_shop.order(DE, "2026-02-27T09:00", (A, 5, "50"))
    march = empty_shop.order(DE, "2026-03-02T09:00", (A, 4, "40"), (B, 2, "20"))
    empty_shop.order(DE, "2026-03-09T09:00", (A, 4, "40"))
    cancelled = empty_shop.order(DE, "2026-03-09T10:00", (A, 7, "70"), status="Cancelled")
    empty_shop.order(US, "2026-03-09T10:00", (A, 1, "9"))
    bought = ("sales", "40", A, 4)
    empty_shop.money(DE, "2026-03-03", "Shipment", bought, amazon_order_id=march)
    for order, asin, units in ((february, A, 2), (march, A, 1), (march, B, 2), (cancelled, A, 7)):
        leaves = (("sales", f"-{units}0", asin, units), ("referral_fee", "1", asin, units))
        empty_shop.money(DE, "2026-04-04", "Refund", *leaves, amazon_order_id=order)
    # Told as held back and again as released: it counts once. This one belongs to no order.
    held = ("sales", "-10", A, 1)
    empty_shop.money(DE, "2026-04-05", "Refund", held, amazon_order_id=march)
    empty_shop.money(DE, "2026-04-03", "Refund", held, amazon_order_id=march, status="DEFERRED",
                     is_counted=False)  # fmt: skip
    empty_shop.money(DE, "2026-04-05", "Refund", held)
    empty_shop.close_books()
    return empty_shop


def test_refunds_count_on_the_day_of_their_order_whenever_they_came() -> None:
    (row,) = ask(metrics=["order_refund_units", "order_refund_rate", "refund_units", "units"],
                 days=MARCH, filters=IN_GERMANY)  # fmt: skip
    assert row == {
        "order_refund_units": 4, "order_refund_rate": Decimal("0.4"), "refund_units": 0,
        "units": 10,
    }  # fmt: skip
    by_day = ask(metrics=["order_refund_units"], grain="day", filters=IN_GERMANY,
                 days=("2026-02-27", "2026-03-03"))  # fmt: skip
    assert [row["order_refund_units"] for row in by_day] == [2, 0, 0, 4, 0]


def test_each_product_and_order_has_its_own_and_they_add_up() -> None:
    rows = ask(metrics=["order_refund_rate", "order_refund_units"], dimensions=["product"],
               days=MARCH, filters=IN_GERMANY)  # fmt: skip
    assert {row["product"]: row["order_refund_units"] for row in rows} == {A: 2, B: 2}
    assert {row["product"]: row["order_refund_rate"] for row in rows} == {A: Decimal("0.25"), B: 1}
    rows = ask(metrics=["order_refund_units"], dimensions=["order", "sku"], days=MARCH)
    assert sorted(row["order_refund_units"] for row in rows if row["order_refund_units"]) == [2, 2]


def test_a_shop_without_refunds_has_none_and_one_without_sales_no_rate() -> None:
    in_america = [{"field": "marketplace", "value": "US"}]
    (row,) = ask(metrics=["order_refund_units", "order_refund_rate"], days=MARCH,
                 filters=in_america)  # fmt: skip
    assert row == {"order_refund_units": 0, "order_refund_rate": 0}
    (row,) = ask(metrics=["order_refund_rate"], days=("2026-01-01", "2026-01-31"),
                 filters=in_america)  # fmt: skip
    assert row == {"order_refund_rate": None}


def test_the_share_of_the_last_60_days_is_said_to_rise() -> None:
    days = TimeRange(start=date(2026, 1, 1), end=date(2026, 3, 31))
    query = MetricQuery(metrics=["order_refund_rate"], time=days)
    (found,) = settling_of(query, days, date(2026, 4, 1))
    assert (found.what, found.since, found.until) == (
        "order_refunds", date(2026, 2, 1), date(2026, 3, 31),
    )  # fmt: skip
    assert settling_of(query, days, date(2026, 6, 1)) == ()


def test_it_knows_no_hours_and_no_other_days_than_the_marketplace_s() -> None:
    time = TimeRange(start=date(2026, 3, 1), end=date(2026, 3, 2))
    with pytest.raises(QueryError, match="In one time zone only sales can be counted"):
        load_exact(1, MetricQuery(metrics=["order_refund_rate"], time=time, zone="UTC"))
