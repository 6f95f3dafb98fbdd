"""The held-out sets: questions by people who never read the parser, held against SQL by hand.

Most were written unseen; the others were found by probing for what a parser gets wrong in silence.
tests/ask_questions/README.md says what is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import pytest

from core.database import Role, account_transaction
from tests.support.asking.gold import FOLDER, Gold
from tests.support.asking.questions import FIFTH, FOURTH, Question, questions_of
from tests.support.asking.scoring import ECHO, WRONG, Verdict, judge
from tests.support.installation import Installation

ACCOUNT = 1
# A Thursday in the middle of a month, a quarter and a week.
TODAY = date(2026, 11, 12)
# The part of a set that may be asked back though plain: as it was, rounded up, never more.
MOST_ASKED_BACK = {FOURTH: 0.06, FIFTH: 0.15}


def still_wrong(name: str) -> frozenset[str]:
    """Wrong and silent, or without the name of their filter, when the set was written.

    A rule that mends one takes its line out of the file; none may be added.
    """
    lines = (FOLDER / name.replace(".jsonl", ".still_wrong.txt")).read_text().splitlines()
    return frozenset(line.split()[0] for line in lines)


def every_second_conversation(questions: Sequence[Question]) -> list[Question]:
    """Return half of a set, each follow-up with all that it follows."""
    first: dict[str, str] = {}
    for one in questions:
        first[one.id] = first[one.parent] if one.parent else one.id
    kept = set(list(dict.fromkeys(first.values()))[::2])
    return [one for one in questions if first[one.id] in kept]


@pytest.fixture(scope="module")
def gold(demo: Installation) -> Iterator[Gold]:
    """The facts as hand-written SQL reads them."""
    with account_transaction(Role.OWNER, ACCOUNT) as connection:
        yield Gold(connection, ACCOUNT)


def _told(verdicts: Sequence[Verdict]) -> str:
    return "\n".join(str(one) for one in verdicts)


def _holds(name: str, verdicts: Sequence[Verdict]) -> str:
    """Hold the verdicts on a set against what was wrong when it was written; return a sentence."""
    wrong = [one for one in verdicts if one.bucket in (WRONG, ECHO)]
    new = [one for one in wrong if one.question.id not in still_wrong(name)]
    assert not new, _told(new)
    others = [one for one in verdicts if not one.is_right and one not in wrong]
    assert len(others) <= len(verdicts) * MOST_ASKED_BACK[name], _told(others)
    right = sum(one.is_right for one in verdicts)
    return f"Ask, {name}: {right} of {len(verdicts)} right, {len(wrong)} wrong and silent."


def test_no_question_of_the_newest_set_is_newly_wrong_in_silence(
    gold: Gold, tell: Callable[[str], None]
) -> None:
    tell(_holds(FIFTH, judge(questions_of(FIFTH, TODAY), gold)))


def test_no_question_of_half_the_older_set_is_newly_wrong_in_silence(
    gold: Gold, tell: Callable[[str], None]
) -> None:
    half = every_second_conversation(questions_of(FOURTH, TODAY))
    tell(_holds(FOURTH, judge(half, gold)))


@pytest.mark.soak
@pytest.mark.parametrize("name", [FOURTH, FIFTH])
@pytest.mark.parametrize("today", [TODAY, date(2026, 11, 2)], ids=str)
def test_no_held_out_question_is_newly_wrong_on_another_day(
    gold: Gold, name: str, today: date
) -> None:
    _holds(name, judge(questions_of(name, today), gold))


@pytest.mark.parametrize("name", [FOURTH, FIFTH])
def test_what_is_still_wrong_is_of_the_set(name: str) -> None:
    assert {one.id for one in questions_of(name, TODAY)} >= still_wrong(name)
