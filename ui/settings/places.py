"""The marketplaces that settings can be about, and the day it is there."""

from __future__ import annotations

from datetime import date

from core.marketplaces import MARKETPLACES, Marketplace
from core.product_clock import get_clock
from data.loaders import load_marketplaces


def places_of(account_id: int) -> tuple[Marketplace, ...]:
    """Return the account's marketplaces, in the order in which pages show them."""
    known = load_marketplaces(account_id)["marketplace_id"]
    return tuple(MARKETPLACES[one] for one in known if one in MARKETPLACES)


def today_of(places: tuple[Marketplace, ...]) -> date:
    """Return the newest day in any of them; UTC's where there are none."""
    now = get_clock().now()
    return max((now.astimezone(place.zone).date() for place in places), default=now.date())
