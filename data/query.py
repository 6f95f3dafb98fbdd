"""Run a metric query: one statement per fact and range, then put together, exactly."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, text

from core.errors import QueryError
from data.compiler import compile_fact
from data.freshness import Freshness, read_freshness
from data.metrics import DIMENSIONS, METRICS, TIME_GRAINS
from data.periods import range_before
from data.query_model import Having, MetricQuery, TimeRange

_COMPARE = {
    "=": operator.eq, "!=": operator.ne, ">": operator.gt, ">=": operator.ge,
    "<": operator.lt, "<=": operator.le,
}  # fmt: skip


@dataclass(frozen=True)
class QueryResult:
    """The answer: a frame with exact decimals, and what it was made from."""

    frame: pd.DataFrame
    freshness: Freshness
    sql: str
    range: TimeRange
    before_range: TimeRange | None

    @property
    def columns(self) -> list[str]:
        """The frame's columns in order."""
        return [str(name) for name in self.frame.columns]


def run_query(connection: Connection, account_id: int, query: MetricQuery) -> QueryResult:
    """Answer a query within the connection's transaction.

    Returns a frame with the dimensions, `currency` where money is asked for, each metric
    and, with a comparison, `<metric>_before`. Amounts and ratios are Decimal.
    """
    statements: list[str] = []
    frame = _load(connection, account_id, query, query.time, statements)
    before_range = None
    if query.compare is not None:
        before_range = range_before(query.time, query.compare)
        before = _load(connection, account_id, query, before_range, statements)
        frame = _beside(frame, before, query, before_range)
    frame = _finish(frame, query)
    freshness = read_freshness(connection, account_id)
    return QueryResult(frame, freshness, ";\n\n".join(statements), query.time, before_range)


def _load(
    connection: Connection,
    account_id: int,
    query: MetricQuery,
    time: TimeRange,
    statements: list[str],
) -> pd.DataFrame:
    frames = []
    for fact in ("sales", "stock"):
        compiled = compile_fact(query, fact, time, account_id)
        if compiled is None:
            continue
        statements.append(compiled.sql)
        rows = connection.execute(text(compiled.sql), compiled.values)
        frames.append(pd.DataFrame(rows.fetchall(), columns=list(rows.keys()), dtype=object))
    frame = frames[0]
    for other in frames[1:]:
        keys = [name for name in query.columns if name in frame and name in other]
        how: Any = "outer" if keys else "cross"
        frame = frame.merge(other, on=keys or None, how=how)
    frame = frame.reindex(columns=[*query.columns, *query.metrics])
    return _filled(frame, query, time)


def _filled(frame: pd.DataFrame, query: MetricQuery, time: TimeRange) -> pd.DataFrame:
    """Add the days, weeks or months without sales; what adds up is 0 there."""
    grain = query.grain
    if grain is None or frame.empty or any(METRICS[m].fact == "stock" for m in query.metrics):
        return frame
    steps = {"day": "D", "week": "W-MON", "month": "MS"}
    first = pd.Timestamp(time.start)
    if grain == "week":
        first -= pd.Timedelta(days=first.weekday())
    if grain == "month":
        first = first.replace(day=1)
    dates = [stamp.date() for stamp in pd.date_range(first, time.end, freq=steps[grain])]
    others = [name for name in query.columns if name != grain]
    grid = pd.DataFrame({grain: pd.Series(dates, dtype=object)})
    if others:
        grid = frame[others].drop_duplicates().merge(grid, how="cross")
    whole = grid.merge(frame, on=[grain, *others], how="left")
    for name in query.metrics:
        if METRICS[name].is_additive:
            whole[name] = whole[name].where(whole[name].notna(), 0)
    return whole[[*query.columns, *query.metrics]].sort_values(query.columns, ignore_index=True)


def _beside(
    frame: pd.DataFrame, before: pd.DataFrame, query: MetricQuery, range_: TimeRange
) -> pd.DataFrame:
    """Put the comparison beside the figures; days are matched by their place in the range."""
    renamed = {name: f"{name}_before" for name in query.metrics}
    keys = list(query.columns)
    grain = query.grain
    if grain is not None:
        others = [name for name in keys if name != grain]
        before = before.rename(columns={grain: f"{grain}_before"})
        for part, column in ((frame, grain), (before, f"{grain}_before")):
            part["_place"] = _places(part, column, query.time if part is frame else range_, grain)
        keys = [*others, "_place"]
    before = before.rename(columns=renamed)
    if not keys:
        return pd.concat([frame, before], axis=1)
    merged = frame.merge(before, on=keys, how="left" if grain else "outer")
    return merged.drop(columns="_place", errors="ignore")


def _places(frame: pd.DataFrame, column: str, range_: TimeRange, grain: str) -> list[int]:
    days = pd.to_datetime(pd.Series(frame[column]))
    first = pd.Timestamp(range_.start)
    if grain == "day":
        return [int(one) for one in (days - first).dt.days]
    if grain == "week":
        first -= pd.Timedelta(days=first.weekday())
        return [int(one) // 7 for one in (days - first).dt.days]
    return [int(one) for one in (days.dt.year - first.year) * 12 + days.dt.month - first.month]


def _finish(frame: pd.DataFrame, query: MetricQuery) -> pd.DataFrame:
    if query.share is not None:
        if query.share not in query.metrics:
            raise QueryError(f"share names {query.share!r}, which is not among the metrics.")
        groups = [frame["currency"]] if "currency" in frame and query.dimensions else None
        column = frame[query.share].astype(float)
        total = column.groupby(groups).transform("sum") if groups else column.sum()
        frame[f"{query.share}_share"] = column / total
    for one in query.having:
        frame = _having(frame, one)
    if query.order:
        names = [one.by for one in query.order]
        missing = [name for name in names if name not in frame]
        if missing:
            raise QueryError(f"The result has no column {missing[0]!r} to sort by.")
        frame = frame.sort_values(
            names,
            ascending=[not one.descending for one in query.order],
            kind="stable",
            na_position="last",
        )
    if query.limit_per is not None:
        frame = frame.groupby(query.limit_per.dimension, sort=False).head(query.limit_per.limit)
    if query.limit is not None:
        frame = frame.head(query.limit)
    return frame.reset_index(drop=True)


def _having(frame: pd.DataFrame, one: Having) -> pd.DataFrame:
    if one.metric not in frame:
        raise QueryError(f"having names {one.metric!r}, which is not among the metrics.")
    column = frame[one.metric].astype(float)
    kept: pd.DataFrame = frame.loc[_COMPARE[one.op](column, one.value)]
    return kept


def as_floats(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame for charts: figures as floats, days as timestamps, words as text."""
    made = frame.copy()
    for name in made.columns:
        base = str(name).removesuffix("_before").removesuffix("_share")
        if base in METRICS:
            made[name] = pd.to_numeric(made[name].astype(float))
        elif base in TIME_GRAINS:
            made[name] = pd.to_datetime(made[name])
        elif base in ("weekday", "hour"):
            made[name] = made[name].astype("int64") if len(made) else made[name]
        elif base in DIMENSIONS:
            made[name] = made[name].astype("str").where(made[name].notna(), None)
    return made
