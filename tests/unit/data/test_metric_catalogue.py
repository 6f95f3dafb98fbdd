"""The catalogue is complete and says what a person needs."""

from __future__ import annotations

import re
from datetime import date
from typing import get_args

import pytest

from core.streams import STREAMS
from data.compiler import compile_query
from data.compiler.facts.sales import LADDER, LINES
from data.compiler.parts import _WRITERS
from data.compiler.select import choose
from data.entries import Entry
from data.measures import HOURLY, STANDING, UNKNOWN_WHEN_ABSENT, Fact
from data.metrics import DIMENSIONS, MEASURES, METRICS, parts_of
from data.query_model import MetricQuery, TimeRange

# The glossary of sellers: everything that questions may ask for.
ASKED_FOR = {
    "revenue", "units", "orders", "aov", "avg_selling_price", "units_per_order", "cancelled_orders",
    "cancelled_rate", "pending_orders", "discounts", "tax", "products_sold", "revenue_ex_vat",
    "refund_amount", "refund_units", "refund_rate", "refund_amount_rate", "returned_units",
    "ad_spend", "ad_sales", "ad_orders", "impressions", "clicks", "ctr", "cpc",
    "ad_conversion_rate", "acos", "roas", "tacos", "ad_revenue_share", "organic_sales",
    "organic_share", "ad_cost_per_order", "wasted_spend", "break_even_acos",
    "sessions", "page_views", "unit_session_rate", "order_line_session_rate", "featured_offer_rate",
    "avg_order_line",
    "fees", "commission", "fba_fees", "fba_fee_rate", "fee_rate", "vat", "cogs", "gross_profit",
    "profit", "net_profit", "profit_margin", "roi", "roi_all_costs", "net_proceeds", "payout",
    "stock_units", "inbound_units", "unfulfillable_units", "inventory_value", "days_of_cover",
    "velocity", "reorder_point", "reorder_units", "sell_through", "aged_units", "aged_share",
    "stranded_units", "in_stock_rate", "active_products", "active_skus",
}  # fmt: skip


def test_what_the_pages_ask_for_is_there() -> None:
    assert set(METRICS) >= ASKED_FOR
    assert set(DIMENSIONS) >= {
        "day", "week", "month", "marketplace", "product", "sku", "brand", "category", "parent",
        "weekday", "hour", "currency",
    }  # fmt: skip


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda one: one.id)
def test_a_metric_says_what_it_is(metric) -> None:
    assert re.fullmatch(r"[A-Z].*\.", metric.sentence)
    assert "!" not in metric.sentence
    assert metric.name
    assert metric.lag.endswith(".")
    assert set(metric.measures) <= set(MEASURES)
    assert metric.sources
    assert (metric.additivity == "ratio") == bool(metric.bottom)


def test_a_word_means_one_thing() -> None:
    for catalogue in (METRICS, DIMENSIONS):
        words = [word for one in catalogue.values() for word in (one.id, *one.synonyms)]
        assert len(words) == len(set(words))


def test_a_formula_can_be_read() -> None:
    assert METRICS["aov"].formula == "revenue_amount / orders"
    assert METRICS["cancelled_rate"].formula == "cancelled_orders / (orders + cancelled_orders)"
    assert METRICS["days_of_cover"].formula == "fulfillable_units / pool_daily_units"


def test_a_formula_with_signs_reads_as_one_writes_it() -> None:
    assert METRICS["organic_sales"].formula == "revenue_amount - ad_sales_amount"
    assert METRICS["organic_share"].formula == "(revenue_amount - ad_sales_amount) / revenue_amount"
    assert METRICS["gross_profit"].formula.endswith("- other_fee_amount - cogs_amount")


def test_every_fact_says_who_writes_it_and_is_asked_for_by_a_metric() -> None:
    # Search terms are advertising as another report tells it, visits by product are visits: only
    # their known days stand apart.
    facts = set(get_args(Fact)) - {"search_terms", "product_visits"}
    assert set(_WRITERS) == facts
    assert {one.fact for one in MEASURES.values()} == facts
    assert facts >= HOURLY | STANDING | UNKNOWN_WHEN_ABSENT


