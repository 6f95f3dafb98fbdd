"""Visits, the age and value of stock, ordering again, returns and payouts, worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.errors import QueryError
from tests.integration.data.hand_shop import DE, US, ask

A, B, C = "B00000000A", "B00000000B", "B00000000C"
DAYS = ("2026-03-01", "2026-03-30")
IN_US = {"field": "marketplace", "value": "US"}


@pytest.fixture(scope="module", autouse=True)
def shop(empty_shop):
    empty_shop.open(US, DE)
    for asin, brand in ((A, "Red"), (B, "Red"), (C, "Blue")):
        empty_shop.product(asin, brand=brand)
    for asin, status in ((A, "Active"), (B, "Inactive"), (C, "ACTIVE")):
        empty_shop.insert("listings", {"marketplace_id": US, "sku": f"S-{asin}", "asin": asin,
                                       "status": status})  # fmt: skip
    empty_shop.insert("listings", {"marketplace_id": DE, "sku": f"S-{A}", "asin": A,
                                   "status": "Active"})  # fmt: skip
    _visits(empty_shop)
    _stock(empty_shop)
    _money(empty_shop)
    empty_shop.close_books()
    return empty_shop


def _visits(shop) -> None:
    for day, sessions, views, units, pct in (
        ("2026-03-02", 100, 200, 10, "90"),
        ("2026-03-03", 50, 800, 5, "50"),
        ("2026-03-04", 10, 40, 1, None),
    ):
        shop.insert("traffic_daily", {
            "marketplace_id": US, "local_date": date.fromisoformat(day), "sessions": sessions,
            "page_views": views, "units": units, "order_lines": units // 2,
            "featured_offer_pct": pct})  # fmt: skip
    for asin, sessions in ((A, 80), (B, 40)):
        shop.insert("traffic_product_daily", {
            "marketplace_id": US, "local_date": date(2026, 3, 2), "asin": asin,
            "sessions": sessions, "page_views": 100, "units": 5})  # fmt: skip


def _stock(shop) -> None:
    # A is in stock on all days counted, B on the second of two, C never was counted.
    for day, a_units, b_units in (("2026-03-29", 30, 0), ("2026-03-30", 10, 4)):
        shop.stock(US, A, day, fulfillable_units=a_units)
        shop.stock(US, B, day, fulfillable_units=b_units)
    shop.stock(US, A, fulfillable_units=10, inbound_units=5, reserved_units=2,
               unfulfillable_units=50)  # fmt: skip
    shop.stock(US, B, fulfillable_units=4)
    # 60 of A within 30 days: 2 a day. 29 of B on 29 days in stock: 1 a day.
    shop.order(US, "2026-03-01T10:00", (A, 60, "600"), (B, 29, "290"))
    shop.order(US, "2026-02-28T10:00", (A, 1000, "1"))
    shop.order(DE, "2026-03-02T10:00", (C, 30, "300"))
    shop.stock(DE, C, fulfillable_units=5)
    for sku, days in ((f"S-{A}", {"lead_time_days": 10, "safety_days": 5, "target_cover_days": 20,
                                  "minimum_order_units": 100}),
                      (f"S-{B}", {"lead_time_days": 1, "safety_days": 1})):  # fmt: skip
        shop.enter("seller.product_settings", sku=sku, **days)
    for day, old, young in (("2026-03-10", 7, 3), ("2026-03-28", 4, 12)):
        shop.insert("inventory_planning", {
            "marketplace_id": US, "local_date": date.fromisoformat(day), "sku": f"S-{A}",
            "asin": A, "age_0_to_90_units": young, "age_181_to_270_units": old - 3,
            "age_271_to_365_units": 2, "age_over_365_units": 1,
            "shipped_90_days_units": 88, "excess_units": old * 2})  # fmt: skip
    shop.insert("stranded_inventory", {"marketplace_id": US, "sku": f"S-{B}", "asin": B,
                                       "fulfillable_units": 3, "unfulfillable_units": 2,
                                       "reserved_units": 1, "inbound_units": 9})  # fmt: skip
    shop.enter("seller.product_costs", item_kind="asin", item=A, currency="USD",
               valid_from=date(2026, 1, 1), goods_amount="2")  # fmt: skip
    shop.enter("seller.product_costs", item_kind="sku", item=f"S-{A}", marketplace_id=US,
               currency="USD", valid_from=date(2026, 3, 30), goods_amount="3")  # fmt: skip


def _money(shop) -> None:
    for key, ends, paid, total in (("s1", 5, 7, "100.50"), ("s2", 19, None, "50")):
        shop.insert("settlements", {
            "settlement_id": key, "connection_id": 1, "marketplace_id": US,
            "starts_at": datetime(2026, 3, 1, tzinfo=UTC), "currency": "USD",
            "ends_at": datetime(2026, 3, ends, 12, tzinfo=UTC), "total_amount": total,
            # 3:00 in London is the evening before in Seattle.
            "deposited_at": paid and datetime(2026, 3, paid, 3, tzinfo=UTC)})  # fmt: skip
    for line, (day, amount, sku) in enumerate(((4, "120", f"S-{A}"), (4, "-19.50", f"S-{A}"),
                                               (18, "50", None))):  # fmt: skip
        shop.insert("settlement_lines", {
            "settlement_id": "s1", "line_no": line, "transaction_type": "Order", "kind": "sales",
            "marketplace_id": US, "currency": "USD", "amount": amount, "sku": sku,
            "local_date": date(2026, 3, day)})  # fmt: skip
    for key, asin, units, state, reason in (("r1", A, 1, "SELLABLE", "UNWANTED_ITEM"),
                                            ("r2", A, 2, "DEFECTIVE", "DEFECTIVE"),
                                            ("r3", B, 1, None, "UNWANTED_ITEM")):  # fmt: skip
        shop.insert("returns", {
            "channel": "FBA", "return_key": key, "amazon_order_id": f"o-{key}",
            "sku": f"S-{asin}", "asin": asin, "marketplace_id": US, "quantity": units,
            "returned_at": datetime(2026, 3, 9, tzinfo=UTC), "local_date": date(2026, 3, 9),
            "disposition": state, "reason": reason})  # fmt: skip


def one(*metrics, **query):
    query.setdefault("days", DAYS)
    query.setdefault("filters", [IN_US])
    (row,) = ask(metrics=list(metrics), **query)
    return {name: row[name] for name in metrics}


def by(dimension, metric, **query):
    query.setdefault("days", DAYS)
    rows = ask(metrics=[metric], dimensions=[dimension], **query)
    return {row[dimension]: row[metric] for row in rows}


def test_visits_and_what_comes_of_them() -> None:
    found = one("sessions", "page_views", "visited_units", "unit_session_rate",
                "visited_lines", "order_line_session_rate",
                "featured_offer_rate", "featured_views", "measured_views")  # fmt: skip
    assert found == {
        "sessions": 160, "page_views": 1040, "visited_units": 16, "unit_session_rate":
        Decimal("0.1"), "visited_lines": 7, "order_line_session_rate": Decimal("0.04375"),
        "featured_views": 580, "measured_views": 1000,
        # 90 % of 200 and 50 % of 800; the day without a percentage has no say.
        "featured_offer_rate": Decimal("0.58"),
    }  # fmt: skip


def test_visits_of_products_come_from_their_own_report() -> None:
    assert by("product", "sessions") == {A: 80, B: 40}
    assert by("brand", "unit_session_rate") == {"Red": pytest.approx(Decimal(10) / 120)}


def test_days_of_which_amazon_has_told_no_visits_are_unknown_not_zero() -> None:
    rows = ask(metrics=["sessions"], grain="day", filters=[IN_US],
               days=("2026-03-04", "2026-03-05"))  # fmt: skip
    assert [row["sessions"] for row in rows] == [10, None]
    with pytest.raises(QueryError, match="Visits cannot be split or filtered by sku"):
        by("sku", "sessions")


def test_in_stock_rate_counts_days_and_offers() -> None:
    assert one("in_stock_rate", "in_stock_days", "counted_stock_days") == {
        "in_stock_rate": Decimal("0.75"), "in_stock_days": 3, "counted_stock_days": 4,
    }  # fmt: skip
    assert by("product", "in_stock_rate") == {A: 1, B: Decimal("0.5")}


def test_the_pace_counts_only_days_in_stock() -> None:
    assert by("product", "velocity", filters=[IN_US]) == {A: 2, B: 1}
    assert one("velocity") == {"velocity": 3}


def test_what_to_order_goes_by_lead_time_safety_and_target() -> None:
    # A: 2 a day for 10 + 5 days. B: 1 a day for 1 + 1 days.
    assert by("product", "reorder_point", filters=[IN_US]) == {A: 30, B: 2}
    # A has 10 and 5 on the way, wants 2 x 20, and the least order is 100. B has 4: enough.
    assert by("product", "reorder_units", filters=[IN_US]) == {A: 100, B: 0}


def test_without_settings_of_its_own_an_offer_has_those_of_the_account(shop) -> None:
    in_germany = {"filters": [{"field": "marketplace", "value": "DE"}]}
    # 1 a day and 5 in stock. By default 30 + 14 days, and 60 to be covered.
    assert one("velocity", "reorder_point", "reorder_units", **in_germany) == {
        "velocity": 1, "reorder_point": 44, "reorder_units": 55,
    }  # fmt: skip
    shop.enter("seller.account_settings", lead_time_days=10, safety_days=0, target_cover_days=20)
    assert one("reorder_point", "reorder_units", **in_germany) == {
        "reorder_point": 10, "reorder_units": 15,
    }  # fmt: skip


def test_age_is_that_of_the_last_picture_in_time() -> None:
    assert one("aged_units", "aged_share") == {"aged_units": 4, "aged_share": Decimal("0.25")}
    assert one("aged_units", days=("2026-03-01", "2026-03-27")) == {"aged_units": 7}
    assert one("aged_units", days=("2026-03-01", "2026-03-02")) == {"aged_units": None}
    weeks = ask(metrics=["aged_units"], grain="week", days=DAYS, filters=[IN_US])
    assert [row["aged_units"] for row in weeks] == [None, None, 7, None, 4, None]


def test_excess_is_amazon_s_own_number_at_the_cost_valid_at_the_end() -> None:
    # Twice 4 pieces of A, at 3 since the 30th and at 2 before.
    assert one("excess_units", "excess_value") == {"excess_units": 8, "excess_value": 24}
    assert one("excess_units", "excess_value", days=("2026-03-01", "2026-03-29")) == {
        "excess_units": 8, "excess_value": 16,
    }  # fmt: skip
    # The picture before it; and before every picture nobody knows.
    assert one("excess_units", "excess_value", days=("2026-03-01", "2026-03-27")) == {
        "excess_units": 14, "excess_value": 28,
    }  # fmt: skip
    assert one("excess_units", "excess_value", days=("2026-03-01", "2026-03-02")) == {
        "excess_units": None, "excess_value": None,
    }  # fmt: skip
    with pytest.raises(QueryError, match="Excess stock at cost is known for the end of a period"):
        ask(metrics=["excess_value"], days=DAYS, grain="week")


def test_sell_through_is_what_was_shipped_over_the_average_stock_of_90_days() -> None:
    # (30 + 0 + 10 + 4) / 2 pictures = 22 pieces on average; 88 were shipped.
    assert one("sell_through") == {"sell_through": 4}


def test_stock_at_cost_takes_the_cost_valid_at_the_end() -> None:
    # 10 + 5 + 2 of A at 3; B has no cost, so its 4 are counted apart.
    assert one("inventory_value", "uncosted_stock_units") == {
        "inventory_value": 51, "uncosted_stock_units": 4,
    }  # fmt: skip
    # A day earlier: the picture of that day has 30 of A, at 2.
    assert one("inventory_value", days=("2026-03-29", "2026-03-29")) == {"inventory_value": 60}


def test_stranded_stock_and_active_offers_are_as_they_are_now() -> None:
    assert one("stranded_units", "active_products", "active_offers") == {
        "stranded_units": 6, "active_products": 2, "active_offers": 2,
    }  # fmt: skip
    # The product that is offered in two marketplaces is one product.
    assert one("active_products", "active_skus", "active_offers", filters=[]) == {
        "active_products": 2, "active_skus": 2, "active_offers": 3,
    }  # fmt: skip
    with pytest.raises(QueryError, match="no figure for each day"):
        one("stranded_units", grain="day")


def test_products_sold_are_counted_once_however_often_they_were_bought() -> None:
    assert one("products_sold", days=("2026-02-28", "2026-03-30")) == {"products_sold": 2}
    assert by("brand", "products_sold") == {"Red": 2, "Blue": 1}
    by_month = ask(metrics=["products_sold"], dimensions=["month"], filters=[IN_US],
                   days=("2026-02-01", "2026-03-30"))  # fmt: skip
    assert [row["products_sold"] for row in by_month] == [1, 2]


def test_returns_by_reason_and_what_of_them_can_be_sold_again() -> None:
    assert one("returned_units", "sellable_returned_units") == {
        "returned_units": 4, "sellable_returned_units": 1,
    }  # fmt: skip
    assert one("return_rate") == {"return_rate": pytest.approx(Decimal(4) / 89)}
    assert by("return_reason", "returned_units") == {"UNWANTED_ITEM": 2, "DEFECTIVE": 2}
    assert by("disposition", "returned_units") == {"SELLABLE": 1, "DEFECTIVE": 2, None: 1}
    assert by("brand", "returned_units") == {"Red": 4}


def test_storage_stands_on_its_month_and_under_its_product(shop) -> None:
    for month, asin, fee in ((3, A, "1.25"), (3, B, "0.50"), (2, A, "9")):
        shop.insert("storage_fees", {
            "marketplace_id": US, "month": date(2026, month, 1), "fnsku": f"X{asin}",
            "fulfillment_center": "PHX1", "asin": asin, "fee_amount": fee,
            "currency": "USD"})  # fmt: skip
    assert one("storage_by_product") == {"storage_by_product": Decimal("1.75")}
    assert by("product", "storage_by_product") == {A: Decimal("1.25"), B: Decimal("0.5")}


def test_payouts_count_on_the_day_they_are_paid_at_the_marketplace() -> None:
    rows = ask(metrics=["payout"], dimensions=["day"], days=DAYS)
    assert [(str(row["day"]), row["payout"]) for row in rows if row["payout"]] == [
        ("2026-03-06", Decimal("100.50")),
        # Not paid out yet: it stands on the day the settlement ends.
        ("2026-03-19", Decimal("50")),
    ]


def test_net_proceeds_are_the_lines_of_settlements_on_their_days() -> None:
    assert one("net_proceeds") == {"net_proceeds": Decimal("150.50")}
    assert by("product", "net_proceeds") == {A: Decimal("100.50"), None: 50}
    assert one("net_proceeds", days=("2026-03-01", "2026-03-10")) == {
        "net_proceeds": Decimal("100.50")
    }
