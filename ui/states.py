"""What the screen says when there is nothing to show, or when something went wrong."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core.errors import DatabaseError, SellerMonitorError
from core.log import get_logger
from ui.registry import page_entry, streamlit_page

log = get_logger("ui.states")


@contextmanager
def told_in_words() -> Iterator[None]:
    """Show an error we understand as a sentence and a next step, and end the run."""
    try:
        yield
    except SellerMonitorError as error:
        log.warning("shown to a person", kind=type(error).__name__, sentence=error.sentence)
        show_error(error)
        st.stop()


def show_error(error: SellerMonitorError) -> None:
    """Draw the error state: what happened, that nothing is lost, and a way to try again."""
    is_database = isinstance(error, DatabaseError)
    title = "The data cannot be read just now" if is_database else "This did not work"
    with st.container(key="error_state"):
        st.error(error.sentence, title=title, icon=":material/cloud_off:")
        st.button("Try again", icon=":material/refresh:", key="try_again")


def show_unexpected(error: BaseException) -> bool:
    """Draw the state for an error nobody foresaw; its number leads to the log line."""
    number = secrets.token_hex(4)
    log.error("unexpected error on the screen", error_number=number, exc_info=error)
    st.error(
        "This page could not be drawn. Your data is safe: nothing was changed. "
        f"Try again; if it happens once more, tell your administrator the number {number}.",
        title="Something went wrong on our side",
        icon=":material/error:",
    )
    return True


def show_no_data() -> None:
    """Draw the state of an account whose data has not arrived yet."""
    with st.container(border=True, key="empty_state"):
        st.header("No orders here yet", anchor=False)
        st.markdown(
            "As soon as your Amazon data has been read, your sales appear here, by themselves. "
            "The page Data health shows how far it is. There you can also have it read now, or "
            "bring in report files from Seller Central."
        )
        st.page_link(streamlit_page(page_entry("data_health")), label="Open Data health")
        st.caption(
            "The first time reads up to two years of orders and can take a while; this page fills "
            "up as they arrive."
        )
        # No caption: its letters are too faint for a command.
        st.markdown("Whoever runs Seller Monitor can start it as well: `python -m sync run --all`.")


def show_nothing_found(sentence: str = "There were no sales for what is chosen above.") -> None:
    """Draw the state of a view whose filters leave nothing over."""
    with st.container(border=True):
        st.markdown(sentence)
        st.caption("Choose a longer period or other marketplaces or products.")
