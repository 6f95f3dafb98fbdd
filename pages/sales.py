"""Sales: over time, by marketplace and product, and by hour of the week."""

from __future__ import annotations

import streamlit as st

from ui.charts.heat import week_chart
from ui.charts.style import CONFIG
from ui.charts.trend import trend_chart
from ui.context import page_context
from ui.sales_table import load_sales_table, show_sales_table
from ui.sales_view import load_period_figures, load_split_trend, pick_view
from ui.session import guard
from ui.states import show_nothing_found
from ui.tiles import show_figures
from ui.trend_loading import MEASURES, trend_words
from ui.week import load_week

guard("sales")
context = page_context()

show_figures(load_period_figures(context))

with st.container(border=True):
    view = pick_view(context)
    trend = load_split_trend(context, view)
    if trend.is_empty:
        show_nothing_found()
        st.stop()
    st.plotly_chart(
        trend_chart(trend.panels, as_bars=view.as_bars),
        config=CONFIG,
        alt=trend_words(MEASURES[view.metric], trend),
        key="sales_trend",
    )

with st.container(border=True):
    st.subheader("When customers order", anchor=False)
    st.caption("Orders by weekday and hour, in each marketplace's own time.")
    st.plotly_chart(
        week_chart(load_week(context), "orders"),
        config=CONFIG,
        alt="Orders by weekday and hour of the day",
        key="sales_week",
    )

with st.container(border=True):
    table = load_sales_table(context, view)
    show_sales_table(context, table)
