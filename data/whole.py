"""Which figures can be compared: only those whose days are whole on both sides.

A period of which fees are not read yet is not one without fees: a percentage against it would
be wrong, however small the print beside it. Such a figure has no earlier one, and a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from data.known_days import Beginning, Coverage
from data.measures import STANDING, Fact
from data.metrics import METRICS
from data.query_model import Filter, MetricQuery, TimeRange

# What each fact is called in a sentence, and the verb that goes with it.
_WORDS: dict[Fact, tuple[str, str]] = {
    "sales": ("orders", "are"),
    "money": ("fees and refunds", "are"),
    "ads": ("advertising", "is"),
    "wasted": ("advertising by keyword", "is"),
    "traffic": ("visits", "are"),
    "stock_days": ("stock by day", "is"),
}


@dataclass(frozen=True)
class Gap:
    """Why a figure has nothing to be compared with; from `since` on everything is there."""

    since: date
    words: str


def written(day: date) -> str:
    """Write a day the way people do: `3 Aug 2026`."""
    return f"{day.day} {day:%b %Y}"


def gaps_of(
    query: MetricQuery, time: TimeRange, before: TimeRange | None, coverage: Coverage
) -> dict[str, Gap]:
    """Return the metrics of a query that cannot be compared, each with the reason."""
    if before is None:
        return {}
    first = min(time.start, before.start)
    found = {}
    for metric in dict.fromkeys(query.metrics):
        late = [one for one in _of_metric(query, metric, coverage) if one.first > first]
        if late:
            since = max(one.first for one in late)
            # A day in another zone begins within the marketplace's day before.
            found[metric] = Gap(since + timedelta(days=bool(query.zone)), _reason(late))
    return found


def whole_from(query: MetricQuery, coverage: Coverage) -> date | None:
    """Return the first day from which on all that goes into a query is known; None: from ever."""
    found = [one.first for metric in query.metrics for one in _of_metric(query, metric, coverage)]
    return max(found, default=None)


def _of_metric(query: MetricQuery, metric: str, coverage: Coverage) -> list[Beginning]:
    facts = _facts_of(metric)
    kept = [one for one in query.filters if one.field == "marketplace"]
    return [
        one
        for one in coverage
        if one.fact in facts and all(_fits(one.marketplace_id, some) for some in kept)
    ]


def _facts_of(metric: str) -> set[Fact]:
    """Return the facts with a history that a metric is made from, also by way of others."""
    one = METRICS[metric]
    found: set[Fact] = set(one.facts - STANDING)
    if found:
        # VAT and cost of goods are made of orders, VAT of refunds, too.
        if "orders" in one.sources:
            found.add("sales")
        if "finances" in one.sources:
            found.add("money")
    return found & set(_WORDS)


def _fits(marketplace_id: str, kept: Filter) -> bool:
    is_named = marketplace_id in kept.values
    return {"=": is_named, "in": is_named, "!=": not is_named, "not in": not is_named}.get(
        kept.op, True
    )


def _reason(late: Iterable[Beginning]) -> str:
    """Write `No comparison: fees and refunds before 3 Aug 2026 are not read yet.`"""
    by_fact: dict[Fact, Beginning] = {}
    for one in late:
        known = by_fact.get(one.fact)
        if known is None or one.first > known.first:
            by_fact[one.fact] = one
    parts = []
    for fact, (words, verb) in _WORDS.items():
        if fact in by_fact:
            one = by_fact[fact]
            ending = "not read yet" if one.is_coming else "not known"
            parts.append(f"{words} before {written(one.first)} {verb} {ending}")
    return f"No comparison: {', and '.join(parts)}."
