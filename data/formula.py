"""A figure taken apart: its formula with the numbers that are in it today."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from core.database import Role
from data.compiler import compile_query
from data.compiler.figures import MEASURE
from data.loaders import cached
from data.metric import Term
from data.metrics import MEASURES, METRICS, metric_of_term
from data.pools import shares_stock
from data.query import sources_of
from data.query_model import MetricQuery


@dataclass(frozen=True)
class FormulaTerm:
    """One sum of a formula: its sign, what it is in words, what it is now.

    `metric` is the metric that is this sum and nothing else, for a link; None without one.
    """

    sign: int
    measure: str
    words: str
    value: Decimal | None
    is_money: bool
    metric: str | None


@dataclass(frozen=True)
class Formula:
    """A figure of one currency (None where no money is in it) and the terms that make it.

    value = (top terms added up with their signs) / (bottom terms), null where nothing is
    divided by or a sum is unknown.
    """

    metric: str
    currency: str | None
    value: Decimal | None
    top: tuple[FormulaTerm, ...]
    bottom: tuple[FormulaTerm, ...]


def load_formula(
    account_id: int, query: MetricQuery, metric: str, role: Role = Role.WEB
) -> list[Formula]:
    """Take a figure apart for the filters, days, zone and currency of a query: a row per currency.

    Splits, comparison and limits of the query do not matter here. Raises QueryError when the
    metric cannot be filtered as asked.
    """
    asked = MetricQuery(
        metrics=[metric],
        filters=query.filters,
        time=query.time,
        currency=query.currency,
        zone=query.zone,
        shared_stock=query.shared_stock,
    )
    found, _ = cached(
        role,
        account_id,
        ("formula", asked.model_dump_json()),
        sources_of(asked),
        lambda connection: _read(connection, account_id, asked),
    )
    return list(found)


def _read(connection: Connection, account_id: int, query: MetricQuery) -> tuple[Formula, ...]:
    has_pools = shares_stock(connection, account_id, query.metrics)
    statement = compile_query(query, account_id, shows_measures=True, has_pools=has_pools)
    rows = connection.execute(text(statement.sql), statement.values).mappings()
    return tuple(_formula(query.metrics[0], dict(row)) for row in rows)


def _formula(metric: str, row: dict[str, Any]) -> Formula:
    one = METRICS[metric]
    return Formula(
        metric,
        row.get("currency"),
        row[metric],
        tuple(_term(term, row) for term in one.top_terms),
        tuple(_term(term, row) for term in one.bottom_terms),
    )


def _term(term: Term, row: dict[str, Any]) -> FormulaTerm:
    sign, name = term
    measure = MEASURES[name]
    value = row[f"{MEASURE}{name}"]
    return FormulaTerm(sign, name, measure.words, value, measure.is_money, metric_of_term(name))
