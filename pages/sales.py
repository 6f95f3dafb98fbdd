"""Sales: over time, by marketplace and product, and by hour of the week."""

from __future__ import annotations

import streamlit as st

from ui.charts.heat import week_chart
from ui.charts.style import CONFIG
from ui.context import page_context
from ui.formats import zone_name
from ui.sales_card import show_sales_card
from ui.sales_view import load_period_figures, load_period_gap
from ui.session import guard
from ui.tiles import show_figures
from ui.week import load_week

guard("sales")
context = page_context()

show_figures(load_period_figures(context))
if gap := load_period_gap(context):
    st.caption(gap)
show_sales_card(context)

with st.container(border=True):
    st.header("When customers order", anchor=False)
    zone = context.filters.one_zone
    clock = f"in {zone_name(zone.key)}" if zone else "in each marketplace's own time"
    st.caption(f"Orders by weekday and hour, {clock}.")
    st.plotly_chart(
        week_chart(load_week(context), "orders"),
        config=CONFIG,
        alt="Orders by weekday and hour of the day",
        key="sales_week",
    )
