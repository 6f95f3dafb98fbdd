"""The European Central Bank's reference rates: one fixing a working day, drawn once for ever."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from simulator.shop.dice import dice_for

#: Units for one euro, around which the drawn rates swing.
_LEVEL = {
    "USD": 1.09, "JPY": 163.0, "GBP": 0.86, "SEK": 11.3, "PLN": 4.28, "TRY": 36.0, "INR": 91.0,
    "SGD": 1.45, "AUD": 1.65, "CAD": 1.48, "MXN": 20.1, "BRL": 5.9, "ZAR": 19.9,
}  # fmt: skip
_FIRST_DAY = date(2024, 1, 2)
_FIXING_HOUR = 16
_ZONE = ZoneInfo("Europe/Berlin")
_SPANS = {"eurofxref-daily.xml": 1, "eurofxref-hist-90d.xml": 90, "eurofxref-hist.xml": 100_000}


def easter(year: int) -> date:
    """Return Easter Sunday, by the anonymous Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - ((b - (b + 8) // 25 + 1) // 3) + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def is_fixing_day(day: date) -> bool:
    """Whether the bank fixes rates: no weekend and no closing day of TARGET."""
    if day.weekday() > 4 or (day.month, day.day) in ((1, 1), (5, 1), (12, 25), (12, 26)):
        return False
    return day - easter(day.year) not in (timedelta(days=-2), timedelta(days=1))


def rate_on(seed: int, currency: str, day: date) -> str:
    """Return a day's rate as the bank writes it: a slow swing and a little noise."""
    number = (day - _FIRST_DAY).days
    phase = dice_for(seed, "fx", currency).uniform(0, 6.28)
    noise = dice_for(seed, "fx", currency, day.isoformat()).gauss(0, 0.002)
    swing = 0.03 * math.sin(number / 97 + phase) + 0.012 * math.sin(number / 23 + 2 * phase)
    value = _LEVEL[currency] * (1 + swing + noise)
    return f"{value:.2f}" if value >= 100 else f"{value:.4f}"


def fixing_days(now: datetime, most: int) -> Iterator[date]:
    """Yield the days of a file, the newest first; today's fixing comes in the afternoon."""
    local = now.astimezone(_ZONE)
    day = local.date() if local.hour >= _FIXING_HOUR else local.date() - timedelta(days=1)
    if most == 1:
        while not is_fixing_day(day):
            day -= timedelta(days=1)
        yield day
        return
    oldest = max(_FIRST_DAY, day - timedelta(days=most))
    while day >= oldest:
        if is_fixing_day(day):
            yield day
        day -= timedelta(days=1)


def exchange_answer(request: Request, seed: int, now: datetime) -> Response:
    """Answer with one of the bank's three files."""
    most = _SPANS.get(request.path_params["name"])
    if most is None:
        return Response("Not found", 404)
    cubes = "".join(
        f"<Cube time='{day.isoformat()}'>"
        + "".join(f"<Cube currency='{name}' rate='{rate_on(seed, name, day)}'/>" for name in _LEVEL)
        + "</Cube>"
        for day in fixing_days(now.astimezone(UTC), most)
    )
    text = (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        "<gesmes:Envelope xmlns:gesmes='http://www.gesmes.org/xml/2002-08-01'"
        " xmlns='http://www.ecb.int/vocabulary/2002-08-01/eurofxref'>"
        "<gesmes:subject>Reference rates</gesmes:subject><gesmes:Sender>"
        "<gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>"
        f"<Cube>{cubes}</Cube></gesmes:Envelope>"
    )
    return Response(text, media_type="text/xml")
