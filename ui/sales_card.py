"""The Sales page's card: a chart, and behind it its numbers and when customers order."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.cards import card
from ui.charts.trend import trend_chart
from ui.clicks import show_clickable
from ui.context import PageContext
from ui.sales_table import show_sales_table
from ui.sales_view import View, load_split_trend, pick_view
from ui.sheets import Sheet, show_sheets
from ui.states import show_nothing_found
from ui.trend_loading import Trend, trend_words
from ui.week_card import show_week


@card
def show_sales_card(context: PageContext) -> None:
    """Draw the switches, and tabs with the chart, its numbers and the hours of the week."""
    view = pick_view(context)
    trend = load_split_trend(context, view)
    if trend.is_empty:
        show_nothing_found()
        return
    show_sheets(
        context,
        [
            Sheet("Over time", partial(show_over_time, view=view, trend=trend)),
            Sheet("The numbers", partial(show_sales_table, view=view)),
            Sheet("When customers order", show_week),
        ],
    )


def show_over_time(context: PageContext, view: View, trend: Trend) -> None:
    """Draw the chart that the switches choose."""
    show_clickable(
        context,
        trend_chart(trend.panels, as_bars=view.as_bars),
        alt=trend_words(view.metric, trend),
        key="sales_trend",
        grain=view.grain,
        split=view.split,
    )
    if trend.gap:
        st.caption(trend.gap)
