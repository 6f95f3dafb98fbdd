"""One product, named by `?asin=`: what it sells and earns, ads, visits, returns, what if."""

from __future__ import annotations

import streamlit as st

from ui.context import page_context
from ui.figures import show_metric_tiles
from ui.one_product import (
    asked_for,
    narrowed,
    show_by_marketplace,
    show_by_sku,
    show_not_found,
    show_product_header,
    show_returns,
)
from ui.session import guard
from ui.trend_card import show_trend_card
from ui.what_if_card import show_what_if_card

guard("product")
product = asked_for(page_context().account_id)
if product is None:
    show_not_found()
    st.stop()
context = narrowed(page_context(), product)

show_product_header(context, product)
show_metric_tiles(
    context,
    ["units", "revenue", "fees", "cogs", "ad_spend", "profit", "profit_margin", "acos", "tacos",
     "sessions", "unit_session_rate", "featured_offer_rate"],
    key="product_figures",
)  # fmt: skip
show_trend_card(
    context, ["units", "revenue", "profit", "ad_spend", "sessions", "orders"], "product"
)
show_what_if_card(context)

with st.container(border=True):
    show_by_marketplace(context)

left, right = st.columns(2, gap="small")
with left, st.container(border=True, height="stretch"):
    show_by_sku(context)
with right, st.container(border=True, height="stretch"):
    show_returns(context)
