"""The named operators of a query: averages by unit of time, sets, parts reached, counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from data.compiler.folding import Cte, fold, quoted, stack
from data.compiler.parameters import Parameters
from data.compiler.parts import parts_of
from data.compiler.select import Scope, Side
from data.metrics import METRICS
from data.periods import bucket_of, buckets_of, days_of
from data.query_model import InSet, MetricQuery, TimeRange, Unit
from data.query_operators import Reach, Running


def divisor_sql(query: MetricQuery, side: Side, parameters: Parameters) -> str:
    """Write by how many units of time a sum is divided; "" where no average is asked for.

    In a series each of its parts has its own number: the days of the range that lie in it.
    """
    if query.average is None:
        return ""
    if query.series is None:
        return parameters.add(units_in(side.time, query.average), "numeric")
    counts = _by_bucket(query, side, query.average)
    numbers = " ".join(
        f"WHEN {parameters.add(bucket, 'date')} THEN {parameters.add(count, 'numeric')}"
        for bucket, count in counts.items()
    )
    return f'CASE "{query.series}" {numbers} END'


def units_in(time: TimeRange, unit: Unit) -> int:
    """Count the weeks, months … of a range: whole ones from any day on, else those it lies in.

    The 8 weeks that end yesterday are 8, though they lie in 9 weeks of the calendar.
    """
    after = time.end + timedelta(days=1)
    if unit == "week" and time.days % 7 == 0:
        return time.days // 7
    size = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    if size is not None and after.day == time.start.day:
        months = (after.year - time.start.year) * 12 + after.month - time.start.month
        if months and months % size == 0:
            return months // size
    return len(buckets_of(time, unit))


def _by_bucket(query: MetricQuery, side: Side, unit: Unit) -> dict[object, int]:
    """Count the units of each part of the series; an earlier day stands in the part beside it."""
    assert query.series is not None
    places = side.alignment.places if side.alignment else {}
    units: dict[object, set[object]] = {}
    for day in days_of(side.time):
        part = places[day] if places else bucket_of(day, query.series)
        units.setdefault(part, set()).add(bucket_of(day, unit))
    return {part: len(found) for part, found in units.items()}


def running_side(query: MetricQuery) -> Side:
    """Return the range of a query, with the days before it that a running mean looks back on."""
    running, series = query.running, query.series
    if running is None or running.kind == "total" or series is None:
        return Side(query.time)
    start = bucket_of(query.time.start, series)
    for _ in range(running.size - 1):
        start = bucket_of(start - timedelta(days=1), series)
    return Side(query.time.model_copy(update={"start": start}))


def running_sql(query: MetricQuery, running: Running, columns: Sequence[str], rows: str) -> str:
    """Write the rows with running figures, those of the query's own days alone."""
    assert query.series is not None
    keys = quoted([name for name in query.columns if name != query.series])
    partition = f"PARTITION BY {', '.join(keys)} " if keys else ""
    frame = "ROWS UNBOUNDED PRECEDING"
    if running.kind == "mean":
        # Days without a row lie in the frame as well: it is one of time, not of rows.
        steps = _STEPS[query.series]
        back = f"{(running.size - 1) * steps[0]} {steps[1]}"
        frame = f"RANGE BETWEEN INTERVAL '{back}' PRECEDING AND CURRENT ROW"
    over = f'OVER ({partition}ORDER BY "{query.series}" {frame})'
    metrics = set(query.metrics)
    shown = [
        f'sum("{name}") {over} / {running.size} AS "{name}"' if name in metrics else f'"{name}"'
        for name in columns
    ]
    return f"SELECT {', '.join(shown)} FROM {rows}"


# How far one part of a series lies behind the next.
_STEPS: dict[str, tuple[int, str]] = {
    "day": (1, "days"), "week": (7, "days"), "month": (1, "months"), "quarter": (3, "months"),
    "year": (12, "months"),
}  # fmt: skip


def own_days_sql(query: MetricQuery, parameters: Parameters) -> str:
    """Write the test that leaves out what a running mean only looked back on."""
    assert query.series is not None
    first = bucket_of(query.time.start, query.series)
    return f'"{query.series}" >= {parameters.add(first, "date")}'


def set_ctes(query: MetricQuery, parameters: Parameters) -> list[Cte]:
    """Write, for each set, the values of its dimension that have a figure above 0."""
    return [
        (f"set_{number}", _members(one, one.time or query.time, query.zone, parameters))
        for number, one in enumerate(query.sets, 1)
    ]


def _members(one: InSet, time: TimeRange, zone: str | None, parameters: Parameters) -> str:
    scope = Scope((one.dimension,), tuple(one.filters), zone=zone)
    metric = METRICS[one.metric]
    parts = parts_of(scope, Side(time), metric.measures, parameters)
    columns = list(dict.fromkeys(name for part in parts for name in part.columns))
    inner = ",\n".join(
        f"part_{number} AS (\n  {part.sql}\n)" for number, part in enumerate(parts, 1)
    )
    figure = " ".join(f'{"-" if sign < 0 else "+"} "{name}"' for sign, name in metric.top_terms)
    (name,) = quoted([one.dimension])
    return (
        f"WITH {inner},\nparts AS (\n  {stack(scope, parts, columns)}\n)"
        f"\n  SELECT {name} FROM ({fold(scope, columns, 'parts')}) m"
        f"\n  WHERE {figure.removeprefix('+ ')} > 0 AND {name} IS NOT NULL"
    )


def sets_sql(sets: Sequence[InSet]) -> list[str]:
    """Write the tests that keep the members of each set, or leave them out."""
    return [
        f'"{one.dimension}" {"IN" if one.is_in else "NOT IN"}'
        f' (SELECT "{one.dimension}" FROM set_{number})'
        for number, one in enumerate(sets, 1)
    ]


def reached_sql(query: MetricQuery, reach: Reach, rows: str, parameters: Parameters) -> str:
    """Keep the largest rows up to the one with which they make up the part of the whole."""
    within = [name for name in query.columns if name in ("currency", query.series)]
    partition = f"PARTITION BY {', '.join(quoted(within))} " if within else ""
    keys = [f"{name} NULLS LAST" for name in quoted(query.columns)]
    order = ", ".join([f'"{reach.metric}" DESC NULLS LAST', *keys])
    running = (
        f'sum("{reach.metric}") OVER ({partition}ORDER BY {order}'
        " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    )
    whole = f'sum("{reach.metric}") OVER ({partition.strip()})'
    part = parameters.add(reach.share, "numeric")
    inner = f'SELECT *, {running} - "{reach.metric}" AS so_far, {whole} AS whole FROM {rows}'
    return f'(\n  {inner}\n) reached\nWHERE so_far < {part} * whole AND "{reach.metric}" > 0'


def counted_sql(query: MetricQuery, rows: str) -> tuple[str, list[str]]:
    """Write how many different values of a column the rows have, and the columns of the answer.

    An amount is only a means to choose rows: its currency splits the count only where the rows
    are not in one currency.
    """
    assert query.count_of is not None
    others = [name for name in query.columns if name not in (query.count_of, "currency")]
    if "currency" in query.columns and query.currency is None and query.count_of != "currency":
        others.append("currency")
    counted = f'count(DISTINCT "{query.count_of}") AS "{query.count_of}_count"'
    group = f"\nGROUP BY {', '.join(quoted(others))}\nORDER BY {', '.join(quoted(others))}"
    sql = f"SELECT {', '.join([*quoted(others), counted])}\nFROM (\n{rows}\n) counted"
    return (f"{sql}{group}" if others else sql), [*others, f"{query.count_of}_count"]
