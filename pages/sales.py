"""Sales: over time, by marketplace and product, and by hour of the week."""

from __future__ import annotations

import streamlit as st

from ui.context import page_context
from ui.sales_card import show_sales_card
from ui.sales_view import load_period_figures, load_period_gap
from ui.session import guard
from ui.tile_rows import show_figures

guard("sales")
context = page_context()

show_figures(load_period_figures(context), key="sales")
if gap := load_period_gap(context):
    st.caption(gap)
show_sales_card(context)
