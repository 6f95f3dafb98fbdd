"""The field for a question on every report page: it opens page Ask with the page's filters."""

from __future__ import annotations

from urllib.parse import parse_qsl

import streamlit as st

from ui.ask_address import LONGEST_QUESTION, PARAMETER
from ui.context import PageContext
from ui.filters import PARAMETERS as FILTERS
from ui.registry import page_entry, streamlit_page
from ui.saved_views import address_of

_FIELD, _ASKED = "ask_box", "ask_box_asked"
# The words of the placeholder, in pixels.
_WIDTH = 240


def show_box(context: PageContext) -> None:
    """Draw the field; a question in it leaves for page Ask."""
    st.text_input(
        "Ask about these figures",
        key=_FIELD,
        max_chars=LONGEST_QUESTION,
        placeholder="Ask, such as: units by week",
        icon=":material/forum:",
        label_visibility="collapsed",
        width=_WIDTH,
        on_change=_asked,
    )
    question = str(st.session_state.pop(_ASKED, "")).strip()
    if question:
        parameters = [*_filters_of(context), (PARAMETER, question)]
        st.switch_page(streamlit_page(page_entry("ask")), query_params=parameters)


def _asked() -> None:
    st.session_state[_ASKED] = st.session_state[_FIELD]


def _filters_of(context: PageContext) -> list[tuple[str, str]]:
    """Write the page's filters as parameters; the page of one product asks about that one."""
    written = [one for one in parse_qsl(address_of(context)) if one[0] in FILTERS]
    if context.page == "product" and "asin" in st.query_params:
        written.append(("product", st.query_params["asin"]))
    return written
