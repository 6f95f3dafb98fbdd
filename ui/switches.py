"""Switches inside a page: what a chart draws, how fine, in which currency. The address names them.

So a link, a saved view and the browser's back button lead to what was on the screen. A switch that
stands where it stands by itself needs no words in the address. On the way back to a page through
the menu, whose address is empty, a switch stands as it was left, like the filters.

The address is written here and not bound to the widget: see ui/sheets.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from ui.filter_state import IS_BACK

# What is drawn, by day, week or month, split by what, in which currency, in which marketplace,
# only what was wasted, at which hour of the week.
MEASURE, GRAIN, SPLIT, CURRENCY, PLACE, WASTED, HOUR = (
    "show", "by", "split", "in", "at", "wasted", "hour",
)  # fmt: skip
PARAMETERS = (MEASURE, GRAIN, SPLIT, CURRENCY, PLACE, WASTED, HOUR)
_YES = "yes"

One = TypeVar("One", bound=str)


def pick(
    label: str,
    parameter: str,
    offered: Sequence[One],
    default: One,
    *,
    key: str,
    words: Callable[[One], str] = str,
    help_: str | None = None,
) -> One:
    """Draw a switch between some choices and return the one chosen; `words` names them."""
    take(parameter, key, offered.__contains__, default)
    chosen = st.segmented_control(
        label,
        list(offered),
        required=True,
        format_func=words,
        key=key,
        label_visibility="collapsed",
        persist_state="session",
        help=help_,
    )
    found = default if chosen is None or chosen not in offered else chosen
    write(parameter, key, found, default)
    return found


def pick_only(label: str, parameter: str, *, key: str) -> bool:
    """Draw a switch that is off at first, and return whether it is on."""
    # A toggle holds a truth, the address words.
    name = f"{key}_chosen"
    if key in st.session_state:
        st.session_state[name] = _YES if st.session_state[key] else ""
    take(parameter, name, (_YES, "").__contains__, "")
    st.session_state[key] = st.session_state[name] == _YES
    is_on = st.toggle(label, key=key, persist_state="session")
    write(parameter, name, _YES if is_on else "", "")
    return is_on


def take(parameter: str, key: str, is_offered: Callable[[str], bool], default: str) -> None:
    """Put into the session what the address asks for, when that is not our own writing.

    What is not offered means the default; so does a switch that nobody has touched when the
    default becomes another one, such as a finer grain for fewer days.
    """
    asked = st.query_params.get(parameter)
    written, default_then = st.session_state.get(_noted(key), (None, default))
    chosen = st.session_state.get(key)
    if asked != written:
        # On the way back through the menu what we wrote then is still wanted.
        is_back = asked is None and st.session_state.get(IS_BACK, False)
        chosen = (written if is_back else asked) or default
    elif asked is None and chosen == default_then:
        chosen = default
    st.session_state[key] = chosen if chosen is not None and is_offered(chosen) else default


def write(parameter: str, key: str, chosen: str, default: str) -> None:
    """Write a choice into the address, and note that it was us."""
    wanted = None if chosen == default else chosen
    st.session_state[_noted(key)] = (wanted, default)
    known = st.query_params.get(parameter)
    if wanted is None:
        if known is not None:
            del st.query_params[parameter]
    elif known != wanted:
        st.query_params[parameter] = wanted


def _noted(key: str) -> str:
    return f"{key}_in_address"
