"""The rates of exchange behind converted amounts, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from core.errors import QueryError
from data.month_totals import load_newest_rates
from data.notes import RateUsed
from ui.filters import Filters
from ui.formats import joined

# Of a yen or a zloty more digits count than of a pound.
_SMALL = 0.1


def rate_words(rates: Mapping[str, RateUsed], used: Collection[str]) -> str:
    """Write the rates of some currencies and their days; the day once where it is one for all.

    `1 USD = 0.9234 EUR and 1 GBP = 1.1540 EUR (20 Nov)`, or each with its own day.
    """
    days = {rates[name].rate_on for name in used}
    if len(days) == 1:
        words = joined(_in_words(rates[name]) for name in sorted(used))
        return f"{words} ({_day(days.pop())})"
    return joined(
        f"{_in_words(rates[name])} ({_day(rates[name].rate_on)})" for name in sorted(used)
    )


def _in_words(rate: RateUsed) -> str:
    digits = 6 if rate.per_unit < _SMALL else 4
    return f"1 {rate.currency} = {rate.per_unit:.{digits}f} {rate.target}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def shown_rates(account_id: int, filters: Filters, own: Collection[str], today: date) -> str:
    """Write the newest rates by which a page converts the currencies `own`, and their days.

    Nothing where nothing is converted. A rate that is not known at all is told by the figures
    that need it.
    """
    used = set(own) - {filters.currency}
    if not filters.is_converted or not used:
        return ""
    try:
        rates = load_newest_rates(account_id, filters.currency, today)
    except QueryError:
        return ""
    return rate_words(rates, used)
