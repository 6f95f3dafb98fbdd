"""What a table can hold: a row that it cannot is refused before it stops a whole page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from core.errors import DataError

# PostgreSQL's integer, and numeric(18, 4).
_LARGEST_COUNT = 2**31 - 1
_LARGEST_AMOUNT = Decimal(10) ** 14
# Longer than any number or name of a key; a line of an index holds about 2,700 bytes.
_LONGEST_KEY = 200
# Titles, addresses of pictures, descriptions: Amazon's own limits are 500 to 2,000 letters.
_LONGEST_TEXT = 4000
_KEYS = ("sku", "asin", "fnsku", "currency")
# JSON can hold half a letter (a lone surrogate), and no database takes it.
_NO_LETTER = re.compile("[\0\ud800-\udfff]")
# What nearly every field of a row holds. A first sync looks at tens of millions of them.
_PLAIN = (str, int, Decimal)


def check_row(row: Iterable[Any], what: str) -> None:
    """Raise DataError when a value of a row of keys and figures cannot be stored."""
    for value in row:
        trouble = _trouble(value)
        if trouble:
            raise DataError(f"{what} cannot be stored: it holds {trouble}.")


def check_fields(row: Any, what: str) -> None:
    """Raise DataError when a field of a row cannot be stored, or is no value of its type.

    `row` is a NamedTuple (with others inside of it), or a plain tuple of values.
    """
    trouble = _trouble_of_fields(row)
    if trouble:
        raise DataError(f"{what} cannot be stored: {trouble}.")


class _Field(NamedTuple):
    """What a field may be."""

    name: str
    types: tuple[type, ...]
    longest: int
    subject: str


@cache
def _fields(kind: type[tuple[Any, ...]]) -> tuple[_Field, ...]:
    return tuple(_field(name, hint) for name, hint in get_type_hints(kind).items())


def _field(name: str, hint: Any) -> _Field:
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    types = tuple(object if kind is Any else get_origin(kind) or kind for kind in kinds)
    is_key = name in _KEYS or name.endswith(("_id", "_key"))
    longest = _LONGEST_KEY if is_key else _LONGEST_TEXT
    # A whole number is an amount as well.
    return _Field(name, (*types, int) if Decimal in types else types, longest, f"its {name}")


def _trouble_of_fields(row: Any) -> str:
    if getattr(row, "_fields", None) is None:
        return _trouble_inside("it", row, _LONGEST_TEXT)
    kind: type[tuple[Any, ...]] = type(row)
    for field, value in zip(_fields(kind), row, strict=True):
        # To Python a yes is a whole number, to a table it is not.
        is_odd = isinstance(value, bool) and not {bool, object}.intersection(field.types)
        if is_odd or not isinstance(value, field.types):
            return f"its {field.name} is {type(value).__name__}"
        trouble = _trouble_inside(field.subject, value, field.longest)
        if trouble:
            return trouble
    return ""


def _trouble_inside(subject: str, value: Any, longest: int) -> str:
    if value is None:
        return ""
    if isinstance(value, _PLAIN):
        trouble = _trouble(value, longest)
        return f"{subject} holds {trouble}" if trouble else ""
    if getattr(value, "_fields", None) is not None:
        return _trouble_of_fields(value)
    if isinstance(value, dict):
        value = (*value, *value.values())
    if isinstance(value, (tuple, list)):
        found = (_trouble_inside(subject, one, longest) for one in value)
        return next(filter(None, found), "")
    return ""


def _trouble(value: Any, longest: int = _LONGEST_KEY) -> str:
    if isinstance(value, str):
        return _trouble_of_text(value, longest)
    if isinstance(value, Decimal):
        is_amount = value.is_finite() and -_LARGEST_AMOUNT < value < _LARGEST_AMOUNT
        return "" if is_amount else "an amount that is none"
    if isinstance(value, int):
        is_count = -_LARGEST_COUNT <= value <= _LARGEST_COUNT
        return "" if is_count else "a count that is none"
    if isinstance(value, (tuple, list)):
        return next(filter(None, map(_trouble, value)), "")
    return ""


def _trouble_of_text(text: str, longest: int) -> str:
    if len(text) > longest:
        return "a text that is far too long"
    return "letters that are none" if _NO_LETTER.search(text) else ""
