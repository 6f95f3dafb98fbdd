"""A figure, its formula with live numbers and the rows behind it always agree."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data.explain import load_explanation, load_rows_behind
from data.measures import MEASURES
from data.metrics import METRICS, plain_metric
from data.query_model import MetricQuery, TimeRange
from tests.integration.data import test_profit_by_hand as by_hand

shop = by_hand.shop
DAYS = TimeRange.model_validate({"start": by_hand.DAYS[0], "end": by_hand.DAYS[1]}, strict=False)
GERMAN = MetricQuery(metrics=["revenue"], filters=[by_hand.IN_DE], time=DAYS)
EVERYWHERE = MetricQuery(metrics=["revenue"], time=DAYS, currency="EUR")


def test_every_measure_is_a_metric_of_its_own() -> None:
    for measure in MEASURES:
        assert METRICS[plain_metric(measure)].measures == (measure,)


@pytest.mark.parametrize("query", [GERMAN, EVERYWHERE], ids=["paid", "converted"])
@pytest.mark.parametrize("metric", METRICS)
def test_the_parts_make_the_figure(metric: str, query: MetricQuery) -> None:
    for one in load_explanation(1, metric, query):
        if one.total is None or (one.bottom and not one.divisor):
            assert one.value is None
            continue
        made = one.total * one.factor
        if one.bottom:
            assert one.divisor is not None
            made = Decimal(made) / Decimal(one.divisor)
        assert one.value == pytest.approx(made)


def test_profit_names_each_part_with_its_sign() -> None:
    (one,) = load_explanation(1, "profit", GERMAN)
    parts = {part.words: part.sign * (part.value or 0) for part in one.top}
    assert parts["revenue"] == Decimal(238)
    assert parts["cost of goods"] == Decimal(-50)
    assert parts["ad spend"] == Decimal(-16)
    assert one.total == pytest.approx(Decimal(-33))
    assert one.currency == "EUR"


@pytest.mark.parametrize(
    ("metric", "columns"),
    [
        ("revenue", ["day", "order", "product", "sku"]),
        ("acos", ["day", "campaign"]),
        ("commission", ["day", "marketplace", "product", "sku"]),
        ("expenses", ["day", "marketplace", "expense_category"]),
        ("wasted_spend", ["campaign", "keyword"]),
    ],
)
def test_rows_are_as_fine_as_the_figure_is_known(metric: str, columns: list[str]) -> None:
    frame = load_rows_behind(1, metric, GERMAN)
    assert [name for name in frame if name in columns] == columns
    assert len(frame) > 0


@pytest.mark.parametrize(
    "metric",
    [name for name, one in METRICS.items() if one.additivity == "additive"],
)
def test_the_rows_add_up_to_the_parts(metric: str) -> None:
    frame = load_rows_behind(1, metric, GERMAN)
    (one,) = load_explanation(1, metric, GERMAN)
    for part in one.top:
        values = [value for value in frame[plain_metric(part.measure)] if value is not None]
        assert sum(values, Decimal(0)) == (part.value or 0)


def test_another_account_has_no_rows() -> None:
    assert load_rows_behind(2, "revenue", GERMAN).empty
