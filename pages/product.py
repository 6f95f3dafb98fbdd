"""One product, named by `?asin=`: figures, trend, marketplaces, SKUs and stock."""

from __future__ import annotations

import streamlit as st

from ui.context import page_context
from ui.one_product import (
    asked_for,
    narrowed,
    show_by_marketplace,
    show_by_sku,
    show_not_found,
    show_product_header,
)
from ui.sales_view import load_period_figures
from ui.session import guard
from ui.tiles import show_figures
from ui.trend_card import show_trend_card

guard("product")
product = asked_for(page_context().account_id)
if product is None:
    show_not_found()
    st.stop()
context = narrowed(page_context(), product)

show_product_header(context, product)
show_figures(load_period_figures(context))

show_trend_card(context, ["units", "revenue", "orders"], "product")

with st.container(border=True):
    show_by_marketplace(context)

with st.container(border=True):
    show_by_sku(context)
