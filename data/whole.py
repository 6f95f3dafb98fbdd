"""Which figures can be compared: only those whose days are whole on both sides.

A period of which fees are not read yet is not one without fees: a percentage against it would
be wrong, however small the print beside it. Such a figure has no earlier one, and a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from core.marketplaces import MARKETPLACES
from data.known_days import Beginning, Coverage
from data.measures import STANDING, Fact
from data.metrics import DIMENSIONS, METRICS
from data.query_model import Filter, MetricQuery, TimeRange

# So many of the last days of a range are left out of a comparison while nobody has told of them.
MOST_LEFT_OUT = 3
# What keeps marketplaces apart in the rows of an answer.
Split = Literal["marketplace", "currency"]

# What each fact is called in a sentence, and the verb that goes with it.
_WORDS: dict[Fact, tuple[str, str]] = {
    "sales": ("orders", "are"),
    "money": ("fees and refunds", "are"),
    "ads": ("advertising", "is"),
    "wasted": ("advertising by keyword", "is"),
    "search_terms": ("search terms", "are"),
    "traffic": ("visits", "are"),
    "product_visits": ("visits by product", "are"),
    "control": ("Amazon's own count", "is"),
    "order_count": ("Amazon's own count of orders", "is"),
    "stock_days": ("stock by day", "is"),
    "returns": ("returns", "are"),
    "storage": ("storage by product", "is"),
    "payouts": ("payouts", "are"),
    "proceeds": ("settlements", "are"),
}


# Amazon tells of a day soon after it; what is missing waits for the next reading.
_READ: dict[Fact, str] = dict.fromkeys(
    ("traffic", "product_visits", "ads", "wasted", "search_terms"), "not read yet"
)
_ADVERTISING: frozenset[Fact] = frozenset({"ads", "wasted"})
# What Amazon counts in the night is a day behind, always: that is no news.
_A_NIGHT = timedelta(days=1)


@dataclass(frozen=True)
class Gap:
    """Why a figure has nothing to be compared with: not all of its days are known.

    Everything is there from `since` to `until`; None: nothing is missing on that side.
    `by_place` and `until_by_place`: the marketplaces that are the reason, each with its own such
    day.
    """

    since: date | None
    words: str
    by_place: Mapping[str, date] = field(default_factory=dict)
    until: date | None = None
    until_by_place: Mapping[str, date] = field(default_factory=dict)

    def since_in(self, split: Split, value: str | None) -> date | None:
        """Return from when on everything of one marketplace or currency is there; None: no gap.

        Of what belongs to none it is not known whose it is: it waits for all of them.
        """
        if value is None:
            return self.since
        return max(_of(self.by_place, split, value), default=None)

    def until_in(self, split: Split, value: str | None) -> date | None:
        """Return until when everything of one marketplace or currency is there; None: no gap."""
        if value is None:
            return self.until
        return min(_of(self.until_by_place, split, value), default=None)

    def late(self, split: Split) -> list[str]:
        """Return the marketplaces, or their currencies, that have no earlier figures."""
        places = {*self.by_place, *self.until_by_place}
        if split == "marketplace":
            return sorted(places)
        return sorted({MARKETPLACES[place].currency for place in places})

    def and_also(self, other: Gap) -> Gap:
        """Return one gap of two for one figure; the words are those of the longer one."""
        longer = self if (self.since or date.min) >= (other.since or date.min) else other
        since = _merged(self.by_place, other.by_place, max)
        until = _merged(self.until_by_place, other.until_by_place, min)
        return Gap(
            max(since.values(), default=None),
            longer.words,
            since,
            min(until.values(), default=None),
            until,
        )


def _of(days: Mapping[str, date], split: Split, value: str) -> list[date]:
    """Return the days of one marketplace, or of all with one currency."""
    return [
        day
        for place, day in days.items()
        if value == (place if split == "marketplace" else MARKETPLACES[place].currency)
    ]


def _merged(
    one: Mapping[str, date], other: Mapping[str, date], choose: Callable[[Iterable[date]], date]
) -> dict[str, date]:
    return {
        place: choose(day for days in (one, other) if (day := days.get(place)))
        for place in {**one, **other}
    }


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
    first, last = min(time.start, before.start), max(time.end, before.end)
    known_somewhere = {one.fact for one in coverage if not _is_late(one, first, last)}
    found = {}
    for metric in dict.fromkeys(query.metrics):
        late = [one for one in _of_metric(query, metric, coverage) if _is_late(one, first, last)]
        if late:
            found[metric] = _gap(late, first, last, bool(query.zone), known_somewhere)
    return found


def told_until(query: MetricQuery, time: TimeRange, coverage: Coverage) -> date | None:
    """Return the last day of a range that all it asks for is told of, when that is near its end.

    None: all of its days are told, or more are missing than can be left out of a comparison.
    """
    ends = [
        one.last
        for metric in dict.fromkeys(query.metrics)
        for one in _of_metric(query, metric, coverage)
        if one.last is not None and one.last < time.end
    ]
    last = min(ends, default=None)
    if last is None or last < max(time.start, time.end - timedelta(days=MOST_LEFT_OUT)):
        return None
    return last


def late_words(query: MetricQuery, last: date, coverage: Coverage) -> list[str]:
    """Write `visits after 3 Aug 2026 are not told by Amazon yet`, for what ends with a day."""
    asked = [one for name in query.metrics for one in _of_metric(query, name, coverage)]
    late = [one for one in dict.fromkeys(asked) if one.last == last]
    known_somewhere = {one.fact for one in asked if one.last is None or one.last > last}
    return missing_words(late, date.max, last + _A_NIGHT, known_somewhere)


def _is_late(one: Beginning, first: date, last: date) -> bool:
    return one.first > first or (one.last is not None and one.last < last)


def _gap(
    late: Iterable[Beginning], first: date, last: date, in_zone: bool, known_somewhere: set[Fact]
) -> Gap:
    # A day in another zone begins within the marketplace's day before.
    beside = timedelta(days=in_zone)
    since: dict[str, date] = {}
    until: dict[str, date] = {}
    for one in late:
        place = one.marketplace_id
        if one.first > first:
            since[place] = max(since.get(place, one.first + beside), one.first + beside)
        if one.last is not None and one.last < last:
            until[place] = min(until.get(place, one.last), one.last)
    parts = missing_words(late, first, last, known_somewhere)
    return Gap(
        max(since.values(), default=None),
        f"No comparison: {', and '.join(parts)}.",
        since,
        min(until.values(), default=None),
        until,
    )


def incomplete_of(query: MetricQuery, time: TimeRange, coverage: Coverage) -> dict[str, str]:
    """Return the metrics of a query some of whose own days are still to come, and what is missing.

    A part of a sentence, such as `fees and refunds before 3 Aug 2026 are not read yet`. What will
    never come is none: see data/notes.py for where data begins.
    """
    first, last = time.start, time.end - _A_NIGHT
    known_somewhere = {one.fact for one in coverage if not _is_to_come(one, first, last)}
    found = {}
    for metric in dict.fromkeys(query.metrics):
        late = [one for one in _of_metric(query, metric, coverage) if _is_to_come(one, first, last)]
        if late:
            found[metric] = ", and ".join(missing_words(late, first, last, known_somewhere))
    return found


def unknown_of(query: MetricQuery, time: TimeRange, coverage: Coverage) -> list[str]:
    """Return what of a query's own days nobody will ever tell, in words: see `missing_words`."""
    first = time.start
    asked = [one for name in query.metrics for one in _of_metric(query, name, coverage)]
    late = [one for one in dict.fromkeys(asked) if one.first > first and not one.is_coming]
    known_somewhere = {one.fact for one in coverage if one.first <= first or one.is_coming}
    return missing_words(late, first, date.min, known_somewhere)


