"""What the next question of a conversation goes on from."""

from __future__ import annotations

from ask.answer import Answer
from ask.parse.draft import Draft
from ui.ask_talk import Turn, _draft_before

UNITS = Draft(metrics=[("units",)])


def turn(status: str, draft: Draft | None = None) -> Turn:
    return Turn(Answer("anything", status, draft=draft), 0)


def test_a_turn_that_was_asked_back_or_refused_is_passed_over() -> None:
    assert _draft_before([turn("answer", UNITS), turn("clarify"), turn("refuse")]) == UNITS


def test_behind_an_answer_in_sql_a_question_begins_anew() -> None:
    assert _draft_before([turn("answer", UNITS), turn("answer"), turn("clarify")]) is None
