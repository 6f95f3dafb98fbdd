"""How numbers, days and times are written for people. Pure functions."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import get_date_format, get_timezone_name
from babel.numbers import get_currency_name

from core.marketplaces import Marketplace
from core.money import currency_symbol, format_amount
from data.periods import days_in_words

_LOCALE = "en_US"
_TYPED_ORDERS = {
    "yMd": ("YYYY", "MM", "DD"),
    "dMy": ("DD", "MM", "YYYY"),
    "Mdy": ("MM", "DD", "YYYY"),
}
UNKNOWN = "–"

Number = Decimal | float | int | None


def is_missing(value: object) -> bool:
    """Whether a value of a frame is unknown: None, NaN or NaT."""
    return value is None or value != value  # noqa: PLR0124 - only NaN and NaT differ from themselves


def money(value: Number, currency: str) -> str:
    """Write an amount: cents below 1,000, none above, as nobody reads them there."""
    if is_missing(value) or value is None:
        return UNKNOWN
    return format_amount(value, currency, cents=abs(float(value)) < 1000)


def exact_money(value: Number, currency: str) -> str:
    """Write an amount to the cent."""
    return UNKNOWN if is_missing(value) else format_amount(value, currency)


def count(value: Number) -> str:
    """Write a whole number with separators; unknown is a dash."""
    return UNKNOWN if is_missing(value) or value is None else f"{int(value):,}"


def decimal_number(value: Number, digits: int = 1) -> str:
    """Write a number with a fixed count of decimals."""
    return UNKNOWN if is_missing(value) or value is None else f"{float(value):,.{digits}f}"


def share(value: Number, digits: int = 1) -> str:
    """Write a share of 0 to 1 as a percentage."""
    return UNKNOWN if is_missing(value) or value is None else f"{float(value):.{digits}%}"


def figure(value: Number, unit: str, currency: str | None = None) -> str:
    """Write a metric's value by its unit in the catalogue."""
    if unit == "money":
        return money(value, currency or "USD")
    if unit == "share":
        return share(value)
    if unit == "count":
        is_whole = not is_missing(value) and value is not None and float(value).is_integer()
        return count(value) if is_whole else decimal_number(value, 2)
    if unit == "days":
        return days(value)
    return decimal_number(value)


def days(value: Number) -> str:
    """Write a length in days: `49 days`, with a decimal where one day is much: `4.5 days`."""
    if is_missing(value) or value is None:
        return UNKNOWN
    number = decimal_number(value, 1 if abs(float(value)) < 10 else 0).removesuffix(".0")
    return f"{number} {'day' if number == '1' else 'days'}"


def change_of(now: Number, before: Number) -> float | None:
    """Return the relative change; None when there is nothing to compare with."""
    if is_missing(now) or is_missing(before) or now is None or before is None or before == 0:
        return None
    return float(now) / float(before) - 1.0


def change(value: float | None) -> str:
    """Write a relative change with its sign: `+12.3%`, `-4.0%`."""
    if value is None or math.isnan(value):
        return UNKNOWN
    if abs(value) >= 10:
        return f"{'+' if value > 0 else '-'}{abs(value):,.0%}"
    text = f"{abs(value):.1%}"
    if text == "0.0%":
        return "0.0%"
    return ("+" if value > 0 else "-") + text


def plural(number: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun: `1 order`, `12 orders`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def joined(words: Iterable[str]) -> str:
    """List words the way people do: `a, b and c`."""
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} and {listed[-1]}"


def day(value: date) -> str:
    """Write a day: `Fri 20 Nov 2026`."""
    return f"{value:%a} {value.day} {value:%b %Y}"


@lru_cache(maxsize=64)
def typed_day(locale: str | None) -> str:
    """Return how a reader's country types a day: `MM/DD/YYYY`, `DD.MM.YYYY`, `YYYY-MM-DD` ….

    `locale` is what the browser says, such as `en-US`. Streamlit's date fields know these three
    orders and signs; a language that is not known is typed the American way, as all is written.
    """
    try:
        pattern = str(get_date_format("short", locale=Locale.parse(locale or "en", "-")).pattern)
    except (UnknownLocaleError, ValueError):
        pattern = "M/d/y"
    order = "".join(dict.fromkeys(one for one in pattern if one in "yMd"))
    sign = next((one for one in pattern if one in "/.-"), "/")
    return sign.join(_TYPED_ORDERS.get(order, _TYPED_ORDERS["Mdy"]))


