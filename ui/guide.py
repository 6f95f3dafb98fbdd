"""The guide of the first visit: connect, add costs, done. Closed once, it stays closed."""

from __future__ import annotations

import streamlit as st

from data.first_visit import FirstVisit, load_first_visit
from ui.preferences import keep, preference
from ui.registry import page_entry, streamlit_page
from ui.session import may_act

_CLOSED = "guide_closed"


def show_guide(account_id: int) -> None:
    """Draw the three steps above the Overview, until the person closes them."""
    if preference(_CLOSED):
        return
    state = load_first_visit(account_id)
    with st.container(border=True, key="guide", gap="small"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            st.markdown(f"**{_heading(state)}**", width="content")
            st.button(
                "Close the guide",
                icon=":material/close:",
                type="tertiary",
                key="guide_close",
                help="It stays closed. The page Settings shows it again.",
                on_click=keep,
                args=(_CLOSED, True),
            )
        for column, (is_done, words, link) in zip(st.columns(3), _steps(state), strict=True):
            with column:
                icon = "check_circle" if is_done else "radio_button_unchecked"
                color = "green" if is_done else "gray"
                st.markdown(f":{color}[:material/{icon}:] {words}")
                if link:
                    st.page_link(streamlit_page(page_entry(link[0])), label=link[1])


def _heading(state: FirstVisit) -> str:
    return "You are ready to go" if state.is_done else "Welcome. Three steps to your own figures"


def _steps(state: FirstVisit) -> list[tuple[bool, str, tuple[str, str] | None]]:
    """Return for each step whether it is done, its words, and a page with the words of its link."""
    return [_connect(state), _costs(state), _done(state)]


def _connect(state: FirstVisit) -> tuple[bool, str, tuple[str, str] | None]:
    if state.is_demo:
        words = (
            "**Connect Amazon.** You are looking at a demo shop, so there is nothing to do. For "
            "your own shop, whoever runs Seller Monitor sets the keys: see “Your own shop” in the "
            "guide for operators."
        )
        return True, words, None
    health = ("data_health", "See what has been read")
    if state.has_orders:
        return True, "**Connect Amazon.** Your orders are coming in.", health
    if state.is_connected:
        words = "**Connect Amazon.** It is connected; the first orders are still to come."
        return False, words, health
    words = (
        "**Connect Amazon.** Whoever runs Seller Monitor sets the keys: see “Your own shop” in the "
        "guide for operators. Or bring in report files from Seller Central."
    )
    return False, words, ("data_health", "Bring in report files")


def _costs(state: FirstVisit) -> tuple[bool, str, tuple[str, str] | None]:
    if state.has_costs:
        words = "**Add costs.** What your goods cost is entered, so profit can be counted."
        return True, words, ("settings", "See the costs")
    if not may_act("settings"):
        return False, "**Add costs.** An owner or manager enters what your goods cost.", None
    words = "**Add costs.** Say what your goods cost, typed in or from a file. Profit needs it."
    return False, words, ("settings", "Add costs")


def _done(state: FirstVisit) -> tuple[bool, str, tuple[str, str] | None]:
    words = (
        "**Done.** Choose a period and marketplaces above the figures. “How?” on a figure shows "
        "how it is made, “Views” keeps what you look at often."
    )
    return state.is_done, words, ("sales", "Look around") if state.has_orders else None


def show_guide_again() -> None:
    """Draw the button of the page Settings that brings the guide back."""
    if st.button("Show the first-visit guide again", key="guide_again", icon=":material/flag:"):
        keep(_CLOSED, None)
        st.success("The guide stands on the Overview again.", icon=":material/check:")
