"""“How?”: a click on a figure asks, in the address, how it is made; the page answers in a dialog.

The address holds what is asked as long as the dialog is open: so it can be sent to a colleague,
survives a reload, and the browser's back button closes it. A click changes the address without
loading the page anew (assets/how.js); without that script the link still leads there.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from ui.context import PageContext
from ui.explain import explain

PARAMETER = "how"


def address_of(name: str) -> str:
    """Return the address of this page, as it is now, that asks for what is called `name`."""
    asked = {one: st.query_params.get_all(one) for one in st.query_params} | {PARAMETER: [name]}
    return f"?{urlencode(asked, doseq=True)}"


def asked_for() -> str:
    """Return the name that the address asks for; empty while it asks nothing."""
    return st.query_params.get(PARAMETER, "")


def forget() -> None:
    """Take what was asked out of the address (called when its dialog is closed)."""
    if PARAMETER in st.query_params:
        del st.query_params[PARAMETER]


def explain_asked(offered: Mapping[str, tuple[PageContext, str]]) -> None:
    """Open the dialog of a figure when the address asks for one of those offered.

    `offered` maps the names of tiles (`Tile.how`) to the choices and the metric to explain. Call
    it on the page itself or in a card, and not in a part that is drawn again by itself: that
    would open the dialog each time.
    """
    found = offered.get(asked_for())
    if found is not None:
        _show(*found)


@st.dialog("How this figure is made", width="large", on_dismiss=forget)
def _show(context: PageContext, metric: str) -> None:
    explain(context, metric)
