"""The parts of the page Ask: the field, questions to begin with, and the conversation."""

from __future__ import annotations

from urllib.parse import parse_qs

import streamlit as st

from ask.answers import setting_of
from ask.starters import starters
from core.product_clock import get_clock
from data.account_words import load_account_names
from ui.ask_address import LONGEST_QUESTION, filters_named
from ui.ask_answer import show_answer, show_questions
from ui.ask_columns import titles_of
from ui.ask_pin import show_pin_button
from ui.ask_start import filters_from
from ui.ask_start import words_of as start_words
from ui.ask_talk import Talk, ask_next, begin_anew, go_back_to, leave_filters
from ui.ask_transcript import transcript
from ui.formats import plain

_FIELD = "ask_question"


def show_field(*, goes_on: bool) -> None:
    """Draw the field for a question; `goes_on`: there is one that it may change."""
    with st.form("ask_form", clear_on_submit=True, border=False):
        row = st.container(horizontal=True, vertical_alignment="bottom")
        row.text_input(
            "Your question",
            key=_FIELD,
            max_chars=LONGEST_QUESTION,
            placeholder="Such as: only Germany, by week"
            if goes_on
            else "Such as: revenue last month",
            help="In everyday English. What is not understood is asked about, never guessed.",
        )
        row.form_submit_button("Ask", type="primary", on_click=_asked)


def _asked() -> None:
    ask_next(str(st.session_state[_FIELD]))


def show_start(account_id: int) -> None:
    """Say which filters of another page the conversation begins with; nothing where it has none."""
    begins_with = filters_named()
    if not begins_with:
        return
    filters, complaints = filters_from(account_id, parse_qs(begins_with))
    with st.container(horizontal=True, vertical_alignment="center", key="ask_start"):
        st.caption(f"Begins with the filters of the page: {plain(start_words(filters))}.")
        st.button(
            "Without them",
            key="ask_without_filters",
            type="tertiary",
            help="Asks the same without the filters of the page.",
            on_click=leave_filters,
        )
    for sentence in complaints:
        st.warning(sentence, icon=":material/link_off:")


def show_starters(account_id: int) -> None:
    """Draw questions to begin with, made from the account's own names."""
    st.caption(
        "Ask for a figure in plain words. You see what was understood, and can change each part. "
        "These can be asked of your shop:"
    )
    found = starters(load_account_names(account_id), setting_of(account_id))
    show_questions(found, "ask_starter")


def _text_of(talk: Talk) -> bytes:
    titles = titles_of(talk.account_id)
    return transcript(talk.turns, titles, get_clock().now()).encode()


def show_talk(talk: Talk) -> None:
    """Draw the newest answer in full, and below it what was asked before."""
    *before, newest = talk.turns
    show_answer(talk.account_id, newest.answer)
    with st.container(horizontal=True, gap="small", key="ask_talk_tools"):
        st.button(
            "New conversation",
            icon=":material/add:",
            key="ask_new",
            type="tertiary",
            on_click=begin_anew,
        )
        show_pin_button(talk)
        st.download_button(
            "Save as text",
            data=lambda: _text_of(talk),
            file_name="conversation.md",
            mime="text/markdown",
            icon=":material/download:",
            type="tertiary",
            help="The whole conversation as a text file (Markdown), with the first rows of each.",
            on_click="ignore",
            key="ask_save",
        )
    if not before:
        return
    st.subheader("Asked before", anchor=False)
    for number in reversed(range(len(before))):
        answer = before[number].answer
        with st.container(border=True, key=f"ask_before_{number}"):
            st.markdown(f"**{plain(answer.question)}**")
            st.caption(plain(answer.echo or answer.message))
            st.button(
                "Go back to this",
                icon=":material/undo:",
                key=f"ask_back_{number}",
                type="tertiary",
                help="What was asked after it is left out.",
                on_click=go_back_to,
                args=(number,),
            )
