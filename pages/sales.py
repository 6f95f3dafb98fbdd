"""Sales: over time, by marketplace and product, and by hour of the week."""

from __future__ import annotations

import streamlit as st

from ui.context import page_context
from ui.how import explain_asked
from ui.sales_card import show_sales_card
from ui.sales_view import PERIOD_METRICS, load_period_gap, load_period_tiles
from ui.session import guard
from ui.tile_rows import show_tiles

guard("sales")
context = page_context()

show_tiles(load_period_tiles(context), key="sales", narrowest=150)
if gap := load_period_gap(context):
    st.caption(gap)
explain_asked({one: (context, one) for one in PERIOD_METRICS})
show_sales_card(context)
