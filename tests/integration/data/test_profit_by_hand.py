"""Advertising, fees, refunds, VAT, costs and profit of a small shop, worked out by hand.

Germany, 2 to 4 March 2026 (VAT 19 % inside prices):

    2 March   A ×2 for 238.00, shipping 11.90, discount 23.80: 226.10 paid, 190.00 without VAT
    3 March   sent: referral fee 30, FBA 8
    4 March   one A refunded: 119.00 with VAT, referral fee 15 given back, 3 kept
              reimbursed 12 for a lost A, selling plan 39, storage 4, unknown 7
    ads       campaign c1 (A): 10 for 50 of sales; Sponsored Brands c2: 6 for nothing
    costs     A: 25 € until 2 March, 30 € from 3 March
    expenses  rent 310 € a month in Germany, 100 $ once for all marketplaces

United States: 2 March A ×1 for $100; no VAT, no fees; $1.25 for a euro on that day.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.errors import QueryError
from data.formula import load_formula
from data.metrics import METRICS
from data.query_model import MetricQuery, TimeRange
from tests.integration.data.hand_shop import DE, US, ask

A, B = "B00000000A", "B00000000B"
DAYS = ("2026-03-02", "2026-03-04")
IN_DE = {"field": "marketplace", "value": "DE"}
IN_US = {"field": "marketplace", "value": "US"}
MANY = "SPONSORED_BRANDS"


@pytest.fixture(scope="module", autouse=True)
def shop(empty_shop):
    empty_shop.open(US, DE)
    for asin in (A, B):
        empty_shop.product(asin, title=f"Product {asin[-1]}", brand=f"Brand {asin[-1]}")
    empty_shop.order(DE, "2026-03-02T10:00", (A, 2, "238.00", {
        "shipping_price_amount": "11.90", "item_discount_amount": "23.80"}))  # fmt: skip
    empty_shop.order(US, "2026-03-02T10:00", (A, 1, "100.00"))
    empty_shop.order(DE, "2026-03-20T10:00", (B, 1, "10.70"))
    empty_shop.money(DE, "2026-03-03", "Shipment", ("sales", "190", A, 2), ("tax", "36.10", A, 0),
                     ("referral_fee", "-30", A, 0), ("fulfilment_fee", "-8", A, 0))  # fmt: skip
    empty_shop.money(DE, "2026-03-04", "Refund", ("sales", "-100", A, 1), ("tax", "-19", A, 0),
                     ("referral_fee", "15", A, 0), ("refund_fee", "-3", A, 0))  # fmt: skip
    empty_shop.money(DE, "2026-03-04", "Adjustment", ("reimbursement", "12", A, 1))
    empty_shop.money(DE, "2026-03-04", "ServiceFee", ("subscription", "-39"),
                     ("storage_fee", "-4"), ("other", "7"))  # fmt: skip
    empty_shop.insert("ad_profiles", {"profile_id": f"P-{DE}", "connection_id": 1,
        "marketplace_id": DE, "currency": "EUR", "time_zone": "Europe/Berlin",
        "account_type": "seller"})  # fmt: skip
    empty_shop.insert("ad_campaigns", {"profile_id": f"P-{DE}", "campaign_id": "c1",
        "marketplace_id": DE, "ad_product": "SPONSORED_PRODUCTS", "name": "Bottles"})  # fmt: skip
    first = {"impressions": 1000, "clicks": 20, "cost_amount": "10", "sales_amount": "50",
             "orders": 2, "units": 3}  # fmt: skip
    empty_shop.advertise(DE, "2026-03-02", **first)
    empty_shop.advertise(DE, "2026-03-03", campaign_id="c2", campaign_name="Name, no entry",
                         ad_product=MANY, impressions=200, clicks=5, cost_amount="6")  # fmt: skip
    empty_shop.advertise(DE, "2026-03-02", "ad_products_daily", asin=A, sku=f"S-{A}", **first)
    for target, words, cost, orders in (("t1", "bottle", "4", 0), ("t2", "steel", "5", 2),
                                        ("t3", "blue bottle", "1", 0)):  # fmt: skip
        empty_shop.advertise(DE, "2026-03-02", "ad_targets_daily", target_id=target,
                             expression=words, match_type="EXACT" if target == "t3" else "BROAD",
                             cost_amount=cost, orders=orders, clicks=3)  # fmt: skip
    # The same keyword on another day brings the order it did not bring on the first.
    empty_shop.advertise(DE, "2026-03-03", "ad_targets_daily", target_id="t3", match_type="EXACT",
                         expression="blue bottle", cost_amount="2", orders=1, clicks=1)  # fmt: skip
    for term, cost, orders in (("cheap bottle", "3", 0), ("steel bottle", "6", 2)):
        empty_shop.advertise(DE, "2026-03-02", "ad_search_terms", target_id="t1", match_type="BROAD",
                             expression="bottle", search_term=term, cost_amount=cost,
                             orders=orders, clicks=2)  # fmt: skip
    for day, goods in (("2026-01-01", "20"), ("2026-03-03", "25")):
        empty_shop.enter("seller.product_costs", item_kind="sku", item=f"S-{A}", currency="EUR",
                         valid_from=date.fromisoformat(day), goods_amount=goods,
                         freight_amount="5")  # fmt: skip
    empty_shop.enter("seller.expenses", name="Rent", category="Rooms", marketplace_id=DE,
                     spread="monthly", starts_on=date(2026, 1, 1), amount="310",
                     currency="EUR")  # fmt: skip
    empty_shop.enter("seller.expenses", name="Fair", category="Travel", spread="once",
                     starts_on=date(2026, 3, 3), amount="100", currency="USD")  # fmt: skip
    empty_shop.enter("seller.tax_rules", marketplace_id=DE, asin=B, valid_from=date(2026, 1, 1),
                     rate="0.07", is_in_prices=True)  # fmt: skip
    empty_shop.rate("2026-03-02", "USD", "1.25")
    empty_shop.rate("2026-03-04", "USD", "1.20")
    empty_shop.close_books()
    return empty_shop


def one(*metrics: str, **query):
    """The figures of a question that has one row, without its currency; cents where not whole."""
    query.setdefault("days", DAYS)
    query.setdefault("filters", [IN_DE])
    (row,) = ask(metrics=list(metrics), **query)
    return {name: row[name] for name in metrics}


def test_a_refunded_unit_keeps_its_cost_and_the_metric_says_so() -> None:
    found = one("units", "refund_amount", "cogs")
    assert found == {"units": 2, "refund_amount": 119, "cogs": 50}
    assert "Returns do not take it off" in METRICS["cogs"].sentence


def test_profit_is_what_is_left_of_what_buyers_paid() -> None:
    found = one("revenue", "revenue_ex_vat", "shipping", "discounts", "vat", "refund_amount",
                "reimbursements", "net_revenue", "fees", "cogs", "gross_profit", "ad_spend",
                "profit", "expenses", "net_profit", "total_costs")  # fmt: skip
    assert {name: round(value, 10) for name, value in found.items()} == {
        "revenue": Decimal("238"), "revenue_ex_vat": Decimal("200"),
        "shipping": Decimal("11.90"), "discounts": Decimal("23.80"),
        # 36.10 in what was paid, less 19.00 in what was refunded.
        "vat": Decimal("17.10"), "refund_amount": Decimal("119"), "reimbursements": Decimal("12"),
        # 190 - 100 + 12
        "net_revenue": Decimal("102"),
        # 30 - 15 + 8 + 3 + 4 + 39
        "fees": Decimal("69"), "cogs": Decimal("50"), "gross_profit": Decimal("-17"),
        "ad_spend": Decimal("16"), "profit": Decimal("-33"), "expenses": Decimal("30"),
        "net_profit": Decimal("-63"), "total_costs": Decimal("165"),
    }  # fmt: skip


def test_every_kind_of_fee_and_money_stands_apart() -> None:
    assert one("commission", "fba_fees", "closing_fees", "refund_fees", "storage_fees",
               "subscription_fees", "other_fees", "charged", "advertising_charged",
               "other_movements", "refund_units") == {
        "commission": 15, "fba_fees": 8, "closing_fees": 0, "refund_fees": 3, "storage_fees": 4,
        "subscription_fees": 39, "other_fees": 0, "charged": Decimal("226.10"),
        "advertising_charged": 0, "other_movements": 7, "refund_units": 1,
    }  # fmt: skip


def test_every_ratio_is_a_sum_divided_by_a_sum() -> None:
    found = one("refund_rate", "refund_amount_rate", "fee_rate", "fba_fee_rate", "profit_margin",
                "net_margin", "roi", "roi_all_costs", "break_even_acos", "ctr", "cpc",
                "ad_conversion_rate", "ad_cost_per_order", "acos", "roas", "tacos",
                "ad_revenue_share", "organic_share")  # fmt: skip
    expected = {
        "refund_rate": 1 / 2, "refund_amount_rate": 119 / 238, "fee_rate": 69 / 238,
        "fba_fee_rate": 8 / 238, "profit_margin": -33 / 238, "net_margin": -63 / 238,
        "roi": -33 / 50, "roi_all_costs": -63 / 165, "break_even_acos": -17 / 238,
        "ctr": 25 / 1200, "cpc": 16 / 25, "ad_conversion_rate": 2 / 25, "ad_cost_per_order": 8,
        "acos": 16 / 50, "roas": 50 / 16, "tacos": 16 / 238, "ad_revenue_share": 50 / 238,
        "organic_share": 188 / 238,
    }  # fmt: skip
    assert {name: float(value) for name, value in found.items()} == pytest.approx(expected)


def test_a_ratio_without_anything_to_divide_by_is_unknown() -> None:
    quiet = {"days": ("2025-01-01", "2025-01-02")}
    names = ["acos", "roas", "tacos", "ctr", "cpc", "ad_conversion_rate", "profit_margin", "roi",
             "fee_rate", "refund_rate", "break_even_acos", "ad_cost_per_order"]  # fmt: skip
    found = one(*names, **quiet)
    assert found == dict.fromkeys(names)
    assert one("ad_spend", "fees", "profit", "cogs", **quiet) == {
        "ad_spend": 0, "fees": 0, "profit": 0, "cogs": 0,
    }  # fmt: skip


def test_organic_sales_are_what_ads_did_not_bring() -> None:
    assert one("organic_sales", "ad_sales", "ad_orders", "ad_units", "impressions", "clicks") == {
        "organic_sales": 188, "ad_sales": 50, "ad_orders": 2, "ad_units": 3, "impressions": 1200,
        "clicks": 25,
    }  # fmt: skip


def test_costs_in_another_currency_are_taken_at_the_rate_of_the_day() -> None:
    assert one("cogs", "vat", "profit", filters=[IN_US]) == {
        "cogs": Decimal("31.25"), "vat": 0, "profit": Decimal("68.75"),
    }  # fmt: skip


def test_a_cost_holds_from_its_day_and_a_unit_without_one_is_counted() -> None:
    found = one("cogs", "uncosted_units", days=("2026-03-02", "2026-03-20"))
    assert found == {"cogs": 50, "uncosted_units": 1}


def test_a_product_with_a_rate_of_its_own_has_that_one() -> None:
    later = ("2026-03-20", "2026-03-20")
    assert round(one("vat", days=later)["vat"], 10) == Decimal("0.70")
    by_product = ask(metrics=["vat"], dimensions=["product"], filters=[IN_DE],
                     days=("2026-03-02", "2026-03-20"))  # fmt: skip
    assert {row["product"]: round(row["vat"], 10) for row in by_product} == {
        A: Decimal("17.10"), B: Decimal("0.70"), None: 0,
    }  # fmt: skip


def test_products_add_up_to_the_total_with_a_row_for_what_belongs_to_none() -> None:
    names = ["profit", "fees", "ad_spend", "cogs", "net_profit", "impressions"]
    total = one(*names)
    rows = ask(metrics=names, dimensions=["product"], filters=[IN_DE], days=DAYS)
    assert {name: round(sum(row[name] for row in rows), 10) for name in names} == {
        name: round(value, 10) for name, value in total.items()
    }
    by_product = {row["product"]: row for row in rows}
    # The selling plan and storage; Sponsored Brands; the rent.
    assert by_product[None]["fees"] == 43
    assert by_product[None]["ad_spend"] == 6
    assert by_product[None]["net_profit"] == -43 - 6 - 30
    assert by_product[A]["ad_spend"] == 10
    only = ask(metrics=["fees"], dimensions=["product"], days=DAYS,
               filters=[IN_DE, {"field": "product", "op": "!=", "value": None}])  # fmt: skip
    assert [(row["product"], row["fees"]) for row in only] == [(A, 26)]


def test_what_amazon_holds_back_is_told_as_it_is_now(shop) -> None:
    for key, status, counted in (("d1", "DEFERRED", True), ("d2", "DEFERRED_RELEASED", True),
                                 ("d3", "DEFERRED", False)):  # fmt: skip
        shop.money(US, "2025-01-05", "Shipment", ("sales", "7"), transaction_id=key,
                   status=status, is_counted=counted)  # fmt: skip
    found = ask(metrics=["held_back", "held_back_payments"], days=DAYS)
    assert found == [{"currency": "USD", "held_back": 7, "held_back_payments": 1}]
    with pytest.raises(QueryError, match="no figure for each day"):
        ask(metrics=["held_back"], grain="day", days=DAYS)


def test_fees_by_kind_add_up_to_all_fees() -> None:
    rows = ask(metrics=["fees"], dimensions=["fee_type"], filters=[IN_DE], days=DAYS)
    assert {row["fee_type"]: row["fees"] for row in rows if row["fees"]} == {
        "Referral fee": 15, "FBA fulfilment fee": 8, "Refund fee": 3, "Storage fee": 4,
        "Selling plan": 39,
    }  # fmt: skip
    by_product = ask(metrics=["fees"], dimensions=["fee_type", "brand"], filters=[IN_DE], days=DAYS)
    assert sum(row["fees"] for row in by_product) == 69


def test_campaigns_have_their_name_and_those_without_an_entry_the_one_of_their_report() -> None:
    rows = ask(metrics=["ad_spend", "acos"], dimensions=["campaign"], days=DAYS)
    assert {row["campaign"]: (row["ad_spend"], row["acos"]) for row in rows} == {
        "Bottles": (10, Decimal("0.2")), "Name, no entry": (6, None),
    }  # fmt: skip
    kinds = ask(metrics=["ad_spend"], dimensions=["ad_product"], days=DAYS)
    assert {row["ad_product"]: row["ad_spend"] for row in kinds} == {
        "SPONSORED_PRODUCTS": 10, MANY: 6,
    }  # fmt: skip


def test_keywords_match_types_and_search_terms_come_from_their_own_reports() -> None:
    words = ask(metrics=["ad_spend"], dimensions=["keyword"], days=DAYS)
    assert {row["keyword"]: row["ad_spend"] for row in words} == {
        "bottle": 4, "steel": 5, "blue bottle": 3,
    }  # fmt: skip
    types = ask(metrics=["ad_conversion_rate"], dimensions=["match_type"], days=DAYS)
    assert {row["match_type"]: float(row["ad_conversion_rate"]) for row in types} == {
        "BROAD": pytest.approx(2 / 6), "EXACT": pytest.approx(1 / 4),
    }  # fmt: skip
    terms = ask(metrics=["ad_orders"], dimensions=["search_term"], days=DAYS,
                filters=[{"field": "search_term", "op": "~", "value": "STEEL"}])  # fmt: skip
    assert [(row["search_term"], row["ad_orders"]) for row in terms] == [("steel bottle", 2)]


def test_wasted_spend_is_that_on_keywords_which_brought_no_order_in_the_period() -> None:
    # t1 has none at all; t3 has one on the second day, so only its first day alone is wasted.
    assert one("wasted_spend") == {"wasted_spend": 4}
    assert one("wasted_spend", days=("2026-03-02", "2026-03-02")) == {"wasted_spend": 5}
    by_day = ask(metrics=["wasted_spend"], grain="day", days=DAYS, filters=[IN_DE])
    assert [row["wasted_spend"] for row in by_day] == [5, 0, 0]
    by_term = ask(metrics=["wasted_spend"], dimensions=["search_term"], days=DAYS)
    assert [(row["search_term"], row["wasted_spend"]) for row in by_term] == [("cheap bottle", 3)]


def test_expenses_are_shared_out_over_days_and_stand_under_their_category() -> None:
    by_kind = ask(metrics=["expenses"], dimensions=["expense_category", "marketplace"], days=DAYS)
    assert {(row["expense_category"], row["marketplace"]): row["expenses"] for row in by_kind} == {
        ("Rooms", DE): 30, ("Travel", None): 100,
    }  # fmt: skip
    for month, days in (("2026-02", 28), ("2026-03", 31)):
        found = one("expenses", days=(f"{month}-01", f"{month}-{days}"))
        assert found == {"expenses": 310}


def test_every_amount_is_converted_at_the_rate_of_its_own_day() -> None:
    rows = ask(metrics=["revenue", "expenses", "profit"], currency="USD", days=DAYS)
    (row,) = rows
    assert row["currency"] == "USD"
    # 2 March at 1.25 (also on the 3rd, which has no rate of its own), the 4th at 1.20.
    assert row["revenue"] == Decimal("238") * Decimal("1.25") + 100
    assert row["expenses"] == 20 * Decimal("1.25") + 10 * Decimal("1.20") + 100
    day_2 = (Decimal("190") - 50 - 10) * Decimal("1.25")
    day_3 = Decimal(-38 - 6) * Decimal("1.25")
    day_4 = (Decimal(-100) + 12 + 15 - 3 - 43) * Decimal("1.20")
    assert round(row["profit"], 8) == round(day_2 + day_3 + day_4 + Decimal("68.75"), 8)


def test_a_ratio_of_several_currencies_is_split_or_converted_never_mixed() -> None:
    split = ask(metrics=["tacos"], days=DAYS)
    assert {row["currency"]: row["tacos"] for row in split} == {
        "EUR": pytest.approx(Decimal(16) / 238), "USD": 0,
    }  # fmt: skip
    (together,) = ask(metrics=["tacos"], currency="EUR", days=DAYS)
    assert float(together["tacos"]) == pytest.approx(16 / (238 + 80))


def test_a_figure_is_taken_apart_into_the_sums_that_make_it() -> None:
    days = TimeRange(start=date(2026, 3, 2), end=date(2026, 3, 4))
    query = MetricQuery(metrics=["revenue"], filters=[IN_DE], time=days, limit=1)
    (found,) = load_formula(1, query, "profit_margin")
    assert found.currency == "EUR"
    terms = {one.measure: one.sign * one.value for one in found.top if one.value}
    assert {name: round(value, 8) for name, value in terms.items()} == {
        "revenue_amount": 238, "shipping_amount": Decimal("11.9"),
        "discount_amount": Decimal("-23.8"), "revenue_vat_amount": -38,
        "extras_vat_amount": Decimal("1.9"), "refund_amount": -119, "refund_vat_amount": 19,
        "reimbursement_amount": 12, "commission_amount": -15, "fulfilment_fee_amount": -8,
        "refund_fee_amount": -3, "storage_fee_amount": -4, "subscription_amount": -39,
        "cogs_amount": -50, "ad_spend_amount": -16,
    }  # fmt: skip
    below = sum(one.sign * one.value for one in found.bottom)
    assert sum(terms.values()) / below == pytest.approx(found.value)
    assert [(one.words, one.metric) for one in found.bottom] == [("revenue", "revenue")]
    (cover,) = load_formula(1, query, "days_of_cover")
    assert (cover.value, cover.currency) == (None, None)
    split = load_formula(1, MetricQuery(metrics=["units"], time=days), "tacos")
    assert [one.currency for one in split] == ["EUR", "USD"]


@pytest.mark.parametrize(
    ("metrics", "dimension", "told"),
    [
        (["ad_spend"], "order", "Advertising cannot be split or filtered by order"),
        (["revenue"], "campaign", "Sales cannot be split or filtered by campaign"),
        (["tacos"], "keyword", "Sales cannot be split or filtered by keyword"),
        (["fees"], "hour", "Fees and refunds cannot be split or filtered by hour"),
        (["profit"], "fulfillment_channel", "cannot be split or filtered by fulfillment_channel"),
        (["payout"], "product", "Payouts cannot be split or filtered by product"),
    ],
)
def test_what_a_table_does_not_know_is_refused_in_one_sentence(metrics, dimension, told) -> None:
    with pytest.raises(QueryError) as raised:
        ask(metrics=metrics, dimensions=[dimension], days=DAYS)
    assert told in raised.value.sentence


def test_dimensions_that_only_different_tables_know_are_refused_together() -> None:
    with pytest.raises(QueryError, match="product, search_term together"):
        ask(metrics=["ad_spend"], dimensions=["product", "search_term"], days=DAYS)
