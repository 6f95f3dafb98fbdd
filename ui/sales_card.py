"""The Sales page's card: a chart, and the table behind it."""

from __future__ import annotations

import streamlit as st

from ui.cards import card
from ui.charts.style import CONFIG
from ui.charts.trend import trend_chart
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
    st.plotly_chart(
        trend_chart(trend.panels, as_bars=view.as_bars),
        config=CONFIG,
        alt=trend_words(view.metric, trend),
        key="sales_trend",
    )
    show_sales_table(context, view)
