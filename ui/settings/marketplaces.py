"""The tab about marketplaces: what Amazon says of each, and how far back its orders are read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from core.product_clock import get_clock
from data.freshness import Freshness
from data.known_days import Coverage
from data.loaders import load_coverage, load_freshness
from data.shop_fronts import load_shop_fronts
from data.whole import written
from ui.downloads import download_buttons, named_columns
from ui.formats import UNKNOWN, ago, currency_name, is_missing, language_name, plain, zone_name
from ui.health.words import region_name
from ui.registry import page_entry, streamlit_page
from ui.tables import show_short_table

_HEADINGS = {
    "connection": "Connection",
    "name": "Marketplace",
    "sells": "You sell here",
    "currency": "Currency",
    "zone": "Days run in",
    "language": "Language",
    "since": "Orders since",
}


def show_marketplaces(account_id: int) -> None:
    """Draw the list; what cannot be changed here is told where it can."""
    rows = shop_front_rows(load_shop_fronts(account_id), load_coverage(account_id))
    if rows.empty:
        st.markdown("Amazon has not told of any marketplace yet. Data health shows how far it is.")
        return
    now = get_clock().now()
    show_short_table(
        rows,
        {name: st.column_config.TextColumn(words) for name, words in _HEADINGS.items()},
        alt="The marketplaces of your account",
        heading="Marketplaces",
        caption=freshness_of_list(load_freshness(account_id), now),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        download_buttons(
            "Marketplaces",
            "marketplaces",
            lambda: named_columns(rows, _HEADINGS),
            lambda: [f"Made on {now:%Y-%m-%d %H:%M} UTC"],
        )
        health = streamlit_page(page_entry("data_health"))
        st.page_link(health, label="Which reports are read, and how often: Data health")


def shop_front_rows(fronts: pd.DataFrame, coverage: Coverage) -> pd.DataFrame:
    """Return the list as people read it; the columns are those of `_HEADINGS`."""
    return pd.DataFrame(
        [_row(one, coverage) for one in fronts.to_dict("records")], columns=list(_HEADINGS)
    )


def _row(one: dict[Any, Any], coverage: Coverage) -> dict[str, str]:
    region = region_name(str(one["region"]))
    return {
        "connection": f"{region}, from files" if one["state"] == "by_hand" else region,
        "name": str(one["name"]),
        "sells": "yes" if one["is_participating"] else "no",
        "currency": currency_name(str(one["currency"])),
        "zone": zone_name(str(one["time_zone"])),
        "language": language_name(str(one["language_tag"])),
        "since": _since(one, coverage),
    }


def _since(one: dict[Any, Any], coverage: Coverage) -> str:
    """Write since when there are orders, and that earlier ones are still to come."""
    if is_missing(one["sells_since"]):
        return UNKNOWN
    is_coming = any(
        known.is_coming
        for known in coverage
        if (known.fact, known.marketplace_id) == ("sales", one["marketplace_id"])
    )
    words = written(one["sells_since"])
    return f"{words}, earlier ones are still being read" if is_coming else words


def freshness_of_list(freshness: Freshness, now: datetime) -> str:
    """Say how new the list is, and whose days count."""
    read = freshness.sources.get("marketplaces")
    when = f"Read from Amazon {ago(read.synced_at, now)}. " if read and read.synced_at else ""
    return plain(
        f"{when}Each marketplace counts its days in its own time zone, as Seller Central does, and "
        "is paid in its own currency. What pages start with is set under General."
    )
