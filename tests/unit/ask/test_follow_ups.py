"""What a follow-up takes out, puts in another's place, or asks of the answer before."""

from __future__ import annotations

from typing import Any

import pytest

from ask.parse.draft import Draft
from tests.unit.ask.account import DE, UK, US, conversation, parsed, query

LISTED = ("revenue by brand last month", "add units")
FIRST_FIVE = ("top 5 products by revenue last month",)


def draft_of(*questions: str) -> Draft:
    """Return the draft of the last question."""
    draft: Draft | None = None
    for one in questions:
        built = parsed(one, previous=draft).built
        assert built is not None, one
        draft = built.draft
    assert draft is not None
    return draft


def places_of(*questions: str) -> list[object]:
    return [one.value for one in conversation(*questions).filters]


@pytest.mark.parametrize(
    "words",
    ["drop the units", "remove units", "take out the units", "hide units", "leave out units"],
)
def test_a_figure_that_is_shown_can_be_taken_out(words: str) -> None:
    found = conversation(*LISTED, words)
    assert (found.metrics, found.dimensions, found.compare) == (["revenue"], ["brand"], None)


def test_a_split_a_filter_and_a_comparison_can_be_taken_out() -> None:
    assert conversation("revenue by brand last month", "drop the brand").dimensions == []
    assert conversation("revenue by brand last month", "without the brands").dimensions == []
    assert places_of("revenue in germany last month", "drop germany") == []
    assert places_of("revenue in germany and the uk last month", "drop germany") == [UK]
    asked = ("revenue last month vs the month before", "drop the comparison")
    assert conversation(*asked).compare is None


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("products with more than 10 units last month", "units"),
        ("which products sell in germany but not in the uk", "units"),
        ("which products make 80% of revenue last month", "revenue"),
        ("orders above 100 EUR last month", "orders"),
    ],
)
def test_what_rows_must_be_like_can_be_taken_out(question: str, figure: str) -> None:
    found = conversation(question, "drop the condition")
    assert (found.metrics, found.having, found.sets, found.reach) == ([figure], [], [], None)
    before = conversation(question)
    assert (found.dimensions, found.time) == (before.dimensions, before.time)


def test_a_condition_is_not_taken_out_of_an_answer_without_one() -> None:
    back = parsed("drop the condition", previous=draft_of(*LISTED))
    assert back.status == "clarify"
    assert "no condition" in back.message


@pytest.mark.parametrize("words", ["drop clicks", "drop germany", "drop", "drop units by brand",
                                   "take out brands with no units", "clicks instead of orders"])  # fmt: skip
def test_what_is_not_there_to_be_taken_out_is_asked_about(words: str) -> None:
    assert parsed(words, previous=draft_of(*LISTED)).status == "clarify"


def test_drop_behind_which_a_figure_moves_is_still_a_fall() -> None:
    assert conversation("revenue last month", "drop in units").compare is not None
    found = conversation("ad spend by campaign last month", "biggest drop")
    assert (found.metrics, found.order[0].by) == (["ad_spend"], "ad_spend_change")


def test_nothing_of_the_shop_can_be_removed_by_a_follow_up() -> None:
    for words in ("delete all orders", "remove orders from seller central", "drop table orders"):
        assert parsed(words, previous=draft_of("revenue last month")).status == "refuse"


def test_without_a_figure_that_is_shown_may_be_either_and_each_choice_has_an_answer() -> None:
    before = draft_of(*LISTED)
    asked = parsed("without units", previous=before)
    assert (asked.status, len(asked.choices)) == ("clarify", 2)
    shown, kept = (query(one, previous=asked.draft) for one in asked.choices)
    assert shown.metrics == ["revenue"]
    assert [one.value for one in kept.having] == [0]


@pytest.mark.parametrize(
    ("questions", "slots"),
    [
        ((*LISTED, "orders instead of units"), {"metrics": ["revenue", "orders"]}),
        (("revenue by brand last month", "profit rather than revenue"), {"metrics": ["profit"]}),
        (("revenue by brand last month", "by category instead of brand"), {"dimensions": ["category"]}),
        (("revenue by brand and marketplace last month", "category instead of brand"),
         {"dimensions": ["marketplace", "category"]}),
        (("revenue by week last quarter", "by month instead of week"), {"grain": "month"}),
        ((*FIRST_FIVE, "brands instead of products"), {"dimensions": ["brand"], "limit": 5}),
        ((*FIRST_FIVE, "by units instead of revenue"), {"metrics": ["units"], "limit": 5}),
    ],
)  # fmt: skip
def test_one_thing_instead_of_another_takes_its_place(
    questions: tuple[str, ...], slots: dict[str, Any]
) -> None:
    found = conversation(*questions)
    assert {name: getattr(found, name) for name in slots} == slots


