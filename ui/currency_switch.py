"""The switch between currencies inside a card, where a page shows several."""

from __future__ import annotations

import streamlit as st

from ui.context import PageContext


def pick_currency(context: PageContext, key: str) -> str:
    """Draw the switch between currencies where there are several, and return the chosen one."""
    currencies = list(context.currencies)
    if len(currencies) == 1:
        return currencies[0]
    chosen = st.segmented_control(
        "Currency",
        currencies,
        default=currencies[0],
        required=True,
        key=key,
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen if chosen in currencies else currencies[0]
