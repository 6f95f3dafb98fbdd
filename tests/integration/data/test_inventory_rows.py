"""Rows of stock out of a shop written by hand: age, stranded, days, and the catalogue's pace."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from data.inventory_rows import load_ages, load_first_counts, load_stock_days, load_stranded
from data.stockouts import StockDay, find_stockouts
from tests.integration.data.hand_shop import DE, US, ask

A, B, C = "B00000000A", "B00000000B", "B00000000C"
OUT, BACK = date(2026, 3, 11), date(2026, 3, 15)


@pytest.fixture(scope="module", autouse=True)
def shop(empty_shop):
    """A is out of stock from 11 to 14 March in the US, under two SKUs; B never; C is in DE."""
    empty_shop.open(US, DE)
    for asin in (A, B, C):
        empty_shop.product(asin)
    for number in range(40):
        day = date(2026, 2, 9) + timedelta(days=number)
        is_out = OUT <= day < BACK
        empty_shop.stock(US, A, str(day), fulfillable_units=0 if is_out else 9)
        empty_shop.insert(
            "inventory_daily",
            {"marketplace_id": US, "sku": "second", "asin": A, "local_date": day,
             "fulfillable_units": 0},
        )  # fmt: skip
        empty_shop.stock(US, B, str(day), fulfillable_units=3)
    empty_shop.stock(DE, C, "2026-03-12", fulfillable_units=0)
    for day, units in (("2026-02-20", 21), ("2026-03-05", 36), ("2026-03-12", 2)):
        empty_shop.order(US, f"{day}T10:00", (A, units, "1.00"))
    empty_shop.order(US, "2026-03-13T10:00", (A, 5, "1.00"), status="Cancelled")
    empty_shop.close_books()
    _planning(empty_shop, A, "2026-03-01", age_0_to_90_units=4, age_over_365_units=1)
    _planning(empty_shop, A, "2026-03-09", age_0_to_90_units=6, recommended_action="Create a sale")
    _planning(empty_shop, B, "2026-03-04", age_181_to_270_units=2)
    _planning(empty_shop, C, "2026-03-02", age_181_to_270_units=7)
    empty_shop.insert("stranded_inventory", _stranded(A, 3, 1))
    empty_shop.insert("stranded_inventory", _stranded(B, 0, 0))
    empty_shop.insert("stranded_inventory", _stranded(C, 9, 0))
    for source in ("inventory", "inventory_planning", "stranded_inventory"):
        empty_shop.move_version(source)


def _planning(shop, asin: str, on: str, **row) -> None:
    head = {"marketplace_id": US, "sku": f"S-{asin}", "asin": asin}
    shop.insert("inventory_planning", head | {"local_date": date.fromisoformat(on), **row})


def _stranded(asin: str, good: int, bad: int) -> dict[str, object]:
    return {
        "marketplace_id": US, "sku": f"S-{asin}", "asin": asin, "reason": "Closed listing",
        "suggested_action": "Relist", "stranded_at": datetime(2026, 3, 1, tzinfo=UTC),
        "fulfillable_units": good, "unfulfillable_units": bad, "currency": "USD",
    }  # fmt: skip


def test_each_sku_has_the_age_of_the_newest_picture_that_names_it() -> None:
    rows = load_ages(1).set_index("product")
    assert rows.loc[A, "counted_on"] == date(2026, 3, 9)
    assert rows.loc[A, "age_0_to_90_units"] == 6
    assert rows.loc[A, "age_over_365_units"] == 0
    assert rows.loc[A, "recommended_action"] == "Create a sale"
    assert rows.loc[B, "age_181_to_270_units"] == 2


def test_what_was_not_named_for_a_week_is_gone() -> None:
    assert set(load_ages(1)["product"]) == {A, B}


def test_stranded_stock_is_all_its_pieces_and_an_empty_row_is_none() -> None:
    rows = load_stranded(1)
    assert rows["product"].tolist() == [C, A]
    assert rows["stranded_units"].tolist() == [9, 4]
    assert set(rows["suggested_action"]) == {"Relist"}


def test_days_are_those_of_products_that_were_empty_over_all_their_skus() -> None:
    days = load_stock_days(1, [US, DE], OUT, date(2026, 3, 16))
    assert set(days) == {(US, A), (DE, C)}
    known = {one.day: one for one in days[US, A]}
    assert known[date(2026, 3, 10)] == StockDay(date(2026, 3, 10), 9, 0)
    assert known[date(2026, 3, 12)] == StockDay(date(2026, 3, 12), 0, 2)
    assert known[date(2026, 3, 13)] == StockDay(date(2026, 3, 13), 0, 0)
    assert max(known) == date(2026, 3, 16)
    assert load_stock_days(1, [US], BACK, date(2026, 3, 16)) == {}


def test_the_pace_of_a_stock_out_is_the_catalogue_s_velocity_of_the_day_before() -> None:
    days = load_stock_days(1, [US], OUT, BACK)[US, A]
    (one,) = find_stockouts(days, OUT, BACK)
    (row,) = ask(
        metrics=["velocity"],
        filters=[{"field": "product", "value": A}, {"field": "marketplace", "value": US}],
        days=("2026-03-10", "2026-03-10"),
    )
    assert one.pace == pytest.approx(row["velocity"], abs=Decimal("0.000001"))
    assert one.pace == Decimal(57) / 30
    assert one.lost_days == 3


def test_stock_is_counted_from_the_first_picture_on() -> None:
    assert load_first_counts(1) == {US: date(2026, 2, 9), DE: date(2026, 3, 12)}
