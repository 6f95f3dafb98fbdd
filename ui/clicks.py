"""Click a mark of a chart and the page shows it alone; a chip takes that away again.

A click on a time or a line sets the filter bar, so the address carries it like every other
choice. Marks that no filter knows, such as a step of a bridge, are told to their card.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from core.marketplaces import MARKETPLACES
from data.periods import add_months, bucket_of
from data.query_model import Grain
from ui import paper_mode
from ui.charts.style import CONFIG, Figure
from ui.context import PageContext
from ui.filter_state import choose_days, choose_only
from ui.filters import span_of
from ui.questions import days_spanned

# Each click makes every chart another one, so that the same mark can be clicked again.
_CLICKS = "chart_clicks"
_HINTS: dict[str, str] = {
    "day": "Click a day to see it alone.",
    "week": "Click a week to see it alone.",
    "month": "Click a month to see it alone.",
    "marketplace": "Click a line to see its marketplace alone.",
    "product": "Click a line to see its product alone.",
}


def show_clickable(
    context: PageContext,
    figure: Figure,
    *,
    key: str,
    alt: str,
    grain: Grain,
    split: str | None = None,
) -> None:
    """Draw a chart over time whose marks narrow the page: to their days, or to their line."""
    shown = days_spanned(context)
    if split is None and clicked_days(shown[0].isoformat(), grain, shown) == shown:
        # A single day, week or month is alone already.
        st.plotly_chart(figure, config=CONFIG, alt=alt, key=key)
        return
    chart = f"{key}_{st.session_state.get(_CLICKS, 0)}"
    st.plotly_chart(
        figure,
        config=CONFIG,
        alt=alt,
        key=chart,
        on_select=partial(_clicked, context, chart, grain, split),
        selection_mode="points",
    )
    if not paper_mode.is_on():
        st.caption(_HINTS[split or grain])


def clicked_mark(figure: Figure, *, key: str, alt: str, hint: str) -> str | None:
    """Draw a chart, and return the `customdata` of the mark that was just clicked, once.

    `hint` says below the chart what a click does.
    """
    chart = f"{key}_{st.session_state.get(f'{key}_clicks', 0)}"
    st.plotly_chart(
        figure,
        config=CONFIG,
        alt=alt,
        key=chart,
        on_select=partial(_note_mark, key, chart),
        selection_mode="points",
    )
    if not paper_mode.is_on():
        st.caption(hint)
    found = st.session_state.pop(f"{key}_clicked", None)
    return str(found) if found else None


def _note_mark(key: str, chart: str) -> None:
    """Keep what was clicked for the run that follows, in which the chart is another one."""
    points = st.session_state[chart]["selection"]["points"]
    if points:
        st.session_state[f"{key}_clicks"] = st.session_state.get(f"{key}_clicks", 0) + 1
        st.session_state[f"{key}_clicked"] = _key_of(points[0])


def _key_of(point: Mapping[str, Any]) -> str:
    """Return what a mark stands for; plotly puts it into a list for some kinds of charts."""
    known = point.get("customdata")
    return str(known[0] if isinstance(known, list | tuple) and known else known or "")


def _clicked(context: PageContext, chart: str, grain: Grain, split: str | None) -> None:
    points = st.session_state[chart]["selection"]["points"]
    if not points:
        return
    st.session_state[_CLICKS] = st.session_state.get(_CLICKS, 0) + 1
    if split is None:
        _narrow_to_days(context, points[0], grain)
    else:
        _narrow_to_line(context, points[0], split)
    # The chart stands in a card, which would rerun alone.
    st.rerun()


def _narrow_to_days(context: PageContext, point: Mapping[str, Any], grain: Grain) -> None:
    shown = days_spanned(context)
    days = clicked_days(str(point.get("x", "")), grain, shown)
    if days is not None and days != shown:
        filters = context.filters
        choose_days(*days, filters.within or span_of(filters))


def _narrow_to_line(context: PageContext, point: Mapping[str, Any], split: str) -> None:
    value = _key_of(point)
    if split == "product" and value in set(context.products["asin"]):
        choose_only("products", value)
    place = MARKETPLACES.get(value)
    if split == "marketplace" and place in context.places and place is not None:
        choose_only("markets", place.country_code)


def clicked_days(x: str, grain: str, shown: tuple[date, date]) -> tuple[date, date] | None:
    """Return the days of a mark, inside of those shown; None when it names no day of them."""
    try:
        start = bucket_of(date.fromisoformat(x[:10]), grain)
    except ValueError:
        return None
    if grain == "week":
        end = start + timedelta(days=6)
    else:
        end = start if grain == "day" else add_months(start, 1) - timedelta(days=1)
    first, last = max(start, shown[0]), min(end, shown[1])
    return (first, last) if first <= last else None
