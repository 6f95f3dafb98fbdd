"""Answers that a person has pinned to Overview: which they are, and the button that pins one."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from ui.ask_talk import Talk
from ui.preferences import keep, preference

# The name under which they are kept, and how many fit above the charts of Overview.
_NAME = "pinned_answers"
MOST_PINS = 6


@dataclass(frozen=True)
class Pin:
    """The questions that lead to an answer, and the filters of a page that they begin with."""

    questions: tuple[str, ...]
    begins_with: str = ""


def pins() -> list[Pin]:
    """Return what the person has pinned, in their order."""
    known = preference(_NAME) or []
    return [Pin(tuple(one["questions"]), one["begins_with"]) for one in known]


def show_pin_button(talk: Talk) -> None:
    """Draw the button for an answer that the language model has had no part in."""
    answer = talk.turns[-1].answer
    is_own = all(turn.answer.by == "parser" for turn in talk.turns)
    if answer.status != "answer" or not is_own:
        return
    pin, known = Pin(talk.questions, talk.begins_with), pins()
    if pin in known:
        st.button(
            "Pinned to Overview",
            icon=":material/keep_off:",
            type="tertiary",
            key="ask_unpin",
            help="Take it from Overview.",
            on_click=unpin,
            args=(pin,),
        )
        return
    is_full = len(known) >= MOST_PINS
    st.button(
        "Pin to Overview",
        icon=":material/keep:",
        type="tertiary",
        key="ask_pin",
        help=f"Overview has {MOST_PINS} already: take one from there first."
        if is_full
        else "Overview then shows it, asked anew each time. Only you see it.",
        disabled=is_full,
        on_click=_pin,
        args=(pin,),
    )


def unpin(pin: Pin) -> None:
    """Take an answer from Overview (a callback)."""
    _keep([one for one in pins() if one != pin])


def _pin(pin: Pin) -> None:
    _keep([*pins(), pin])


def _keep(some: list[Pin]) -> None:
    written = [{"questions": one.questions, "begins_with": one.begins_with} for one in some]
    keep(_NAME, written or None)
