"""Which days of an answer may still change, and why. Pure functions of days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from data.measures import Fact
from data.metrics import METRICS
from data.query_model import MetricQuery, TimeRange


@dataclass(frozen=True)
class Settling:
    """Days of one kind of figures that are not final yet, and a sentence that says why.

    `orders`: how many orders are not confirmed yet, where that is why.
    """

    what: str
    since: date
    until: date
    words: str
    orders: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "what": self.what,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "words": self.words,
        }


@dataclass(frozen=True)
class _Rule:
    """How long after a day its figures move. `days` counts the day itself as the first."""

    what: str
    facts: frozenset[Fact]
    days: int
    words: str


# Amazon's own words on each: reference of the Ads API (35 and 42 days after the click), of
# listTransactions (48 hours), of the Sales and Traffic report (72 hours).
_RULES = (
    _Rule(
        "ads",
        frozenset({"ads", "wasted"}),
        42,
        "Amazon may still correct advertising: Sponsored Products for 35 days, Sponsored Brands "
        "and Display for 42.",
    ),
    _Rule(
        "traffic",
        frozenset({"traffic"}),
        4,
        "Amazon completes the visits of a day up to 72 hours later.",
    ),
    _Rule(
        "finances",
        frozenset({"money"}),
        3,
        "Amazon books fees when it ships, and tells of them up to 48 hours later. What is not "
        "sent yet has no fees yet.",
    ),
    # Amazon takes things back for 30 days after they arrived, and pays out some days later.
    _Rule(
        "order_refunds",
        frozenset({"order_refunds"}),
        60,
        "Buyers may send back for 30 days and longer: of the orders of the last 60 days the share "
        "refunded so far still rises, so that newer orders look better than older ones.",
    ),
)


@dataclass(frozen=True)
class PendingOrders:
    """Orders of some days that Amazon has not confirmed yet: how many, the first, the last day."""

    orders: int
    since: date
    until: date


def settling_of(
    query: MetricQuery, time: TimeRange, today: date, pending: PendingOrders | None = None
) -> tuple[Settling, ...]:
    """Return which days of a range still settle on a day, for what a query asks."""
    facts = {fact for name in query.metrics for fact in METRICS[name].facts}
    found = _settling(facts, time, today)
    if pending is None or "sales" not in facts:
        return found
    words = _pending_words(pending.orders)
    return (Settling("orders", pending.since, pending.until, words, pending.orders), *found)


def settling_words(found: Iterable[Settling]) -> list[str]:
    """Return the sentence of each, once; orders of several marketplaces are told together."""
    every = list(found)
    orders = sum(one.orders for one in every)
    told = [_pending_words(orders) if one.orders else one.words for one in every]
    return list(dict.fromkeys(told))


def _pending_words(orders: int) -> str:
    if orders == 1:
        begun, price = "1 order is not confirmed yet. It counts, but adds", "its price"
    else:
        begun, price = f"{orders} orders are not confirmed yet. They count, but add", "their price"
    return f"{begun} nothing to revenue until Amazon names {price}."


def _settling(facts: Iterable[Fact], time: TimeRange, today: date) -> tuple[Settling, ...]:
    asked = set(facts)
    found = []
    for rule in _RULES:
        since = max(time.start, today - timedelta(days=rule.days - 1))
        until = min(time.end, today)
        if rule.facts & asked and since <= until:
            found.append(Settling(rule.what, since, until, rule.words))
    return tuple(found)
