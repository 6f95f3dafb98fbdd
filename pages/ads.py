"""Ads: what advertising cost and brought, where it was wasted, and what each product can bear."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.ads_cards import (
    WINDOW,
    show_ad_products_card,
    show_campaigns_card,
    show_terms_card,
    show_wasted_card,
    show_weekday_card,
)
from ui.context import page_context
from ui.figures import show_metric_tiles
from ui.session import guard
from ui.sheets import Sheet, show_sheets
from ui.targets_card import show_targets
from ui.trend_card import show_trend_card

guard("ads")
context = page_context()
trend = ("ad_spend", "ad_sales", "acos", "tacos", "clicks")

show_metric_tiles(
    context,
    ["ad_spend", "ad_sales", "acos", "tacos", "roas", "cpc", "ad_conversion_rate", "wasted_spend"],
    key="ads_figures",
)
st.caption(WINDOW)
show_targets(context, ["ad_spend", "acos", "tacos"])
show_sheets(
    context,
    [
        Sheet("Over time", partial(show_trend_card, offered=trend, name="ads")),
        Sheet("By product", show_ad_products_card),
        Sheet("Campaigns", show_campaigns_card),
        Sheet("Search terms", show_terms_card),
        Sheet("Wasted spend", show_wasted_card),
        Sheet("Weekdays", show_weekday_card),
    ],
)
