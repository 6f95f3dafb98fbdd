"""How the Ads API writes ids, counts, money and days; shared by every advertising stream."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from core.errors import DataError
from core.money import parse_amount


def ad_id(value: Any, what: str) -> str:
    """Return an id as text. Ids have up to 18 digits: a number with a fraction is none.

    Raises DataError when there is none.
    """
    if isinstance(value, bool) or not isinstance(value, (int, str)) or not str(value).strip():
        raise DataError(f"An advertising row has no {what}.")
    return str(value).strip()


def some_text(value: Any) -> str | None:
    """Return text without blanks around it; None when there is none."""
    return str(value).strip() or None if value is not None else None


def whole_number(value: Any) -> int:
    """Return a count; nothing is 0. Raises DataError for what is no whole number from 0 on."""
    if value is None or value == "":
        return 0
    try:
        number = Decimal(str(value))
        if number != int(number) or number < 0:
            raise ValueError
    except (ArithmeticError, ValueError):
        raise DataError(f"{value!r} is not a count.") from None
    return int(number)


def some_money(value: Any) -> Decimal | None:
    """Return an amount; None when there is none. Raises DataError for what is none."""
    try:
        return parse_amount(value)
    except ValueError as error:
        raise DataError(str(error)) from None


def money(value: Any) -> Decimal:
    """Return an amount of a report; nothing is 0, as Amazon leaves sums without sales empty."""
    return some_money(value) or Decimal(0)


def some_day(value: Any) -> date | None:
    """Return a day written 2026-11-01 or, in Sponsored Display, 20261101; None for nothing.

    Raises DataError for what is no day.
    """
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise DataError(f"{value!r} is not a day.") from None


def a_day(value: Any) -> date:
    """Return a day. Raises DataError when there is none."""
    found = some_day(value)
    if found is None:
        raise DataError("An advertising row has no day.")
    return found
