"""How fast each offer sells while it is in stock, and what follows for ordering again."""

from __future__ import annotations

from data.compiler.conditions import days_sql
from data.compiler.facts.sales import window_before
from data.compiler.facts.stock import DIMENSIONS, snapshots_sql
from data.compiler.parameters import Parameters
from data.compiler.select import Part, Scope, Side, choose, refuse_series, select
from data.compiler.sources import MARKETPLACES_JOIN, Source
from data.metrics import COVER_DAYS

WHAT = "The pace of sales"

# One row for each offer that sells or lies in stock. Days without a picture count as in stock:
# only a picture that says 0 takes a day off.
_OFFERS = """(SELECT :account_id AS account_id, k.marketplace_id, k.asin, k.sku,
    sum(k.units) / nullif({days} - coalesce(max(z.days), 0), 0) AS pace,
    sum(k.stock) AS stock, sum(k.available) AS available,
    max(coalesce(ps.lead_time_days, pa.lead_time_days, ac.lead_time_days, {lead})) AS lead_days,
    max(coalesce(ps.safety_days, pa.safety_days, ac.safety_days, {safety})) AS safety_days,
    max(coalesce(ps.target_cover_days, pa.target_cover_days, ac.target_cover_days, {target}))
      AS target_days,
    max(coalesce(ps.minimum_order_units, pa.minimum_order_units, 0)) AS minimum_units
  FROM (
    SELECT q.marketplace_id, q.asin, q.sku, sum(q.units) AS units,
      CAST(NULL AS bigint) AS stock, CAST(NULL AS bigint) AS available
    FROM seller.sales_product_daily q
    WHERE q.account_id = :account_id AND {sold} GROUP BY 1, 2, 3
    UNION ALL
    SELECT i.marketplace_id, i.asin, i.sku, 0, i.fulfillable_units,
      i.fulfillable_units + i.inbound_units
    FROM seller.inventory i LEFT JOIN {snapshots} ON s.marketplace_id = i.marketplace_id
    WHERE i.account_id = :account_id AND coalesce(s.newest <= {end}, true)
    UNION ALL
    SELECT i.marketplace_id, i.asin, i.sku, 0, i.fulfillable_units,
      i.fulfillable_units + i.inbound_units
    FROM seller.inventory_daily i JOIN {snapshots} ON s.marketplace_id = i.marketplace_id
    WHERE i.account_id = :account_id AND s.newest > {end} AND i.local_date = s.last_day
  ) k
  LEFT JOIN (SELECT y.marketplace_id, y.sku, count(*) AS days FROM seller.inventory_daily y
    WHERE y.account_id = :account_id AND {empty} AND y.fulfillable_units <= 0 GROUP BY 1, 2) z
    ON z.marketplace_id = k.marketplace_id AND z.sku = k.sku
  LEFT JOIN seller.product_settings ps ON ps.account_id = :account_id
    AND ps.sku = k.sku AND ps.marketplace_id = k.marketplace_id
  LEFT JOIN seller.product_settings pa ON pa.account_id = :account_id
    AND pa.sku = k.sku AND pa.marketplace_id = ''
  LEFT JOIN seller.account_settings ac ON ac.account_id = :account_id
  GROUP BY 2, 3, 4)"""
# The account's own values where it has chosen none: core/schema/own.py has the same defaults.
_LEAD, _SAFETY, _TARGET = 30, 14, 60
_POINT = "ceil(coalesce(f.pace, 0) * (f.lead_days + f.safety_days))"
_MISSING = "ceil(coalesce(f.pace, 0) * f.target_days) - f.available"
_SUMS = {
    "daily_units": "sum(f.pace)",
    "reorder_point_units": f"sum({_POINT}) FILTER (WHERE f.available IS NOT NULL)",
    "reorder_units": f"sum(CASE WHEN f.available > {_POINT} OR {_MISSING} <= 0 THEN 0"
    f" ELSE greatest({_MISSING}, f.minimum_units) END) FILTER (WHERE f.available IS NOT NULL)",
}


def pace_parts(scope: Scope, side: Side, measures: list[str], parameters: Parameters) -> list[Part]:
    """Write the parts of the pace of sales, as it is at the end of the range."""
    refuse_series(scope, WHAT)
    end = parameters.add(side.time.end, "date")
    window = window_before(side, COVER_DAYS)
    table = _OFFERS.format(
        days=parameters.add(COVER_DAYS, "numeric"),
        lead=_LEAD,
        safety=_SAFETY,
        target=_TARGET,
        end=end,
        snapshots=snapshots_sql(end, "seller.inventory_daily"),
        sold=days_sql(Source("", {}, {}, date="q.local_date"), window, parameters),
        empty=days_sql(Source("", {}, {}, date="y.local_date"), window, parameters),
    )
    source = Source(table, DIMENSIONS, _SUMS, asin="f.asin", join=MARKETPLACES_JOIN)
    names = choose((source,), scope.fields, measures, WHAT)[source]
    formulas = {name: source.measures[name] for name in names}
    return [select(scope, side, source, formulas, [], parameters)]
