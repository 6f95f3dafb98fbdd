"""The parts, stacked and summed by the keys: one row for each, whoever gave its figures."""

from __future__ import annotations

from data.compiler.conditions import filter_sql
from data.compiler.parameters import Parameters
from data.compiler.parts import parts_of
from data.compiler.select import BEFORE, Part, Scope, Side
from data.compiler.sources import Source
from data.measures import UNKNOWN_WHEN_ABSENT
from data.metrics import MEASURES, METRICS
from data.periods import buckets_of
from data.query_model import MetricQuery

_MARKETPLACES = Source(
    "seller.marketplaces", {"marketplace": "f.marketplace_id", "currency": "f.currency"}, {}
)
# The name of a common table expression, and its SQL.
Cte = tuple[str, str]


def measures_of(query: MetricQuery) -> list[str]:
    """Return the measures that the metrics of a query are made of."""
    return list(dict.fromkeys(one for name in query.metrics for one in METRICS[name].measures))


def quoted(keys: tuple[str, ...] | list[str]) -> list[str]:
    """Write the names of columns as SQL does."""
    return [f'"{name}"' for name in keys]


def folded_ctes(
    query: MetricQuery, scope: Scope, sides: list[Side], parameters: Parameters
) -> list[Cte]:
    """Stack the parts, add the places without sales, and sum by the keys."""
    measures = measures_of(query)
    parts = [part for side in sides for part in parts_of(scope, side, measures, parameters)]
    columns = list(dict.fromkeys(name for part in parts for name in part.columns))
    ctes = [(f"part_{number}", part.sql) for number, part in enumerate(parts, 1)]
    stacked = "parts"
    ctes.append((stacked, stack(scope, parts, columns)))
    empty = _empty_places(query, scope, parameters)
    if empty:
        stacked = "places"
        zeros = [f'CAST(NULL AS numeric) AS "{name}"' for name in columns]
        keys = quoted(scope.keys)
        added = f"SELECT {', '.join([*keys, *zeros])} FROM {empty} e"
        ctes.append((stacked, f"SELECT * FROM parts\n  UNION ALL\n  {added}"))
    ctes.append(("folded", fold(scope, columns, stacked)))
    return ctes


def stack(scope: Scope, parts: list[Part], columns: list[str]) -> str:
    """Put the rows of all parts below each other; what a part does not know is null in its rows."""
    selects = []
    for number, part in enumerate(parts, 1):
        figures = [
            f'"{name}"' if name in part.columns else f'CAST(NULL AS numeric) AS "{name}"'
            for name in columns
        ]
        selects.append(f"SELECT {', '.join([*quoted(scope.keys), *figures])} FROM part_{number}")
    return "\n  UNION ALL\n  ".join(selects)


def fold(scope: Scope, columns: list[str], stacked: str) -> str:
    """Sum by the keys. No sales are 0; stock or visits that nobody has counted stay unknown."""
    keys = quoted(scope.keys)
    sums = []
    for name in columns:
        summed = f'sum("{name}")'
        is_unknown = MEASURES[name.removesuffix(BEFORE)].fact in UNKNOWN_WHEN_ABSENT
        sums.append(f'{summed if is_unknown else f"coalesce({summed}, 0)"} AS "{name}"')
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
        groups = f"SELECT DISTINCT {', '.join(quoted(others))} FROM parts"
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
    if query.currency:
        return f"SELECT {parameters.add(query.currency, 'text')} AS currency"
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
