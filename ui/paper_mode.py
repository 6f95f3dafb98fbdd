"""Whether this tab shows a page as it prints."""

from __future__ import annotations

import streamlit as st

_PAGE, _ASK = "paper_page", "paper_ask"


def start(page: str) -> None:
    """Show a page as it prints, and ask for the browser's dialog once (called by a click)."""
    st.session_state[_PAGE] = page
    st.session_state[_ASK] = True
    # The button stands in a part that reruns by itself.
    st.rerun()


def end() -> None:
    """Show pages as usual again."""
    st.session_state.pop(_PAGE, None)
    st.session_state.pop(_ASK, None)


def leave_other_page(page: str) -> None:
    """End the view when another page was opened."""
    if st.session_state.get(_PAGE) not in (None, page):
        end()


def is_on() -> bool:
    """Whether tables are to be drawn for paper."""
    return bool(st.session_state.get(_PAGE))
