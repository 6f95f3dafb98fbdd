"""Inventory: how long stock lasts, what to order again, what is old or stranded, what was lost."""

from __future__ import annotations

import streamlit as st

from ui.context import page_context
from ui.figures import show_metric_tiles
from ui.inventory_cards import (
    show_aged_card,
    show_reorder_card,
    show_stranded_card,
    show_time_out_of_stock,
)
from ui.questions import as_of_now
from ui.session import guard
from ui.sheets import Sheet, show_sheets

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
        "excess_units",
        "excess_value",
    ],
    key="inventory_now",
)
show_sheets(
    context,
    [
        Sheet("Order again", show_reorder_card),
        Sheet("Age", show_aged_card),
        Sheet("Stranded", show_stranded_card),
        Sheet("Out of stock", show_time_out_of_stock),
    ],
)
