"""A conversation with Ask: the address holds its questions, the session their answers.

Each question goes on from the one before. So an address can be sent to a colleague, who gets the
answers from an account of their own, and a reload or the browser's back button loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qs

import streamlit as st

from ask.answers import Answer, ask, setting_of
from ask.beginning import fitting
from ask.parse.draft import Draft
from ui.ask_address import (
    LONGEST_QUESTION,
    PARAMETER,
    address_of,
    filters_named,
    questions_asked,
)
from ui.ask_start import filters_from, start_of
from ui.filters import PARAMETERS as FILTERS

# Of an answer that is not the newest so many rows are kept, for the file of the conversation.
MOST_ROWS_KEPT = 20
_KEPT = "ask_talk"


@dataclass(frozen=True)
class Turn:
    """A question and its answer. `is_whole`: all of its rows are still there, not the first ones.

    `row_count` is how many there were.
    """

    answer: Answer
    row_count: int
    is_whole: bool = True

    @property
    def question(self) -> str:
        """The question as it was asked."""
        return self.answer.question


@dataclass(frozen=True)
class Talk:
    """The conversation with one account, the oldest question first.

    `begins_with` is the filters of the page it began on, as they stand in an address.
    """

    account_id: int
    turns: tuple[Turn, ...] = ()
    begins_with: str = ""

    @property
    def questions(self) -> tuple[str, ...]:
        """What was asked, in order."""
        return tuple(turn.question for turn in self.turns)


def bring_back(account_id: int) -> None:
    """Write the conversation into the address again, after another page was opened meanwhile."""
    kept = _kept(account_id)
    if kept.turns and not questions_asked():
        _write(address_of(kept.questions, kept.begins_with))


def hold_talk(account_id: int) -> Talk:
    """Return the conversation that the address names; only what is new in it is asked.

    Errors of the database come through; what was answered before them is kept.
    """
    asked, begins_with = questions_asked(), filters_named()
    kept = _kept(account_id)
    turns = list(_as_before(kept, asked)) if kept.begins_with == begins_with else []
    setting = setting_of(account_id) if len(turns) < len(asked) else None
    for question in asked[len(turns) :]:
        assert setting is not None
        previous = _draft_before(turns)
        if previous is None and begins_with:
            filters, _ = filters_from(account_id, parse_qs(begins_with))
            previous = fitting(question, setting, start_of(account_id, filters))
        answer = ask(question, setting, previous)
        turns = [*map(_shortened, turns), Turn(answer, len(answer.rows))]
        st.session_state[_KEPT] = Talk(account_id, tuple(turns), begins_with)
    return Talk(account_id, tuple(turns), begins_with)


def ask_next(question: str) -> None:
    """Go on with a question (a callback: the run after it answers)."""
    if question.strip():
        asked = [*questions_asked(), question.strip()[:LONGEST_QUESTION]]
        _write(address_of(asked, filters_named()))


def ask_last_again() -> None:
    """Forget the newest answer, so that it is asked of the data as it is now."""
    kept = st.session_state.get(_KEPT)
    if isinstance(kept, Talk):
        st.session_state[_KEPT] = replace(kept, turns=kept.turns[:-1])


def leave_filters() -> None:
    """Ask the same questions without the filters that the conversation began with."""
    _write(address_of(questions_asked(), ""))


def go_back_to(number: int) -> None:
    """Leave out all that was asked after a question; they are counted from 0."""
    _write(address_of(questions_asked()[: number + 1], filters_named()))


def begin_anew() -> None:
    """Begin a new conversation, with no filters."""
    st.session_state.pop(_KEPT, None)
    _write([])


def _write(parameters: list[tuple[str, str]]) -> None:
    """Put a conversation into the address; what else stands there, such as the account, stays."""
    others = [
        (name, value)
        for name in st.query_params
        if name != PARAMETER and name not in FILTERS
        for value in st.query_params.get_all(name)
    ]
    written: dict[str, list[str]] = {}
    for name, value in (*others, *parameters):
        written.setdefault(name, []).append(value)
    st.query_params.from_dict(written)


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
    """Return what the next question goes on from; what was asked back or refused is passed over.

    Behind an answer without a draft (SQL written by a language model) a question begins anew.
    """
    for turn in reversed(turns):
        if turn.answer.draft is not None:
            return turn.answer.draft
        if turn.answer.status == "answer":
            return None
    return None


def _shortened(turn: Turn) -> Turn:
    """Keep of an older answer its words and first rows: a session does not pile up rows."""
    if not turn.is_whole:
        return turn
    rows = turn.answer.rows[:MOST_ROWS_KEPT]
    answer = replace(turn.answer, rows=rows, sql="", parameters={})
    return Turn(answer, turn.row_count, is_whole=False)
