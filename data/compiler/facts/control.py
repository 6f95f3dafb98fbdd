"""What Amazon itself counts as ordered, by day: what our own sums are held against."""

from __future__ import annotations

from data.compiler.conditions import days_sql
from data.compiler.parameters import Parameters
from data.compiler.select import FX, Part, Scope, Side, choose, select
from data.compiler.sources import PLACE, WEEKDAY, Source

# The count by the Sales API reaches back a month before the first sync. Older days, and days on
# which nothing was asked, are in the Sales and Traffic report, which counts no orders.
_COUNTED = """(SELECT c.account_id, c.marketplace_id, c.local_date, c.currency,
    c.units, c.sales_amount
  FROM seller.sales_control c WHERE c.account_id = :account_id
  UNION ALL
  SELECT t.account_id, t.marketplace_id, t.local_date, coalesce(t.currency, m.currency),
    t.units, t.sales_amount
  FROM seller.traffic_daily t
  JOIN seller.marketplaces m
    ON m.account_id = :account_id AND m.marketplace_id = t.marketplace_id
  WHERE t.account_id = :account_id AND t.sales_amount IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM seller.sales_control c
    WHERE c.account_id = :account_id AND c.marketplace_id = t.marketplace_id
      AND c.local_date = t.local_date))"""
LADDER = (
    Source(
        _COUNTED,
        PLACE | WEEKDAY,
        {
            "amazon_units": "sum(f.units)",
            "amazon_sales_amount": f"sum(f.sales_amount{FX})",
        },
    ),
)
_ORDER_COUNT = (
    Source("seller.sales_control", PLACE | WEEKDAY, {"amazon_orders": "sum(f.orders)"}),
)


def control_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the part of Amazon's own count of units and sales."""
    return _parts(LADDER, scope, side, measures, parameters)


def order_count_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the part of Amazon's own count of orders, which the Sales API alone gives."""
    return _parts(_ORDER_COUNT, scope, side, measures, parameters)


def _parts(
    ladder: tuple[Source, ...],
    scope: Scope,
    side: Side,
    measures: list[str],
    parameters: Parameters,
) -> list[Part]:
    ((source, names),) = choose(ladder, scope.fields, measures, "Amazon's own count").items()
    formulas = {name: source.measures[name] for name in names}
    where = [days_sql(source, side.whole_days, parameters)]
    return [select(scope, side, source, formulas, where, parameters)]
