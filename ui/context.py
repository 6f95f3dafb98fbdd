"""What a page starts from: who looks, what is chosen, and how fresh the data is.

The frame opens a page: it draws title, freshness and filter bar, and leaves the
choices here. The page itself asks `page_context()`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from core.marketplaces import MARKETPLACES, Marketplace
from core.product_clock import get_clock
from data.entries import AccountSetting, load_account_setting
from data.freshness import Freshness
from data.loaders import load_coverage, load_freshness, load_marketplaces, load_products
from data.query_model import is_zone
from ui.filter_bar import show_filter_bar
from ui.filter_state import KEYS
from ui.filters import NATIVE, OWN_DAYS, Choices, Filters
from ui.formats import beside, shorten
from ui.freshness import show_freshness, words_to_come
from ui.guide import show_guide
from ui.ranges import ranges_of
from ui.rates import shown_rates
from ui.registry import PageEntry
from ui.session import Viewer
from ui.states import show_no_data

_CONTEXT = "page_context"
_NOTHING_READ = Freshness({}, 0)
_NOTHING_SET = AccountSetting()


@dataclass(frozen=True)
class PageContext:
    """The choices behind one page in one run, and the place of its title."""

    account_id: int
    page: str
    filters: Filters
    places: tuple[Marketplace, ...]
    products: pd.DataFrame
    now: datetime
    versions: tuple[tuple[str, int], ...]
    title: Any
    freshness: Freshness = _NOTHING_READ
    setting: AccountSetting = _NOTHING_SET
    # The place at the other end of the title's line, for what can be done with the page.
    tools: Any = None

    @property
    def key(self) -> tuple[object, ...]:
        """What decides everything a page makes of its data."""
        minute = self.now.replace(second=0, microsecond=0)
        places = tuple(place.marketplace_id for place in self.places)
        return (self.account_id, self.filters, places, minute, self.versions)

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies on the page: the one converted into, or those of the marketplaces."""
        if self.filters.is_converted:
            return (self.filters.currency,)
        return tuple(dict.fromkeys(place.currency for place in self.places))

    @property
    def has_one_currency(self) -> bool:
        """Whether money on this page can be ranked and added."""
        return len(self.currencies) == 1


def open_page(entry: PageEntry, viewer: Viewer) -> PageContext | None:
    """Draw what stands above every page; keep and return the choices for the page.

    A page that needs no orders gets its title and draws everything else by itself: it has none.
    """
    header = st.container(key="page_header")
    with header, st.container(horizontal=True, vertical_alignment="center", key="page_title"):
        title = st.empty()
        tools = st.container(width="content", key="page_tools")
    title.title(entry.title, anchor=False)
    if not entry.needs_orders:
        return None
    if entry.key == "overview":
        show_guide(viewer.account_id)
    account_id = viewer.account_id
    now = get_clock().now()
    places = places_of(account_id)
    freshness = load_freshness(account_id)
    if not places or not has_orders(freshness):
        show_no_data()
        st.stop()
    products = load_products(account_id)
    setting = load_account_setting(account_id)
    today = _newest_day(now, places, setting)
    filters = show_filter_bar(
        entry.key,
        offered=entry.offered,
        choices=_choices(setting, places, products, today),
        product_names=dict(zip(products["asin"], _names(products), strict=True)),
        market_names={place.country_code: place.name for place in places},
        account_id=account_id,
        today=today,
    )
    chosen = tuple(p for p in places if not filters.markets or p.country_code in filters.markets)
    with header:
        own = {place.currency for place in chosen}
        is_offered = "currency" in entry.offered
        rates = shown_rates(account_id, filters, own, today) if is_offered else ""
        ranges = ranges_of(filters, chosen, now) if "period" in entry.offered else {}
        to_come = words_to_come(load_coverage(account_id), ranges, entry.key)
        show_freshness(freshness, chosen, now, filters.one_zone, entry.key, rates, to_come)
    context = PageContext(
        account_id,
        entry.key,
        filters,
        chosen,
        products,
        now,
        versions_of(freshness),
        title,
        freshness,
        setting,
        tools,
    )
    st.session_state[_CONTEXT] = context
    return context


def page_context() -> PageContext:
    """Return what the frame has prepared for the page of this run."""
    context: PageContext = st.session_state[_CONTEXT]
    return context


def versions_of(freshness: Freshness) -> tuple[tuple[str, int], ...]:
    """Return what tells one state of the data from another."""
    return tuple((one.source, one.version) for one in freshness.sources.values())


def choices_of(account_id: int, now: datetime) -> Choices:
    """Return what can be chosen in an account, for a page that has no filter bar of its own."""
    places, setting = places_of(account_id), load_account_setting(account_id)
    today = _newest_day(now, places, setting)
    return _choices(setting, places, load_products(account_id), today)


def has_orders(freshness: Freshness) -> bool:
    """Whether any order has ever arrived in this account."""
    orders = freshness.sources.get("orders")
    return orders is not None and orders.changed_at is not None


def places_of(account_id: int) -> tuple[Marketplace, ...]:
    """Return the marketplaces of an account in its order."""
    known = load_marketplaces(account_id)["marketplace_id"]
    return tuple(MARKETPLACES[one] for one in known if one in MARKETPLACES)


def _newest_day(now: datetime, places: tuple[Marketplace, ...], setting: AccountSetting) -> date:
    """Return the newest day in any marketplace and any time zone that may be chosen now."""
    asked = (setting.time_zone, st.query_params.get("zone"), st.session_state.get(KEYS["zone"]))
    named = {ZoneInfo(str(one)) for one in asked if is_zone(str(one))}
    zones = {place.zone for place in places} | named
    return max(now.astimezone(zone).date() for zone in zones)


def _choices(
    setting: AccountSetting, places: tuple[Marketplace, ...], products: pd.DataFrame, today: date
) -> Choices:
    reporting = setting.reporting_currency
    brands = sorted({str(brand) for brand in products["brand"].dropna()})
    return Choices(
        markets=tuple(place.country_code for place in places),
        products=frozenset(products["asin"]),
        brands=tuple(brands),
        currencies=_currencies(places, reporting),
        currency=reporting or NATIVE,
        zones=_zones(places, setting.time_zone),
        zone=setting.time_zone or OWN_DAYS,
        today=today,
    )


def _currencies(places: tuple[Marketplace, ...], reporting: str | None) -> tuple[str, ...]:
    own = [place.currency for place in places]
    return tuple(dict.fromkeys([*own, *([reporting] if reporting else [])]))


def _zones(places: tuple[Marketplace, ...], chosen: str | None) -> tuple[str, ...]:
    """List the time zones to choose from: the account's, its marketplaces', and UTC."""
    own = [place.time_zone for place in places]
    return tuple(dict.fromkeys([*([chosen] if chosen else []), *own, "UTC"]))


def _names(products: pd.DataFrame) -> list[str]:
    return [
        f"{beside(shorten(title, 60))} · {asin}" if isinstance(title, str) and title else asin
        for asin, title in zip(products["asin"], products["title"], strict=True)
    ]
