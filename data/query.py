"""Run a metric query: its answer as exact rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from data.compiler import Statement, compile_query
from data.known_days import Coverage, read_coverage
from data.metrics import METRICS
from data.notes import RateUsed, notes_of, pending_of, rates_of
from data.periods import buckets_of
from data.pools import POOLED, shares_stock
from data.query_model import MetricQuery, TimeRange
from data.settling import PendingOrders
from data.whole import Gap, Split, incomplete_of, split_of

PRODUCT_SOURCES = frozenset({"brand", "category", "parent", "product"})


@dataclass(frozen=True)
class Answer:
    """The rows of a query: dates, words, whole counts as int, money and ratios as Decimal."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    sql: str
    values: dict[str, Any]
    range: TimeRange
    before_range: TimeRange | None
    notes: tuple[str, ...] = ()
    rates: tuple[RateUsed, ...] = ()
    pending: PendingOrders | None = None
    gaps: Mapping[str, Gap] = field(default_factory=dict)
    incomplete: Mapping[str, str] = field(default_factory=dict)


def run_query(
    connection: Connection, account_id: int, query: MetricQuery, coverage: Coverage | None = None
) -> Answer:
    """Answer a query within the connection's transaction.

    The columns are the dimensions (with `<grain>_before` beside the grain where there is a
    comparison), `currency` where money is asked for, the metrics, `<metric>_before`, and
    `<metric>_change` and `<metric>_change_share` where they are shown, `<metric>_share`; or the
    counted column alone. In a compared series, a row after the end of the range holds a day of
    a longer earlier range, and has no figures of its own. `notes` are sentences that belong
    beside the answer: days left out, where the data begins. `gaps` are the metrics whose days
    are not known as a whole on both sides: they have no earlier figure, and a reason.
    `incomplete` are those some of whose own days are still to come, and what is missing.
    `coverage` says what is known; it is read where it is not given. Raises QueryError for a
    question that cannot be answered, or a currency without a rate.
    """
    if coverage is None:
        coverage = read_coverage(connection, account_id)
    has_pools = shares_stock(connection, account_id, query.metrics)
    statement = compile_query(query, account_id, coverage=coverage, has_pools=has_pools)
    rates = tuple(rates_of(connection, account_id, query, statement))
    found = connection.execute(text(statement.sql), statement.values).fetchall()
    whole = [index for index, name in enumerate(statement.columns) if _is_whole(name)]
    rows = [tuple(row) for row in found]
    if query.average is not None or (query.running and query.running.kind == "mean"):
        whole = []
    if whole:
        rows = [_with_integers(row, whole) for row in rows]
    columns = list(statement.columns)
    if statement.alignment is not None and query.count_of is None:
        columns, rows = _beside(query, statement, columns, rows)
    return Answer(
        columns,
        rows,
        statement.sql,
        statement.values,
        statement.time,
        statement.before,
        tuple(notes_of(connection, account_id, query, statement, rates, coverage)),
        rates,
        pending_of(connection, account_id, query, statement),
        statement.gaps,
        incomplete_of(query, statement.time, coverage),
    )


def _is_unknown(gap: Gap, days: tuple[date, date], split: Split | None, value: str | None) -> bool:
    """Whether a day lies outside of what is known: of a row's own marketplace or currency."""
    since = gap.since if split is None else gap.since_in(split, value)
    until = gap.until if split is None else gap.until_in(split, value)
    return (since is not None and days[0] < since) or (until is not None and days[1] > until)


def sources_of(query: MetricQuery) -> frozenset[str]:
    """Return the names in seller.data_versions that the answer of a query depends on."""
    sources = {source for name in query.metrics for source in METRICS[name].sources}
    fields = {*query.columns, *(one.field for one in query.filters)}
    if fields & PRODUCT_SOURCES:
        sources.add("products")
    if fields & {"campaign", "ad_group"}:
        sources |= {"ads_campaigns", "ads_groups"}
    if query.currency:
        sources.add("fx_rates")
    if any(METRICS[name].facts & POOLED for name in query.metrics):
        # With the stock is found which of it several marketplaces sell from.
        sources.add("inventory")
    return frozenset(sources | {"marketplaces"})


def metric_of(column: str) -> str | None:
    """Return the metric that a result column is about; None for a dimension."""
    for end in ("", "_before", "_share", "_change", "_change_share"):
        if column.endswith(end) and column.removesuffix(end) in METRICS:
            return column.removesuffix(end)
    return None


def _is_whole(column: str) -> bool:
    metric = metric_of(column)
    return (
        metric is not None and column.removesuffix("_before") == metric and METRICS[metric].is_whole
    )


def _with_integers(row: tuple[Any, ...], whole: list[int]) -> tuple[Any, ...]:
    values = list(row)
    for index in whole:
        if values[index] is not None:
            values[index] = round(values[index])
    return tuple(values)


def _beside(
    query: MetricQuery, statement: Statement, columns: list[str], rows: list[tuple[Any, ...]]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Name the other date of each row; blank what is unknown or lies outside of either range."""
    assert statement.alignment is not None
    assert query.series is not None
    place = columns.index(query.series)
    own = set(buckets_of(statement.time, query.series))
    labels = statement.alignment.labels
    is_now = [name in query.metrics or name.endswith("_share") for name in columns]
    is_before = [name.endswith("_before") for name in columns]
    gaps = [
        statement.gaps.get(name.removesuffix("_before")) if before else None
        for name, before in zip(columns, is_before, strict=True)
    ]
    split = split_of(query)
    own_column = columns.index(split) if split else None
    made = []
    for row in rows:
        bucket: date = row[place]
        label = labels.get(bucket)
        values = list(row)
        if bucket not in own:
            values = [None if is_now[n] else value for n, value in enumerate(values)]
        if label is None:
            values = [None if is_before[n] else value for n, value in enumerate(values)]
        days = (bucket, bucket) if label is None else (min(bucket, label), max(bucket, label))
        whose = None if own_column is None else row[own_column]
        values = [
            None if gap is not None and _is_unknown(gap, days, split, whose) else value
            for gap, value in zip(gaps, values, strict=True)
        ]
        values.insert(place + 1, label)
        made.append(tuple(values))
    names = [*columns[: place + 1], f"{query.series}_before", *columns[place + 1 :]]
    return names, made
