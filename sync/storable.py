"""What a table can hold: a row that it cannot is refused before it stops a whole page."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from core.errors import DataError

# PostgreSQL's integer, and numeric(18, 4).
_LARGEST_COUNT = 2**31 - 1
_LARGEST_AMOUNT = Decimal(10) ** 14
# Longer than any number or name of a key; a line of an index holds about 2,700 bytes.
_LONGEST_KEY = 200


def check_row(row: Iterable[Any], what: str) -> None:
    """Raise DataError when a value of a row of keys and figures cannot be stored."""
    for value in row:
        trouble = _trouble(value)
        if trouble:
            raise DataError(f"{what} cannot be stored: it holds {trouble}.")


def _trouble(value: Any) -> str:
    if isinstance(value, str):
        return _trouble_of_text(value)
    if isinstance(value, (tuple, list)):
        return next(filter(None, map(_trouble, value)), "")
    if isinstance(value, Decimal) and not (value.is_finite() and abs(value) < _LARGEST_AMOUNT):
        return "an amount that is none"
    if isinstance(value, int) and abs(value) > _LARGEST_COUNT:
        return "a count that is none"
    return ""


def _trouble_of_text(text: str) -> str:
    if len(text) > _LONGEST_KEY:
        return "a text that is far too long"
    # JSON can hold half a letter (a lone surrogate), and no database takes it.
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        return "letters that are none"
    return ""
