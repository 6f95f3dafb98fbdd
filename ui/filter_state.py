"""Where the session keeps what the filter bar says, and changes that come from elsewhere.

A click on a chart or a chip sets these before the script runs; the widgets and the address
then follow.
"""

from __future__ import annotations

from datetime import date

import streamlit as st

from data.periods import PERIODS
from ui.filters import DEFAULT_PERIOD, Filters, days_of_span

# Whether this run has come to the page through the menu, whose address says nothing.
IS_BACK = "filters_is_back"
# The keys under which the session holds what is chosen.
KEYS = {name: f"filter_{name}" for name in (*Filters.__dataclass_fields__, "days", "against_days")}


def choose_days(start: date, end: date, within: str) -> None:
    """Show these days alone; `within` is the period to come back to (see Filters)."""
    st.session_state[KEYS["period"]] = "custom"
    st.session_state[KEYS["days"]] = (start, end)
    st.session_state[KEYS["within"]] = (within, (start, end))


def leave_days(within: str) -> None:
    """Come back to the period in which days were clicked."""
    st.session_state.pop(KEYS["within"], None)
    days = days_of_span(within)
    if days is not None:
        st.session_state[KEYS["period"]] = "custom"
        st.session_state[KEYS["days"]] = days
        return
    is_period = within in PERIODS and within != "custom"
    st.session_state[KEYS["period"]] = within if is_period else DEFAULT_PERIOD


def choose_only(name: str, value: str) -> None:
    """Show one marketplace, product or brand alone; `name` is the filter's."""
    st.session_state[KEYS[name]] = [value]


def choose(name: str, value: str) -> None:
    """Choose one value of a filter that has one, such as the currency."""
    st.session_state[KEYS[name]] = value


def leave_out(name: str, value: str) -> None:
    """Take one marketplace, product or brand out of a filter."""
    known = st.session_state.get(KEYS[name]) or []
    st.session_state[KEYS[name]] = [one for one in known if one != value]


def within_of(days: tuple[date | None, date | None]) -> str:
    """Return the period in which these days were clicked; "" when they were picked by hand."""
    within, clicked = st.session_state.get(KEYS["within"]) or ("", None)
    return str(within) if clicked == days else ""
