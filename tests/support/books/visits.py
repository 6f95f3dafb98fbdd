"""The book of visits and of what came back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from simulator.reports.sales_traffic import sales_and_traffic
from simulator.shop.calendar import SHOP_MARKETPLACES, day_bounds, days_between, local_date
from simulator.shop.returns import returns_between
from tests.support.books.entries import PRODUCTS, SHOP, Entry

_ONE = Decimal(1)


def visit_book(seed: int, first: date, last: date, now: int) -> Iterator[Entry]:
    """Yield what Amazon counted of each day by `now`, of the shop and of what sold on it."""
    for place in SHOP_MARKETPLACES:
        for day in days_between(first, last):
            told = sales_and_traffic(seed, place, day, day, now)
            assert told is not None
            (shop,) = told["salesAndTrafficByDate"]
            here = (place.marketplace_id, day)
            sold = shop["salesByDate"]
            for metric, value in _counts(shop["trafficByDate"], sold).items():
                yield Entry(*here, "", metric, value, SHOP)
            for row in told["salesAndTrafficByAsin"]:
                sold = row["salesByAsin"]
                for metric, value in _counts(row["trafficByAsin"], sold).items():
                    yield Entry(*here, row["childAsin"], metric, value, PRODUCTS)


def _counts(told: dict[str, Any], sold: dict[str, Any]) -> dict[str, Decimal]:
    views = Decimal(told["pageViews"])
    return {
        "sessions": Decimal(told["sessions"]),
        "page_views": views,
        "visited_units": Decimal(sold["unitsOrdered"]),
        "visited_lines": Decimal(sold["totalOrderItems"]),
        "featured_views": views * Decimal(str(told["buyBoxPercentage"])) / 100,
        "measured_views": views,
    }


def return_book(seed: int, first: date, last: date, now: int) -> Iterator[Entry]:
    """Yield what came back to Amazon, and what buyers asked to send back to the seller."""
    for place in SHOP_MARKETPLACES:
        start, end = day_bounds(place, first)[0], day_bounds(place, last)[1]
        for found in returns_between(seed, place, start, end):
            for unit in found.units:
                if unit.second <= now:
                    day = local_date(place, unit.dated_at(now))
                    here = (place.marketplace_id, day, unit.line.offer.product.asin)
                    yield Entry(*here, "returned_units", _ONE)
                    if unit.disposition == "SELLABLE":
                        yield Entry(*here, "sellable_returned_units", _ONE)
            for one in found.seller:
                if one.requested <= now:
                    day = local_date(place, one.requested)
                    here = (place.marketplace_id, day, one.line.offer.product.asin)
                    yield Entry(*here, "returned_units", Decimal(one.line.quantity))
