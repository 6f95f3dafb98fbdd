"""What has to be said beside an answer: days left out, where the data begins, exchange rates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from core.errors import QueryError
from data.compiler import Statement
from data.compiler.conditions import days_sql, filter_sql, zone_days_sql
from data.compiler.facts.sales import DAILY
from data.compiler.parameters import Parameters
from data.known_days import Coverage
from data.measures import Fact
from data.metrics import METRICS
from data.pools import shared_notes
from data.query_model import MetricQuery, TimeRange
from data.settling import PendingOrders
from data.whole import incomplete_of, late_words, unknown_of, written


@dataclass(frozen=True)
class RateUsed:
    """A rate of exchange that went into an answer: that of the last day asked for.

    `per_unit` units of `target` for one of `currency`; `rate_on` is the day the European
    Central Bank fixed it. `first_known` is the first rate of all: days before it use that one.
    """

    currency: str
    target: str
    per_unit: Decimal
    rate_on: date
    first_known: date

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "currency": self.currency,
            "target": self.target,
            "per_unit": format(self.per_unit, "f"),
            "rate_on": self.rate_on.isoformat(),
        }


# What is not in a coverage: how the age of the stock was at the end of the days.
_FIRST_AGES = """SELECT min(f.local_date) FROM seller.inventory_planning f
WHERE f.account_id = :account_id"""
# What an account may have none of, and what it is called at the start of a sentence.
_BEGINNINGS: dict[Fact, str] = {
    "ads": "Advertising is",
    "wasted": "Advertising by keyword is",
    "traffic": "Visits are",
    "money": "Fees and refunds are",
    "stock_days": "Stock by day is",
}
_RATES = """
SELECT n.currency, r.rate_on, r.per_euro, f.first_known
FROM unnest(CAST(:currencies AS text[])) AS n (currency)
CROSS JOIN LATERAL (SELECT min(e.rate_on) AS first_known FROM app.fx_rates e
    WHERE e.currency = n.currency) f
CROSS JOIN LATERAL (SELECT e.rate_on, e.per_euro FROM app.fx_rates e
    WHERE e.currency = n.currency AND e.rate_on <= greatest(:last_day, f.first_known)
    ORDER BY e.rate_on DESC LIMIT 1) r
