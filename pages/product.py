"""One product, named by `?asin=`: figures, trend, marketplaces, SKUs and stock."""

from __future__ import annotations

import streamlit as st

from ui.charts.style import CONFIG
from ui.charts.trend import trend_chart
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
from ui.states import show_nothing_found
from ui.tiles import show_figures
from ui.trend_loading import MEASURES, load_trend, pick_measure, trend_words

guard("product")
product = asked_for(page_context().account_id)
if product is None:
    show_not_found()
    st.stop()
context = narrowed(page_context(), product)

show_product_header(context, product)
show_figures(load_period_figures(context))

with st.container(border=True):
    measure = pick_measure(["units", "revenue", "orders"], key="product_measure")
    trend = load_trend(context, measure)
    if trend.is_empty:
        show_nothing_found()
    else:
        st.plotly_chart(
            trend_chart(trend.panels),
            config=CONFIG,
            alt=trend_words(MEASURES[measure], trend),
            key="product_trend",
        )

with st.container(border=True):
    show_by_marketplace(context)

with st.container(border=True):
    show_by_sku(context)
