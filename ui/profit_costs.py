"""A word of warning where costs are missing: profit looks higher than it is."""

from __future__ import annotations

import streamlit as st

from ui.context import PageContext
from ui.formats import plural
from ui.questions import ask, totals
from ui.remember import remembered


@remembered
def load_missing_costs(context: PageContext) -> int:
    """Return how many units of the period have no cost."""
    frame = ask(context, ["uncosted_units"], compare="none")
    return int(totals(frame, "uncosted_units")["uncosted_units"] or 0)


def show_missing_costs(context: PageContext) -> None:
    """Say how many units have no cost, and where to enter it; nothing when all have one."""
    missing = load_missing_costs(context)
    if missing:
        st.warning(
            f"{plural(missing, 'unit')} of this period have no cost of goods, so profit looks "
            "higher than it is. Enter costs on the Settings page.",
            icon=":material/sell:",
        )
