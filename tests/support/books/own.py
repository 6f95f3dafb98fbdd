"""The book of what the demo's seller has entered: other expenses, day by day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from core.demo_costs import EXPENSES, Expense
from core.marketplaces import MARKETPLACES
from simulator.shop.calendar import days_between
from tests.support.books.entries import Entry, of_cents

_PLACES = {place.country_code: place.marketplace_id for place in MARKETPLACES.values()}


def expense_book(first: date, last: date) -> Iterator[Entry]:
    """Yield the share of each day; what is of all marketplaces stands under its currency."""
    for one in EXPENSES:
        place = _PLACES[one.country] if one.country else one.currency
        for day in days_between(first, last):
            amount = _share(one, day)
            if amount:
                yield Entry(place, day, "", "expenses", amount)


def _share(one: Expense, day: date) -> Decimal:
    whole = of_cents(one.cents)
    if one.spread == "once":
        return whole if day == one.starts_on else Decimal(0)
    if day < one.starts_on or (one.ends_on and day > one.ends_on):
        return Decimal(0)
    if one.spread == "monthly":
        return _due(whole, day.day, monthrange(day.year, day.month)[1])
    assert one.ends_on is not None
    days = (one.ends_on - one.starts_on).days + 1
    return _due(whole, (day - one.starts_on).days + 1, days)


def _due(whole: Decimal, number: int, days: int) -> Decimal:
    """Return what is due on a day: up to it, less up to the day before, in hundredths of cents."""
    until, before = (
        (whole * n / days).quantize(Decimal("0.0001"), ROUND_HALF_UP) for n in (number, number - 1)
    )
    return until - before
