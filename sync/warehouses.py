"""Which marketplace a warehouse works for, by the country it stands in."""

from __future__ import annotations

from collections.abc import Iterable

from core.marketplaces import Marketplace

# Warehouses of Amazon Germany stand in countries where the seller may not sell.
STANDS_FOR = {"CZ": "DE", "PL": "DE", "SK": "DE"}
_COUNTRIES = {"UK": "GB"}


def country_of(text: str) -> str:
    """Return a country's code as marketplaces have it; Amazon writes UK as well as GB."""
    code = text.strip().upper()
    return _COUNTRIES.get(code, code)


def places_by_country(own: Iterable[Marketplace]) -> dict[str, str]:
    """Return the marketplace of each country in which the seller's stock may lie."""
    found = {place.country_code: place.marketplace_id for place in own}
    return {
        **{country: found[other] for country, other in STANDS_FOR.items() if other in found},
        **found,
    }
