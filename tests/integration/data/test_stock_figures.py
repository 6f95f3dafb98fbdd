"""Stock: the newest figures up to the end of a period, and how many days they last."""

from __future__ import annotations

from datetime import time

import pytest

from tests.integration.data.hand_shop import DE, US, ask

A, B, C = "B00000000A", "B00000000B", "B00000000C"


@pytest.fixture(scope="module", autouse=True)
def shop(empty_shop):
    """US has pictures of 1, 2 and 5 March and is at 5 March now; DE has only what is now."""
    empty_shop.open(US, DE)
    for asin, brand in ((A, "Red"), (B, "Red"), (C, "Blue")):
        empty_shop.product(asin, brand=brand)
    for day, a_units, b_units in (
        ("2026-03-01", 10, 5),
        ("2026-03-02", 8, 5),
        ("2026-03-05", 60, 0),
    ):
        empty_shop.stock(US, A, day, fulfillable_units=a_units, inbound_units=1)
        empty_shop.stock(US, B, day, fulfillable_units=b_units)
    empty_shop.stock(US, A, fulfillable_units=60, inbound_units=7, unfulfillable_units=2)
    empty_shop.stock(US, B, fulfillable_units=0, reserved_units=3)
    empty_shop.stock(DE, C, fulfillable_units=40)
    empty_shop.order(US, "2026-02-03T10:00", (A, 50, "1.00"))
    empty_shop.order(US, "2026-02-04T10:00", (A, 20, "1.00"))
    empty_shop.order(US, "2026-03-05T10:00", (A, 10, "1.00"))
    empty_shop.order(US, "2026-03-05T12:00", (B, 3, "1.00"))
    empty_shop.close_books()


def stock(**query):
    query.setdefault("days", ("2026-03-05", "2026-03-05"))
    return ask(**query)


IN_US = [{"field": "marketplace", "value": US}]


def test_stock_of_now_adds_up_over_products_and_marketplaces() -> None:
    (row,) = stock(
        metrics=["stock_units", "inbound_units", "reserved_units", "unfulfillable_units"]
    )
    assert tuple(row.values()) == (100, 7, 3, 2)
    by_brand = stock(metrics=["stock_units"], dimensions=["brand"])
    assert {row["brand"]: row["stock_units"] for row in by_brand} == {"Red": 60, "Blue": 40}


def test_a_period_in_the_past_has_the_stock_of_its_end() -> None:
    (row,) = stock(metrics=["stock_units"], filters=IN_US, days=("2026-02-01", "2026-03-01"))
    assert row["stock_units"] == 15
    (row,) = stock(metrics=["stock_units"], filters=IN_US, days=("2026-03-03", "2026-03-04"))
    assert row["stock_units"] == 13
    (row,) = stock(metrics=["stock_units"], filters=IN_US, days=("2026-01-01", "2026-02-28"))
    assert row["stock_units"] is None


def test_a_series_has_the_last_picture_of_each_day_week_or_month_and_no_guess() -> None:
    found = stock(metrics=["stock_units"], filters=IN_US, grain="day",
                  dimensions=["marketplace"], days=("2026-03-01", "2026-03-05"))  # fmt: skip
    assert [row["stock_units"] for row in found] == [15, 13, None, None, 60]
    found = stock(metrics=["stock_units"], filters=IN_US, grain="week",
                  days=("2026-02-26", "2026-03-08"))  # fmt: skip
    assert [(str(row["week"]), row["stock_units"]) for row in found] == [
        ("2026-02-23", 15), ("2026-03-02", 60),
    ]  # fmt: skip


def test_stock_compares_with_the_end_of_the_earlier_period() -> None:
    found = stock(metrics=["stock_units"], filters=IN_US, grain="day",
                  compare={"kind": "previous"}, days=("2026-03-05", "2026-03-05"))  # fmt: skip
    assert [(row["stock_units"], row["stock_units_before"]) for row in found] == [(60, None)]
    (row,) = stock(metrics=["stock_units"], filters=IN_US, compare={"kind": "previous"})
    assert (row["stock_units"], row["stock_units_before"]) == (60, 13)


def test_days_of_cover_go_by_the_thirty_days_up_to_the_end_without_those_out_of_stock() -> None:
    # 4 February to 5 March: 20 + 10 of A, and 3 of B, which is empty on the last of 30 days.
    (row,) = stock(metrics=["days_of_cover"], filters=IN_US)
    assert float(row["days_of_cover"]) == pytest.approx(60 / (30 / 30 + 3 / 29))
    found = stock(metrics=["days_of_cover"], filters=IN_US, dimensions=["product"])
    cover = {row["product"]: row["days_of_cover"] for row in found}
    assert cover == {A: 60, B: 0}
    # A day that is not over does not count: 3 February to 4 March.
    found = stock(metrics=["days_of_cover"], filters=IN_US, dimensions=["product"],
                  until=time(11, 0))  # fmt: skip
    cover = {row["product"]: row["days_of_cover"] for row in found}
    assert float(cover[A]) == pytest.approx(60 * 30 / 70)
    assert cover[B] is None


def test_what_never_sells_has_no_days_of_cover() -> None:
    (row,) = stock(metrics=["days_of_cover"], filters=[{"field": "product", "value": C}])
    assert row["days_of_cover"] is None


def test_stock_stands_beside_sales_without_multiplying_either() -> None:
    found = stock(metrics=["revenue", "units", "stock_units"], dimensions=["product"],
                  days=("2026-02-01", "2026-03-05"))  # fmt: skip
    assert {(row["product"], row["currency"]): (row["units"], row["stock_units"])
            for row in found} == {
        (A, "USD"): (80, 60), (B, "USD"): (3, 0), (C, "EUR"): (0, 40),
    }  # fmt: skip


def test_what_is_out_of_stock_can_be_asked() -> None:
    found = stock(metrics=["stock_units"], dimensions=["product"],
                  having=[{"field": "stock_units", "op": "<=", "value": 0}])  # fmt: skip
    assert [row["product"] for row in found] == [B]
