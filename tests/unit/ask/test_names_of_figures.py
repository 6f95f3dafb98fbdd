"""A figure is understood by the name that the screens write, whatever words it is made of."""

from __future__ import annotations

import pytest

from data.metric import Metric
from data.metrics import METRICS
from data.query_model import MetricQuery
from tests.unit.ask.account import conversation, parsed, query

# Two figures go by this name (of refunds, and of the returns report): the person is asked which.
ASKED_ABOUT = {"return_rate"}
# The name says the split as well, and who asks for it by that name wants to see it.
SPLIT_BY_ITS_NAME = {"storage_by_product": ["product"]}
PLAIN = [one for one in METRICS.values() if one.id not in ASKED_ABOUT]
# Another figure to go on from.
FIRST = {"orders": "units last month"}


def is_it_alone(found: MetricQuery, one: Metric) -> bool:
    """Whether a query asks for this figure, and keeps, compares and divides nothing."""
    has_more = found.compare or found.share or found.having or found.order or found.limit
    kept = [each for each in found.filters if each.value is not None]
    splits = SPLIT_BY_ITS_NAME.get(one.id, [])
    return found.metrics == [one.id] and found.dimensions == splits and not (has_more or kept)


@pytest.mark.parametrize("one", PLAIN, ids=lambda one: one.id)
def test_a_name_is_its_figure_alone(one: Metric) -> None:
    assert is_it_alone(query(f"{one.name} last month"), one)
    assert is_it_alone(query(f"{one.name.lower()} last month"), one)


@pytest.mark.parametrize("one", PLAIN, ids=lambda one: one.id)
def test_a_name_in_a_follow_up_takes_the_place_of_the_figure_before(one: Metric) -> None:
    first = FIRST.get(one.id, "orders last month")
    assert is_it_alone(conversation(first, f"{one.name} instead"), one)


def test_a_name_that_two_figures_have_is_asked_about() -> None:
    for name in ASKED_ABOUT:
        assert parsed(f"{METRICS[name].name} last month").status == "clarify"


def test_a_name_may_stand_beside_splits_filters_and_days_of_its_own() -> None:
    found = query("VAT in revenue in Germany by month this year")
    assert (found.metrics, found.grain, len(found.filters)) == (["revenue_vat"], "month", 1)
    asked = ("revenue last month", "add Shipping and gift wrap")
    assert conversation(*asked).metrics == ["revenue", "shipping"]


def test_the_same_words_in_a_longer_sentence_say_what_they_say() -> None:
    assert query("products sold last month but not this month").sets
    assert query("which products sold last month").dimensions == ["product"]
    assert parsed("what was our net revenue last month").status == "clarify"
    assert query("revenue per order last month").metrics == ["aov"]
