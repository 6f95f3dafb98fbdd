"""One aggregate over one table: keys, sums, account, days, filters. Parts are made of these."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import QueryError
from data.compiler.conditions import days_sql, filter_sql, order_having_sql
from data.compiler.parameters import Parameters
from data.compiler.sources import Source
from data.metrics import GRAINS, METRICS
from data.periods import Alignment
from data.query_model import Filter, Having, TimeRange

BEFORE = "_before"
_BUCKETS = {
    "day": "{date}",
    "week": "CAST(date_trunc('week', CAST({date} AS timestamp)) AS date)",
    "month": "CAST(date_trunc('month', CAST({date} AS timestamp)) AS date)",
    "quarter": "CAST(date_trunc('quarter', CAST({date} AS timestamp)) AS date)",
    "year": "CAST(date_trunc('year', CAST({date} AS timestamp)) AS date)",
}
# Where an amount stands in a sum, this turns it into the currency asked for.
FX = "{fx}"


@dataclass(frozen=True)
class Part:
    """One SELECT and the measure columns it gives (`units`, or `units_before`)."""

    sql: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Side:
    """One of the two ranges: its days, and where its days stand in the series of the query."""

    time: TimeRange
    suffix: str = ""
    alignment: Alignment | None = None

    @property
    def whole_days(self) -> TimeRange:
        """The range without a cut within its last day."""
        return self.time.model_copy(update={"until": None})


@dataclass(frozen=True)
class Scope:
    """What all parts of a query share: the columns to split by and what to keep.

    `currency` is the one that amounts are converted into; None leaves them as they are.
    `zone` is the time zone of days and hours; None is each marketplace's own. `counts_once`: stock
    that several marketplaces sell from counts at the first of them, also split by marketplace.
    """

    keys: tuple[str, ...]
    filters: tuple[Filter, ...]
    having: tuple[Having, ...] = ()
    currency: str | None = None
    zone: str | None = None
    counts_once: bool = False

    @property
    def series(self) -> str | None:
        """The column that cuts time, if any."""
        return next((name for name in self.keys if name in GRAINS), None)

    @property
    def fields(self) -> set[str]:
        """The dimensions that a table must know, besides the days."""
        names = {name for name in self.keys if name not in GRAINS}
        names |= {one.field for one in self.filters}
        return names | ({"order"} if self.having else set())


def select(
    scope: Scope,
    side: Side,
    source: Source,
    formulas: dict[str, str],
    where: list[str],
    parameters: Parameters,
    *,
    joins: str = "",
    bucket: str = "",
    extra_keys: tuple[str, ...] = (),
) -> Part:
    """Write one aggregate: keys, measures, FROM, account, days, filters.

    `extra_keys` are further expressions to group by, for a sum of sums.
    """
    conditions = [
        "f.account_id = :account_id",
        *where,
        *(filter_sql(source, one, parameters) for one in scope.filters),
    ]
    from_sql = source.from_sql(scope.fields)
    if scope.having:
        conditions.append(_having_sql(scope, source, from_sql, conditions, parameters))
    if scope.series and not bucket:
        bucket, extra = bucket_sql(scope.series, source.date, side, parameters)
        joins += extra
    joins += _rates_join(scope, source, formulas, parameters)
    factor = " * x.factor" if "JOIN fx x" in joins else ""
    keys = [
        f'{_key_sql(scope, source, name, bucket, parameters)} AS "{name}"' for name in scope.keys
    ]
    keys += [f"{sql} AS extra_{number}" for number, sql in enumerate(extra_keys)]
    columns = {f"{name}{side.suffix}": sql.replace(FX, factor) for name, sql in formulas.items()}
    sums = [f'CAST({sql} AS numeric) AS "{name}"' for name, sql in columns.items()]
    group = f"\n  GROUP BY {', '.join(str(n + 1) for n in range(len(keys)))}" if keys else ""
    sql = (
        f"SELECT {', '.join([*keys, *sums])}\n  FROM {from_sql}{joins}"
        f"\n  WHERE {' AND '.join(conditions)}{group}"
    )
    return Part(sql, tuple(columns))


def _key_sql(scope: Scope, source: Source, name: str, bucket: str, parameters: Parameters) -> str:
    if name in GRAINS:
        return bucket
    if name == "currency" and scope.currency:
        return parameters.add(scope.currency, "text")
    return source.dimensions[name]


def _rates_join(
    scope: Scope, source: Source, formulas: dict[str, str], parameters: Parameters
) -> str:
    if not scope.currency or not any(FX in sql for sql in formulas.values()):
        return ""
    parameters.needs_rates = True
    return (
        f"\n  LEFT JOIN fx x ON x.day = {source.rate_day or source.date}"
        f" AND x.currency = {source.dimensions['currency']}"
    )


def _having_sql(
    scope: Scope, source: Source, from_sql: str, conditions: list[str], parameters: Parameters
) -> str:
    formulas = {}
    for one in scope.having:
        metric = METRICS[one.field]
        if metric.bottom or not set(metric.measures) <= set(source.measures):
            raise QueryError(f"`having` by order can look at sums of an order, not at {one.field}.")
        terms = [
            f"{'-' if sign < 0 else '+'} {source.measures[name]}" for sign, name in metric.top_terms
        ]
        formulas[one.field] = "(" + " ".join(terms).removeprefix("+ ") + ")"
    # In the currency of the question, at the rate of the order's day, like all its amounts.
    joins = _rates_join(scope, source, formulas, parameters)
    factor = " * x.factor" if joins else ""
    formulas = {name: sql.replace(FX, factor) for name, sql in formulas.items()}
    if joins:
        # A rate has long fractions: 50 euros must not become 49.999999….
        formulas = {name: f"round({sql}, 6)" for name, sql in formulas.items()}
    where = " AND ".join(conditions)
    return order_having_sql(list(scope.having), where, from_sql + joins, formulas, parameters)


def bucket_sql(series: str, date: str, side: Side, parameters: Parameters) -> tuple[str, str]:
    """Write the series column, and the join that it needs on the earlier side."""
    if side.alignment is None:
        return _BUCKETS[series].format(date=date), ""
    places = sorted(side.alignment.places.items())
    days = parameters.add([day for day, _ in places], "date[]")
    buckets = parameters.add([bucket for _, bucket in places], "date[]")
    return (
        "b.bucket",
        f"\n  JOIN unnest({days}, {buckets}) AS b (day, bucket) ON b.day = {date}",
    )


def refuse_series(scope: Scope, what: str) -> None:
    """Raise QueryError where a figure of the end of a period is asked for by day."""
    if scope.series:
        raise QueryError(
            f"{what} is known for the end of a period only: it has no figure for each "
            f"{scope.series}."
        )


def choose(
    ladder: tuple[Source, ...], fields: set[str], measures: list[str], what: str
) -> dict[Source, list[str]]:
    """Choose the coarsest tables that know all `fields`, and say which measures each gives.

    Raises QueryError when none does: `what` names the figures in it.
    """
    chosen: dict[Source, list[str]] = {}
    fitting = [one for one in ladder if one.fits(fields)]
    for measure in measures:
        source = next((one for one in fitting if measure in one.measures), None)
        if source is None:
            raise QueryError(_refusal(ladder, fields, what))
        chosen.setdefault(source, []).append(measure)
    return chosen


def _refusal(ladder: tuple[Source, ...], fields: set[str], what: str) -> str:
    known = {name for one in ladder for name in one.dimensions}
    wrong = sorted(fields - known) or sorted(fields)
    together = "" if fields - known else " together"
    return f"{what} cannot be split or filtered by {', '.join(wrong)}{together}."


def plain_parts(
    ladder: tuple[Source, ...],
    what: str,
    scope: Scope,
    side: Side,
    measures: list[str],
    parameters: Parameters,
    *where: str,
) -> list[Part]:
    """Write one aggregate for each table of a ladder that gives some of the measures.

    `what` names the fact in a refusal; `where` are further conditions beside the days.
    """
    return [
        select(
            scope,
            side,
            source,
            {name: source.measures[name] for name in names},
            [days_sql(source, side.whole_days, parameters), *where],
            parameters,
        )
        for source, names in choose(ladder, scope.fields, measures, what).items()
    ]
