"""The catalogue is complete and says what a person needs."""

from __future__ import annotations

import re

import pytest

from data.compiler.sources import LINES, STOCK_DAILY, STOCK_NOW, sales_sources
from data.metrics import DIMENSIONS, MEASURES, METRICS

ASKED_FOR = {
    "revenue", "units", "orders", "aov", "avg_selling_price", "units_per_order", "cancelled_orders",
    "cancelled_rate", "pending_orders", "discounts", "tax", "stock_units", "inbound_units",
    "days_of_cover",
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
    assert METRICS["days_of_cover"].formula == "fulfillable_units * 30 / cover_units"


def test_every_measure_has_a_table_that_gives_it() -> None:
    for measure in MEASURES.values():
        if measure.fact == "sales":
            assert measure.id in LINES.measures
            assert sales_sources([], [measure.id])
        if measure.fact == "stock":
            assert measure.id in STOCK_NOW.measures
            assert measure.id in STOCK_DAILY.measures


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
    chosen = sales_sources(fields, ["revenue_amount", "units", "orders"])
    assert {source.table for source in chosen} == tables


def test_only_orders_by_product_are_counted_from_the_lines() -> None:
    chosen = sales_sources(["brand"], ["revenue_amount", "units", "orders"])
    assert chosen[LINES] == ["orders"]
