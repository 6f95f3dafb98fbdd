"""Figures of a small shop written by hand, worked out by hand.

Monday 2 and Tuesday 3 March 2026:

    US  o1  Mon 10:00  A ×1 $10.00, B ×2 $30.10 (discount 2.00, tax 3.20, shipping 4.99)
    US  o2  Mon 17:30  C ×1 $5.05
    US  o3  Tue 10:15  A ×3, pending, no price yet
    US  o4  Tue 11:00  A, cancelled
    DE  o5  Mon 10:00  A ×1 €9.99, A under a second SKU ×1 €8.01
    DE  o6  Tue 09:00  no lines yet, pending
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.errors import QueryError
from tests.integration.data.hand_shop import DE, US, ask

A, B, C = "B00000000A", "B00000000B", "B00000000C"
DAYS = ("2026-03-02", "2026-03-03")
IN_US = {"field": "marketplace", "value": "US"}


@pytest.fixture(scope="module", autouse=True)
def shop(empty_shop):
    empty_shop.open(US, DE)
    empty_shop.product(A, title="Steel bottle, blue", brand="Nordkiepe", category="Kitchen")
    empty_shop.product(B, title="Steel bottle, red", brand="Nordkiepe", category="Kitchen",
                       parent_asin="B00000000P")  # fmt: skip
    empty_shop.product(C, title="100% wool_cap", category="Clothing")
    empty_shop.listing(DE, f"S-{A}", A, "Flasche aus Stahl")
    empty_shop.order(
        US, "2026-03-02T10:00", (A, 1, "10.00"),
        (B, 2, "30.10", {"item_discount_amount": "1.50", "shipping_discount_amount": "0.50",
                         "item_tax_amount": "2.80", "shipping_tax_amount": "0.40",
                         "shipping_price_amount": "3.99", "gift_wrap_price_amount": "1.00"}),
    )  # fmt: skip
    empty_shop.order(US, "2026-03-02T17:30", (C, 1, "5.05"), fulfillment_channel="MFN",
                     is_business=True)  # fmt: skip
    empty_shop.order(US, "2026-03-03T10:15", (A, 3, None), status="Pending")
    empty_shop.order(US, "2026-03-03T11:00", (A, 0, None), status="Cancelled")
    empty_shop.order(DE, "2026-03-02T10:00", (A, 1, "9.99"), (A, 1, "8.01", {"sku": "second"}))
    empty_shop.order(DE, "2026-03-03T09:00", status="Pending")
    empty_shop.close_books()


def test_money_of_two_currencies_is_never_added() -> None:
    found = {row["currency"]: row["revenue"] for row in ask(metrics=["revenue"], days=DAYS)}
    assert found == {"USD": Decimal("45.15"), "EUR": Decimal("18.00")}


def test_every_metric_of_a_marketplace_is_as_worked_out_by_hand() -> None:
    (row,) = ask(
        metrics=["revenue", "units", "orders", "order_lines", "aov", "avg_selling_price",
                 "units_per_order", "cancelled_orders", "cancelled_rate", "pending_orders",
                 "unpriced_units", "discounts", "tax", "shipping"],
        filters=[IN_US], days=DAYS,
    )  # fmt: skip
    assert row == {
        "currency": "USD", "revenue": Decimal("45.15"), "units": 7, "orders": 3, "order_lines": 4,
        "aov": Decimal("15.05"), "avg_selling_price": Decimal("6.45"),
        "units_per_order": pytest.approx(Decimal(7) / 3), "cancelled_orders": 1,
        "cancelled_rate": Decimal("0.25"), "pending_orders": 1, "unpriced_units": 3,
        "discounts": Decimal("2.00"), "tax": Decimal("3.20"), "shipping": Decimal("4.99"),
    }  # fmt: skip


def test_an_order_without_lines_is_an_order() -> None:
    found = ask(metrics=["orders", "units"], dimensions=["day"], days=DAYS,
                filters=[{"field": "marketplace", "value": "Germany"}])  # fmt: skip
    assert [(row["orders"], row["units"]) for row in found] == [(1, 2), (1, 0)]


def test_an_order_with_two_products_counts_once_in_a_total_and_once_for_each() -> None:
    by_product = ask(metrics=["orders"], dimensions=["product"], filters=[IN_US], days=DAYS)
    assert {row["product"]: row["orders"] for row in by_product} == {A: 2, B: 1, C: 1}
    by_brand = ask(metrics=["orders"], dimensions=["brand"], filters=[IN_US], days=DAYS)
    assert {row["brand"]: row["orders"] for row in by_brand} == {"Nordkiepe": 2, None: 1}
    (total,) = ask(metrics=["orders"], days=DAYS,
                   filters=[IN_US, {"field": "brand", "value": "Nordkiepe"}])  # fmt: skip
    assert total["orders"] == 2


def test_an_order_with_two_skus_of_a_product_counts_once_for_the_product() -> None:
    german = {"field": "marketplace", "value": DE}
    by_product = ask(metrics=["orders", "units", "revenue"], dimensions=["product"],
                     filters=[german], days=DAYS)  # fmt: skip
    assert [(row["orders"], row["units"], row["revenue"]) for row in by_product] == [
        (1, 2, Decimal("18.00"))
    ]
    by_sku = ask(metrics=["orders"], dimensions=["product", "sku"], filters=[german], days=DAYS)
    assert {row["sku"]: row["orders"] for row in by_sku} == {f"S-{A}": 1, "second": 1}


def test_amounts_by_product_come_from_sums_and_fit_the_orders_from_lines() -> None:
    found = ask(metrics=["aov"], dimensions=["product"], filters=[IN_US], days=DAYS)
    assert {row["product"]: row["aov"] for row in found} == {
        A: Decimal("5"), B: Decimal("30.1"), C: Decimal("5.05"),
    }  # fmt: skip


def test_a_ratio_is_null_when_its_divisor_is_zero_and_a_sum_is_zero() -> None:
    (row,) = ask(metrics=["units", "units_per_order", "cancelled_rate"],
                 days=("2026-01-01", "2026-01-02"))  # fmt: skip
    assert row == {"units": 0, "units_per_order": None, "cancelled_rate": None}


def test_where_nothing_was_sold_money_is_zero_in_the_currency_of_the_marketplaces() -> None:
    quiet = ("2026-01-01", "2026-01-02")
    found = ask(metrics=["revenue", "aov"], days=quiet)
    assert found == [
        {"currency": "EUR", "revenue": 0, "aov": None},
        {"currency": "USD", "revenue": 0, "aov": None},
    ]
    assert ask(metrics=["revenue"], days=quiet, filters=[IN_US]) == [
        {"currency": "USD", "revenue": 0}
    ]


def test_a_series_has_every_day_of_the_range_for_every_group_seen() -> None:
    found = ask(metrics=["units", "units_per_order"], grain="day", dimensions=["marketplace"],
                days=("2026-03-01", "2026-03-04"))  # fmt: skip
    by_place = {place: [row["units"] for row in found if row["marketplace"] == place]
                for place in (US, DE)}  # fmt: skip
    assert by_place == {US: [0, 4, 3, 0], DE: [0, 2, 0, 0]}
    assert found[0]["units_per_order"] is None


def test_a_day_as_a_dimension_has_only_days_with_figures() -> None:
    found = ask(metrics=["units"], dimensions=["day"], days=("2026-03-01", "2026-03-04"))
    assert [(str(row["day"]), row["units"]) for row in found] == [
        ("2026-03-02", 6), ("2026-03-03", 3),
    ]  # fmt: skip


def test_weeks_are_written_as_their_monday_and_months_as_their_first() -> None:
    (week, after) = ask(metrics=["units"], grain="week", days=("2026-03-03", "2026-03-09"))
    assert (str(week["week"]), week["units"]) == ("2026-03-02", 3)
    assert (str(after["week"]), after["units"]) == ("2026-03-09", 0)
    months = ask(metrics=["units"], grain="month", days=("2026-02-20", "2026-03-02"))
    assert [(str(row["month"]), row["units"]) for row in months] == [
        ("2026-02-01", 0), ("2026-03-01", 6),
    ]  # fmt: skip


def test_hours_and_weekdays_are_those_of_the_marketplace() -> None:
    found = ask(metrics=["units"], dimensions=["weekday", "hour"], days=DAYS)
    assert [(row["weekday"], row["hour"], row["units"]) for row in found] == [
        (1, 10, 5), (1, 17, 1), (2, 9, 0), (2, 10, 3), (2, 11, 0),
    ]  # fmt: skip
    (row,) = ask(metrics=["orders"], days=DAYS,
                 filters=[{"field": "hour", "value": 10}, {"field": "product", "value": A}])  # fmt: skip
    assert row["orders"] == 3


def test_a_cut_takes_the_last_day_up_to_the_minute() -> None:
    def units(until):
        (row,) = ask(metrics=["units", "orders"], filters=[IN_US], days=DAYS, until=until)
        return row["units"], row["orders"]

    from datetime import time

    assert units(time(10, 15)) == (4, 2)
    assert units(time(10, 16)) == (7, 3)
    assert units(None) == (7, 3)


def test_a_cut_holds_for_sums_by_product_as_well() -> None:
    from datetime import time

    found = ask(metrics=["units", "orders"], dimensions=["product"], filters=[IN_US],
                days=DAYS, until=time(10, 0))  # fmt: skip
    assert {row["product"]: (row["units"], row["orders"]) for row in found} == {
        A: (1, 1), B: (2, 1), C: (1, 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("filter_", "units"),
    [
        ({"field": "marketplace", "value": "UK"}, 0),
        ({"field": "marketplace", "op": "in", "value": ["us", "Amazon.de"]}, 9),
        ({"field": "marketplace", "op": "not in", "value": [US]}, 2),
        ({"field": "product", "op": "!=", "value": A}, 3),
        ({"field": "brand", "op": "!=", "value": "Nordkiepe"}, 1),
        ({"field": "brand", "value": None}, 1),
        ({"field": "brand", "op": "in", "value": ["Nordkiepe", None]}, 9),
        ({"field": "brand", "op": "in", "value": []}, 0),
        ({"field": "brand", "op": "not in", "value": []}, 9),
        ({"field": "category", "op": "~", "value": "kit"}, 8),
        ({"field": "product", "op": "~", "value": "bottle red"}, 2),
        ({"field": "product", "op": "~", "value": "stahl"}, 6),
        ({"field": "product", "op": "~", "value": "b00000000c"}, 1),
        ({"field": "product", "op": "~", "value": "100%"}, 1),
        ({"field": "product", "op": "~", "value": "l_c"}, 1),
        ({"field": "product", "op": "~", "value": "%"}, 1),
        ({"field": "product", "op": "~", "value": "'; DROP TABLE seller.orders; --"}, 0),
        ({"field": "sku", "value": "second"}, 1),
        ({"field": "parent", "value": "B00000000P"}, 2),
        ({"field": "parent", "value": A}, 6),
        ({"field": "weekday", "op": "in", "value": [2]}, 3),
        ({"field": "currency", "value": "EUR"}, 2),
        ({"field": "fulfillment_channel", "value": "MFN"}, 1),
        ({"field": "order_status", "value": "Pending"}, 3),
        ({"field": "buyer", "value": "Business"}, 1),
        ({"field": "buyer", "op": "!=", "value": "Business"}, 8),
    ],
)  # fmt: skip
def test_a_filter_keeps_what_it_says(filter_, units) -> None:
    (row,) = ask(metrics=["units"], filters=[filter_], days=DAYS)
    assert row["units"] == units


def test_single_orders_can_be_looked_at() -> None:
    found = ask(metrics=["revenue"], dimensions=["order"], order=[{"by": "revenue"}], limit=1,
                filters=[IN_US], days=DAYS)  # fmt: skip
    assert [row["revenue"] for row in found] == [Decimal("40.10")]
    (row,) = ask(metrics=["orders", "units"], days=DAYS,
                 having=[{"field": "units", "op": ">", "value": 2, "per": "order"}])  # fmt: skip
    assert (row["orders"], row["units"]) == (2, 6)


def test_what_cannot_be_answered_is_one_sentence() -> None:
    with pytest.raises(QueryError, match="cannot be split or filtered by hour"):
        ask(metrics=["units", "stock_units"], dimensions=["hour"], days=DAYS)
    with pytest.raises(QueryError, match="no figure for each day"):
        ask(metrics=["days_of_cover"], grain="day", days=DAYS)
    with pytest.raises(QueryError, match="not at aov"):
        ask(metrics=["orders"], days=DAYS,
            having=[{"field": "aov", "op": ">", "value": 2, "per": "order"}])  # fmt: skip
