"""What it costs to keep stock at Amazon: by month, product and warehouse.

The charge is the average number of units there, times their volume, times the month's rate.
Each row is rounded to the cent, and a month's fee is the sum of its rows: the money events
and the storage fee report are both made from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from core.marketplaces import Marketplace
from simulator.shop.calendar import OPENING_DAY, days_between
from simulator.shop.closed import closed_offers
from simulator.shop.dice import dice_for
from simulator.shop.old_stock import old_lot
from simulator.shop.products import Offer, offers
from simulator.shop.shop import Shop
from simulator.shop.stock_cycles import Cycle, cycle_on

CUBIC_FEET, CUBIC_METERS = "cubic feet", "cubic meters"
# Money for a unit of volume and month: from January to September, and in the last quarter.
_RATES = {
    "US": (Decimal("0.78"), Decimal("2.40")),
    "DE": (Decimal("27.54"), Decimal("38.12")),
    "GB": (Decimal("0.75"), Decimal("1.10")),
}
_FEET_IN_A_METER = Decimal("35.3147")
_CENTERS = {"US": ("ONT8", "LGB8", "MDW2"), "DE": ("LEJ1", "WRO5", "PRG2"),
            "GB": ("LTN4", "BHX4", "EMA2")}  # fmt: skip
#: Where a warehouse stands that is not in its marketplace's country.
CENTER_COUNTRIES = {"WRO5": "PL", "PRG2": "CZ"}
_CENT, _FOUR = Decimal("0.01"), Decimal("0.0001")


@dataclass(frozen=True)
class StorageCharge:
    """One row of a month's storage: an offer in a warehouse."""

    offer: Offer
    center: str
    average_units: Decimal
    cents: int


def volume_unit(place: Marketplace) -> str:
    """Return in what a marketplace measures volume."""
    return CUBIC_METERS if place.country_code == "DE" else CUBIC_FEET


def item_volume(offer: Offer) -> Decimal:
    """Return the volume of one unit, as the marketplace measures it: light things are bulky."""
    meters = Decimal(offer.product.family.grams) / 400_000
    feet = offer.place.country_code != "DE"
    return (meters * (_FEET_IN_A_METER if feet else 1)).quantize(_FOUR, ROUND_HALF_UP)


def storage_rate(place: Marketplace, month: date) -> Decimal:
    """Return what a unit of volume costs for a month."""
    return _RATES[place.country_code][month.month >= 10]


def storage_cents(offer: Offer, units: Decimal, month: date) -> int:
    """Return the storage of some units of an offer for a month, in cents."""
    cost = units * item_volume(offer) * storage_rate(offer.place, month)
    return int((cost * 100).quantize(Decimal(1), ROUND_HALF_UP))


@lru_cache(maxsize=8192)
def evenings(shop: Shop, offer: Offer, cycle: Cycle) -> tuple[int, ...]:
    """Return what lies there on each evening of a cycle, without old stock."""
    days = days_between(cycle.first_day, cycle.last_day)
    sold = [shop.units_sold(offer.place, day)[offer.sku] for day in days]
    left = sum(sold) + (0 if cycle.gap_days else int(sum(sold) * cycle.leftover_share) + 4)
    found = []
    for units in sold:
        left -= units
        found.append(left)
    return tuple(found)


def _evening(shop: Shop, offer: Offer, day: date) -> int:
    cycle = cycle_on(shop.seed, offer, day)
    lot = old_lot(shop.seed, offer, day)
    shelf = evenings(shop, offer, cycle)[(day - cycle.first_day).days]
    return shelf + (lot.units if lot else 0)


def month_after(month: date) -> date:
    """Return the first day of the month after the one that `month` is the first day of."""
    return (month + timedelta(days=32)).replace(day=1)


def _averages(shop: Shop, place: Marketplace, month: date) -> list[tuple[Offer, Decimal]]:
    days = days_between(month, month_after(month) - timedelta(days=1))
    sums: dict[Offer, int] = {}
    for row in offers(place.marketplace_id):
        if row.is_fba:
            on_sale = [day for day in days if day >= row.product.launched_on]
            sums[row] = sum(_evening(shop, row, day) for day in on_sale)
    for day in days:
        for closed in closed_offers(shop.seed, place, day):
            sums[closed.offer] = sums.get(closed.offer, 0) + closed.units
    return [
        (offer, (Decimal(units) / len(days)).quantize(_CENT, ROUND_HALF_UP))
        for offer, units in sums.items()
        if units
    ]


@lru_cache(maxsize=256)
def storage_of_month(shop: Shop, place: Marketplace, month: date) -> tuple[StorageCharge, ...]:
    """Return the rows of a month's storage, two warehouses for each offer."""
    if month < OPENING_DAY:
        return ()
    found = []
    centers = _CENTERS[place.country_code]
    for offer, average in _averages(shop, place, month):
        draw = dice_for(shop.seed, "warehouses", offer.sku, place.country_code)
        first, second = draw.sample(centers, 2)
        most = (average * Decimal(draw.choice(("0.5", "0.65", "0.8")))).quantize(_CENT)
        for center, units in ((first, most), (second, average - most)):
            found.append(StorageCharge(offer, center, units, storage_cents(offer, units, month)))
    return tuple(row for row in found if row.average_units)
