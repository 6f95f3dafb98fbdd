"""Where an answer comes from: notes, how new its data is, who has read it, and the SQL."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from ask.answer import Answer
from core.product_clock import get_clock
from ui.ask_talk import ask_last_again
from ui.formats import ago, plain, plural


def show_origin(answer: Answer) -> None:
    """Draw the notes of an answer, how new its data is, and the statement behind it."""
    for note in answer.notes:
        st.caption(plain(note))
    if answer.freshness is not None:
        for one in answer.freshness.settling:
            st.caption(plain(one.words))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(freshness_words(answer, get_clock().now()), width="content")
        show_again()
    show_usage(answer)
    # What a language model has written has to be read.
    is_open = answer.by == "sql"
    with st.expander("The SQL behind it", icon=":material/code:", expanded=is_open):
        st.code(answer.sql, language="sql", wrap_lines=True)
        if answer.parameters:
            st.json({name: str(value) for name, value in answer.parameters.items()}, expanded=False)


def freshness_words(answer: Answer, now: datetime) -> str:
    """Say how new the oldest of the data behind an answer is."""
    if answer.freshness is None:
        return ""
    read = [one.synced_at for one in answer.freshness.sources.values()]
    known = [one for one in read if one is not None]
    words = f"Read from Amazon {ago(min(known), now)}" if known else "Not read from Amazon yet"
    late = "" if len(known) == len(read) or not known else ", but not all of it to its end yet"
    pending = answer.freshness.pending_orders
    settling = f" · {plural(pending, 'order')} of the account still settling" if pending else ""
    return f"{words}{late}{settling}"


def show_again() -> None:
    """Draw the button that puts the same question once more."""
    st.button(
        "Ask again",
        icon=":material/refresh:",
        type="tertiary",
        key="ask_again",
        help="The same question to the data as it is now.",
        on_click=ask_last_again,
    )


def show_usage(answer: Answer) -> None:
    """Say what the language model has used for an answer, and today; nothing where none has."""
    if answer.usage is None:
        return
    today = f" · {answer.allowance.in_words}" if answer.allowance is not None else ""
    st.caption(plain(f"AI: {answer.usage.in_words}{today}"))