def _is_to_come(one: Beginning, first: date, last: date) -> bool:
    is_read_back = one.is_coming and one.first > first
    return is_read_back or (one.last is not None and one.last < last)


def whole_from(query: MetricQuery, coverage: Coverage) -> date | None:
    """Return the first day from which on all that goes into a query is known; None: from ever."""
    found = [one.first for metric in query.metrics for one in _of_metric(query, metric, coverage)]
    return max(found, default=None)


def _of_metric(query: MetricQuery, metric: str, coverage: Iterable[Beginning]) -> list[Beginning]:
    facts = _facts_of(query, metric)
    kept = [one for one in query.filters if one.field == "marketplace"]
    return [
        one
        for one in coverage
        if one.fact in facts and all(_fits(one.marketplace_id, some) for some in kept)
    ]


def _facts_of(query: MetricQuery, metric: str) -> set[Fact]:
    """Return the facts with a history that a metric is made from, also by way of others.

    Amazon keeps keywords and search terms for a shorter time than what campaigns did. Visits of
    single products take a report for each day: they are read last.
    """
    one = METRICS[metric]
    found: set[Fact] = set(one.facts - STANDING)
    if found:
        # VAT and cost of goods are made of orders, VAT of refunds, too.
        if "orders" in one.sources:
            found.add("sales")
        if "finances" in one.sources:
            found.add("money")
    fields = {*query.columns, *(one.field for one in query.filters)}
    if found & _ADVERTISING and "search_term" in fields:
        found = (found - _ADVERTISING) | {"search_terms"}
    elif "ads" in found and fields & {"keyword", "match_type"}:
        found = (found - {"ads"}) | {"wasted"}
    if "traffic" in found and any(DIMENSIONS[one].level == "product" for one in fields):
        found = (found - {"traffic"}) | {"product_visits"}
    return found & set(_WORDS)


