"""Amounts of money: exact, always with a currency, written the way people expect."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel.numbers import format_currency, get_currency_precision, get_currency_symbol

_LOCALE = "en_US"


def parse_amount(value: str | int | float | Decimal | None) -> Decimal | None:
    """Read one amount exactly; None and blank text are None (unknown, never 0).

    Amazon writes an amount as text in Orders 2026-01-01 and as a number in
    Finances 2024-06-19; a float goes through its shortest text so that 0.1 stays
    0.1. Raises ValueError for anything that is not a finite number.
    """
    if value is None:
        return None
    text = str(value).strip()
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{value!r} is not an amount of money.") from None
    if not amount.is_finite():
        raise ValueError(f"{value!r} is not an amount of money.")
    return amount


def format_amount(amount: Decimal | float | None, currency: str, *, cents: bool = True) -> str:
    """Write an amount for people: `$1,234.50`, `€12`; an unknown amount is a dash."""
    if amount is None:
        return "–"
    if cents:
        return format_currency(amount, currency, locale=_LOCALE)
    return format_currency(amount, currency, format="¤#,##0", locale=_LOCALE, currency_digits=False)


@lru_cache(maxsize=256)
def currency_symbol(currency: str) -> str:
    """Return the short sign of a currency, such as `$` for USD."""
    return get_currency_symbol(currency, locale=_LOCALE)


@lru_cache(maxsize=256)
def amount_format(currency: str) -> tuple[str, str]:
    """Return the sign before an amount and its number format: `("$", ",.2f")`, `("¥", ",.0f")`.

    A currency without a sign of its own is written by its code and a space. Yen have no cents.
    """
    sign = currency_symbol(currency)
    before = f"{currency} " if sign == currency else sign
    return before, f",.{get_currency_precision(currency)}f"


def with_symbol(amount: float, symbol: str, digits: str) -> str:
    """Write an amount by a number format, the minus before the sign of the currency: `-$1,206`.

    `symbol` and `digits` are those of `amount_format`.
    """
    words = f"{symbol}{abs(amount):{digits}}"
    is_below = amount < 0 and any(one in "123456789" for one in words.removeprefix(symbol))
    return f"-{words}" if is_below else words


@lru_cache(maxsize=256)
def smallest_coin(currency: str) -> Decimal:
    """Return the smallest amount of a currency: 0.01 for dollars, 1 for yen."""
    return Decimal(1).scaleb(-get_currency_precision(currency))
