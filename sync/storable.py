"""What a table can hold: a row that it cannot is refused before it stops a whole page."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from core.errors import DataError

# PostgreSQL's integer, and numeric(18, 4).
_LARGEST_COUNT = 2**31 - 1
_LARGEST_AMOUNT = Decimal(10) ** 14
# Longer than any name Amazon gives; an index holds about 2,700 bytes.
_LONGEST_KEY = 500


def check_row(row: Iterable[Any], what: str) -> None:
    """Raise DataError when a value of a row cannot be stored; `what` names the row."""
    for value in row:
        trouble = _trouble(value)
        if trouble:
            raise DataError(f"{what} holds {trouble}.")


def check_key(key: str, what: str) -> None:
    """Raise DataError when a text is no key: empty, or longer than any that Amazon gives."""
    if not 0 < len(key) <= _LONGEST_KEY:
        raise DataError(f"{what} has no usable number.")


def _trouble(value: Any) -> str:
    if isinstance(value, str):
        return "letters that are none" if "\0" in value or not _is_text(value) else ""
    if isinstance(value, (tuple, list)):
        return next(filter(None, map(_trouble, value)), "")
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int) and abs(value) > _LARGEST_COUNT:
        return "a count that is none"
    if isinstance(value, Decimal) and not abs(value) < _LARGEST_AMOUNT:
        return "an amount that is none"
    return ""


def _is_text(value: str) -> bool:
    # Half a surrogate pair comes out of JSON, and no database takes it.
    return not any("\ud800" <= letter <= "\udfff" for letter in value)
