"""Which figures can be compared: only those whose days are whole on both sides.

A period of which fees are not read yet is not one without fees: a percentage against it would
be wrong, however small the print beside it. Such a figure has no earlier one, and a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from core.marketplaces import MARKETPLACES
from data.known_days import Beginning, Coverage
from data.measures import STANDING, Fact
from data.metrics import METRICS
from data.query_model import Filter, MetricQuery, TimeRange

# What keeps marketplaces apart in the rows of an answer.
Split = Literal["marketplace", "currency"]

# What each fact is called in a sentence, and the verb that goes with it.
_WORDS: dict[Fact, tuple[str, str]] = {
    "sales": ("orders", "are"),
    "money": ("fees and refunds", "are"),
    "ads": ("advertising", "is"),
    "wasted": ("advertising by keyword", "is"),
    "traffic": ("visits", "are"),
    "stock_days": ("stock by day", "is"),
    "returns": ("returns", "are"),
    "storage": ("storage by product", "is"),
    "payouts": ("payouts", "are"),
    "proceeds": ("settlements", "are"),
}


@dataclass(frozen=True)
class Gap:
    """Why a figure has nothing to be compared with; from `since` on everything is there.

    `by_place`: the marketplaces that are the reason, each with its own such day.
    """

    since: date
    words: str
    by_place: Mapping[str, date] = field(default_factory=dict)

    def since_in(self, split: Split, value: str | None) -> date | None:
        """Return from when on everything of one marketplace or currency is there; None: no gap.

        Of what belongs to none it is not known whose it is: it waits for all of them.
        """
        if value is None:
            return self.since
        if split == "marketplace":
            return self.by_place.get(value)
        return max((day for day, own in self._currencies() if own == value), default=None)

    def late(self, split: Split) -> list[str]:
        """Return the marketplaces, or their currencies, whose earlier figures are not known."""
        if split == "marketplace":
            return sorted(self.by_place)
        return sorted({own for _, own in self._currencies()})

    def and_also(self, other: Gap) -> Gap:
        """Return one gap of two for one figure; the words are those of the longer one."""
        longer = self if self.since >= other.since else other
        places = {
            place: max(day for one in (self, other) if (day := one.by_place.get(place)))
            for place in {**self.by_place, **other.by_place}
        }
        return replace(longer, by_place=places)

    def _currencies(self) -> list[tuple[date, str]]:
        return [(day, MARKETPLACES[place].currency) for place, day in self.by_place.items()]


def split_of(query: MetricQuery) -> Split | None:
    """Return what keeps the marketplaces of a query apart; None where they are added up.

    Amounts that are not converted stand in a row for each currency.
    """
    if "marketplace" in query.columns:
        return "marketplace"
    return "currency" if "currency" in query.columns and query.currency is None else None


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
    late_anywhere = [one for one in coverage if one.first > first]
    known_somewhere = {one.fact for one in coverage if one.first <= first}
    found = {}
    for metric in dict.fromkeys(query.metrics):
        late = _of_metric(query, metric, late_anywhere)
        if late:
            # A day in another zone begins within the marketplace's day before.
            beside = timedelta(days=bool(query.zone))
            by_place: dict[str, date] = {}
            for one in late:
                day = one.first + beside
                by_place[one.marketplace_id] = max(by_place.get(one.marketplace_id, day), day)
            words = _reason(late, known_somewhere)
            found[metric] = Gap(max(by_place.values()), words, by_place)
    return found


def whole_from(query: MetricQuery, coverage: Coverage) -> date | None:
    """Return the first day from which on all that goes into a query is known; None: from ever."""
    found = [one.first for metric in query.metrics for one in _of_metric(query, metric, coverage)]
    return max(found, default=None)


def _of_metric(query: MetricQuery, metric: str, coverage: Iterable[Beginning]) -> list[Beginning]:
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


def _reason(late: Iterable[Beginning], known_somewhere: set[Fact]) -> str:
    """Write `No comparison: fees and refunds before 3 Aug 2026 are not read yet.`

    Where other marketplaces of the account are whole, the late ones are named: `orders in Canada
    before 3 Aug 2026`.
    """
    by_fact: dict[Fact, list[Beginning]] = {}
    for one in sorted(late, key=lambda each: each.first, reverse=True):
        by_fact.setdefault(one.fact, []).append(one)
    parts = []
    for fact in _WORDS:
        if fact in by_fact and fact not in known_somewhere:
            parts.append(_part(by_fact[fact][0], ""))
        elif fact in by_fact:
            names: dict[tuple[date, bool], list[str]] = {}
            for one in by_fact[fact]:
                name = MARKETPLACES[one.marketplace_id].in_words
                names.setdefault((one.first, one.is_coming), []).append(name)
            parts += [
                _part(Beginning(fact, "", *key), f" in {_listed(sorted(found))}")
                for key, found in names.items()
            ]
    return f"No comparison: {', and '.join(parts)}."


def _part(one: Beginning, where: str) -> str:
    words, verb = _WORDS[one.fact]
    ending = "not read yet" if one.is_coming else "not known"
    return f"{words}{where} before {written(one.first)} {verb} {ending}"


def _listed(names: list[str]) -> str:
    """Write `Canada`, `Canada and Mexico`, `Belgium, Poland and Sweden`."""
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])
