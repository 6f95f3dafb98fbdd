"""The book of advertising: the shop's by campaign, its products' by the advertised product."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from simulator.ads.measures import KeyOf, Measures, measure
from simulator.ads.truth import ad_ledger
from simulator.shop.calendar import SHOP_MARKETPLACES, days_between
from simulator.shop.campaigns import SP, Target
from simulator.shop.products import Offer
from tests.support.books.entries import PRODUCTS, SHOP, Cut, Entry, of_cents

_COLUMNS = {
    "ad_spend": "cost", "ad_sales": "sales", "ad_orders": "orders", "ad_units": "units",
    "impressions": "impressions", "clicks": "clicks",
}  # fmt: skip
# The console counts a purchase of Sponsored Products for so many days.
_WINDOW = 7
# What is looked at by itself, and the ASIN that it is of.
Named = tuple[Hashable, str]


class Spent(NamedTuple):
    """What one keyword or one advertised product cost on a day, and the orders it brought."""

    place: str
    day: date
    asin: str
    unit: Hashable
    cents: int
    orders: int
    book: str


def ad_book(seed: int, first: date, last: date, now: int) -> Iterator[Entry]:
    """Yield what advertising did on some days.

    What campaigns cost beyond what Amazon tells by product stands under no product, so that the
    products add up to the shop.
    """
    for row in ad_ledger(seed, first, last, now):
        here = (row["marketplace_id"], date.fromisoformat(row["local_date"]), "")
        for metric, column in _COLUMNS.items():
            yield Entry(*here, metric, Decimal(row[column]), SHOP)
            yield Entry(*here, metric, Decimal(row[column]), PRODUCTS)
    for place, day, (_, asin), found in _sponsored(seed, first, last, now, _advertised):
        for metric, value in _values(found).items():
            yield Entry(place, day, asin, metric, value, PRODUCTS)
            yield Entry(place, day, "", metric, -value, PRODUCTS)


def spent_book(seed: int, first: date, last: date, now: int) -> Iterator[Spent]:
    """Yield what Sponsored Products cost by keyword and by advertised product."""
    for place, day, key, found in _sponsored(seed, first, last, now, _targeted):
        yield Spent(place, day, "", key, found.cost, found.purchases[_WINDOW], SHOP)
    for place, day, key, found in _sponsored(seed, first, last, now, _advertised):
        yield Spent(place, day, key[1], key, found.cost, found.purchases[_WINDOW], PRODUCTS)


def wasted(spent: Iterable[Spent], cut: Cut) -> dict[tuple[Hashable, ...], Decimal]:
    """Return the spend on what brought no order, for each key of a cut."""
    cents: dict[tuple[Hashable, ...], int] = {}
    orders: dict[tuple[Hashable, ...], int] = {}
    keys: dict[tuple[Hashable, ...], tuple[Hashable, ...]] = {}
    for one in spent:
        if one.book != cut.book:
            continue
        key = cut.key(Entry(one.place, one.day, one.asin, "", Decimal(0)))
        unit = (*key, one.unit)
        keys[unit] = key
        cents[unit] = cents.get(unit, 0) + one.cents
        orders[unit] = orders.get(unit, 0) + one.orders
    found: dict[tuple[Hashable, ...], Decimal] = {}
    for unit, key in keys.items():
        if orders[unit] == 0:
            found[key] = found.get(key, Decimal(0)) + of_cents(cents[unit])
    return found


def _advertised(target: Target, offer: Offer, _term: str) -> Named | None:
    if target.group.campaign.ad_product != SP:
        return None
    return (target.group.group_id, offer.sku), offer.product.asin


def _targeted(target: Target, _offer: Offer, _term: str) -> Named | None:
    return (target.target_id, "") if target.group.campaign.ad_product == SP else None


def _sponsored(
    seed: int, first: date, last: date, now: int, key_of: KeyOf[Named]
) -> Iterator[tuple[str, date, Named, Measures]]:
    for place in SHOP_MARKETPLACES:
        for day in days_between(first, last):
            for key, found in measure(seed, place, day, now, key_of).items():
                yield place.marketplace_id, day, key, found


def _values(found: Measures) -> dict[str, Decimal]:
    return {
        "ad_spend": of_cents(found.cost),
        "ad_sales": of_cents(found.sales[_WINDOW]),
        "ad_orders": Decimal(found.purchases[_WINDOW]),
        "ad_units": Decimal(found.units[_WINDOW]),
        "impressions": Decimal(found.impressions),
        "clicks": Decimal(found.clicks),
    }
