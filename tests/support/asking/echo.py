"""Whether an answer says what it is about: the figure, its days, what was filtered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from core.marketplaces import MARKETPLACES
from tests.support.asking.questions import Question, values_of

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
           "october", "november", "december")  # fmt: skip


def missing_in_echo(question: Question, answer: Mapping[str, Any]) -> str | None:
    """Return the first thing that the echo should name and does not."""
    echo = str(answer.get("echo") or "")
    if not echo:
        return "everything"
    query = answer.get("metric_query") or {}
    assert question.meaning is not None
    is_standing = question.meaning["time"]["type"] == "as_of"
    for day in _ends(query, is_standing=is_standing):
        if not names_day(echo, day):
            return day.isoformat()
    for one in query.get("metrics", ()):
        if not any(word in echo.lower() for word in _names_of_metric(one)):
            return str(one)
    for one in question.meaning["filters"]:
        for value in one["value"] if isinstance(one["value"], list) else [one["value"]]:
            if not _names_value(echo.lower(), str(value), question):
                return str(value)
    return None


def names_day(echo: str, day: date) -> bool:
    """Whether a sentence names a day: as 2026-03-01, 1 March 2026 or 1 Mar.

    A month or year may stand once behind two days: `1 to 15 March 2026`.
    """
    if day.isoformat() in echo:
        return True
    name = _MONTHS[day.month - 1]
    said = re.search(rf"\b({name}|{name[:3]})\b", echo, re.IGNORECASE)
    return bool(
        said and re.search(rf"\b0?{day.day}\b", echo) and re.search(rf"\b{day.year}\b", echo)
    )


def _ends(query: Mapping[str, Any], *, is_standing: bool) -> Iterator[date]:
    """Yield the days to name; what stands as it is now has one, the last."""
    time = query.get("time")
    if time:
        for end in ("end",) if is_standing else ("start", "end"):
            yield date.fromisoformat(time[end])


def _names_of_metric(metric: str) -> list[str]:
    from data.metrics import METRICS

    known = METRICS.get(metric)
    names = [metric.replace("_", " ")]
    return names if known is None else [*names, known.name.lower(), *known.synonyms]


def _names_value(echo: str, value: str, question: Question) -> bool:
    filled = values_of(question).get(value.strip("{}"), value).strip("%").replace("%", " ").lower()
    words = {filled}
    code = {"uk": "gb"}.get(filled, filled)
    for place in MARKETPLACES.values():
        if place.country_code.lower() == code:
            words |= {place.name.lower(), place.sales_channel.lower(), filled}
    words |= {"fbm": {"merchant", "seller", "fbm", "mfn", "you ship"}}.get(filled, set())
    words |= {"canceled": {"cancelled"}}.get(filled, set())
    words.add(filled.replace("_", " "))
    return any(word in echo for word in words)
