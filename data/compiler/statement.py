"""The whole statement: parts, put together without a join that could multiply rows.

Each part is aggregated to the common grain first. The parts are then stacked and summed
once more, so a row that only one of them has is kept, and none is counted twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from data.compiler.conditions import ZONE_DAYS, comparison_sql, filter_sql
from data.compiler.parameters import Parameters
from data.compiler.parts import parts_of
from data.compiler.rates import COST_RATES, rates_cte
from data.compiler.select import BEFORE, Part, Scope, Side
from data.compiler.sources import Source
from data.known_days import Coverage
from data.measures import UNKNOWN_WHEN_ABSENT
from data.metric import Term
from data.metrics import MEASURES, METRICS, Metric
from data.periods import Alignment, align, buckets_of, range_before, whole_days_of
from data.query_model import Having, MetricQuery, Order, Share, TimeRange
from data.whole import Gap, gaps_of, split_of

_MARKETPLACES = Source(
    "seller.marketplaces", {"marketplace": "f.marketplace_id", "currency": "f.currency"}, {}
)


@dataclass(frozen=True)
class Statement:
    """A statement, its parameters, the columns it gives, and the ranges it looks at.

    `time` is the range of the query, or its whole days where a comparison has to leave the
    unfinished one out. `needs_rates`: exchange rates went into it. `gaps`: metrics that cannot
    be compared, because not all of their days are known; outside of a series they have no
    earlier figure at all.
    """

    sql: str
    values: dict[str, Any]
    columns: tuple[str, ...]
    time: TimeRange
    before: TimeRange | None
    alignment: Alignment | None
    needs_rates: bool = False
    gaps: Mapping[str, Gap] = field(default_factory=dict)


# Before the name of a measure among the columns of a statement.
MEASURE = "measure "


def compile_query(
    query: MetricQuery,
    account_id: int,
    *,
    shows_measures: bool = False,
    coverage: Coverage = (),
) -> Statement:
    """Write the statement that answers a query for one account.

    `shows_measures` adds the sums behind the figures, as columns `measure <id>`. `coverage`
    says from when on the account's facts are known.
    Raises QueryError when the metrics cannot be split or filtered as asked.
    """
    parameters = Parameters(account_id)
    asked, query = query, _comparable(query)
    before, alignment = _before(asked, query)
    gaps = gaps_of(query, query.time, before, coverage)
    sides = [Side(query.time)]
    if before is not None:
        sides.append(Side(before, BEFORE, alignment))
    scope = Scope(
        tuple(query.columns),
        tuple(query.filters),
        tuple(one for one in query.having if one.per == "order"),
        query.currency,
        query.zone,
    )
    ctes = _folded(query, scope, sides, parameters)
    measures = _measures(query) if shows_measures else []
    without = _without_before(asked, query, gaps)
    late = _late_rows(query, gaps, parameters)
    ctes.append(("figures", _figures_sql(query, scope, measures, without, late)))
    last = "figures"
    if query.wanted_share is not None:
        ctes += _share_ctes(query, query.wanted_share, scope, parameters)
        last = "shared"
    if parameters.needs_rates:
        days = [day for side in sides for day in _rate_days(side.time, query.zone)]
        rates = [("fx", rates_cte(days, query.currency, parameters))]
        if parameters.needs_cost_rates:
            rates.append(("cost_rates", COST_RATES))
        ctes = [*rates, *ctes]
    body = ",\n".join(f"{name} AS (\n  {sql}\n)" for name, sql in ctes)
    columns = [*_output(query), *(f"{MEASURE}{name}" for name in measures)]
    sql = f"WITH {body}\n{_final_sql(query, columns, last, parameters)}"
    return Statement(
        sql,
        parameters.values,
        tuple(columns),
        query.time,
        before,
        alignment,
        parameters.needs_rates,
        gaps,
    )


def _without_before(asked: MetricQuery, query: MetricQuery, gaps: Mapping[str, Gap]) -> set[str]:
    """Return the metrics without an earlier figure: nothing like theirs is known of then.

    A series keeps those of its days that are known, a split by marketplace or currency its known
    rows.
    """
    found = set() if query.series or split_of(query) else set(gaps)
    if _is_one_cut_day(asked):
        found |= {name for name in query.metrics if METRICS[name].needs_whole_days}
    return found


def _late_rows(
    query: MetricQuery, gaps: Mapping[str, Gap], parameters: Parameters
) -> dict[str, str]:
    """Return by metric when a row has no earlier figure, as SQL: that of a late marketplace.

    Of what belongs to no marketplace or currency it is not known whose it is.
    """
    split = split_of(query)
    if query.series or split is None:
        return {}
    return {
        name: f'coalesce("{split}" = ANY({parameters.add(gap.late(split), "text[]")}), true)'
        for name, gap in gaps.items()
    }


def _rate_days(time: TimeRange, zone: str | None) -> tuple[date, date]:
    """Return the first and last day whose rates are needed: the marketplace's own days.

    In another time zone its day can be the one before or after.
    """
    beside = ZONE_DAYS if zone else timedelta(0)
    return time.start - beside, time.end + beside


def _is_cut(query: MetricQuery) -> bool:
    """Whether a comparison would hold a part of a day against a whole one."""
    is_compared = query.compare is not None and query.time.until is not None
    return is_compared and any(METRICS[name].needs_whole_days for name in query.metrics)


def _is_one_cut_day(query: MetricQuery) -> bool:
    return _is_cut(query) and query.time.days == 1


def _comparable(query: MetricQuery) -> MetricQuery:
    """Leave the unfinished day out where figures without hours are compared.

    A single unfinished day stays: what knows no hours then has nothing to be compared with.
    """
    if not _is_cut(query) or query.time.days == 1:
        return query
    return query.model_copy(update={"time": whole_days_of(query.time)})


def _before(asked: MetricQuery, query: MetricQuery) -> tuple[TimeRange | None, Alignment | None]:
    """Return the earlier range of what was asked, without its last day where that is left out.

    A month so far stands beside the month before also when the unfinished day is left out.
    """
    if query.compare is None:
        return None, None
    before = range_before(asked.time, query.compare)
    if query.time != asked.time:
        before = whole_days_of(before).model_copy(update={"until": None})
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
    """Sum by the keys. No sales are 0; stock or visits that nobody has counted stay unknown."""
    keys = _names(scope.keys)
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


def _figures_sql(
    query: MetricQuery,
    scope: Scope,
    measures: list[str],
    without_before: set[str],
    late_rows: Mapping[str, str],
) -> str:
    figures = [f'"{name}" AS "{MEASURE}{name}"' for name in measures]
    for suffix in ("", BEFORE) if query.compare else ("",):
        for name in dict.fromkeys(query.metrics):
            sql = _formula(METRICS[name], suffix)
            if _has_long_fractions(METRICS[name], query):
                sql = f"round({sql}, 6)"
            if suffix and name in without_before:
                sql = "CAST(NULL AS numeric)"
            elif suffix and name in late_rows:
                sql = f"CASE WHEN {late_rows[name]} THEN NULL ELSE {sql} END"
            figures.append(f'{sql} AS "{name}{suffix}"')
    return f"SELECT {', '.join([*_names(scope.keys), *figures])} FROM folded"


def _has_long_fractions(metric: Metric, query: MetricQuery) -> bool:
    """Whether amounts were multiplied by a rate: a millionth of a cent is enough of them."""
    is_sum = metric.is_money and not metric.bottom
    return is_sum and bool(query.currency or metric.facts & {"vat", "costs", "stock_value"})


def _share_ctes(
    query: MetricQuery, share: Share, scope: Scope, parameters: Parameters
) -> list[Cte]:
    """Divide by a total that is counted anew: orders of several products count once in it."""
    metric = METRICS[share.metric]
    keys = [name for name in scope.keys if name in share.within]
    if metric.is_money and "currency" not in keys:
        keys.append("currency")
    filters = tuple(one for one in query.filters if one.field not in share.ignore)
    whole = Scope(tuple(keys), filters, currency=query.currency, zone=query.zone)
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
    top = _sum_sql(metric.top_terms, "", "t.")
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
