"""The whole statement: parts, put together without a join that could multiply rows.

Each part is aggregated to the common grain first. The parts are then stacked and summed
once more, so a row that only one of them has is kept, and none is counted twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from data.compiler.comparing import before_of, comparable, late_rows, without_before
from data.compiler.conditions import ZONE_DAYS
from data.compiler.figures import MEASURE, figures_sql, share_ctes
from data.compiler.folding import folded_ctes, measures_of
from data.compiler.operators import (
    counted_sql,
    divisor_sql,
    own_days_sql,
    running_side,
    running_sql,
    set_ctes,
)
from data.compiler.output import final_sql, output_columns
from data.compiler.parameters import Parameters
from data.compiler.rates import COST_RATES, rates_cte
from data.compiler.select import BEFORE, Scope, Side
from data.known_days import Coverage
from data.periods import Alignment
from data.query_model import MetricQuery, TimeRange
from data.whole import Gap, gaps_of


@dataclass(frozen=True)
class Statement:
    """A statement, its parameters, the columns it gives, and the ranges it looks at.

    `time` is the range of the query, or its whole days that are told where a comparison has to
    leave others out. `needs_rates`: exchange rates went into it. `gaps`: metrics that cannot
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


def compile_query(
    query: MetricQuery,
    account_id: int,
    *,
    shows_measures: bool = False,
    coverage: Coverage = (),
    has_pools: bool = False,
) -> Statement:
    """Write the statement that answers a query for one account.

    `shows_measures` adds the sums behind the figures, as columns `measure <id>`. `coverage`
    says from when on the account's facts are known. `has_pools`: some of its stock is shared by
    several marketplaces (seller.stock_pools).
    Raises QueryError when the metrics cannot be split or filtered as asked.
    """
    parameters = Parameters(account_id, has_pools=has_pools)
    asked, query = query, comparable(query, coverage)
    before, alignment = before_of(asked, query)
    gaps = gaps_of(query, query.time, before, coverage)
    sides = [running_side(query)]
    if before is not None:
        sides.append(Side(before, BEFORE, alignment))
    scope = Scope(
        tuple(query.columns),
        tuple(query.filters),
        tuple(one for one in query.having if one.per == "order"),
        query.currency,
        query.zone,
        query.shared_stock == "once",
    )
    ctes = folded_ctes(query, scope, sides, parameters)
    measures = measures_of(query) if shows_measures else []
    without = without_before(asked, query, gaps)
    late = late_rows(query, gaps, parameters)
    divisors = {side.suffix: divisor_sql(query, side, parameters) for side in sides}
    ctes.append(("figures", figures_sql(query, scope, measures, without, late, divisors)))
    last = "figures"
    if query.wanted_share is not None:
        ctes += share_ctes(query, query.wanted_share, scope, parameters)
        last = "shared"
    if query.running is not None:
        ctes.append(("running", running_sql(query, query.running, output_columns(query), last)))
        last = f"(SELECT * FROM running WHERE {own_days_sql(query, parameters)}) r"
    ctes += set_ctes(query, parameters)
    if parameters.needs_rates:
        days = [day for side in sides for day in _rate_days(side.time, query.zone)]
        rates = [("fx", rates_cte(days, query.currency, parameters))]
        if parameters.needs_cost_rates:
            rates.append(("cost_rates", COST_RATES))
        ctes = [*rates, *ctes]
    body = ",\n".join(f"{name} AS (\n  {sql}\n)" for name, sql in ctes)
    columns = [*output_columns(query), *(f"{MEASURE}{name}" for name in measures)]
    final = final_sql(query, columns, last, parameters)
    if query.count_of is not None:
        final, columns = counted_sql(query, final)
    sql = f"WITH {body}\n{final}"
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


def _rate_days(time: TimeRange, zone: str | None) -> tuple[date, date]:
    """Return the first and last day whose rates are needed: the marketplace's own days.

    In another time zone its day can be the one before or after.
    """
    beside = ZONE_DAYS if zone else timedelta(0)
    return time.start - beside, time.end + beside
