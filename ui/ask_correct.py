"""“Is this right?”: what was meant by a word, or by the whole question, until it is accepted."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ask.answer import Answer
from ask.answers import setting_of
from ask.checked import understood
from ask.memory import check_meaning, check_word, memory_of, written
from ask.parse.echo import value_words
from core.errors import QueryError
from data.account_words import load_account_names
from data.corrections import propose
from data.metrics import DIMENSIONS, GROUPS, METRICS
from ui.ask_address import LONGEST_QUESTION
from ui.ask_talk import ask_next
from ui.formats import plain
from ui.session import current_viewer
from ui.view_changes import done, show_told

_BUTTON, _WORD, _MEANS, _RIGHT = "ask_correct", "ask_word", "ask_means", "ask_right"
_WAITS = "Thank you. It is used as soon as an owner or manager of the account accepts it."
# Splits whose values may have a name of one's own.
_NAMED = ("brand", "category", "campaign", "marketplace")
Meaning = tuple[str, str, str]


def show_correct(account_id: int, answer: Answer) -> None:
    """Draw the button; what stands inside is loaded when somebody opens it."""
    popover = st.popover(
        "Is this right?" if answer.status == "answer" else "Say what you meant",
        icon=":material/rule:",
        type="tertiary",
        help="Say what you meant, or that the answer is right.",
        key=_BUTTON,
        on_change="rerun",
    )
    viewer = current_viewer()
    if not popover.open or viewer is None:
        return
    person_id = viewer.person.user_id
    with popover:
        show_told()
        if answer.query is not None and answer.by == "parser":
            st.button(
                "Yes, this is right",
                icon=":material/verified:",
                key="ask_confirm",
                help="An owner or manager can then mark the question as checked.",
                on_click=_confirm,
                args=(account_id, person_id, answer.question),
            )
        _show_question(account_id, person_id, answer)
        _show_word(account_id, person_id)


def _show_question(account_id: int, person_id: int, answer: Answer) -> None:
    with st.form("ask_right_form", border=False):
        st.text_input(
            "No: the right question is", answer.question, max_chars=LONGEST_QUESTION, key=_RIGHT
        )
        st.form_submit_button(
            "Ask that, and remember it",
            key="ask_right_do",
            on_click=_put_right,
            args=(account_id, person_id, answer.question),
        )


def _show_word(account_id: int, person_id: int) -> None:
    with st.form("ask_word_form", border=False):
        st.text_input("A word is not understood, or wrongly", key=_WORD, placeholder="Such as: kpi")
        st.selectbox(
            "It means",
            _meanings(account_id),
            index=None,
            format_func=_in_words,
            key=_MEANS,
            placeholder="Type a figure, a split or a name",
        )
        st.form_submit_button(
            "Propose", key="ask_word_do", on_click=_word, args=(account_id, person_id)
        )


def _meanings(account_id: int) -> list[Meaning]:
    """List what a word can mean: figures, splits, and the account's own names."""
    hidden = {one.id for one in GROUPS["Parts of other figures"]}
    figures = [("metric", one, "") for one in METRICS if one not in hidden]
    splits = [("dimension", one.id, "") for one in DIMENSIONS.values() if not one.is_grain]
    names = load_account_names(account_id)
    values = [("value", one.value, one.field) for one in names if one.field in _NAMED]
    return [*figures, *splits, *values]


def _in_words(meaning: Meaning) -> str:
    """Say what a word can mean: `Revenue (figure)`, `Brand (split)`, `Acme (brand)`."""
    kind, means, field = meaning
    if kind == "metric":
        return f"{METRICS[means].name} (figure)"
    if kind == "dimension":
        return f"{DIMENSIONS[means].name} (split)"
    return f"{value_words(field, means)} ({DIMENSIONS[field].name.lower()})"


def meaning_words(kind: str, means: str, field: str) -> str:
    """Say what a correction means; a question by its words, what is gone by its id."""
    if kind == "question":
        return means
    is_known = means in METRICS or means in DIMENSIONS or field in DIMENSIONS
    return _in_words((kind, means, field)) if is_known else means


def _confirm(account_id: int, person_id: int, question: str) -> None:
    done(partial(_propose_question, account_id, person_id, question, question), _WAITS)


def _put_right(account_id: int, person_id: int, question: str) -> None:
    right = str(st.session_state.get(_RIGHT) or "").strip()
    if done(partial(_propose_question, account_id, person_id, question, right), _WAITS):
        ask_next(right)


def _propose_question(account_id: int, person_id: int, question: str, right: str) -> None:
    """Propose what a question means. Raises QueryError where the right words are no question."""
    try:
        understood(right, setting_of(account_id), memory_of(account_id))
    except QueryError as error:
        raise QueryError(
            f"Write the question so that it stands alone and is understood. {error.sentence}"
        ) from None
    propose(account_id, person_id, "question", written(question), right)


def _word(account_id: int, person_id: int) -> None:
    chosen: Meaning | None = st.session_state.get(_MEANS)
    said = str(st.session_state.get(_WORD) or "")
    done(partial(_propose_word, account_id, person_id, said, chosen), _WAITS)


def _propose_word(account_id: int, person_id: int, said: str, chosen: Meaning | None) -> None:
    if chosen is None:
        raise QueryError(f"Choose what “{plain(said)}” means first.")
    kind, means, field = chosen
    check_meaning(kind, means, field, load_account_names(account_id))
    propose(account_id, person_id, kind, check_word(said), means, field)