"""
_OWN_CURRENCIES = """
SELECT m.currency FROM seller.marketplaces m
WHERE m.account_id = :account_id AND m.is_participating
"""


def notes_of(
    connection: Connection,
    account_id: int,
    query: MetricQuery,
    statement: Statement,
    rates: Iterable[RateUsed],
    coverage: Coverage,
) -> list[str]:
    """Return the sentences that belong beside an answer; none when there is nothing to say."""
    notes = [*_left_out(query, statement, coverage), *_converted(rates, statement)]
    notes += still_to_come(incomplete_of(query, statement.time, coverage))
    notes += [
        f"{one[0].upper()}{one[1:]}: nothing counts for those days."
        for one in unknown_of(query, statement.time, coverage)
    ]
    notes += shared_notes(connection, account_id, query)
    facts = {fact for name in query.metrics for fact in METRICS[name].facts}
    known = {one.fact for one in coverage}
    notes += [
        f"{words} not known yet."
        for fact, words in _BEGINNINGS.items()
        if fact in facts and fact not in known
    ]
    if "ages" in facts:
        first = connection.scalar(text(_FIRST_AGES), {"account_id": account_id})
        notes += _ages(first, statement.time)
    return notes


def still_to_come(incomplete: Mapping[str, str]) -> list[str]:
    """Write one sentence for all that is missing for now, and the figures that are wrong for it.

    `incomplete` is what `incomplete_of` found.
    """
    missing: dict[str, list[str]] = {}
    for metric, words in incomplete.items():
        missing.setdefault(words, []).append(METRICS[metric].name)
    return [
        f"Not complete yet: {', '.join(names)}. {words[0].upper()}{words[1:]}; until then nothing "
        "counts for those days."
        for words, names in missing.items()
    ]


def _left_out(query: MetricQuery, statement: Statement, coverage: Coverage) -> list[str]:
    if statement.time != query.time:
        return [_left_out_words(query, statement.time, coverage)]
    return hourless(query, query.metrics)


def hourless(query: MetricQuery, metrics: Sequence[str]) -> list[str]:
    """Say which of the metrics are not compared, as the one day of a query is not over."""
    if query.compare is None or query.time.until is None:
        return []
    names = [METRICS[name].name for name in metrics if METRICS[name].needs_whole_days]
    if not names:
        return []
    words = "is not over and these know no hours, so they are not compared:"
    return [f"{written(query.time.end)} {words} {', '.join(names)}."]


def _left_out_words(query: MetricQuery, kept: TimeRange, coverage: Coverage) -> str:
    """Say which of the last days a comparison leaves out, and why."""
    is_cut = query.time.until is not None
    reasons = []
    if is_cut:
        words = "is not over and some of these figures know no hours"
        reasons.append(f"{written(query.time.end)} {words}")
    if (query.time.end - kept.end).days > is_cut:
        reasons += late_words(query, kept.end, coverage)
    days = "it is" if is_cut and len(reasons) == 1 else "those days are"
    words = ", and ".join(reasons)
    return (
        f"{words[0].upper()}{words[1:]}: {days} left out, so that whole days are compared with "
        "whole days."
    )


def _converted(rates: Iterable[RateUsed], statement: Statement) -> list[str]:
    used = list(rates)
    if not used:
        return []
    words = "Amounts are converted at the European Central Bank's rate of their own day; a day"
    notes = [f"{words} without one, such as a Sunday, has the rate before it."]
    first = max(one.first_known for one in used)
    begins = [one.start for one in (statement.time, statement.before) if one is not None]
    if first > min(begins):
        notes.append(f"No rate is known before {written(first)}: earlier days have that one.")
    return notes


def _ages(first: date | None, time: TimeRange) -> list[str]:
    if first is None:
        return ["The age of stock is not known yet."]
    if first > time.end:
        return [f"The age of stock is known from {written(first)} on, which is after these days."]
    return []


def pending_of(
    connection: Connection, account_id: int, query: MetricQuery, statement: Statement
) -> PendingOrders | None:
    """Return the orders of the range that Amazon has not confirmed yet; None without any.

    Those of the marketplaces that the query keeps; nothing is looked up where no sales are asked.
    """
    if not any("sales" in METRICS[name].facts for name in query.metrics):
        return None
    parameters = Parameters(account_id)
    if query.zone is not None:
        return _pending_in_zone(connection, query, statement.time, query.zone, parameters)
    kept = [
        filter_sql(DAILY, one, parameters) for one in query.filters if one.field == "marketplace"
    ]
    days = days_sql(DAILY, statement.time.model_copy(update={"until": None}), parameters)
    where = " AND ".join(["f.account_id = :account_id", "f.pending_orders > 0", days, *kept])
    row = connection.execute(
        text(
            "SELECT sum(f.pending_orders) AS orders, min(f.local_date) AS since,"
            f" max(f.local_date) AS until FROM seller.sales_daily f WHERE {where}"
        ),
        parameters.values,
    ).one()
    return PendingOrders(int(row.orders), row.since, row.until) if row.orders else None


def _pending_in_zone(
    connection: Connection, query: MetricQuery, time: TimeRange, zone: str, parameters: Parameters
) -> PendingOrders | None:
    kept = [
        filter_sql(DAILY, one, parameters) for one in query.filters if one.field == "marketplace"
    ]
    whole = zone_days_sql(time.model_copy(update={"until": None}), zone, parameters)
    where = " AND ".join(["f.account_id = :account_id", "f.status = 'Pending'", whole, *kept])
    day = f"CAST(f.purchased_at AT TIME ZONE {parameters.add(zone, 'text')} AS date)"
    row = connection.execute(
        text(
            f"SELECT count(*) AS orders, min({day}) AS since, max({day}) AS until"
            f" FROM seller.orders f WHERE {where}"
        ),
        parameters.values,
    ).one()
    return PendingOrders(int(row.orders), row.since, row.until) if row.orders else None


def rates_of(
    connection: Connection, account_id: int, query: MetricQuery, statement: Statement
) -> list[RateUsed]:
    """Return the rates of the account's currencies into the one that was asked for.

    There are none where no amount is asked for. Raises QueryError when a rate that is needed is
    not known at all.
    """
    if query.currency is None or not any(METRICS[name].has_money for name in query.metrics):
        return []
    return rates_into(connection, account_id, query.currency, statement.time.end)


def rates_into(connection: Connection, account_id: int, currency: str, day: date) -> list[RateUsed]:
    """Return the rates of the account's other currencies into one, as they count on a day.

    Raises QueryError when one of them is not known at all.
    """
    own = connection.scalars(text(_OWN_CURRENCIES), {"account_id": account_id})
    foreign = sorted(set(own) - {currency})
    if not foreign:
        return []
    asked = [one for one in {*foreign, currency} if one != "EUR"]
    values = {"currencies": asked, "last_day": day}
    known = {row.currency: row for row in connection.execute(text(_RATES), values)}
    missing = sorted(set(asked) - set(known))
    if missing:
        raise QueryError(
            f"There is no exchange rate of {', '.join(missing)} yet. Run "
            "`python -m sync run fx_rates`, or ask without a currency."
        )
    return [_rate(one, currency, known) for one in foreign]


def _rate(currency: str, target: str, known: dict[str, Any]) -> RateUsed:
    sides = [known[one] for one in (currency, target) if one != "EUR"]
    euros = {one: row.per_euro for one, row in known.items()} | {"EUR": Decimal(1)}
    return RateUsed(
        currency,
        target,
        euros[target] / euros[currency],
        min(one.rate_on for one in sides),
        max(one.first_known for one in sides),
    )
