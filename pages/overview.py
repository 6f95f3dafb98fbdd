"""Overview: how the shop is doing today, this month, and in the period chosen."""

from __future__ import annotations

import streamlit as st

from ui.charts.style import CONFIG
from ui.charts.trend import trend_chart
from ui.context import page_context
from ui.headlines import load_headlines
from ui.product_lists import load_movers, show_movers
from ui.session import guard
from ui.split import load_split, show_split
from ui.states import show_nothing_found
from ui.tiles import show_tiles
from ui.trend_loading import MEASURES, load_trend, pick_measure, trend_words

guard("overview")
context = page_context()

show_tiles(load_headlines(context))

with st.container(border=True):
    measure = pick_measure(["revenue", "orders", "units"], key="overview_measure")
    trend = load_trend(context, measure)
    if trend.is_empty:
        show_nothing_found()
    else:
        st.plotly_chart(
            trend_chart(trend.panels),
            config=CONFIG,
            alt=trend_words(MEASURES[measure], trend),
            key="overview_trend",
        )

movers = load_movers(context)
left, right = st.columns(2, gap="small")
with left, st.container(border=True, height="stretch"):
    show_movers(context, movers, "best")
with right, st.container(border=True, height="stretch"):
    show_movers(context, movers, "falling")

with st.container(border=True):
    show_split(context, load_split(context))
