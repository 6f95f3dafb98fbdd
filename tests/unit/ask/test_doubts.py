"""What was once answered wrongly and in silence: it is read rightly now, or asked about."""

from __future__ import annotations

import pytest

from tests.unit.ask.account import DE, UK, US, parsed, query

PLACE = "marketplace"


@pytest.mark.parametrize(
    "question",
    [
        "average price per order last month",
        "discounts per order last month",
        "revenue yesterday and today",
        "orders on monday and tuesday",
        "which products got worse in refund rate this month",
        "average orders per day by weekday last month",
        "units of kettlefen in germany and marlow & pine in the uk last month",
        "products with stock in germany but not in the uk",
        "out of stock products that sold last month",
        "revenue of the top 5 products last month together",
        "rolling 30 day revenue last week",
        "units in november 25",
        "products without margin this month",
        "keywords with more spend than sales last month",
        "products with more refunds than sales this month",
        "lost inventory last month",
        "units lost last month",
        "revenue by currency last month",
        "revenue from 15 october to 1 october",
        "cheapest orders last month",
        "units sold yesterday, not today",
        "orders with yoga mats and desk lamps last month",
        "revenue on sale last month",
        "revenue for us last month",
        "revenue by brand for us last month",
        "revenue lost last month",
        "campaigns without roas",
        "top 5 products combined revenue last month",
        "products on sale",
        "units sold together with yoga mats last month",
        "orders in germany separately",
    ],
)
def test_what_needs_another_question_is_asked_about(question: str) -> None:
    assert parsed(question).status == "clarify"


@pytest.mark.parametrize(
    "word",
    ["used", "business", "cash", "store", "remaining", "company", "team", "paid", "running",
     "available", "received", "separately", "different"],
)  # fmt: skip
def test_a_word_that_could_narrow_a_figure_is_never_silent(word: str) -> None:
    found = parsed(f"{word} revenue last month")
    assert found.status == "clarify"
    assert f"“{word}”" in found.message


@pytest.mark.parametrize(
    "question",
    [
        "us revenue last month", "units us last month", "what were us sales yesterday",
        "us only revenue last month", "top 5 us products last month", "show me us profit",
    ],
)  # fmt: skip
def test_us_is_a_country_wherever_it_is_not_we(question: str) -> None:
    assert [(one.field, one.value) for one in query(question).filters] == [(PLACE, US)]


@pytest.mark.parametrize(
    "question",
    [
        "give us the revenue of last month", "how much did amazon pay us last month",
        "can you tell us how many units we sold yesterday", "let us see orders yesterday",
    ],
)  # fmt: skip
def test_us_behind_a_verb_of_giving_is_we(question: str) -> None:
    assert query(question).filters == []


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("cheapest product last month", "avg_selling_price"),
        ("most expensive brands last month", "avg_selling_price"),
        ("campaign with the cheapest clicks last month", "cpc"),
        ("most expensive keyword last month", "cpc"),
    ],
)
def test_cheap_and_expensive_are_about_a_price(question: str, metric: str) -> None:
    found = query(question)
    is_dear = question.startswith("most")
    assert (found.order[0].by, found.order[0].dir) == (metric, "desc" if is_dear else "asc")


@pytest.mark.parametrize(
    ("question", "op", "dimensions"),
    [
        ("revenue from all marketplaces except germany last month", "!=", []),
        ("revenue by marketplace except germany last month", "!=", ["marketplace"]),
        ("units of all brands but kettlefen last month", "!=", []),
        ("units of each brand except kettlefen last month", "!=", ["brand"]),
        ("which brands other than kettlefen sold best last month", "!=", ["brand"]),
        ("sales of everything but yoga mats last month", "not in", []),
        ("revenue of all products but yoga mats last month", "not in", []),
    ],
)
def test_all_but_one_are_the_others(question: str, op: str, dimensions: list[str]) -> None:
    found = query(question)
    assert [one.op for one in found.filters if one.value is not None] == [op]
    assert found.dimensions == dimensions


def test_titles_that_are_left_out_are_named_by_the_words_that_chose_them() -> None:
    built = parsed("revenue not including yoga mats last month").built
    assert built is not None
    assert any("2 products with “yoga mats”" in one for one in built.said)


def test_what_improved_goes_the_way_that_is_good_for_the_figure() -> None:
    for figure, direction, sign in (("acos", "asc", "<"), ("ad sales", "desc", ">")):
        found = query(f"which campaign improved its {figure} the most last month")
        assert (found.order[0].dir, found.having[0].op) == (direction, sign)


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("revenue today, a year ago", ("2025-11-27", "2025-11-27")),
        ("sales a year ago today", ("2025-11-27", "2025-11-27")),
        ("orders a week ago yesterday", ("2026-11-19", "2026-11-19")),
        ("revenue last year to this day", ("2025-01-01", "2025-11-27")),
        ("revenue in the last 7 days and today", ("2026-11-21", "2026-11-27")),
        ("units from 20 december to 3 january", ("2025-12-20", "2026-01-03")),
        ("units on november 25", ("2026-11-25", "2026-11-25")),
    ],
)
def test_days_that_are_named_by_another_day(question: str, days: tuple[str, str]) -> None:
    time = query(question).time
    assert (str(time.start), str(time.end)) == days


def test_a_figure_whose_name_ends_with_a_split_is_split() -> None:
    assert query("storage fees by product last month").dimensions == ["product"]


def test_one_figure_against_another_is_still_both() -> None:
    assert query("organic vs ad sales by month this year").metrics == ["organic_sales", "ad_sales"]


def test_two_places_of_one_brand_are_one_question() -> None:
    found = query("units of kettlefen in germany and the uk last month")
    assert [one.value for one in found.filters] == ["Kettlefen", [DE, UK]]


def test_higher_in_one_place_than_in_another_is_no_rise() -> None:
    found = query("was revenue higher in germany than in the uk last month")
    assert (found.dimensions, found.having, found.compare) == ([PLACE], [], None)
    assert query("did we sell more units in germany than last month").compare is not None


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("fees paid last month", "fees"),
        ("how much commission was charged last month", "commission"),
        ("how much revenue is not from ads last month", "organic_sales"),
        ("orders that were not cancelled last month", "orders"),
        ("revenue of my store last month", "revenue"),
        ("good morning, revenue yesterday please", "revenue"),
    ],
)
def test_words_that_say_nothing_beside_their_figure_are_left_out(
    question: str, metric: str
) -> None:
    found = query(question)
    assert (found.metrics, found.filters, found.having) == ([metric], [], [])


@pytest.mark.parametrize("word", ["separately", "individually"])
def test_two_values_apart_are_a_row_each(word: str) -> None:
    assert query(f"revenue of germany and the uk {word} last month").dimensions == [PLACE]
    assert query(f"revenue by brand {word} last month").dimensions == ["brand"]


def test_not_losing_money_keeps_what_earns_or_comes_out_even() -> None:
    (kept,) = query("which brands did not lose money this month").having
    assert (kept.field, kept.op, kept.value) == ("profit", ">=", 0)


def test_non_before_a_name_is_not() -> None:
    (kept,) = query("non-fba units last month").filters
    assert (kept.op, kept.value) == ("!=", "AFN")
