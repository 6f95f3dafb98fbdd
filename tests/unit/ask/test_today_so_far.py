"""What is compared with today ends at the same hour, and what today is named for does not."""

from __future__ import annotations

from datetime import date, time

import pytest

from ask.parse.build import Built
from ask.parse.echo import echo_of
from ask.parse.parser import parse_question
from ask.parse.setting import Setting
from tests.unit.ask.account import FIRST_DAY, LEXICON, TODAY, WORDS, query

NOW = Setting(1, TODAY, WORDS, "EUR", FIRST_DAY, time(10, 24), "Europe/Berlin")


def built(question: str, setting: Setting = NOW) -> Built:
    found = parse_question(question, setting, LEXICON).built
    assert found is not None, question
    return found


@pytest.mark.parametrize(
    "question",
    ["revenue today vs yesterday", "revenue this month vs last month", "orders today vs last friday",
     "which products dropped in sales this month", "revenue this year vs last year"],
)  # fmt: skip
def test_a_comparison_of_today_ends_at_the_present_time(question: str) -> None:
    found = built(question)
    assert (found.query.time.end, found.query.time.until) == (TODAY, time(10, 24))
    assert found.query.time.until_zone == "Europe/Berlin"


def test_the_echo_says_the_hour_of_both_days() -> None:
    said = echo_of(built("revenue today vs yesterday"))
    assert "27 Nov 2026 up to 10:24; compared with 26 Nov 2026 up to 10:24" in said
    assert "both end at 10:24 (Europe/Berlin)" in said
    assert "whole ones" not in said


@pytest.mark.parametrize(
    "question",
    [
        "revenue today",
        "revenue this month",
        "revenue last month vs the month before",
        "stock today",
    ],
)
def test_what_is_not_compared_with_today_is_not_cut(question: str) -> None:
    assert built(question).query.time.until is None


def test_days_of_another_length_and_a_day_that_was_named_count_as_a_whole() -> None:
    beside = built("revenue last week vs today")
    assert beside.query.time.until is None
    assert "whole ones" in echo_of(beside)
    named = query("revenue today vs yesterday", date(2026, 3, 31))
    assert named.time.until is None
