"""The book of stock: what lay where on an evening or lies there now, how fast it sells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

from core.demo_costs import COSTS
from core.marketplaces import Marketplace
from simulator.shop.calendar import days_between, local_date
from simulator.shop.closed import closed_offers
from simulator.shop.order import CANCELLED
from simulator.shop.products import offers
from simulator.shop.shop import shop_of
from simulator.shop.stock import StockLevel, stock_levels
from simulator.shop.stock_book import book
from simulator.shop.stock_moves import SELLABLE
from tests.support.books.costs import unit_cost_cents
from tests.support.books.entries import Entry, of_cents
from tests.support.books.orders import euro_rate

# The pace goes by so many whole days, what Amazon shipped and lay there by so many.
PACE_DAYS, SHIPPED_DAYS = 30, 90
# What the account has not chosen for itself.
SAFETY_DAYS, TARGET_DAYS = 14, 60
_LEAD_DAYS = {one.sku: one.lead_time_days for one in COSTS}
_OLD = 180
Place = Marketplace
# An offer of a marketplace by its ASIN and its SKU.
Named = tuple[str, str]


@dataclass(frozen=True)
class Evenings:
    """What of each offer lay there at the end of each day, as Amazon's ledger tells it: pieces
    that could be sold, that were carried between warehouses, and that could not be sold."""

    place: Marketplace
    units: dict[Named, dict[date, int]]
    carried: dict[Named, dict[date, int]]
    unsellable: dict[Named, dict[date, int]]


def evenings(seed: int, place: Marketplace, first: date, last: date) -> Evenings:
    """Return the evenings of some days."""
    found = Evenings(place, defaultdict(dict), defaultdict(dict), defaultdict(dict))
    for one in book(seed, place, first, last):
        name = (one.offer.product.asin, one.offer.sku)
        found.units[name][one.day] = one.after[SELLABLE]
        found.carried[name][one.day] = one.transit
        found.unsellable[name][one.day] = sum(one.after.values()) - one.after[SELLABLE]
    return found


def days_book(known: Iterable[Evenings], first: date, last: date) -> Iterator[Entry]:
    """Yield the days on which offers were counted, and on which they were in stock."""
    for place in known:
        for (asin, _), days in place.units.items():
            for day, units in days.items():
                if first <= day <= last:
                    here = (place.place.marketplace_id, day, asin)
                    yield Entry(*here, "counted_stock_days", Decimal(1))
                    yield Entry(*here, "in_stock_days", Decimal(units > 0))


def evening_book(seed: int, known: Iterable[Evenings], day: date, now: int) -> Iterator[Entry]:
    """Yield the stock of an evening in the past, its pace and its cost.

    What was on its way to Amazon then nobody tells any more.
    """
    for one in known:
        place = one.place
        for name, days in one.units.items():
            if day not in days:
                continue
            here = (place.marketplace_id, day, name[0])
            yield Entry(*here, "stock_units", Decimal(days[day]))
            yield Entry(*here, "reserved_units", Decimal(one.carried[name][day]))
            yield Entry(*here, "unfulfillable_units", Decimal(one.unsellable[name][day]))
            yield from _at_cost(seed, place, day, name, days[day] + one.carried[name][day])
        for (asin, _), value in _pace(seed, one, day, now).items():
            yield Entry(place.marketplace_id, day, asin, "velocity", _decimal(value))
        yield from _average(one, day)


def now_book(seed: int, known: Iterable[Evenings], now: int) -> Iterator[Entry]:
    """Yield the stock of this moment, its age, its pace, its cost and what to order again."""
    for one in known:
        place, today = one.place, local_date(one.place, now)
        yesterday = today - timedelta(days=1)
        levels = {
            (row.offer.product.asin, row.offer.sku): row
            for row in stock_levels(shop_of(seed), place, now)
        }
        for (asin, sku), row in levels.items():
            here = (place.marketplace_id, today, asin)
            yield Entry(*here, "stock_units", Decimal(row.fulfillable))
            yield Entry(*here, "inbound_units", Decimal(row.inbound))
            yield Entry(*here, "reserved_units", Decimal(row.reserved))
            yield Entry(*here, "unfulfillable_units", Decimal(row.unfulfillable))
            pieces = row.fulfillable + row.reserved + row.inbound
            # The bank fixes the rates of a day in its afternoon, which is still to come.
            yield from _at_cost(seed, place, today, (asin, sku), pieces, rate_day=yesterday)
            yield from _ages(seed, row, today)
        yield from _to_order(one, levels, _pace(seed, one, yesterday, now), today)
        yield from _average(_with_now(one, levels, today), today)
        yield from _offers(seed, place, today)


def _with_now(one: Evenings, levels: dict[Named, StockLevel], today: date) -> Evenings:
    units = {name: dict(days) for name, days in one.units.items()}
    for name, row in levels.items():
        units.setdefault(name, {})[today] = row.fulfillable
    return replace(one, units=units)


def _at_cost(
    seed: int, place: Place, day: date, name: Named, pieces: int, rate_day: date | None = None
) -> Iterator[Entry]:
    cost = unit_cost_cents(name[1], day)
    here = (place.marketplace_id, day, name[0])
    if cost is None:
        yield Entry(*here, "uncosted_stock_units", Decimal(pieces))
    else:
        value = pieces * of_cents(cost) * euro_rate(seed, place.currency, rate_day or day)
        yield Entry(*here, "inventory_value", value)


def sold_units(seed: int, place: Place, first: date, last: date, now: int) -> dict[Named, int]:
    """Return the units of each offer in orders of some days that are not cancelled."""
    found: dict[Named, int] = defaultdict(int)
    for day in days_between(first, last):
        for order in shop_of(seed).day(place, day):
            if order.created <= now and order.state_at(now)[0] != CANCELLED:
                for line in order.lines:
                    found[line.offer.product.asin, line.offer.sku] += line.quantity
    return found


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


def _pace(seed: int, known: Evenings, last: date, now: int) -> dict[Named, Fraction]:
    """Return the units a day of each offer over its days on sale and in stock; none without."""
    first = last - timedelta(days=PACE_DAYS - 1)
    sold = sold_units(seed, known.place, first, last, now)
    launched = {
        (row.product.asin, row.sku): row.product.launched_on
        for row in offers(known.place.marketplace_id)
    }
    found = {}
    for name, units in sold.items():
        counted = known.units.get(name, {})
        days = [day for day in days_between(max(first, launched[name]), last)
                if counted.get(day, 1) > 0]  # fmt: skip
        if days:
            found[name] = Fraction(units, len(days))
    return found


def _to_order(
    known: Evenings, levels: dict[Named, StockLevel], pace: dict[Named, Fraction], today: date
) -> Iterator[Entry]:
    for name in sorted({*levels, *pace}):
        here = (known.place.marketplace_id, today, name[0])
        a_day = pace.get(name, Fraction(0))
        if name in pace:
            yield Entry(*here, "velocity", _decimal(a_day))
        if name not in levels:
            continue
        available = levels[name].fulfillable + levels[name].inbound
        lead = _LEAD_DAYS.get(name[1], 30)
        point = ceil(a_day * (lead + SAFETY_DAYS))
        missing = ceil(a_day * TARGET_DAYS) - available
        yield Entry(*here, "reorder_point", Decimal(point))
        yield Entry(*here, "reorder_units",
                    Decimal(0 if available > point else max(missing, 0)))  # fmt: skip


def _ages(seed: int, row: StockLevel, today: date) -> Iterator[Entry]:
    """Yield what Amazon's report of the day says of an offer: only of one with pieces."""
    if not row.fulfillable and not row.inbound:
        return
    here = (row.offer.place.marketplace_id, today, row.offer.product.asin)
    yield Entry(*here, "counted_units", Decimal(sum(units for _, units in row.ages)))
    old = sum(units for age, units in row.ages if age > _OLD)
    yield Entry(*here, "aged_units", Decimal(old))
    days = days_between(today - timedelta(days=SHIPPED_DAYS), today - timedelta(days=1))
    shipped = sum(shop_of(seed).units_sold(row.offer.place, day)[row.offer.sku] for day in days)
    yield Entry(*here, "shipped_units_90_days", Decimal(shipped))
    # The simulator's Amazon expects the next 90 days to sell what the last ones did.
    excess = max(0, row.fulfillable - shipped)
    yield Entry(*here, "excess_units", Decimal(excess))
    cost = unit_cost_cents(row.offer.sku, today)
    if cost is not None:
        rate = euro_rate(seed, row.offer.place.currency, today - timedelta(days=1))
        yield Entry(*here, "excess_value", excess * of_cents(cost) * rate)


def _average(known: Evenings, last: date) -> Iterator[Entry]:
    span = days_between(last - timedelta(days=SHIPPED_DAYS - 1), last)
    counted = {day for days in known.units.values() for day in days} & set(span)
    for (asin, _), days in known.units.items():
        units = sum(units for day, units in days.items() if day in counted)
        yield Entry(known.place.marketplace_id, last, asin, "average_stock",
                    Decimal(units) / len(counted))  # fmt: skip


def _offers(seed: int, place: Place, today: date) -> Iterator[Entry]:
    for row in offers(place.marketplace_id):
        if row.product.launched_on <= today:
            here = (place.marketplace_id, today, row.product.asin)
            yield Entry(*here, "active_offers", Decimal(1))
            yield Entry(*here, "active_products", Decimal(1), name=row.product.asin)
            yield Entry(*here, "active_skus", Decimal(1), name=row.sku)
    for closed in closed_offers(seed, place, today):
        yield Entry(place.marketplace_id, today, closed.offer.product.asin, "stranded_units",
                    Decimal(closed.units + closed.damaged))  # fmt: skip
