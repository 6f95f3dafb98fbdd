"""The whole statement: parts, put together without a join that could multiply rows.

Each part is aggregated to the common grain first. The parts are then stacked and summed
once more, so a row that only one of them has is kept, and none is counted twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from data.compiler.conditions import comparison_sql, filter_sql
from data.compiler.parameters import Parameters
from data.compiler.parts import BEFORE, Part, Scope, Side, parts_of
from data.compiler.sources import Source
from data.metrics import MEASURES, METRICS, Metric
from data.periods import Alignment, align, buckets_of, range_before
from data.query_model import Having, MetricQuery, Order, Share, TimeRange

_MARKETPLACES = Source(
    "seller.marketplaces", {"marketplace": "f.marketplace_id", "currency": "f.currency"}, {}
)


@dataclass(frozen=True)
class Statement:
    """A statement, its parameters, the columns it gives, and the ranges it looks at."""

    sql: str
    values: dict[str, Any]
    columns: tuple[str, ...]
    before: TimeRange | None
    alignment: Alignment | None


def compile_query(query: MetricQuery, account_id: int) -> Statement:
    """Write the statement that answers a query for one account.

    Raises QueryError when the metrics cannot be split or filtered as asked.
    """
    parameters = Parameters(account_id)
    before, alignment = _before(query)
    sides = [Side(query.time)]
    if before is not None:
        sides.append(Side(before, BEFORE, alignment))
    scope = Scope(
        tuple(query.columns),
        tuple(query.filters),
        tuple(one for one in query.having if one.per == "order"),
    )
    ctes = _folded(query, scope, sides, parameters)
    ctes.append(("figures", _figures_sql(query, scope)))
    last = "figures"
    if query.wanted_share is not None:
        ctes += _share_ctes(query, query.wanted_share, scope, parameters)
        last = "shared"
    body = ",\n".join(f"{name} AS (\n  {sql}\n)" for name, sql in ctes)
    columns = _output(query)
    sql = f"WITH {body}\n{_final_sql(query, columns, last, parameters)}"
    return Statement(sql, parameters.values, tuple(columns), before, alignment)


def _before(query: MetricQuery) -> tuple[TimeRange | None, Alignment | None]:
    if query.compare is None:
        return None, None
    before = range_before(query.time, query.compare)
    if query.series is None:
        return before, None
    return before, align(query.time, before, query.series, query.compare)


def _measures(query: MetricQuery) -> list[str]:
    return list(dict.fromkeys(one for name in query.metrics for one in METRICS[name].measures))


def _names(keys: tuple[str, ...] | list[str]) -> list[str]:
    return [f'"{name}"' for name in keys]


Cte = tuple[str, str]


def _folded(
    query: MetricQuery, scope: Scope, sides: list[Side], parameters: Parameters
) -> list[Cte]:
    """Stack the parts, add the places without sales, and sum by the keys."""
    measures = _measures(query)
    parts = [part for side in sides for part in parts_of(scope, side, measures, parameters)]
    columns = list(dict.fromkeys(name for part in parts for name in part.columns))
    ctes = [(f"part_{number}", part.sql) for number, part in enumerate(parts, 1)]
    stacked = "parts"
    ctes.append((stacked, _stack(scope, parts, columns)))
    empty = _empty_places(query, scope, parameters)
    if empty:
        stacked = "places"
        zeros = [f'CAST(NULL AS numeric) AS "{name}"' for name in columns]
        keys = _names(scope.keys)
        added = f"SELECT {', '.join([*keys, *zeros])} FROM {empty} e"
        ctes.append((stacked, f"SELECT * FROM parts\n  UNION ALL\n  {added}"))
    ctes.append(("folded", _fold(scope, columns, stacked)))
    return ctes


def _stack(scope: Scope, parts: list[Part], columns: list[str]) -> str:
    selects = []
    for number, part in enumerate(parts, 1):
        figures = [
            f'"{name}"' if name in part.columns else f'CAST(NULL AS numeric) AS "{name}"'
            for name in columns
        ]
        selects.append(f"SELECT {', '.join([*_names(scope.keys), *figures])} FROM part_{number}")
    return "\n  UNION ALL\n  ".join(selects)


def _fold(scope: Scope, columns: list[str], stacked: str) -> str:
    """Sum by the keys. No sales are 0; stock that nobody has counted stays unknown."""
    keys = _names(scope.keys)
    sums = []
    for name in columns:
        fact = MEASURES[name.removesuffix(BEFORE)].fact
        summed = f'sum("{name}")'
        sums.append(f'{summed if fact == "stock" else f"coalesce({summed}, 0)"} AS "{name}"')
    group = f"\n  GROUP BY {', '.join(keys)}" if keys else ""
    return f"SELECT {', '.join([*keys, *sums])}\n  FROM {stacked}{group}"


def _empty_places(query: MetricQuery, scope: Scope, parameters: Parameters) -> str:
    """Write the places that must be there even without sales; empty when there are none.

    With a `grain`, every day, week or month of the range is there for every group that has
    any figure. With no other split than the currency, the marketplaces' currencies stand in
    when nothing was sold at all, so that the answer is 0 and not silence.
    """
    others = [name for name in scope.keys if name != scope.series]
    is_filled = query.grain is not None and scope.series is not None
    if scope.series and not is_filled:
        return ""
    groups = ""
    if others:
        groups = f"SELECT DISTINCT {', '.join(_names(others))} FROM parts"
        if others == ["currency"]:
            groups += f" UNION {_own_currencies(query, parameters)}"
        elif not is_filled:
            return ""
    if not is_filled:
        return f"({groups})" if groups else ""
    buckets = parameters.add(buckets_of(query.time, scope.series or "day"), "date[]")
    days = f'unnest({buckets}) AS b ("{scope.series}")'
    return f"(SELECT * FROM {days}{f' CROSS JOIN ({groups}) g' if groups else ''})"


def _own_currencies(query: MetricQuery, parameters: Parameters) -> str:
    conditions = ["f.account_id = :account_id", "f.is_participating"]
    conditions += [
        filter_sql(_MARKETPLACES, one, parameters)
        for one in query.filters
        if one.field in _MARKETPLACES.dimensions
    ]
    return (
        f"SELECT f.currency FROM seller.marketplaces f WHERE {' AND '.join(conditions)}"
        " AND NOT EXISTS (SELECT 1 FROM parts)"
    )


def _formula(metric: Metric, suffix: str = "") -> str:
    top = " + ".join(f'"{name}{suffix}"' for name in metric.top)
    if not metric.bottom:
        return top
    bottom = " + ".join(f'"{name}{suffix}"' for name in metric.bottom)
    return f"({top}) * {metric.factor}.0 / nullif({bottom}, 0)"


def _figures_sql(query: MetricQuery, scope: Scope) -> str:
    figures = []
    for suffix in ("", BEFORE) if query.compare else ("",):
        figures += [
            f'{_formula(METRICS[name], suffix)} AS "{name}{suffix}"'
            for name in dict.fromkeys(query.metrics)
        ]
    return f"SELECT {', '.join([*_names(scope.keys), *figures])} FROM folded"


def _share_ctes(
    query: MetricQuery, share: Share, scope: Scope, parameters: Parameters
) -> list[Cte]:
    """Divide by a total that is counted anew: orders of several products count once in it."""
    metric = METRICS[share.metric]
    keys = [name for name in scope.keys if name in share.within]
    if metric.is_money and "currency" not in keys:
        keys.append("currency")
    whole = Scope(tuple(keys), tuple(one for one in query.filters if one.field not in share.ignore))
    parts = parts_of(whole, Side(query.time), metric.measures, parameters)
    columns = list(dict.fromkeys(name for part in parts for name in part.columns))
    ctes = [(f"total_part_{number}", part.sql) for number, part in enumerate(parts, 1)]
    stacked = _stack(whole, parts, columns).replace("FROM part_", "FROM total_part_")
    ctes.append(("total_parts", stacked))
    ctes.append(("totals", _fold(whole, columns, "total_parts")))
    # Text on both sides, so that the join can be hashed and an unknown value finds itself.
    match = [
        f"coalesce(CAST(t.{name} AS text), '') = coalesce(CAST(r.{name} AS text), '')"
        for name in _names(keys)
    ]
    top = " + ".join(f't."{name}"' for name in metric.top)
    part_of_it = f'r."{metric.id}" / nullif({top}, 0) AS "{metric.id}_share"'
    joined = f"figures r LEFT JOIN totals t ON {' AND '.join(match) or 'true'}"
    ctes.append(("shared", f"SELECT r.*, {part_of_it} FROM {joined}"))
    return ctes


def _output(query: MetricQuery) -> list[str]:
    metrics = list(dict.fromkeys(query.metrics))
    befores = [f"{name}{BEFORE}" for name in metrics] if query.compare else []
    share = query.wanted_share
    return [*query.columns, *metrics, *befores, *([f"{share.metric}_share"] if share else [])]


def _figure_sql(query: MetricQuery, name: str) -> str:
    """Write a column of the result, or a difference between two of them."""
    if name not in _output(query):
        for end, sql in (
            ("_change_share", '("{0}" - "{0}_before") / nullif("{0}_before", 0)'),
            ("_change", '("{0}" - "{0}_before")'),
        ):
            if name.endswith(end):
                return sql.format(name.removesuffix(end))
    return f'"{name}"'


def _order_sql(query: MetricQuery, orders: list[Order]) -> str:
    given = [f"{_figure_sql(query, one.by)} {one.dir.upper()} NULLS LAST" for one in orders]
    rest = [
        f'"{name}" ASC NULLS LAST'
        for name in query.columns
        if name not in {one.by for one in orders}
    ]
    return ", ".join([*given, *rest])


def _final_sql(query: MetricQuery, columns: list[str], last: str, parameters: Parameters) -> str:
    """Keep, sort and limit. Where money of several currencies is sorted, each has its own limit."""
    orders = list(query.order)
    group, per_group = query.per_group
    is_limited = query.limit is not None or per_group > 0
    if is_limited and not orders:
        orders = [Order(by=query.metrics[0])]
    order = _order_sql(query, orders)
    tests = [_test(query, one, parameters) for one in query.having if one.per is None]
    where = f"\nWHERE {' AND '.join(tests)}" if tests else ""
    sort = f"\nORDER BY {order}" if order else ""
    names = ", ".join(_names(columns))
    if not is_limited:
        return f"SELECT {names}\nFROM {last}{where}{sort}"
    money = ["currency"] if _is_money(orders[0].by) and "currency" in query.columns else []
    ranks = []
    if per_group:
        ranks.append((_rank([group, *money], order), per_group))
    if query.limit is not None and not isinstance(query.limit_per, str):
        ranks.append((_rank(money, order), query.limit))
    inner = f"SELECT *, {ranks[0][0]} AS rank_1 FROM {last}{where}"
    kept = f"rank_1 <= {parameters.add(ranks[0][1], 'integer')}"
    if len(ranks) == 2:
        inner = f"SELECT *, {ranks[1][0]} AS rank_2 FROM ({inner}) i WHERE {kept}"
        kept = f"rank_2 <= {parameters.add(ranks[1][1], 'integer')}"
    return f"SELECT {names}\nFROM (\n  {inner}\n) ranked\nWHERE {kept}{sort}"


def _rank(within: list[str], order: str) -> str:
    partition = f"PARTITION BY {', '.join(_names(list(dict.fromkeys(within))))} " if within else ""
    return f"row_number() OVER ({partition}{f'ORDER BY {order}' if order else ''})"


def _is_money(column: str) -> bool:
    for end in ("", "_change_share", "_change", BEFORE, "_share"):
        if end and not column.endswith(end):
            continue
        metric = METRICS.get(column.removesuffix(end) if end else column)
        if metric is not None:
            return metric.is_money and end not in ("_share", "_change_share")
    return False


def _test(query: MetricQuery, one: Having, parameters: Parameters) -> str:
    return comparison_sql(_figure_sql(query, one.field), one, parameters)
