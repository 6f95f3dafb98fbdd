"""One product, named by `?asin=`: what it sells and earns, ads, visits, returns, what if."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.context import page_context
from ui.figures import show_metric_tiles
from ui.one_product import (
    asked_for,
    narrowed,
    show_not_found,
    show_product_header,
    show_returns_card,
    show_stock_cards,
)
from ui.session import guard
from ui.sheets import Sheet, show_sheets
from ui.trend_card import show_trend_card
from ui.what_if_card import show_what_if_card

guard("product")
product = asked_for(page_context().account_id)
if product is None:
    show_not_found()
    st.stop()
context = narrowed(page_context(), product)
trend = ("units", "revenue", "profit", "ad_spend", "sessions", "orders")

show_product_header(context, product)
show_metric_tiles(
    context,
    ["units", "revenue", "fees", "cogs", "ad_spend", "profit", "profit_margin", "acos", "tacos",
     "sessions", "unit_session_rate", "featured_offer_rate"],
    key="product_figures",
)  # fmt: skip
show_sheets(
    context,
    [
        Sheet("Over time", partial(show_trend_card, offered=trend, name="product")),
        Sheet("What if", show_what_if_card),
        Sheet("Marketplaces and SKUs", show_stock_cards),
        Sheet("Returns", show_returns_card),
    ],
)
