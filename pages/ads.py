"""Ads: what advertising cost and brought, where it was wasted, and what each product can bear."""

from __future__ import annotations

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
from ui.targets_card import show_targets
from ui.trend_card import show_trend_card

guard("ads")
context = page_context()

show_metric_tiles(
    context,
    ["ad_spend", "ad_sales", "acos", "tacos", "roas", "cpc", "ad_conversion_rate", "wasted_spend"],
    key="ads_figures",
)
st.caption(WINDOW)
show_targets(context, ["ad_spend", "acos", "tacos"])
show_trend_card(context, ["ad_spend", "ad_sales", "acos", "tacos", "clicks"], "ads")
show_ad_products_card(context)
show_campaigns_card(context)
left, right = st.columns(2, gap="small")
with left:
    show_weekday_card(context)
with right:
    show_wasted_card(context)
show_terms_card(context)
