"""Inventory: how long stock lasts, what to order again, what is old or stranded, what was lost."""

from __future__ import annotations

import streamlit as st

from ui.context import page_context
from ui.figures import show_metric_tiles
from ui.inventory_cards import (
    show_aged_card,
    show_reorder_card,
    show_stockouts_card,
    show_stranded_card,
)
from ui.profit_costs import show_missing_costs
from ui.questions import as_of_now, days_shown
from ui.session import guard

guard("inventory")
context = page_context()

st.header("Now", anchor=False)
show_metric_tiles(
    as_of_now(context),
    [
        "stock_units",
        "days_of_cover",
        "inventory_value",
        "stranded_units",
        "aged_share",
        "sell_through",
    ],
    columns=3,
    key="inventory_now",
)
show_reorder_card(context)
show_aged_card(context)
show_stranded_card(context)
st.header(days_shown(context), anchor=False)
show_metric_tiles(context, ["in_stock_rate"], key="inventory_period")
show_missing_costs(context)
show_stockouts_card(context)
