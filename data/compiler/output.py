"""What is answered: the columns of a query, which rows are kept, in which order, how many."""

from __future__ import annotations

from data.compiler.conditions import comparison_sql
from data.compiler.folding import quoted
from data.compiler.operators import reached_sql, sets_sql
from data.compiler.parameters import Parameters
from data.compiler.select import BEFORE
from data.metrics import METRICS
from data.query_model import Having, MetricQuery, Order


def output_columns(query: MetricQuery) -> list[str]:
    """Return the columns of the answer: keys, metrics, their earlier figures, a share."""
    metrics = list(dict.fromkeys(query.metrics))
    befores = [f"{name}{BEFORE}" for name in metrics] if query.compare else []
    ends = ("_change", "_change_share") if query.shows_change else ()
    changes = [f"{name}{end}" for name in metrics for end in ends]
    share = query.wanted_share
    shares = [f"{share.metric}_share"] if share else []
    return [*query.columns, *metrics, *befores, *changes, *shares]


def _figure_sql(query: MetricQuery, name: str) -> str:
    """Write a column of the figures, or a difference between two of them."""
    if name not in query.columns and name not in query.metrics:
        for end, sql in (
            ("_change_share", '("{0}" - "{0}_before") / nullif("{0}_before", 0)'),
            ("_change", '("{0}" - "{0}_before")'),
        ):
            if name.endswith(end) and name.removesuffix(end) in query.metrics:
                return sql.format(name.removesuffix(end))
    return f'"{name}"'


def _column_sql(query: MetricQuery, name: str) -> str:
    figure = _figure_sql(query, name)
    return figure if figure == f'"{name}"' else f'{figure} AS "{name}"'


def _order_sql(query: MetricQuery, orders: list[Order]) -> str:
    given = [f"{_figure_sql(query, one.by)} {one.dir.upper()} NULLS LAST" for one in orders]
    rest = [
        f'"{name}" ASC NULLS LAST'
        for name in query.columns
        if name not in {one.by for one in orders}
    ]
    return ", ".join([*given, *rest])


def final_sql(query: MetricQuery, columns: list[str], last: str, parameters: Parameters) -> str:
    """Keep, sort and limit. Where money of several currencies is sorted, each has its own limit."""
    orders = list(query.order)
    group, per_group = query.per_group
    is_limited = query.limit is not None or per_group > 0
    if is_limited and not orders:
        orders = [Order(by=query.metrics[0])]
    order = _order_sql(query, orders)
    tests = [_test(query, one, parameters) for one in query.having if one.per is None]
    tests += sets_sql(query.sets)
    where = f"\nWHERE {' AND '.join(tests)}" if tests else ""
    if query.reach is not None:
        last = reached_sql(query, query.reach, f"{last}{where}", parameters)
        where = ""
    sort = f"\nORDER BY {order}" if order else ""
    names = ", ".join(_column_sql(query, name) for name in columns)
    if not is_limited:
        return f"SELECT {names}\nFROM {last}{where}{sort}"
    money = ["currency"] if _is_money(orders[0].by) and "currency" in query.columns else []
    ranks = []
    if per_group:
        ranks.append((_rank([group, *money], order), per_group))
    if query.limit is not None and not isinstance(query.limit_per, str):
        ranks.append((_rank(money, order), query.limit))
    inner = f"SELECT *, {ranks[0][0]} AS rank_1 FROM {last}{where}"
    skipped = query.offset or 0
    kept = f"rank_1 <= {parameters.add(skipped + ranks[0][1], 'integer')}"
    if skipped:
        kept += f" AND rank_1 > {parameters.add(skipped, 'integer')}"
    if len(ranks) == 2:
        inner = f"SELECT *, {ranks[1][0]} AS rank_2 FROM ({inner}) i WHERE {kept}"
        kept = f"rank_2 <= {parameters.add(ranks[1][1], 'integer')}"
    return f"SELECT {names}\nFROM (\n  {inner}\n) ranked\nWHERE {kept}{sort}"


def _rank(within: list[str], order: str) -> str:
    partition = f"PARTITION BY {', '.join(quoted(list(dict.fromkeys(within))))} " if within else ""
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
