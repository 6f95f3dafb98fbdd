"""The card with a page's main trend and the switch between its measures."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui.cards import card
from ui.charts.trend import trend_chart
from ui.clicks import show_clickable
from ui.context import PageContext
from ui.questions import grain_of
from ui.states import show_nothing_found
from ui.trend_loading import load_trend, pick_measure, trend_words


@card
def show_trend_card(context: PageContext, offered: Sequence[str], name: str) -> None:
    """Draw the trend of one measure, the first one offered at first."""
    measure = pick_measure(offered, key=f"{name}_measure")
    trend = load_trend(context, measure)
    if trend.is_empty:
        show_nothing_found()
        return
    show_clickable(
        context,
        trend_chart(trend.panels),
        alt=trend_words(measure, trend),
        key=f"{name}_trend",
        grain=grain_of(context),
    )
    if trend.gap:
        st.caption(trend.gap)
