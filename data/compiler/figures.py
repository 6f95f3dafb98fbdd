"""Figures out of the sums: each metric's formula, and its share of a total."""

from __future__ import annotations

from collections.abc import Mapping

from data.compiler.folding import Cte, fold, quoted, stack
from data.compiler.parameters import Parameters
from data.compiler.parts import parts_of
from data.compiler.select import BEFORE, Scope, Side
from data.metric import Term
from data.metrics import METRICS, Metric
from data.query_model import MetricQuery, Share

# Before the name of a measure among the columns of a statement.
MEASURE = "measure "


def _formula(metric: Metric, suffix: str = "", alias: str = "") -> str:
    top = _sum_sql(metric.top_terms, suffix, alias)
    if not metric.bottom:
        return top
    bottom = _sum_sql(metric.bottom_terms, suffix, alias)
    return f"({top}) / nullif({bottom}, 0)"


def _sum_sql(terms: tuple[Term, ...], suffix: str, alias: str) -> str:
    """Write measures with their signs: `"revenue_amount" - "ad_sales_amount"`."""
    written = [f'{"-" if sign < 0 else "+"} {alias}"{name}{suffix}"' for sign, name in terms]
    return " ".join(written).removeprefix("+ ")


def figures_sql(
    query: MetricQuery,
    scope: Scope,
    measures: list[str],
    without_before: set[str],
    late_rows: Mapping[str, str],
    divisors: Mapping[str, str],
) -> str:
    """Write the figures of each row, of both ranges where they are compared.

    `without_before`: metrics without an earlier figure. `late_rows`: by metric, when a
    row has none, as SQL. `divisors`: by side, by what sums are divided for an average.
    """
    figures = [f'"{name}" AS "{MEASURE}{name}"' for name in measures]
    for suffix in ("", BEFORE) if query.compare else ("",):
        for name in dict.fromkeys(query.metrics):
            sql = _formula(METRICS[name], suffix)
            if divisors[suffix]:
                sql = f"({sql}) / ({divisors[suffix]})"
            if _has_long_fractions(METRICS[name], query):
                sql = f"round({sql}, 12)"
            if suffix and name in without_before:
                sql = "CAST(NULL AS numeric)"
            elif suffix and name in late_rows:
                sql = f"CASE WHEN {late_rows[name]} THEN NULL ELSE {sql} END"
            figures.append(f'{sql} AS "{name}{suffix}"')
    return f"SELECT {', '.join([*quoted(scope.keys), *figures])} FROM folded"


def _has_long_fractions(metric: Metric, query: MetricQuery) -> bool:
    """Whether amounts were multiplied by a rate: its last digits are no amount.

    Twelve are kept: a sum of a few cents is then still right to a millionth of itself.
    """
    is_sum = metric.is_money and not metric.bottom
    return is_sum and bool(query.currency or metric.facts & {"vat", "costs", "stock_value"})


def share_ctes(query: MetricQuery, share: Share, scope: Scope, parameters: Parameters) -> list[Cte]:
    """Divide by a total that is counted anew: orders of several products count once in it."""
    metric = METRICS[share.metric]
    keys = [name for name in scope.keys if name in share.within]
    if metric.is_money and "currency" not in keys:
        keys.append("currency")
    filters = tuple(one for one in query.filters if one.field not in share.ignore)
    whole = Scope(
        tuple(keys), filters, currency=query.currency, zone=query.zone,
        counts_once=query.shared_stock == "once",
    )  # fmt: skip
    parts = parts_of(whole, Side(query.time), metric.measures, parameters)
    columns = list(dict.fromkeys(name for part in parts for name in part.columns))
    ctes = [(f"total_part_{number}", part.sql) for number, part in enumerate(parts, 1)]
    stacked = stack(whole, parts, columns).replace("FROM part_", "FROM total_part_")
    ctes.append(("total_parts", stacked))
    ctes.append(("totals", fold(whole, columns, "total_parts")))
    # Text on both sides, so that the join can be hashed and an unknown value finds itself.
    match = [
        f"coalesce(CAST(t.{name} AS text), '') = coalesce(CAST(r.{name} AS text), '')"
        for name in quoted(keys)
    ]
    top = _sum_sql(metric.top_terms, "", "t.")
    part_of_it = f'r."{metric.id}" / nullif({top}, 0) AS "{metric.id}_share"'
    joined = f"figures r LEFT JOIN totals t ON {' AND '.join(match) or 'true'}"
    ctes.append(("shared", f"SELECT r.*, {part_of_it} FROM {joined}"))
    return ctes
