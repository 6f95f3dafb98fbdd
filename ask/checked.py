"""Questions that an account has checked: how they are answered, and whether they still mean it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ask.answer import Answer
from ask.memory import Memory
from ask.parse.build import Built
from ask.parse.echo import echo_of
from ask.parse.parser import parse_question
from ask.parse.setting import Setting
from core.errors import QueryError
from data.corrections import Correction

# Stands before the name of who has accepted it.
CHECKED_BY = "Checked by"


@dataclass(frozen=True)
class Verdict:
    """Whether a checked question is still read as it was; `now` is what it is read as."""

    correction: Correction
    is_same: bool
    now: str


def understood(words: str, setting: Setting, memory: Memory) -> Built:
    """Read a question that shall be kept. Raises QueryError where it is not understood in full."""
    parsed = parse_question(words, setting, memory.lexicon)
    if parsed.built is None:
        raise QueryError(parsed.message)
    return parsed.built


def marked(answer: Answer, question: str, checked: Correction) -> Answer:
    """Return the answer of the right words as that of the question, with who has checked it."""
    badge = f"{CHECKED_BY} {checked.decided_by or 'somebody who has left'}"
    said = (f"This was read as: {checked.means}.",) if checked.means != question else ()
    return replace(answer, question=question, badge=badge, notes=(*said, *answer.notes))


def verdicts(checked: list[tuple[Correction, Setting]], memory: Memory) -> Iterator[Verdict]:
    """Read each checked question again, as on the day on which it was accepted."""
    for one, setting in checked:
        try:
            built = understood(one.means, setting, memory)
        except QueryError as error:
            yield Verdict(one, is_same=False, now=error.sentence)
            continue
        is_same = built.query.model_dump(mode="json") == one.metric_query
        yield Verdict(one, is_same, echo_of(built))
