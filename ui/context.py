"""What a page starts from: who looks, what is chosen, and how fresh the data is.

The frame opens a page: it draws title, freshness and filter bar, and leaves the
choices here. The page itself asks `page_context()`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from core.marketplaces import MARKETPLACES, Marketplace
from core.product_clock import get_clock
from data.entries import load_account_setting
from data.freshness import Freshness
from data.loaders import load_freshness, load_marketplaces, load_products
from ui.filter_bar import show_filter_bar
from ui.filters import NATIVE, Choices, Filters
from ui.formats import shorten
from ui.freshness import show_freshness
from ui.registry import PageEntry
from ui.session import Viewer
from ui.states import show_no_data

_CONTEXT = "page_context"


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


def open_page(entry: PageEntry, viewer: Viewer) -> None:
    """Draw what stands above every page, and keep the choices for the page.

    A page that needs no orders gets its title and draws everything else by itself.
    """
    header = st.container(key="page_header")
    title = header.empty()
    title.title(entry.title, anchor=False)
    if not entry.needs_orders:
        return
    account_id = viewer.account_id
    now = get_clock().now()
    places = _places_of(account_id)
    freshness = load_freshness(account_id)
    if not places or not has_orders(freshness):
        show_no_data()
        st.stop()
    products = load_products(account_id)
    today = max(now.astimezone(place.zone).date() for place in places)
    filters = show_filter_bar(
        entry.key,
        offered=entry.filters,
        choices=_choices(account_id, places, products, today),
        product_names=dict(zip(products["asin"], _names(products), strict=True)),
        market_names={place.country_code: place.name for place in places},
        account_id=account_id,
        today=today,
    )
    chosen = tuple(p for p in places if not filters.markets or p.country_code in filters.markets)
    with header:
        show_freshness(freshness, chosen, now)
    st.session_state[_CONTEXT] = PageContext(
        account_id, entry.key, filters, chosen, products, now, versions_of(freshness), title
    )


def page_context() -> PageContext:
    """Return what the frame has prepared for the page of this run."""
    context: PageContext = st.session_state[_CONTEXT]
    return context


def versions_of(freshness: Freshness) -> tuple[tuple[str, int], ...]:
    """Return what tells one state of the data from another."""
    return tuple((one.source, one.version) for one in freshness.sources.values())


def has_orders(freshness: Freshness) -> bool:
    """Whether any order has ever arrived in this account."""
    orders = freshness.sources.get("orders")
    return orders is not None and orders.changed_at is not None


def _places_of(account_id: int) -> tuple[Marketplace, ...]:
    known = load_marketplaces(account_id)["marketplace_id"]
    return tuple(MARKETPLACES[one] for one in known if one in MARKETPLACES)


def _choices(
    account_id: int, places: tuple[Marketplace, ...], products: pd.DataFrame, today: date
) -> Choices:
    reporting = load_account_setting(account_id).reporting_currency
    brands = sorted({str(brand) for brand in products["brand"].dropna()})
    return Choices(
        markets=tuple(place.country_code for place in places),
        products=frozenset(products["asin"]),
        brands=tuple(brands),
        currencies=_currencies(places, reporting),
        currency=reporting or NATIVE,
        today=today,
    )


def _currencies(places: tuple[Marketplace, ...], reporting: str | None) -> tuple[str, ...]:
    own = [place.currency for place in places]
    return tuple(dict.fromkeys([*own, *([reporting] if reporting else [])]))


def _names(products: pd.DataFrame) -> list[str]:
    return [
        f"{shorten(title, 60)} · {asin}" if isinstance(title, str) and title else asin
        for asin, title in zip(products["asin"], products["title"], strict=True)
    ]
