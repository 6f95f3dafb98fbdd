"""Ask answers what was asked: every answer is held against SQL written by hand.

tests/ask_questions/README.md says what is right. The shop is the demo's: two years of orders, ads,
money and stock of the last months, so that early days also show what is said of the unknown.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from core.database import Role, account_transaction
from core.settings import ROOT
from tests.support.asking.gold import Gold
from tests.support.asking.questions import DEV, FIRST, SECOND, THIRD, Question, questions_of
from tests.support.asking.scoring import ECHO, WRONG, Verdict, judge
from tests.support.installation import Installation

ACCOUNT = 1
NOW = date(2026, 11, 20)
# The last day of a quarter, a leap day, New Year, a Monday, a day on which clocks change.
DAYS = (date(2026, 3, 31), date(2028, 2, 29), date(2026, 1, 1), date(2026, 11, 16),
        date(2026, 10, 25))  # fmt: skip
# Clocks change in America a week later; and the day up to which the shop is known.
MORE_DAYS = (date(2026, 11, 1), NOW)
OWN = ((FIRST, NOW), (SECOND, date(2026, 11, 1)), (THIRD, date(2026, 11, 18)))
# Enough to see that the command gives the answers of the functions, and goes on from the one named.
THROUGH_THE_COMMAND = ("q004", "q069", "q146", "q113", "q152", "q159")


@pytest.fixture(scope="module")
def gold(demo: Installation) -> Iterator[Gold]:
    """The facts as hand-written SQL reads them."""
    with account_transaction(Role.OWNER, ACCOUNT) as connection:
        yield Gold(connection, ACCOUNT)


def _told(verdicts: Sequence[Verdict]) -> str:
    return "\n".join(str(one) for one in verdicts)


def _wrong_and_silent(verdicts: Sequence[Verdict]) -> list[Verdict]:
    return [one for one in verdicts if one.bucket in (WRONG, ECHO)]


@pytest.mark.parametrize(
    "today",
    [*DAYS, *(pytest.param(day, marks=pytest.mark.soak) for day in MORE_DAYS)],
    ids=str,
)
def test_every_development_question_is_answered_right(gold: Gold, today: date) -> None:
    verdicts = judge(questions_of(DEV, today), gold)
    assert not [one for one in verdicts if not one.is_right], _told(
        [one for one in verdicts if not one.is_right]
    )


@pytest.mark.parametrize(("name", "today"), OWN)
def test_own_questions_are_answered_right_and_never_wrong_in_silence(
    gold: Gold, name: str, today: date
) -> None:
    verdicts = judge(questions_of(name, today), gold)
    assert not _wrong_and_silent(verdicts), _told(_wrong_and_silent(verdicts))
    others = [one for one in verdicts if not one.is_right]
    assert len(others) <= len(verdicts) * 0.05, _told(others)


def test_the_command_answers_line_by_line_in_order(demo: Installation, gold: Gold) -> None:
    def by_the_command(questions: Sequence[Question]) -> list[Any]:
        lines = "".join(json.dumps(one.line) + "\n" for one in questions)
        ended = subprocess.run(
            [sys.executable, "-m", "ask", "batch"],
            input=lines, capture_output=True, text=True, check=True, timeout=300, cwd=ROOT,
        )  # fmt: skip
        return [json.loads(line) for line in ended.stdout.splitlines()]

    few = [one for one in questions_of(DEV, NOW) if one.id in THROUGH_THE_COMMAND]
    assert len(few) == len(THROUGH_THE_COMMAND)
    verdicts = judge(few, gold, by_the_command)
    assert all(one.is_right for one in verdicts), _told(verdicts)


@pytest.mark.soak
@pytest.mark.parametrize("name", [DEV, FIRST, SECOND, THIRD])
def test_no_day_of_half_a_year_makes_an_answer_wrong(gold: Gold, name: str) -> None:
    wrong = []
    for back in range(0, 183, 3):
        verdicts = judge(questions_of(name, NOW - timedelta(days=back)), gold)
        wrong += _wrong_and_silent(verdicts)
    assert not wrong, _told(wrong)
