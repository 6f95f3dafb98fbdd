"""Days of a follow-up lie in those of the question before, or are asked about."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.ask.account import conversation, parsed, query
from tests.unit.ask.test_follow_ups import draft_of


def days_of(*questions: str) -> tuple[date, date]:
    time = conversation(*questions).time
    return time.start, time.end


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [("of last year", date(2025, 10, 1), date(2025, 10, 31)),
     ("last week of it", date(2026, 10, 25), date(2026, 10, 31)),
     ("the last day of it", date(2026, 10, 31), date(2026, 10, 31)),
     ("the month before", date(2026, 9, 1), date(2026, 9, 30)),
     ("the year before", date(2025, 10, 1), date(2025, 10, 31)),
     ("this year", date(2026, 1, 1), date(2026, 11, 27))],
)  # fmt: skip
def test_days_behind_a_month_are_of_that_month(words: str, start: date, end: date) -> None:
    assert days_of("orders in october", words) == (start, end)


def test_a_year_alone_behind_a_month_is_asked_about_and_each_choice_has_an_answer() -> None:
    for words in ("in 2024", "2024", "and 2024"):
        asked = parsed(words, previous=draft_of("orders in october"))
        assert asked.status == "clarify"
        month, whole = (query(one, previous=asked.draft).time for one in asked.choices)
        assert (month.start, month.end) == (date(2024, 10, 1), date(2024, 10, 31))
        assert (whole.start, whole.end) == (date(2024, 1, 1), date(2024, 12, 31))
    asked = parsed("and this year", previous=draft_of("orders in q3 2025"))
    assert asked.status == "clarify"


@pytest.mark.parametrize("words", ["the day before", "the week before"])
def test_a_shorter_time_before_is_asked_about(words: str) -> None:
    assert parsed(words, previous=draft_of("orders last month")).status == "clarify"
    assert days_of("orders yesterday", "the day before") == (date(2026, 11, 25), date(2026, 11, 25))


def test_a_month_that_has_not_begun_is_held_against_the_one_before_it() -> None:
    words = "how much higher was revenue in october than in september"
    found = query(words, date(2026, 9, 30))
    assert found.compare is not None
    assert (found.time.start, found.compare.start) == (date(2025, 10, 1), date(2025, 9, 1))
    assert query(words).time.start == date(2026, 10, 1)


def test_stock_now_is_held_against_the_stock_of_that_day() -> None:
    found = query("stock now vs a month ago")
    assert found.compare is not None
    assert (found.time.end, found.compare.start) == (date(2026, 11, 27), date(2026, 10, 27))


@pytest.mark.parametrize(
    ("question", "kinds"),
    [("how many business orders last month", ["Business"]),
     ("private orders last month", ["Private"]),
     ("business vs consumer orders last month", ["Business", "Private"]),
     ("revenue of our business last month", [])],
)  # fmt: skip
def test_a_kind_of_buyer_leaves_the_figure_there(question: str, kinds: list[str]) -> None:
    found = query(question)
    assert [value for one in found.filters for value in one.values] == kinds
    assert found.metrics == (["orders"] if kinds else ["revenue"])


def test_what_has_no_name_as_a_whole_is_asked_about() -> None:
    asked = parsed("the last week of it", previous=draft_of("orders last 10 days"))
    assert asked.status == "clarify"
