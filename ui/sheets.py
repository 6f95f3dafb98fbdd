"""The tabs of a page: each holds cards, and only the open one is drawn.

What a page draws costs its reader time, so what comes second waits behind a tab. A switch
redraws the tabs alone. The address names the open one, so a link, a saved view and the browser's
back button lead to it. On paper all tabs stand below one another.

The address is written here, as the filter bar writes its own part: parameters that Streamlit
binds to a widget can be written by nobody else, and the filter bar writes the whole address.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

import streamlit as st

from ui import paper_mode
from ui.cards import OnPage, part

PARAMETER = "tab"

C = TypeVar("C", bound=OnPage)


class Sheet(NamedTuple, Generic[C]):
    """One tab: its name, which the address holds as well, and what draws it."""

    title: str
    draw: Callable[[C], None]


def key_of(page: str) -> str:
    """Return under which key the session holds the open tab of a page."""
    return f"{page}_sheet"


@part()
def show_sheets(context: C, sheets: Sequence[Sheet[C]]) -> None:
    """Draw the tabs of a page, and what stands on the open one; the first is open at first."""
    if paper_mode.is_on():
        for sheet in sheets:
            sheet.draw(context)
        return
    titles = [sheet.title for sheet in sheets]
    _take_from_address(context.page, titles)
    tabs = st.tabs(titles, key=key_of(context.page), on_change="rerun")
    for tab, sheet in zip(tabs, sheets, strict=True):
        if tab.open:
            _write_address(context.page, sheet.title, titles)
            with tab:
                sheet.draw(context)


def _take_from_address(page: str, titles: Sequence[str]) -> None:
    """Open the tab that the address asks for, when that is not our own writing.

    A tab that the page does not have means the first one, as if none had been named.
    """
    key, asked = key_of(page), st.query_params.get(PARAMETER, titles[0])
    is_ours = asked == st.session_state.get(_written(page), titles[0])
    if key not in st.session_state or not is_ours:
        st.session_state[key] = asked if asked in titles else titles[0]


def _write_address(page: str, title: str, titles: Sequence[str]) -> None:
    """Write the open tab into the address; the first one needs no words."""
    st.session_state[_written(page)] = title
    known = st.query_params.get(PARAMETER)
    if title == titles[0]:
        if known is not None:
            del st.query_params[PARAMETER]
    elif known != title:
        st.query_params[PARAMETER] = title


def _written(page: str) -> str:
    return f"{key_of(page)}_in_address"
