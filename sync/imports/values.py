"""Numbers, money and dates as people's spreadsheets write them, read exactly or refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import Enum

from core.errors import DataError
from sync.imports.reading import ExactNumber

_SPACES = re.compile(r"[\s\u00a0\u202f']")
_NUMBER = re.compile(r"[+-]?[\d.,]*\d[\d.,]*")
_SIGNS = {"US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "S$": "SGD",
          "MX$": "MXN", "R$": "BRL", "JP¥": "JPY", "¥": "JPY", "￥": "JPY", "£": "GBP", "€": "EUR",
          "$": "$", "zł": "PLN", "₹": "INR", "kr": "SEK"}  # fmt: skip
_CODE = re.compile(r"\b(USD|CAD|MXN|BRL|GBP|EUR|SEK|PLN|TRY|AED|SAR|EGP|ZAR|INR|SGD|AUD|JPY)\b")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?")
_PARTS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,})\.? (\d{1,2}),? (\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})\.? ([^\W\d_]{3,})\.? (\d{4})")
# English, German, Spanish and Italian months by their first three letters.
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan ene gen", "feb", "mar mär", "apr abr", "may mai mag", "jun giu", "jul lug",
         "aug ago", "sep set", "oct okt ott", "nov", "dec dez dic"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


class Style(Enum):
    """Which sign comes before the cents."""

    POINT = "."
    COMMA = ","


def style_of(numbers: Iterable[tuple[int, str]]) -> Style | None:
    """Tell from the numbers of a file how it writes cents; None when none of them says it.

    `numbers` are (line, text). Raises DataError when they contradict one another.
    """
    found: dict[Style, tuple[int, str]] = {}
    for line, text in numbers:
        style = _said(text)
        if style is not None:
            found.setdefault(style, (line, text))
    if len(found) == 2:
        (first, one), (second, other) = found.values()
        raise DataError(
            f"The file writes numbers in two ways: line {first} has {one}, line {second} {other}."
        )
    return next(iter(found), None)


def _said(text: str) -> Style | None:
    """What one number says: `1.234,5` is a comma file, `1,234` alone says nothing."""
    digits = None if isinstance(text, ExactNumber) else _bare(text)
    if digits is None:
        return None
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return Style.POINT if digits.rfind(".") > digits.rfind(",") else Style.COMMA
    if points + commas == 0:
        return None
    mark, other = (".", ",") if points else (",", ".")
    if points + commas > 1:
        return Style(other)
    _, _, tail = digits.partition(mark)
    return None if len(tail) == 3 and not digits.lstrip("+-").startswith("0") else Style(mark)


def _bare(text: str) -> str | None:
    found = _NUMBER.search(_SPACES.sub("", text))
    return found[0] if found else None


def read_number(text: str, style: Style | None) -> Decimal | None:
    """Read one number; blank and dashes are None. Raises ValueError when it is none, or unclear."""
    if isinstance(text, ExactNumber):
        return Decimal(text)
    plain = _SPACES.sub("", _CODE.sub("", text))
    if plain in ("", "-", "--", "–", "—", "N/A", "n/a"):
        return None
    is_negative = plain.startswith("(") and plain.endswith(")")
    plain = plain.strip("()").replace("%", "")
    for sign in sorted(_SIGNS, key=len, reverse=True):
        plain = plain.replace(sign, "")
    plain = plain.replace("\u2212", "-").strip()
    if plain.endswith("-"):
        plain = "-" + plain[:-1]
    if not re.fullmatch(r"[+-]?[\d.,]*\d[\d.,]*", plain):
        raise ValueError(f"{text!r} is not a number")
    return _exact(text, plain, style) * (-1 if is_negative else 1)


def _exact(text: str, plain: str, style: Style | None) -> Decimal:
    own = _said(plain)
    if own is not None and style is not None and own is not style:
        raise ValueError(f"{text!r} is written in another way than the rest of the file")
    style = own or style
    if style is None:
        if "." in plain or "," in plain:
            raise ValueError(f"{text!r} can be read in two ways; name the marketplace")
        return Decimal(plain)
    whole, _, cents = plain.partition(style.value)
    groups = "," if style is Style.POINT else "."
    if style.value in cents or groups in cents:
        raise ValueError(f"{text!r} is not a number")
    if groups in whole and not re.fullmatch(rf"[+-]?\d{{1,3}}(\{groups}\d{{3}})+", whole):
        raise ValueError(f"{text!r} is not a number")
    return Decimal(whole.replace(groups, "") + (f".{cents}" if cents else ""))


def currency_in(text: str) -> str | None:
    """Return the currency a cell names: a code, `$` when it is any dollar, None when none."""
    if found := _CODE.search(text):
        return found[1]
    for sign in sorted(_SIGNS, key=len, reverse=True):
        if sign in text:
            return _SIGNS[sign]
    return None


def read_day(text: str, *, month_first: bool) -> date:
    """Read a day. Raises ValueError when it is none. `month_first`: as in the US, 11/24/26."""
    plain = text.strip()
    if found := _ISO.fullmatch(plain):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _PARTS.fullmatch(plain):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        year += 2000 if year < 100 else 0
        is_month_first = month_first and found[2] != "."
        month, day = (first, second) if is_month_first else (second, first)
        return date(year, month, day)
    for pattern, name, number in ((_MONTH_FIRST, 1, 2), (_DAY_FIRST, 2, 1)):
        found = pattern.fullmatch(plain)
        if found and found[name][:3].lower() in _MONTHS:
            return date(int(found[3]), _MONTHS[found[name][:3].lower()], int(found[number]))
    raise ValueError(f"{text!r} is not a day")


def read_count(text: str, style: Style | None) -> int:
    """Read a whole number; blank is 0. Raises ValueError when it has a fraction."""
    number = read_number(text, style)
    if number is None:
        return 0
    if number != number.to_integral_value():
        raise ValueError(f"{text!r} is not a whole number")
    return int(number)
