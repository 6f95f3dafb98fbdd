"""Words that name one thing in a shop and another in the lexicon: who ships, years, corrections."""

from __future__ import annotations

from datetime import date

import pytest

from ask.parse.echo import echo_of
from tests.unit.ask.account import DE, conversation, parsed, query
from tests.unit.ask.test_follow_ups import draft_of


def filters_of(*questions: str) -> list[tuple[str, str, object]]:
    return [(one.field, one.op, one.value) for one in conversation(*questions).filters]


@pytest.mark.parametrize(
    ("words", "op", "channel"),
    [("orders not shipped by amazon last month", "!=", "AFN"),
     ("orders shipped by us last month", "=", "MFN"),
     ("orders shipped by amazon last month", "=", "AFN"),
     ("units sent by amazon last month", "=", "AFN")],
)  # fmt: skip
def test_who_ships_is_the_channel_and_no_status(words: str, op: str, channel: str) -> None:
    assert filters_of(words) == [("fulfillment_channel", op, channel)]


def test_a_status_without_who_ships_is_a_status() -> None:
    assert filters_of("orders not shipped last month") == [("order_status", "=", "Unshipped")]


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [("revenue oct '25", date(2025, 10, 1), date(2025, 10, 31)),
     ("revenue Nov ’24", date(2024, 11, 1), date(2024, 11, 30)),
     ("revenue over the last year", date(2025, 11, 27), date(2026, 11, 26)),
     ("revenue last year", date(2025, 1, 1), date(2025, 12, 31))],
)  # fmt: skip
def test_years_as_they_are_written_and_spanned(words: str, start: date, end: date) -> None:
    assert (query(words).time.start, query(words).time.end) == (start, end)


@pytest.mark.parametrize(
    "words", ["revenue in the same month last year", "revenue compared to the same month last year"]
)
def test_a_same_month_without_another_is_asked_about(words: str) -> None:
    assert parsed(words).status == "clarify"


@pytest.mark.parametrize(
    "words", ["not the UK, Germany", "no, Germany", "not the UK but Germany", "only germany"]
)
def test_a_correction_takes_the_place_of_what_was_wrong(words: str) -> None:
    assert filters_of("revenue yesterday in the UK", words) == [("marketplace", "=", DE)]


def test_other_product_words_take_the_place_of_a_sku() -> None:
    found = filters_of("units of KE-CND-LAV last month", "what about the lamp")
    assert [one for one, *_ in found] == ["product"]


def test_all_but_the_chosen_ones_is_the_filter_turned_round() -> None:
    assert filters_of("units in germany last week", "what about everywhere else") == [
        ("marketplace", "!=", DE)
    ]
    assert filters_of("revenue of Kettlefen last month", "the other brands") == [
        ("brand", "!=", "Kettlefen")
    ]
    asked = parsed("the other brands", previous=draft_of("revenue last month"))
    assert "Others than which" in asked.message


def test_all_of_them_together_is_one_figure() -> None:
    found = conversation("units by country in germany last week", "all countries together")
    assert (found.filters, found.dimensions) == ([], [])


def test_what_a_figure_is_of_is_no_split() -> None:
    assert query("number of visits to our listings last week").dimensions == []
    assert query("which of our products sold last month").dimensions == ["product"]


def test_products_that_words_have_chosen_are_echoed_by_these_words() -> None:
    built = parsed("units of yoga mats or mugs last month").built
    assert built is not None
    assert "product with “yoga mats” or “mugs” in its title" in echo_of(built)


def test_a_loss_is_a_profit_below_zero_and_no_fall() -> None:
    found = query("products with a loss last month")
    assert (found.compare, [(one.field, one.op) for one in found.having]) == (
        None,
        [("profit", "<")],
    )


def test_pending_orders_are_those_that_are_pending_now() -> None:
    found = query("how many pending orders do we have right now")
    assert (found.time.start, found.metrics) == (date(2025, 1, 15), ["pending_orders"])
    assert query("pending orders last week").time.start == date(2026, 11, 16)


def test_a_list_without_a_figure_is_of_what_is_on_offer() -> None:
    found = query("which skus does Kettlefen have")
    assert (found.metrics, found.dimensions) == (["active_offers"], ["sku"])
    assert [(one.field, one.op, one.value) for one in found.having] == [("active_offers", ">", 0)]
    asked = parsed("how many categories do we have")
    assert asked.choices == (
        "how many categories had sales",
        "how many categories had active offers",
    )
    assert query(asked.choices[1], previous=asked.draft).count_of == "category"


def test_what_is_shifted_is_sold_and_a_category_can_be_left_out() -> None:
    assert query("how many mugs we shifted last month, cheers").metrics == ["units"]
    found = filters_of("revenue by category last month", "leave out Pet Supplies")
    assert found == [("category", "!=", "Pet Supplies")]
    asked = parsed("leave out mugs", previous=draft_of("revenue by category last month"))
    assert asked.status == "clarify"


def test_a_question_behind_forget_that_stands_alone() -> None:
    found = conversation("revenue last month in Germany", "forget that. ad clicks this month")
    assert (found.metrics, found.filters) == (["clicks"], [])


def test_a_list_is_cut_to_its_first_rows_and_days_can_be_said_as_weeks() -> None:
    found = conversation("sales by brand last quarter", "only the first two")
    assert (found.limit, found.order[0].by, found.order[0].dir) == (2, "revenue", "desc")
    assert conversation("revenue by month this year", "as quarters").grain == "quarter"


def test_two_places_compared_without_a_figure_are_compared_by_revenue() -> None:
    found = query("compare germany and the uk last month")
    assert (found.metrics, found.dimensions) == (["revenue"], ["marketplace"])
