"""Overview: how the shop is doing today, this month, and in the period chosen."""

from __future__ import annotations

import streamlit as st

from ui.ask_pins import show_pins
from ui.context import page_context
from ui.headlines import show_headlines
from ui.product_lists import load_movers, show_movers
from ui.session import guard
from ui.settings.tables import TARGETS
from ui.split import load_split, show_split
from ui.targets_card import show_targets
from ui.trend_card import show_trend_card

guard("overview")
context = page_context()

show_headlines(context)
show_targets(context, TARGETS)
show_pins(context)
show_trend_card(context, ["revenue", "orders", "units"], "overview")

movers = load_movers(context)
left, right = st.columns(2, gap="small")
with left, st.container(border=True, height="stretch"):
    show_movers(context, movers, "best")
with right, st.container(border=True, height="stretch"):
    show_movers(context, movers, "falling")

with st.container(border=True):
    show_split(context, load_split(context))
