"""The parts of a statement: each aggregates one table over one range to the common grain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from core.errors import QueryError
from data.compiler.conditions import days_sql, filter_sql, order_having_sql
from data.compiler.parameters import Parameters
from data.compiler.sources import LINES, STOCK_DAILY, STOCK_NOW, Source, sales_sources
from data.metrics import COVER_DAYS, DIMENSIONS, GRAINS, MEASURES, METRICS
from data.periods import Alignment
from data.query_model import Filter, Having, TimeRange

BEFORE = "_before"
_BUCKETS = {
    "day": "{date}",
    "week": "CAST(date_trunc('week', CAST({date} AS timestamp)) AS date)",
    "month": "CAST(date_trunc('month', CAST({date} AS timestamp)) AS date)",
}


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


@dataclass(frozen=True)
class Scope:
    """What all parts of a query share: the columns to split by and what to keep."""

    keys: tuple[str, ...]
    filters: tuple[Filter, ...]
    having: tuple[Having, ...] = ()

    @property
    def series(self) -> str | None:
        return next((name for name in self.keys if name in GRAINS), None)

    @property
    def fields(self) -> set[str]:
        """The dimensions that a table must know, besides the days."""
        names = {name for name in self.keys if name not in GRAINS}
        names |= {one.field for one in self.filters}
        return names | ({"order"} if self.having else set())


def parts_of(
    scope: Scope, side: Side, measures: Sequence[str], parameters: Parameters
) -> list[Part]:
    """Write the parts that give the measures over one range."""
    by_fact = {
        fact: [name for name in measures if MEASURES[name].fact == fact]
        for fact in ("sales", "stock", "cover")
    }
    parts = _sales_parts(scope, side, by_fact["sales"], parameters)
    if by_fact["stock"] or by_fact["cover"]:
        _check_stock(scope, has_cover=bool(by_fact["cover"]))
    if by_fact["stock"]:
        parts += _stock_parts(scope, side, by_fact["stock"], parameters)
    if by_fact["cover"]:
        parts += _cover_parts(scope, side, parameters)
    return parts


def _sales_parts(
    scope: Scope, side: Side, measures: Sequence[str], parameters: Parameters
) -> list[Part]:
    parts = []
    for source, names in sales_sources(scope.fields, measures).items():
        for table, time in _cut(source, side.time):
            formulas = {name: table.measures[name] for name in names}
            where = [days_sql(table, time, parameters)]
            if table is LINES and _is_by_product(scope.fields):
                where.append("i.order_item_id IS NOT NULL")
            parts.append(_select(scope, side, table, formulas, where, parameters))
    return parts


def _cut(source: Source, time: TimeRange) -> list[tuple[Source, TimeRange]]:
    """Take the last day from the lines of orders when it is cut within the day."""
    if time.until is None or source is LINES:
        return [(source, time)]
    last = replace_range(time, start=time.end)
    if time.start == time.end:
        return [(LINES, last)]
    whole = TimeRange(start=time.start, end=time.end - timedelta(days=1))
    return [(source, whole), (LINES, last)]


def replace_range(time: TimeRange, **changes: object) -> TimeRange:
    """Return a range with some of its ends changed."""
    return time.model_copy(update=changes)


def _is_by_product(fields: Iterable[str]) -> bool:
    return any(DIMENSIONS[name].level == "product" for name in fields)


def _select(
    scope: Scope,
    side: Side,
    source: Source,
    formulas: dict[str, str],
    where: list[str],
    parameters: Parameters,
    *,
    joins: str = "",
    bucket: str = "",
) -> Part:
    """Write one aggregate: keys, measures, FROM, account, days, filters."""
    conditions = [
        "f.account_id = :account_id",
        *where,
        *(filter_sql(source, one, parameters) for one in scope.filters),
    ]
    from_sql = source.from_sql(scope.fields)
    if scope.having:
        conditions.append(_having_sql(scope, source, from_sql, conditions, parameters))
    if scope.series and not bucket:
        bucket, extra = _bucket(scope.series, source.date, side, parameters)
        joins += extra
    keys = [
        f'{bucket if name in GRAINS else source.dimensions[name]} AS "{name}"'
        for name in scope.keys
    ]
    columns = {f"{name}{side.suffix}": sql for name, sql in formulas.items()}
    sums = [f'CAST({sql} AS numeric) AS "{name}"' for name, sql in columns.items()]
    group = f"\n  GROUP BY {', '.join(str(n + 1) for n in range(len(keys)))}" if keys else ""
    sql = (
        f"SELECT {', '.join([*keys, *sums])}\n  FROM {from_sql}{joins}"
        f"\n  WHERE {' AND '.join(conditions)}{group}"
    )
    return Part(sql, tuple(columns))


def _having_sql(
    scope: Scope, source: Source, from_sql: str, conditions: list[str], parameters: Parameters
) -> str:
    formulas = {}
    for one in scope.having:
        metric = METRICS[one.field]
        if metric.bottom or not set(metric.top) <= set(source.measures):
            raise QueryError(f"`having` by order can look at sums of an order, not at {one.field}.")
        formulas[one.field] = " + ".join(source.measures[name] for name in metric.top)
    where = " AND ".join(conditions)
    return order_having_sql(list(scope.having), where, from_sql, formulas, parameters)


def _bucket(series: str, date: str, side: Side, parameters: Parameters) -> tuple[str, str]:
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


def _check_stock(scope: Scope, *, has_cover: bool) -> None:
    known = STOCK_NOW.dimensions
    wrong = sorted(name for name in scope.fields if name not in known)
    if wrong:
        raise QueryError(
            f"Stock is counted as it is at the end of a day: it cannot be split or filtered by "
            f"{', '.join(wrong)}."
        )
    if has_cover and scope.series:
        raise QueryError(
            "days_of_cover looks back from the end of the period: it has no figure for each "
            f"{scope.series}."
        )


def _stock_parts(
    scope: Scope, side: Side, measures: Sequence[str], parameters: Parameters
) -> list[Part]:
    """The newest stock up to the end of the range; in a series, of each day, week or month."""
    formulas = {name: STOCK_NOW.measures[name] for name in measures}
    if scope.series:
        return [_stock_series(scope, side, formulas, parameters)]
    end = parameters.add(side.time.end, "date")
    snapshots = (
        "(SELECT d.marketplace_id, max(d.local_date) AS newest,"
        f" max(d.local_date) FILTER (WHERE d.local_date <= {end}) AS last_day"
        " FROM seller.inventory_daily d WHERE d.account_id = :account_id GROUP BY 1) s"
        " ON s.marketplace_id = f.marketplace_id"
    )
    return [
        _select(
            scope,
            side,
            STOCK_NOW,
            formulas,
            [f"coalesce(s.newest <= {end}, true)"],
            parameters,
            joins=f"\n  LEFT JOIN {snapshots}",
        ),
        _select(
            scope,
            side,
            STOCK_DAILY,
            formulas,
            [f"s.newest > {end}", "f.local_date = s.last_day"],
            parameters,
            joins=f"\n  JOIN {snapshots}",
        ),
    ]


def _stock_series(
    scope: Scope, side: Side, formulas: dict[str, str], parameters: Parameters
) -> Part:
    assert scope.series is not None
    bucket, places = _bucket(scope.series, "d.local_date", side, parameters)
    within = days_sql(
        replace(STOCK_DAILY, date="d.local_date"),
        replace_range(side.time, until=None),
        parameters,
    )
    last_days = (
        f"\n  JOIN (SELECT d.marketplace_id, {bucket} AS bucket, max(d.local_date) AS last_day"
        f" FROM seller.inventory_daily d{places}"
        f" WHERE d.account_id = :account_id AND {within} GROUP BY 1, 2) s"
        " ON s.marketplace_id = f.marketplace_id AND s.last_day = f.local_date"
    )
    return _select(
        scope, side, STOCK_DAILY, formulas, [], parameters, joins=last_days, bucket="s.bucket"
    )


def _cover_parts(scope: Scope, side: Side, parameters: Parameters) -> list[Part]:
    """Units of the days that days of cover go by: whole days, up to the end of the range."""
    last = side.time.end - timedelta(days=1 if side.time.until else 0)
    time = TimeRange(start=last - timedelta(days=COVER_DAYS - 1), end=last)
    (source,) = sales_sources(scope.fields, ["units"])
    where = [days_sql(source, time, parameters)]
    formulas = {"cover_units": source.measures["units"]}
    return [_select(scope, side, source, formulas, where, parameters)]