def day_range(start: date, end: date) -> str:
    """Write a range of days as shortly as it stays clear."""
    return day(start) if start == end else days_in_words(start, end)


def ago(then: datetime | None, now: datetime) -> str:
    """Write how long ago something was."""
    if then is None:
        return "never"
    seconds = (now - then) / timedelta(seconds=1)
    if seconds < 90:
        return "just now" if seconds < 45 else "a minute ago"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} minutes ago" if minutes < 60 else "an hour ago"
    hours = round(minutes / 60)
    if hours < 36:
        return f"{hours} hours ago"
    return f"{round(hours / 24)} days ago"


def exact_time(then: datetime | None, zone: ZoneInfo) -> str:
    """Write an instant in a zone: `20 Nov 2026, 13:05`."""
    if then is None:
        return UNKNOWN
    local = then.astimezone(zone)
    return f"{local.day} {local:%b %Y, %H:%M}"


@lru_cache(maxsize=64)
def zone_name(time_zone: str) -> str:
    """Write a time zone in words: `Pacific Time`, `Central European Time`, `UTC`."""
    if time_zone == "UTC":
        return time_zone
    return str(get_timezone_name(ZoneInfo(time_zone), locale=_LOCALE))


@lru_cache(maxsize=64)
def currency_name(currency: str) -> str:
    """Write a currency in words: `US dollars (USD)`."""
    name = get_currency_name(currency, count=2, locale=_LOCALE)
    return f"{name[:1].upper()}{name[1:]} ({currency})"


def language_name(tag: str) -> str:
    """Write a language in words: `English`, `German`; one that is not known by its tag."""
    try:
        name = Locale.parse(tag.replace("-", "_")).get_language_name(_LOCALE)
    except (UnknownLocaleError, ValueError):
        return tag
    return name or tag


def currency_label(currency: str) -> str:
    """Write a currency for a narrow place: `USD $`, or the code alone when it has no sign."""
    sign = currency_symbol(currency)
    return currency if sign == currency else f"{currency} {sign}"


def day_zones(places: Iterable[Marketplace], one_zone: ZoneInfo | None = None) -> str:
    """Say in which time zone each marketplace counts its days, or in which one all of them do."""
    if one_zone is not None:
        return f"{zone_name(one_zone.key)} for every marketplace"
    by_zone: dict[str, list[str]] = {}
    for place in places:
        by_zone.setdefault(zone_name(place.time_zone), []).append(place.country_code)
    parts = [f"{zone} ({', '.join(codes)})" for zone, codes in by_zone.items()]
    return joined(parts)


_MARKDOWN = str.maketrans({character: f"\\{character}" for character in r"\`*_{}[]()#+-!|~:$<>&"})
# What the front end still makes links, icons and arrows of after escaped text was read: an
# invisible joiner in it stops that.
_JOINER = "\u2060"
_STILL_READ = re.compile(
    r"(?<=:)(?=//|material/|streamlit:)|(?=@)|(?<=www)(?=\.)"
    r"|(?<!\S)(?=(?:<->|->|<-|--|>=|<=|~=)(?!\S))",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"^(\d+)(?=\.(?!\S))")
# Marks that turn the direction of all that follows. Letters have a direction without them.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def plain(text: str | None) -> str:
    """Escape text so that Streamlit's Markdown shows it as it is: no links, HTML or formulas."""
    words = _STILL_READ.sub(_JOINER, " ".join((text or "").split()))
    return _LIST_NUMBER.sub(r"\1\\", words.translate(_MARKDOWN))


def beside(name: str) -> str:
    """Return a name that stands in a line with others, and keeps its direction to itself.

    After Arabic or Hebrew letters, numbers and signs would else be drawn on their other side.
    """
    if name.isascii():
        return name
    words = _TURNING.sub("", name)
    return f"\u2068{words}\u2069" if _RIGHT_TO_LEFT.search(words) else words


def shorten(text: str, most: int) -> str:
    """Leave out the middle of a text that is too long, at words; it gets no longer than `most`.

    Its end stays, as the names of a product's kinds mostly differ there: its size, its colour.
    """
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    end = text[-(most // 3) :].partition(" ")[2].lstrip(" ,;–-")
    room = most - len(end) - 2 if end else most - 1
    cut = text[:room]
    begin = (cut[: cut.rfind(" ")] if " " in cut[room // 2 :] else cut).rstrip(" ,;–-")
    return f"{begin}… {end}" if end else f"{begin}…"
