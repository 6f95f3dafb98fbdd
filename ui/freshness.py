"""How fresh the data is, how much may still change, and whose day is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from core.marketplaces import Marketplace
from core.streams import STREAMS
from data.catalogue.sources import (
    AD_TARGETS,
    ADS,
    MONEY,
    ORDERS,
    RETURNS,
    SETTLEMENTS,
    STOCK,
    TRAFFIC,
)
from data.claim_rows import FEE_SOURCES
from data.freshness import Freshness
from data.known_days import Coverage
from data.measures import Fact
from data.query_model import TimeRange
from data.stock_claim_rows import STOCK_CLAIM_SOURCES
from data.whole import written
from ui.formats import ago, day_zones, exact_time, joined, plural, zone_name

_OF_RATES = (
    "\n**Rates** are the newest. Each amount is converted at the European Central Bank's rate of "
    "its own day."
)
_NEVER = datetime.min.replace(tzinfo=UTC)
# Every page counts orders, and names products and marketplaces.
_EVERYWHERE = ("orders", "products", "inventory", "marketplaces")
_ORDERS = {"Orders": ORDERS}
_ADVERTISING = {"Advertising": tuple(dict.fromkeys((*ADS, *AD_TARGETS)))}
_OF_PRODUCTS = {"Stock": STOCK, "Visits": TRAFFIC, "Fees": MONEY, **_ADVERTISING}
# What else a page draws from, in a seller's words: one word may stand for several sources.
_DRAWN_FROM: dict[str, dict[str, tuple[str, ...]]] = {
    "ads": _ADVERTISING,
    "profit": {"Fees": MONEY, "Payouts": SETTLEMENTS, **_ADVERTISING},
    "money_to_claim": {
        "Fees": FEE_SOURCES,
        "Returns": ("returns_fba",),
        "Lost and damaged stock": STOCK_CLAIM_SOURCES,
    },
    "inventory": {"Stock": STOCK},
    "products": _OF_PRODUCTS,
    "product": {**_OF_PRODUCTS, "Returns": RETURNS},
}

# The facts behind those words whose history comes bit by bit.
_FACTS: dict[str, tuple[Fact, ...]] = {
    "Orders": ("sales",),
    "Visits": ("product_visits",),
    "Fees": ("money",),
    "Advertising": ("ads", "wasted"),
    "Payouts": ("payouts", "proceeds"),
    "Returns": ("returns",),
}


def show_freshness(
    freshness: Freshness,
    places: Sequence[Marketplace],
    now: datetime,
    one_zone: ZoneInfo | None = None,
    page: str = "",
    rates: str = "",
    to_come: str = "",
) -> None:
    """Draw the line under a page's title; the exact times stand in its tooltip.

    `rates` are the rates of exchange in use, where amounts are converted. `to_come`: what of the
    days shown is not read yet, see `words_to_come`.
    """
    words = freshness_words(freshness, places, now, one_zone, page)
    words = f"{to_come} · {words}" if to_come else words
    exact = exact_words(freshness, places, now, page)
    st.caption(
        f"{words} · {rates}" if rates else words, help=f"{exact}\n{_OF_RATES}" if rates else exact
    )


def freshness_words(
    freshness: Freshness,
    places: Sequence[Marketplace],
    now: datetime,
    one_zone: ZoneInfo | None = None,
    page: str = "",
) -> str:
    """Say when what a page draws from was last read, the oldest first.

    What was read as long ago is named together, orders by themselves. Then how many of them still
    settle, and in which zone days run.
    """
    groups = {**_DRAWN_FROM.get(page, {}), **_ORDERS}
    told: dict[tuple[bool, str], list[str]] = {}
    for _, words, name in sorted(
        ((*_read(freshness, name, sources, now), name) for name, sources in groups.items()),
        key=lambda one: one[0],
    ):
        names = told.setdefault((name in _ORDERS, words), [])
        names.append(name.lower() if names else name)
    read = " · ".join(f"{joined(names)} {words}" for (_, words), names in told.items())
    pending = int(freshness.pending_orders or 0)
    settling = (
        f"{plural(pending, 'order')} of the account still settling"
        if pending
        else "all orders settled"
    )
    return f"{read} · {settling} · days run in {day_zones(places, one_zone)}"


def words_to_come(
    coverage: Coverage, ranges: Mapping[TimeRange, Sequence[Marketplace]], page: str
) -> str:
    """Say what of the days that a page shows is still being read: a history comes from new to old.

    `**Not complete:** fees before 3 Aug 2026 are still being read`; empty where all is there.
    """
    starts = {place.marketplace_id: days.start for days, some in ranges.items() for place in some}
    found = []
    for name in (*_ORDERS, *_DRAWN_FROM.get(page, {})):
        late = [
            one.first
            for one in coverage
            if one.fact in _FACTS.get(name, ()) and one.is_coming
            and one.first > starts.get(one.marketplace_id, date.max)
        ]  # fmt: skip
        if late:
            found.append(f"{name.lower()} before {written(max(late))}")
    return f"**Not complete:** {joined(found)} are still being read" if found else ""


def _read(
    freshness: Freshness, name: str, sources: Sequence[str], now: datetime
) -> tuple[datetime, str]:
    """Return when the oldest of some sources was read to its end, and how long ago in words.

    What has never been read to its end is older than all; a source of which nothing is known,
    such as a kind of advertising that the account does not use, counts only when all are so.
    """
    known = [freshness.sources[one] for one in sources if one in freshness.sources]
    times = [one.synced_at for one in known if one.synced_at is not None]
    if not known and name not in _ORDERS:
        return _NEVER, "not read yet"
    if not known or len(times) < len(known):
        return _NEVER, "still being read"
    return min(times), f"read {ago(min(times), now)}"


def exact_words(
    freshness: Freshness, places: Sequence[Marketplace], now: datetime, page: str = ""
) -> str:
    """Say for every source of a page when it was last read, to the minute."""
    place = places[0]
    more = [one for sources in _DRAWN_FROM.get(page, {}).values() for one in sources]
    lines = [
        f"- {STREAMS[key].title}: {exact_time(source.synced_at, place.zone)}"
        f" ({ago(source.synced_at, now)})"
        for key in dict.fromkeys((*_EVERYWHERE, *more))
        if (source := freshness.sources.get(key)) is not None
    ]
    return "\n".join(
        [
            f"Last read to the end ({zone_name(place.time_zone)}):\n",
            *lines,
            (
                "\n**Still settling** are orders that Amazon has not confirmed yet. They count as "
                "orders and units; their price is missing until Amazon names it, so revenue can "
                "rise."
            ),
            (
                "\n**Days** run from midnight to midnight in each marketplace's own time zone, "
                "as in Seller Central. Where the filter bar offers it, “Days run in” counts them "
                "in one time zone for all."
            ),
        ]
    )
