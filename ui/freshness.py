"""How fresh the data is, how much may still change, and whose day is counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from core.marketplaces import Marketplace
from data.freshness import Freshness
from ui.formats import ago, day_zones, exact_time, plural, zone_name

_SOURCES = {
    "orders": "Orders",
    "products": "Products and pictures",
    "inventory": "Stock",
    "marketplaces": "Marketplaces",
}


def show_freshness(
    freshness: Freshness,
    places: Sequence[Marketplace],
    now: datetime,
    one_zone: ZoneInfo | None = None,
) -> None:
    """Draw the line under a page's title; the exact times stand in its tooltip."""
    words = freshness_words(freshness, places, now, one_zone)
    st.caption(words, help=exact_words(freshness, places, now))


def freshness_words(
    freshness: Freshness,
    places: Sequence[Marketplace],
    now: datetime,
    one_zone: ZoneInfo | None = None,
) -> str:
    """Say when orders were last read, how many still settle, and in which zone days run."""
    orders = freshness.sources.get("orders")
    synced_at = orders.synced_at if orders else None
    read = f"Orders read {ago(synced_at, now)}" if synced_at else "Orders still being read"
    pending = int(freshness.pending_orders or 0)
    settling = (
        f"{plural(pending, 'order')} of the account still settling"
        if pending
        else "all orders settled"
    )
    return f"{read} · {settling} · days run in {day_zones(places, one_zone)}"


def exact_words(freshness: Freshness, places: Sequence[Marketplace], now: datetime) -> str:
    """Say for every source when it was last read, to the minute."""
    place = places[0]
    lines = [
        f"- {name}: {exact_time(source.synced_at, place.zone)} ({ago(source.synced_at, now)})"
        for key, name in _SOURCES.items()
        if (source := freshness.sources.get(key)) is not None
    ]
    return "\n".join(
        [
            f"Last read to the end ({zone_name(place.time_zone)}):\n",
            *lines,
            (
                "\n**Still settling** are orders that Amazon has not confirmed yet. They count as "
                "orders and units; their price is missing until Amazon names it, so sales can rise."
            ),
            (
                "\n**Days** run from midnight to midnight in each marketplace's own time zone, "
                "as in Seller Central. Where the filter bar offers it, “Days run in” counts them "
                "in one time zone for all."
            ),
        ]
    )
