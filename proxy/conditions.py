"""Whether a browser's copy is still right: RFC 9110, sections 8.8 and 13."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

# An entity tag and what may follow it in a list (RFC 9110, 8.8.3; Latin-1 is allowed in it).
_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")[ \t]*(?=,|$)')
# The three ways to write a date (RFC 9110, 5.6.7): today's, RFC 850's, and that of C's asctime.
_DATE_FORMATS = ("%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y")


def is_unchanged(
    headers: Iterable[tuple[bytes, bytes]],
    etag: str,
    last_modified: datetime | None,
    *,
    is_representation: bool = True,
) -> bool:
    """Whether the request's conditions say that the copy it knows is this one.

    `headers` are ASGI's: names in lower case. `is_representation` is False for a stand-in,
    which `*` ("any copy at all") does not mean.
    """
    none_match = [value.decode("latin-1") for name, value in headers if name == b"if-none-match"]
    if none_match:
        value = ",".join(none_match).strip()
        return is_representation if value == "*" else etag in tags_in(value)
    since = [value.decode("latin-1") for name, value in headers if name == b"if-modified-since"]
    if len(since) != 1 or last_modified is None:
        return False
    date = parse_date(since[0])
    return date is not None and last_modified.replace(microsecond=0) <= date


def tags_in(value: str) -> set[str]:
    """Return the tags of an If-None-Match list without their `W/`: the comparison is the weak one.

    What is no entity tag (such as one without quotes) is left out.
    """
    tags: set[str] = set()
    at = 0
    while at < len(value):
        if value[at] in ", \t":
            at += 1
            continue
        match = _TAG.match(value, at)
        if match:
            tags.add(match.group(1))
            at = match.end()
        else:
            comma = value.find(",", at)
            at = len(value) if comma < 0 else comma
    return tags


def parse_date(text: str) -> datetime | None:
    """Read one of HTTP's three forms of a date; None when it is none of them."""
    for form in _DATE_FORMATS:
        try:
            date = datetime.strptime(text.strip(), form).replace(tzinfo=UTC)
        except ValueError:
            continue
        # A year of two digits more than 50 years ahead means the century before.
        if "%y" in form and date.year > datetime.now(UTC).year + 50:
            date = date.replace(year=date.year - 100)
        return date
    return None
