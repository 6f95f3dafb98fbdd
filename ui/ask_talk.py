"""A conversation with Ask: the address holds its questions, the session their answers.

Each question goes on from the one before. So an address can be sent to a colleague, who gets the
answers from an account of their own, and a reload or the browser's back button loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import streamlit as st

from ask.answers import Answer, ask, setting_of
from ask.parse.draft import Draft

PARAMETER = "q"
# Longer conversations begin to forget: an address has no room for more.
MOST_QUESTIONS = 20
LONGEST_QUESTION = 500
_KEPT = "ask_talk"


@dataclass(frozen=True)
class Turn:
    """A question and its answer. `is_whole`: its rows are still there, not the words alone."""

    answer: Answer
    is_whole: bool = True

    @property
    def question(self) -> str:
        """The question as it was asked."""
        return self.answer.question


@dataclass(frozen=True)
class Talk:
    """The conversation with one account, the oldest question first."""

    account_id: int
    turns: tuple[Turn, ...] = ()


def questions_asked() -> list[str]:
    """Return the questions that the address names, the oldest first."""
    given = (one.strip()[:LONGEST_QUESTION] for one in st.query_params.get_all(PARAMETER))
    return [one for one in given if one][-MOST_QUESTIONS:]


def bring_back(account_id: int) -> None:
    """Write the conversation into the address again, after another page was opened meanwhile."""
    kept = _kept(account_id)
    if kept.turns and not questions_asked():
        st.query_params[PARAMETER] = [turn.question for turn in kept.turns]


def hold_talk(account_id: int) -> Talk:
    """Return the conversation that the address names; only what is new in it is asked.

    Errors of the database come through; what was answered before them is kept.
    """
    asked, turns = questions_asked(), list[Turn]()
    for turn in _as_before(_kept(account_id), asked):
        turns.append(turn)
    setting = setting_of(account_id) if len(turns) < len(asked) else None
    for question in asked[len(turns) :]:
        assert setting is not None
        turns = [_words_alone(one) for one in turns]
        turns.append(Turn(ask(question, setting, _draft_before(turns))))
        st.session_state[_KEPT] = Talk(account_id, tuple(turns))
    return Talk(account_id, tuple(turns))


def ask_next(question: str) -> None:
    """Go on with a question (a callback: the run after it answers)."""
    if question.strip():
        _write([*questions_asked(), question.strip()[:LONGEST_QUESTION]])


def ask_last_again() -> None:
    """Forget the newest answer, so that it is asked of the data as it is now."""
    kept = st.session_state.get(_KEPT)
    if isinstance(kept, Talk):
        st.session_state[_KEPT] = replace(kept, turns=kept.turns[:-1])


def go_back_to(number: int) -> None:
    """Leave out all that was asked after a question; they are counted from 0."""
    _write(questions_asked()[: number + 1])


def begin_anew() -> None:
    """Begin a new conversation."""
    st.session_state.pop(_KEPT, None)
    st.query_params.pop(PARAMETER, None)


def _write(questions: list[str]) -> None:
    st.query_params[PARAMETER] = questions[-MOST_QUESTIONS:]


def _kept(account_id: int) -> Talk:
    kept = st.session_state.get(_KEPT)
    is_theirs = isinstance(kept, Talk) and kept.account_id == account_id
    return kept if isinstance(kept, Talk) and is_theirs else Talk(account_id)


def _as_before(kept: Talk, asked: list[str]) -> Iterator[Turn]:
    """Yield the answers that still hold: of the same questions, the newest with its rows."""
    for number, (turn, question) in enumerate(zip(kept.turns, asked, strict=False)):
        is_newest = number == len(asked) - 1
        if turn.question != question or (is_newest and not turn.is_whole):
            return
        yield turn


def _draft_before(turns: list[Turn]) -> Draft | None:
    drafts = [turn.answer.draft for turn in turns if turn.answer.draft is not None]
    return drafts[-1] if drafts else None


def _words_alone(turn: Turn) -> Turn:
    """Keep of an older answer what is shown of it: a session does not pile up rows."""
    if not turn.is_whole:
        return turn
    return Turn(replace(turn.answer, rows=(), sql="", parameters={}), is_whole=False)