@pytest.mark.parametrize("metric", METRICS, ids=str)
def test_every_metric_can_be_asked_for_as_a_total_and_by_marketplace(metric) -> None:
    for dimensions in ([], ["marketplace"]):
        query = MetricQuery(
            metrics=[metric], dimensions=dimensions,
            time=TimeRange(start=date(2026, 3, 1), end=date(2026, 3, 9)),
        )  # fmt: skip
        assert metric in compile_query(query, 1).columns


def test_a_metric_names_streams_and_entries_that_there_are() -> None:
    entered = {kind.SOURCE for kind in Entry.__subclasses__()}
    for metric in METRICS.values():
        assert set(metric.sources) <= set(STREAMS) | entered, metric.id


def test_figures_that_hold_money_name_its_currency() -> None:
    time = TimeRange(start=date(2026, 3, 1), end=date(2026, 3, 9))
    assert MetricQuery(metrics=["acos"], time=time).columns == ["currency"]
    assert MetricQuery(metrics=["refund_rate"], time=time).columns == []


def test_a_ratio_is_made_again_from_sums_that_are_metrics() -> None:
    assert parts_of("aov") == (["revenue"], ["orders"])
    assert parts_of("profit_margin") == (["profit"], ["revenue"])
    assert parts_of("roi_all_costs") == (["net_profit"], ["total_costs"])
    assert parts_of("organic_share") == (["organic_sales"], ["revenue"])
    without = {name for name, one in METRICS.items() if one.bottom and not parts_of(name)[0]}
    assert without == set()


@pytest.mark.parametrize(
    ("fields", "tables"),
    [
        ([], {"seller.sales_daily"}),
        (["marketplace", "weekday", "currency"], {"seller.sales_daily"}),
        (["hour"], {"seller.sales_hourly"}),
        (["product", "sku"], {"seller.sales_product_daily"}),
        (["brand"], {"seller.sales_product_daily", "seller.orders"}),
        (["brand", "hour"], {"seller.orders"}),
        (["order_status"], {"seller.orders"}),
    ],
)
def test_the_coarsest_table_that_can_answer_is_read(fields, tables) -> None:
    chosen = choose(LADDER, set(fields), ["revenue_amount", "units", "orders"], "Sales")
    assert {source.table for source in chosen} == tables


def test_only_orders_by_product_are_counted_from_the_lines() -> None:
    chosen = choose(LADDER, {"brand"}, ["revenue_amount", "units", "orders"], "Sales")
    assert chosen[LINES] == ["orders"]


def _tables(*metrics: str, **query: object) -> set[str]:
    time = TimeRange(start=date(2026, 1, 1), end=date(2026, 12, 31))
    sql = compile_query(MetricQuery(metrics=list(metrics), time=time, **query), 1).sql
    return set(re.findall(r"\bseller\.(\w+)", sql))


def test_a_total_reads_the_sums_by_day_and_no_rows_of_products() -> None:
    assert _tables("revenue", "orders") == {"sales_daily", "marketplaces"}
    assert _tables("fees", "refund_amount") == {"money_daily", "marketplaces"}
    assert _tables("acos", "clicks") == {"ads_daily", "marketplaces"}
    assert _tables("sessions") == {"traffic_daily", "marketplaces"}
    assert "orders" not in _tables("profit", "net_profit", "roi", "tacos")
    assert not {"transactions", "transaction_amounts"} & _tables("profit", "fees")


def test_only_a_split_by_product_reads_the_rows_of_products() -> None:
    by_product = _tables("fees", "acos", dimensions=["product"])
    assert by_product == {"money_product_daily", "ad_products_daily", "ads_daily"}
    only = [{"field": "product", "op": "=", "value": "B0"}]
    assert _tables("ad_spend", filters=only, dimensions=["day"]) == {"ad_products_daily"}


def test_exchange_rates_are_read_only_where_amounts_are_converted() -> None:
    time = TimeRange(start=date(2026, 1, 1), end=date(2026, 1, 2))
    for metric, is_read in (("fees", False), ("cogs", True), ("units", False)):
        sql = compile_query(MetricQuery(metrics=[metric], time=time), 1).sql
        assert ("app.fx_rates" in sql) == is_read
    converted = MetricQuery(metrics=["fees"], time=time, currency="EUR")
    assert "app.fx_rates" in compile_query(converted, 1).sql