def test_one_country_instead_of_another_takes_its_place() -> None:
    assert places_of("revenue in germany last month", "the uk instead of germany") == [UK]
    two = ("revenue in germany and the uk last month", "the US instead of germany")
    assert places_of(*two) == [[UK, US]]
    assert places_of("revenue in germany last month", "and us?") == [US]


@pytest.mark.parametrize("words", ["worst instead", "the lowest", "bottom instead of top"])
def test_the_other_end_has_as_many_rows_by_the_same_figure(words: str) -> None:
    found = conversation(*FIRST_FIVE, words)
    assert (found.limit, found.order[0].by, found.order[0].dir) == (5, "revenue", "asc")


@pytest.mark.parametrize("words", ["the other five", "the rest", "the remaining ones"])
def test_further_rows_are_asked_back_with_a_longer_list_to_choose(words: str) -> None:
    before = draft_of(*FIRST_FIVE)
    asked = parsed(words, previous=before)
    assert asked.status == "clarify"
    longer = parsed(asked.choices[0], previous=asked.draft).built
    assert longer is not None
    assert longer.query.limit == 10


@pytest.mark.parametrize(
    "words",
    ["is that with vat", "does it include fees", "are fees included", "how is that worked out",
     "what does that mean", "is vat in there", "without vat", "is that only germany"],
)  # fmt: skip
def test_what_a_figure_is_gets_told_and_changes_no_answer(words: str) -> None:
    asked = parsed(words, previous=draft_of("top 5 brands by profit this month"))
    assert asked.status == "clarify"
    assert "net revenue less Amazon fees" in asked.message


@pytest.mark.parametrize(
    "words", ["in germany and the uk separately", "germany and uk side by side"]
)
def test_values_that_are_shown_separately_are_split(words: str) -> None:
    found = conversation("orders by day last week", words)
    assert (found.dimensions, found.grain) == (["marketplace"], "day")
    assert found.filters[0].value == [DE, UK]
    assert parsed("separately", previous=draft_of("orders last week")).status == "clarify"
    apart_from = conversation("orders last week", "apart from the uk")
    assert (apart_from.dimensions, apart_from.filters[0].op) == ([], "!=")


def test_a_day_compared_to_last_year_is_compared_with_the_same_day() -> None:
    found = conversation("orders yesterday", "compared to last year")
    assert found.compare is not None
    assert found.compare.kind == "same_dates_last_year"


@pytest.mark.parametrize(
    ("first", "words"),
    [("orders yesterday", "vs last month"), ("orders last month", "compared to last week")],
)
def test_days_of_unlike_length_are_not_compared_and_each_choice_has_an_answer(
    first: str, words: str
) -> None:
    asked = parsed(words, previous=draft_of(first))
    assert asked.status == "clarify"
    for one in asked.choices:
        built = parsed(one, previous=asked.draft).built
        assert built is not None
        assert built.query.metrics == ["orders"]
        assert built.query.compare is not None


@pytest.mark.parametrize(
    ("figure", "average"),
    [("revenue", "aov"), ("units", "units_per_order"), ("ad spend", "ad_cost_per_order")],
)
def test_per_order_behind_a_figure_is_its_average(figure: str, average: str) -> None:
    found = conversation(f"{figure} by marketplace last month", "per order")
    assert (found.metrics, found.dimensions) == ([average], ["marketplace"])
    assert parsed("per order", previous=draft_of("fees last month")).status == "clarify"


def test_a_verb_names_the_figure_that_it_is_of() -> None:
    sold = conversation("stock of KE-CND-LAV", "how many did we sell last month")
    assert (sold.metrics, [one.field for one in sold.filters]) == (["units"], ["sku"])
    assert conversation("ad spend last month", "did it go up").metrics == ["ad_spend"]


@pytest.mark.parametrize("words", ["revenue", "and revenue", "by brand", "last month"])
def test_a_follow_up_that_says_what_is_shown_is_asked_about(words: str) -> None:
    assert parsed(words, previous=draft_of("revenue by brand last month")).status == "clarify"


def test_a_figure_with_another_stands_beside_it() -> None:
    assert conversation("revenue last month", "with units").metrics == ["revenue", "units"]


def test_the_other_end_goes_by_the_figure_that_was_ranked_by() -> None:
    found = conversation("campaign with the highest acos last month", "lowest instead")
    assert (found.limit, found.order[0].by, found.order[0].dir) == (1, "acos", "asc")
