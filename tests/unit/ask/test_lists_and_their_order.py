"""What orders a list, and what a follow-up keeps of it: read rightly, or asked about."""

from __future__ import annotations

import pytest

from ask.parse.draft import Draft
from tests.unit.ask.account import conversation, parsed, query


@pytest.mark.parametrize(
    "question",
    [
        "top 5 refunded products by units last month",
        "top 5 profitable products by units last month",
        "change of stock since 1 november",
        "growth since january",
        "change since yesterday",
        "current campaigns by ad spend last month",
        "own products by units last month",
        "products like mugs last month",
        "revenue same day last month",
        "revenue at list price last month",
        "where do most orders come from, last month",
        "click-through last month",
        "revenue by price mat last month",
        "stock since 1 november",
        "stock of kettlefen products since october",
        "kitchen revenue last month",
        "revenue of kitchen products last month",
    ],
)
def test_what_is_not_clear_in_a_list_is_asked_about(question: str) -> None:
    assert parsed(question).status == "clarify"


def test_the_figure_behind_by_orders_single_orders() -> None:
    found = query("top 5 orders by units last month")
    assert (found.metrics, found.dimensions, found.order[0].by) == (["units"], ["order"], "units")


def test_an_order_without_a_price_is_not_the_smallest() -> None:
    (kept,) = query("smallest order last month").having
    assert (kept.field, kept.op, kept.value) == ("revenue", ">", 0)
    assert query("biggest order last month").having == []


@pytest.mark.parametrize(
    "question",
    [
        "spend on exact keywords last month",
        "spend on kettlefen campaigns last month",
        "revenue of yoga mat products last month",
    ],
)
def test_a_noun_behind_what_narrows_a_figure_is_no_list(question: str) -> None:
    assert query(question).dimensions == []
    assert query("exact keywords by spend last month").dimensions == ["keyword"]


def test_what_would_have_been_is_refused() -> None:
    assert parsed("what would revenue have been without ads last month").status == "refuse"
    assert parsed("could you show what sales have been last month").status == "answer"


def test_a_value_that_is_cost_is_still_a_figure() -> None:
    assert query("value of inventory at cost").metrics == ["inventory_value"]


def test_last_year_next_to_it_is_compared() -> None:
    found = conversation("revenue by brand last month", "with last year next to it")
    assert found.compare is not None
    assert (found.compare.kind, str(found.time.start)) == ("same_dates_last_year", "2026-10-01")


@pytest.mark.parametrize(("words", "sign"), [("only those that fell", "<"), ("just the ones that grew", ">"), ("which of them grew", ">"), ("only growing ones", ">")])  # fmt: skip
def test_those_that_fell_are_kept_by_their_change(words: str, sign: str) -> None:
    (kept,) = conversation("units by marketplace last month", words).having
    assert (kept.field, kept.op, kept.value) == ("units_change", sign, 0)


def test_so_many_per_country_are_added_to_what_is_shown() -> None:
    found = conversation("revenue by category last month", "top 2 per country")
    assert found.dimensions == ["marketplace", "category"]
    assert found.limit_per is not None
    assert (found.limit_per.dimension, found.limit_per.limit) == ("marketplace", 2)


def test_sum_it_up_drops_the_split_and_compares_nothing() -> None:
    found = conversation("ad spend by campaign in germany last month", "sum it up")
    assert (found.dimensions, found.compare) == ([], None)


def _draft(*questions: str) -> Draft:
    draft: Draft | None = None
    for one in questions:
        found = parsed(one, previous=draft)
        draft = found.built.draft if found.built else found.draft
    assert draft is not None
    return draft


def test_a_number_that_was_meant_in_euros_is_not_read_in_pounds() -> None:
    asked = _draft("profit by category this month", "only above 1000")
    assert parsed("in pounds", previous=asked).status == "clarify"


def test_per_day_answers_over_what_an_average_is() -> None:
    asked = _draft("average revenue last month")
    built = parsed("per day", previous=asked).built
    assert built is not None
    assert built.query.average == "day"
    assert conversation("revenue last month", "average per day").average == "day"


def test_up_behind_split_it_is_no_rise() -> None:
    for words in ("split it up by country", "break it down by country"):
        found = conversation("revenue by brand last month", words)
        assert (found.compare, "marketplace" in found.dimensions) == (None, True)
    assert conversation("revenue last month", "is it up").compare is not None


def test_the_best_of_each_is_one() -> None:
    found = conversation("units by product last month", "best per category")
    assert found.limit_per is not None
    assert found.limit_per.limit == 1
