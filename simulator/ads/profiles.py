"""Advertising profiles: one for each marketplace the shop sells in."""

from __future__ import annotations

from typing import Any

from core.demo import DemoConnection
from core.marketplaces import Marketplace
from simulator.shop.calendar import marketplaces_of
from simulator.shop.campaigns import big_id

# The Ads API says UK where the Selling Partner API says GB.
_COUNTRIES = {"GB": "UK"}


def profile_id(seed: int, place: Marketplace) -> int:
    """Return the number of a marketplace's profile."""
    return big_id(seed, "profile", place.marketplace_id)


def place_of(seed: int, owner: DemoConnection, text: str) -> Marketplace | None:
    """Return the marketplace of a profile of the owner's region; None when it is none."""
    for place in marketplaces_of(owner.region):
        if str(profile_id(seed, place)) == text:
            return place
    return None


def profiles(seed: int, owner: DemoConnection) -> list[dict[str, Any]]:
    """Return the answer of GET /v2/profiles."""
    return [
        {
            "profileId": profile_id(seed, place),
            "countryCode": _COUNTRIES.get(place.country_code, place.country_code),
            "currencyCode": place.currency,
            "dailyBudget": 999_999_999.0,
            "timezone": place.time_zone,
            "accountInfo": {
                "marketplaceStringId": place.marketplace_id,
                "id": owner.selling_partner_id,
                "type": "seller",
                "name": "Demo shop",
                "validPaymentMethod": True,
            },
        }
        for place in marketplaces_of(owner.region)
    ]
