"""Every question of the sets can be judged, and every gold answer belongs to one."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from tests.support.asking.days import earlier, readings
from tests.support.asking.echo import names_day
from tests.support.asking.gold import FOLDER, statements
from tests.support.asking.questions import Question, questions_of

DAYS = (date(2026, 3, 31), date(2028, 2, 29), date(2026, 1, 1), date(2026, 11, 16))
SETS = sorted(path.name for path in FOLDER.glob("*.jsonl"))


def every_question(today: date = DAYS[0]) -> list[Question]:
    return [one for name in SETS for one in questions_of(name, today)]


def test_every_question_with_a_meaning_has_a_gold_answer_and_no_other() -> None:
    wanted = {one.id for one in every_question() if one.meaning is not None}
    assert set(statements()) == wanted


def test_every_question_to_answer_has_a_meaning_and_none_to_refuse() -> None:
    for one in every_question():
        if one.expected != "clarify":
            assert (one.meaning is not None) == (one.expected == "answer"), one.id


def test_no_number_is_given_twice() -> None:
    assert max(Counter(one.id for one in every_question()).values()) == 1


def test_every_question_that_follows_comes_after_the_one_it_follows() -> None:
    for name in SETS:
        seen: set[str] = set()
        for one in questions_of(name, DAYS[0]):
            assert one.parent is None or one.parent in seen, one.id
            seen.add(one.id)


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_every_question_has_days_and_no_blank_is_left(today: date) -> None:
    for one in every_question(today):
        assert "{" not in one.words
        if one.meaning is not None:
            days = readings(one.meaning["time"], one.today, one.slots)
            assert days, one.id
            assert all(earlier(one.meaning, some) for some in days)


@pytest.mark.parametrize(
    ("echo", "is_named"),
    [
        ("Revenue, 2026-03-01 to 2026-03-31", True),
        ("Revenue, 1–31 March 2026", True),
        ("Revenue, Sun 1 Mar 2026 to Tue 31 Mar 2026", True),
        ("Revenue, last month", False),
        ("Revenue, 1–31 May 2026", False),
        ("Revenue, 1–30 March 2026", False),
        ("Revenue, 1–31 March 2025", False),
    ],
)
def test_a_day_is_named_only_with_its_month_and_year(echo: str, is_named: bool) -> None:
    assert names_day(echo, date(2026, 3, 31)) is is_named
