"""The Sales page's card: a chart, and the table behind it."""

from __future__ import annotations

import streamlit as st

from ui.cards import card
from ui.charts.trend import trend_chart
from ui.clicks import show_clickable
from ui.context import PageContext
from ui.sales_table import show_sales_table
from ui.sales_view import load_split_trend, pick_view
from ui.states import show_nothing_found
from ui.trend_loading import trend_words


@card
def show_sales_card(context: PageContext) -> None:
    """Draw the switches, the chart they choose, and its numbers."""
    view = pick_view(context)
    trend = load_split_trend(context, view)
    if trend.is_empty:
        show_nothing_found()
        return
    show_clickable(
        context,
        trend_chart(trend.panels, as_bars=view.as_bars),
        alt=trend_words(view.metric, trend),
        key="sales_trend",
        grain=view.grain,
        split=view.split,
    )
    if trend.gap:
        st.caption(trend.gap)
    show_sales_table(context, view)
