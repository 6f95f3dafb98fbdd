"""The last answer of a conversation, with nothing computed for the questions before it."""

from __future__ import annotations

from collections.abc import Sequence

from ask.answer import Answer
from ask.answers import ask
from ask.beginning import fitting
from ask.memory import memory_of, written
from ask.parse.draft import Draft
from ask.parse.parser import Parsed, parse_question
from ask.parse.setting import Setting


def last_answer(questions: Sequence[str], setting: Setting, start: Draft | None = None) -> Answer:
    """Answer the last of some questions, each going on from the one before.

    The language model is not asked: what the parser does not understand is asked back.
    """
    memory = memory_of(setting.account_id)
    previous = start if start is None else fitting(questions[0], setting, start)
    for number, question in enumerate(questions, 1):
        checked = memory.questions.get(written(question))
        words = checked.means if checked is not None else question
        before = None if checked is not None and not _begins(previous) else previous
        parsed = parse_question(words, setting, memory.lexicon, before)
        if number == len(questions):
            if parsed.built is None:
                return Answer(question, parsed.status, parsed.message)
            return ask(question, setting, previous)
        previous = _draft_of(parsed) or previous
    raise ValueError("A conversation has at least one question.")


def _begins(draft: Draft | None) -> bool:
    return draft is not None and draft.begins


def _draft_of(parsed: Parsed) -> Draft | None:
    if parsed.built is not None:
        return parsed.built.draft
    return parsed.draft if parsed.choices else None
