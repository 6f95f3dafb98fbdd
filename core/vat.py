"""The standard rates of VAT, where the account has no rule of its own.

Source: the European Commission's list of VAT rates and the tax offices' pages, 2026. Prices
on Amazon include VAT in these countries. In the US, sales tax comes on top of the price and
Amazon hands it on, so there is nothing to take off: no row, no tax.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from core.marketplaces import MARKETPLACES


class StandardRate(NamedTuple):
    """A rate of a marketplace from a day on, as a part of the price without tax."""

    marketplace_id: str
    valid_from: date
    rate: Decimal
    is_in_prices: bool


_ALWAYS = date(1990, 1, 1)
_PERCENT: dict[str, tuple[tuple[date, str], ...]] = {
    # Germany lowered its rate for half a year.
    "DE": ((_ALWAYS, "19"), (date(2020, 7, 1), "16"), (date(2021, 1, 1), "19")),
    "GB": ((_ALWAYS, "20"),),
    "FR": ((_ALWAYS, "20"),),
    "IT": ((_ALWAYS, "22"),),
    "ES": ((_ALWAYS, "21"),),
    "NL": ((_ALWAYS, "21"),),
    "SE": ((_ALWAYS, "25"),),
    "PL": ((_ALWAYS, "23"),),
    "BE": ((_ALWAYS, "21"),),
    "IE": ((_ALWAYS, "23"),),
}

STANDARD_RATES: tuple[StandardRate, ...] = tuple(
    StandardRate(place.marketplace_id, first, Decimal(percent) / 100, True)
    for place in MARKETPLACES.values()
    for first, percent in _PERCENT.get(place.country_code, ())
)