def _fits(marketplace_id: str, kept: Filter) -> bool:
    is_named = marketplace_id in kept.values
    return {"=": is_named, "in": is_named, "!=": not is_named, "not in": not is_named}.get(
        kept.op, True
    )


def missing_words(
    late: Iterable[Beginning], first: date, last: date, known_somewhere: set[Fact]
) -> list[str]:
    """Write `fees and refunds before 3 Aug 2026 are not read yet`, one for each fact and day.

    Where other marketplaces of the account are whole, the late ones are named: `orders in Canada
    before 3 Aug 2026`.
    """
    by_fact: dict[Fact, list[Beginning]] = {}
    for one in sorted(late, key=lambda each: each.first, reverse=True):
        by_fact.setdefault(one.fact, []).append(one)
    parts = []
    for fact in _WORDS:
        # The latest of all says it for all of them, unless some are whole.
        some = by_fact.get(fact, [])[: None if fact in known_somewhere else 1]
        names: dict[str, list[str]] = {}
        for one in some:
            for words in _parts(one, first, last):
                names.setdefault(words, []).append(MARKETPLACES[one.marketplace_id].in_words)
        for words, places in names.items():
            where = f" in {listed(sorted(places))}" if fact in known_somewhere else ""
            parts.append(f"{_WORDS[fact][0]}{where} {words}")
    return parts


def _parts(one: Beginning, first: date, last: date) -> Iterable[str]:
    """Write what is missing of a fact: `before 3 Aug 2026 is not read yet`, `after … not told`."""
    verb = _WORDS[one.fact][1]
    if one.first > first:
        yield f"before {written(one.first)} {verb} {_ending(one)}"
    if one.last is not None and one.last < last:
        yield f"after {written(one.last)} {verb} {_READ.get(one.fact, 'not told by Amazon yet')}"


def _ending(one: Beginning) -> str:
    return "not read yet" if one.is_coming else "not known"


def listed(names: list[str]) -> str:
    """Write `Canada`, `Canada and Mexico`, `Belgium, Poland and Sweden`."""
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])
