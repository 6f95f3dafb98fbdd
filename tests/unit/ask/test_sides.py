"""What is held against something else is asked about, and numbers keep the kind they are of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from data.compiler.operators import units_in
from data.query_model import TimeRange
from tests.unit.ask.account import conversation, parsed, query


@pytest.mark.parametrize(
    "question",
    [
        "products that sold more in the UK than in Germany last month",
        "products out of stock in germany but in stock in the UK",
        "products sold last month but out of stock now",
        "ratio of UK to US orders last month",
        "winners and losers last month",
        "biggest losers last month",
        "lowest growth by brand last month",
        "top 3 products in each of the UK and Germany last month",
        "profit of our best seller last month",
        "percentage of FBA units by country last month",
        "revenue by price band",
        "orders with more than one product last month",
        "hours without orders yesterday",
        "products with revenue over 1.000 last month",
        "their sales last month",
    ],
)
def test_what_one_query_cannot_say_is_asked_about(question: str) -> None:
    assert parsed(question).status == "clarify"


@pytest.mark.parametrize(
    "question", ["units shipped to amazon last month", "orders cancelled by us last month"]
)
def test_whose_doing_it_was_is_not_known(question: str) -> None:
    assert parsed(question).status == "refuse"


def test_a_split_beside_words_of_titles_is_a_split() -> None:
    assert query("units by product for yoga mats last month").dimensions == ["product"]
    assert query("units of mugs by marketplace last month").dimensions == ["marketplace"]
    assert parsed("revenue by price mugs last month").status == "clarify"


def test_one_side_by_the_other_is_no_condition() -> None:
    found = query("were sales higher in the UK than in Germany last month")
    assert (found.dimensions, found.metrics) == (["marketplace"], ["revenue"])
    assert query("units of our best sellers last month").order[0].by == "units"
    assert query("biggest drop in revenue by brand last month").dimensions == ["brand"]


def test_non_before_a_brand_is_no_word_of_titles() -> None:
    (kept,) = query("top 5 non Kettlefen products by revenue last month").filters
    assert (kept.field, kept.op, kept.value) == ("brand", "!=", "Kettlefen")
    (kept,) = query("units of non slip yoga mats last month").filters
    assert kept.field == "product"


def test_the_figure_behind_by_sorts() -> None:
    assert query("top 5 orders by units last month").order[0].by == "units"


def test_now_behind_versus_is_today_and_to_date_of_last_year_ends_at_this_day() -> None:
    found = query("stock on 1 november vs now")
    assert found.compare is not None
    assert (found.time.end, found.compare.start) == (date(2026, 11, 27), date(2026, 11, 1))
    time = query("revenue ytd last year").time
    assert (time.start, time.end) == (date(2025, 1, 1), date(2025, 11, 27))


def test_a_number_is_held_against_a_figure_of_its_kind() -> None:
    asked = "ad spend and acos by campaign last month"
    (kept,) = conversation(asked, "above 30%").having
    assert (kept.field, kept.value) == ("acos", Decimal("0.3"))
    (kept,) = query("campaigns with acos above .3 last month").having
    assert kept.value == Decimal("0.3")
    assert (
        parsed("above 30%", previous=parsed("units by brand last month").built.draft).status
        == "clarify"
    )  # type: ignore[union-attr]


def test_a_threshold_is_held_against_its_own_currency() -> None:
    assert query("products with revenue over $1000 last month").currency == "USD"
    assert query("products with revenue over 1000 pounds last month").currency == "GBP"
    assert parsed("products with revenue over $1000 last month in EUR").status == "clarify"


def test_a_place_named_beside_too_stands_beside_the_one_before() -> None:
    first = "units in the UK last month"
    for words in ("also germany", "germany too", "add germany", "germany as well"):
        (kept,) = conversation(first, words).filters
        assert kept.op == "in", words
    (kept,) = conversation(first, "and germany").filters
    assert kept.op == "="


def test_the_best_of_each_is_one_of_each() -> None:
    found = query("each brand's best product last month")
    assert found.per_group == ("brand", 1)


def test_an_average_that_was_not_said_is_asked_once() -> None:
    asked = parsed("average revenue last month")
    found = query("share of germany", previous=asked.draft)
    assert found.share is not None
    assert query("per week", previous=asked.draft).average == "week"


def test_an_average_divides_by_whole_weeks_and_months() -> None:
    def days(start: str, end: str) -> TimeRange:
        return TimeRange(start=date.fromisoformat(start), end=date.fromisoformat(end))

    assert units_in(days("2026-10-02", "2026-11-26"), "week") == 8
    assert units_in(days("2026-05-27", "2026-11-26"), "month") == 6
    assert units_in(days("2026-11-01", "2026-11-10"), "month") == 1
    assert units_in(days("2026-10-02", "2026-11-25"), "week") == 9
    assert units_in(days("2026-10-05", "2026-10-15"), "week") == 2
