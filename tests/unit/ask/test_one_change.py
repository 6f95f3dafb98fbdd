"""A follow-up that changes one thing changes that alone, and says so where nothing can change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ask.parse.echo import echo_of
from data.periods import range_before
from tests.unit.ask.account import UK, conversation, parsed
from tests.unit.ask.test_follow_ups import draft_of

BESIDE = "revenue by brand last month vs the month before"
OF_A_BRAND = "revenue of Kettlefen in Germany last month"
FIRST_FIVE = "top 5 products by revenue last month"


def said_to(question: str, words: str) -> Any:
    return parsed(words, previous=draft_of(question))


def filters_after(*questions: str) -> list[tuple[str, object]]:
    return [(one.field, one.value) for one in conversation(*questions).filters]


@pytest.mark.parametrize(
    "words", ["without comparison", "not compared", "no comparison", "compared with nothing"]
)
def test_a_comparison_goes_and_the_rest_stays(words: str) -> None:
    found = conversation(BESIDE, words)
    assert (found.compare, found.dimensions) == (None, ["brand"])


def test_what_is_chosen_by_its_change_keeps_its_comparison() -> None:
    asked = said_to("which products dropped in revenue last month", "without comparison")
    assert "how they changed" in asked.message


@pytest.mark.parametrize(
    ("words", "before"),
    [
        ("compared with the period before", date(2026, 9, 1)),
        ("compared with the previous period", date(2026, 9, 1)),
        ("compared with the same days last year", date(2025, 10, 1)),
        ("compared with the same weekdays last year", date(2025, 10, 2)),
        ("same weekdays last year", date(2025, 10, 2)),
    ],
)
def test_a_comparison_comes_beside_the_days_of_the_question(words: str, before: date) -> None:
    found = conversation("revenue by brand last month", words)
    assert found.compare is not None
    assert (found.time.start, found.dimensions) == (date(2026, 10, 1), ["brand"])
    assert range_before(found.time, found.compare).start == before


def test_all_of_a_split_drops_its_filter_and_no_other() -> None:
    assert filters_after(OF_A_BRAND, "all countries") == [("brand", "Kettlefen")]
    assert [one for one, _ in filters_after(OF_A_BRAND, "all brands")] == ["marketplace"]
    assert filters_after(OF_A_BRAND, "all brands in the uk") == [("marketplace", UK)]
    assert filters_after("units of KE-CND-LAV last month", "for all products") == []
    found = conversation(OF_A_BRAND, "units of all brands")
    assert (found.metrics, found.dimensions, len(found.filters)) == (["units"], [], 1)
    assert filters_after(OF_A_BRAND, "remove all filters") == []


def test_all_of_what_has_no_filter_is_a_split_or_the_whole_list() -> None:
    found = conversation("revenue in Germany last month", "all brands")
    assert (found.dimensions, len(found.filters)) == (["brand"], 1)
    found = conversation(FIRST_FIVE, "all products")
    assert (found.limit, found.order[0].by, found.dimensions) == (None, "revenue", ["product"])


@pytest.mark.parametrize(
    "words", ["without split", "in total", "no split", "as one number", "remove the split"]
)
def test_a_split_goes_and_the_rest_stays(words: str) -> None:
    found = conversation("revenue by brand and month in Germany this year", words)
    assert (found.dimensions, found.grain, len(found.filters)) == ([], None, 1)


def test_the_sum_of_a_list_that_is_cut_is_asked_about() -> None:
    assert said_to(FIRST_FIVE, "in total").status == "clarify"
    assert said_to("campaigns with acos above 30% last month", "without split").status == "clarify"
    assert said_to("revenue last month", "in total").status == "clarify"


def test_amounts_are_shown_in_another_currency() -> None:
    for code in ("USD", "EUR", "GBP"):
        assert conversation("revenue by brand last month", f"in {code}").currency == code
    assert "no amount of money" in said_to("orders last month", "in USD").message


def test_how_many_there_are_counts_the_rows_of_the_split() -> None:
    found = conversation("revenue by brand last month", "how many are there")
    assert (found.count_of, found.metrics) == ("brand", ["revenue"])
    assert [(one.field, one.op, one.value) for one in found.having] == [("revenue", ">", 0)]
    found = conversation("campaigns with acos above 30% last month", "how many campaigns are there")
    assert (found.count_of, [one.field for one in found.having]) == ("campaign", ["acos"])
    # Of those with a loss it cannot be said whether they are meant.
    assert said_to("profit by brand last month", "how many are there").status == "clarify"
    assert said_to("revenue last month", "how many are there").status == "clarify"


@pytest.mark.parametrize(
    ("words", "places"),
    [("the next five", (5, 5)), ("next", (5, 5)), ("show me 10 more products", (5, 10)),
     ("6 to 8", (5, 3)), ("the following three", (5, 3))],
)  # fmt: skip
def test_the_rows_behind_those_that_are_shown(words: str, places: tuple[int, int]) -> None:
    found = conversation(FIRST_FIVE, words)
    assert (found.offset, found.limit) == places
    assert (found.order[0].by, found.dimensions) == ("revenue", ["product"])


def test_further_rows_go_on_and_another_question_begins_at_the_first() -> None:
    assert conversation(FIRST_FIVE, "the next five", "the next five").offset == 10
    assert conversation(FIRST_FIVE, "the next five", "in USD").offset == 5
    found = conversation(FIRST_FIVE, "the next five", "worst instead")
    assert (found.offset, found.limit, found.order[0].dir) == (None, 5, "asc")
    asked = parsed("the next five", previous=draft_of(FIRST_FIVE)).built
    assert asked is not None
    assert "places 6 to 10" in echo_of(asked)


def test_further_rows_of_a_list_without_an_end_are_asked_about() -> None:
    assert said_to("revenue by brand last month", "the next five").status == "clarify"
    of_each = "top 5 products in each country by revenue last month"
    assert said_to(of_each, "the next five").status == "clarify"
    assert said_to(FIRST_FIVE, "the next 5 days").status == "refuse"
