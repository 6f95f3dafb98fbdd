"""Instants as flat files write them: with an offset, a zone's short name, or none at all."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from core.marketplaces import Marketplace

# Short names in Amazon's files, as hours from UTC. One that is not here (or has several
# meanings, such as IST) is the marketplace's own.
_ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "BST": 1, "WET": 0, "WEST": 1, "CET": 1, "MET": 1, "CEST": 2,
    "MEST": 2, "EET": 2, "EEST": 3, "PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "EST": -5,
    "EDT": -4, "BRT": -3, "JST": 9, "AEST": 10, "AEDT": 11,
}  # fmt: skip
_MOMENT = re.compile(
    r"(?P<day>\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4})"
    r"(?:[T ](?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?"
    r"\s*(?P<zone>[A-Z]{1,5}|[+-]\d{2}:?\d{2})?)?"
)


def read_moment(text: str, place: Marketplace) -> datetime:
    """Read an instant of a marketplace's file as UTC: `2022-07-11 01:34:18 PDT`.

    Days are written as the marketplace writes them: 07/11/2022 is in July in the United
    States and in November elsewhere. Raises ValueError when it is no instant.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not a date and time")
    year, month, day = _day(found["day"], is_month_first=place.country_code == "US")
    hour, minute, second = (int(part) for part in (f"{found['time'] or '0:00'}:00".split(":")[:3]))
    local = datetime(year, month, day, hour, minute, second, tzinfo=_zone(found["zone"], place))
    return local.astimezone(UTC)


def _day(text: str, *, is_month_first: bool) -> tuple[int, int, int]:
    first, second, third = (int(part) for part in re.split(r"[./-]", text))
    if first > 31:
        return first, second, third
    return (third, first, second) if is_month_first and "/" in text else (third, second, first)


def _zone(text: str | None, place: Marketplace) -> tzinfo:
    if text and text[0] in "+-":
        hours, minutes = int(text[1:3]), int(text[-2:])
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if text[0] == "-" else offset)
    if text in _ZONES:
        return timezone(timedelta(hours=_ZONES[text]))
    return place.zone
