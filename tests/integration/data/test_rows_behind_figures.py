"""A figure, its formula and the rows behind it always agree."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data.formula import load_formula
from data.measures import MEASURES
from data.metrics import METRICS, metric_of_term
from data.query_model import MetricQuery, TimeRange
from data.rows_behind import load_rows_behind
from tests.integration.data import test_profit_by_hand as by_hand

shop = by_hand.shop
DAYS = TimeRange.model_validate({"start": by_hand.DAYS[0], "end": by_hand.DAYS[1]}, strict=False)
GERMAN = MetricQuery(metrics=["revenue"], filters=[by_hand.IN_DE], time=DAYS)
EVERYWHERE = MetricQuery(metrics=["revenue"], time=DAYS, currency="EUR")


def test_every_measure_is_a_metric_of_its_own() -> None:
    for measure in MEASURES:
        name = metric_of_term(measure)
        assert name is not None
        assert METRICS[name].measures == (measure,)


def value_of(terms) -> Decimal | None:
    values = [term.value for term in terms]
    if any(value is None for value in values):
        return None
    return sum((term.sign * term.value for term in terms), Decimal(0))


@pytest.mark.parametrize("query", [GERMAN, EVERYWHERE], ids=["paid", "converted"])
@pytest.mark.parametrize("metric", METRICS)
def test_the_terms_make_the_figure(metric: str, query: MetricQuery) -> None:
    for one in load_formula(1, query, metric):
        top, bottom = value_of(one.top), value_of(one.bottom)
        if top is None or (one.bottom and not bottom):
            assert one.value is None
            continue
        assert one.value == pytest.approx(top / bottom if one.bottom else top)


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
    (one,) = load_formula(1, GERMAN, metric)
    for part in one.top:
        values = [value for value in frame[part.metric] if value is not None]
        # A division of VAT has no last digit: what is left over is far below a cent.
        assert sum(values, Decimal(0)) == pytest.approx(part.value or 0, abs=Decimal("1e-9"))


def test_another_account_has_no_rows() -> None:
    assert load_rows_behind(2, "revenue", GERMAN).empty
