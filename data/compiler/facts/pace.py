"""How fast each offer sells while it is in stock, and what follows for ordering again."""

from __future__ import annotations

from datetime import timedelta

from data.compiler.conditions import days_sql
from data.compiler.facts.sales import window_before
from data.compiler.facts.stock import DIMENSIONS, snapshots_sql
from data.compiler.parameters import Parameters
from data.compiler.pools import StockTables, counted_sql, span_sql
from data.compiler.select import Part, Scope, Side, choose, refuse_series, select
from data.compiler.sources import MARKETPLACES_JOIN, Source
from data.metrics import COVER_DAYS

WHAT = "The pace of sales"

# One row for each offer that sells or lies in stock. Days without a picture count as in stock:
# only a picture that says 0 takes a day off, and days before the offer was on sale. It was on sale
# all the time when it sold or had a piece in the days before the window too. Else it is new: from
# its first sale or piece where its stock was counted before that, and else from when it was opened.
_OFFERS = """(WITH sold AS (
    SELECT q.marketplace_id, q.asin, q.sku, min(q.local_date) FILTER (WHERE q.units > 0) AS since,
      sum(q.units) FILTER (WHERE q.local_date >= {first}) AS units
    FROM seller.sales_product_daily q
    WHERE q.account_id = :account_id AND {sold} GROUP BY 1, 2, 3
  ), counted AS (
    SELECT y.marketplace_id, y.sku,
      min(y.local_date) FILTER (WHERE y.fulfillable_units > 0) AS since,
      array_agg(y.local_date) FILTER (WHERE y.fulfillable_units <= 0) AS empty_days
    FROM {counted_daily} y WHERE y.account_id = :account_id AND {counted} GROUP BY 1, 2
  ), places AS (
    SELECT m.marketplace_id, m.time_zone, (SELECT min(d.local_date) FROM seller.inventory_daily d
      WHERE d.account_id = :account_id AND d.marketplace_id = m.marketplace_id) AS counted_since
    FROM seller.marketplaces m WHERE m.account_id = :account_id
  ), offers AS (
    SELECT k.marketplace_id, k.asin, k.sku, sum(k.units) AS units, sum(k.stock) AS stock,
      sum(k.available) AS available
    FROM (
      SELECT marketplace_id, asin, sku, units,
        CAST(NULL AS bigint) AS stock, CAST(NULL AS bigint) AS available
      FROM sold WHERE units IS NOT NULL
      UNION ALL
      SELECT f.marketplace_id, f.asin, f.sku, 0, f.fulfillable_units,
        f.fulfillable_units + f.inbound_units
      FROM {now} f LEFT JOIN {snapshots} ON {on}
      WHERE f.account_id = :account_id AND coalesce(s.newest <= {end}, true)
      UNION ALL
      SELECT f.marketplace_id, f.asin, f.sku, 0, f.fulfillable_units,
        f.fulfillable_units + f.inbound_units
      FROM {daily} f JOIN {snapshots} ON {on}
      WHERE f.account_id = :account_id AND s.newest > {end} AND f.local_date = s.last_day
    ) k GROUP BY 1, 2, 3
  ), on_sale AS (
    SELECT o.*, c.empty_days, greatest({first}, CASE
        WHEN p.counted_since < c.since THEN least(c.since, q.since)
        WHEN l.opened_at IS NOT NULL
          THEN least(CAST(l.opened_at AT TIME ZONE p.time_zone AS date), c.since, q.since)
      END) AS since
    FROM offers o
    JOIN places p ON p.marketplace_id = o.marketplace_id
    LEFT JOIN sold q ON q.marketplace_id = o.marketplace_id AND q.asin = o.asin AND q.sku = o.sku
    LEFT JOIN counted c ON c.marketplace_id = o.marketplace_id AND c.sku = o.sku
    LEFT JOIN seller.listings l ON l.account_id = :account_id
      AND l.marketplace_id = o.marketplace_id AND l.sku = o.sku
  )
  SELECT :account_id AS account_id, k.marketplace_id, k.asin, k.sku, k.stock, k.available,
    k.units / CAST(nullif(greatest({last} - k.since + 1, 0) - (SELECT count(*)
      FROM unnest(k.empty_days) e WHERE e >= k.since), 0) AS numeric) AS pace,
    coalesce(ps.lead_time_days, pa.lead_time_days, ac.lead_time_days, {lead}) AS lead_days,
    coalesce(ps.safety_days, pa.safety_days, ac.safety_days, {safety}) AS safety_days,
    coalesce(ps.target_cover_days, pa.target_cover_days, ac.target_cover_days, {target})
      AS target_days,
    coalesce(ps.minimum_order_units, pa.minimum_order_units, 0) AS minimum_units
  FROM on_sale k
  LEFT JOIN seller.product_settings ps ON ps.account_id = :account_id
    AND ps.sku = k.sku AND ps.marketplace_id = k.marketplace_id
  LEFT JOIN seller.product_settings pa ON pa.account_id = :account_id
    AND pa.sku = k.sku AND pa.marketplace_id = ''
  LEFT JOIN seller.account_settings ac ON ac.account_id = :account_id)"""
# Each offer's row as it stands: it sells from a stock of its own.
_BY_ITSELF = "(SELECT r.*, r.pace AS pool_pace, true AS is_counted FROM {offers} r)"
# Marketplaces that sell out of one stock empty it together, and it is ordered for once: by the
# longest of their lead times, and at least by the largest of their minimum orders.
_POOLED = """(SELECT r.account_id, r.marketplace_id, r.asin, r.sku, r.stock, r.available, r.pace,
    CASE WHEN p.sku IS NULL THEN r.pace ELSE sum(r.pace) OVER w END AS pool_pace,
    CASE WHEN p.sku IS NULL THEN r.lead_days ELSE max(r.lead_days) OVER w END AS lead_days,
    CASE WHEN p.sku IS NULL THEN r.safety_days ELSE max(r.safety_days) OVER w END AS safety_days,
    CASE WHEN p.sku IS NULL THEN r.target_days ELSE max(r.target_days) OVER w END AS target_days,
    CASE WHEN p.sku IS NULL THEN r.minimum_units ELSE max(r.minimum_units) OVER w END
      AS minimum_units,
    p.sku IS NULL OR r.stock IS NOT NULL AND {counted} AS is_counted
  FROM {offers} r LEFT JOIN seller.stock_pools p ON p.account_id = :account_id
    AND p.marketplace_id = r.marketplace_id AND p.sku = r.sku AND {within}
  LEFT JOIN seller.marketplaces pm
    ON pm.account_id = :account_id AND pm.marketplace_id = p.marketplace_id
  WINDOW w AS (PARTITION BY p.connection_id, p.sku))"""
# The account's own values where it has chosen none: core/schema/own.py has the same defaults.
_LEAD, _SAFETY, _TARGET = 30, 14, 60
# A pace such as 14/30 has no end: 60 days of it are 28 pieces, and not a hair more, which would
# be 29.
_A_DAY = "coalesce(f.pool_pace, 0)"
_POINT = f"ceil(round({_A_DAY} * (f.lead_days + f.safety_days), 6))"
_MISSING = f"ceil(round({_A_DAY} * f.target_days, 6)) - f.available"
_SUMS = {
    "daily_units": "sum(f.pace)",
    "pool_daily_units": "sum(f.pool_pace) FILTER (WHERE f.is_counted)",
    "reorder_point_units": f"sum({_POINT}) FILTER (WHERE f.available IS NOT NULL AND f.is_counted)",
    "reorder_units": f"sum(CASE WHEN f.available > {_POINT} OR {_MISSING} <= 0 THEN 0"
    f" ELSE greatest({_MISSING}, f.minimum_units) END) FILTER (WHERE f.available IS NOT NULL"
    " AND f.is_counted)",
}


def pace_parts(scope: Scope, side: Side, measures: list[str], parameters: Parameters) -> list[Part]:
    """Write the parts of the pace of sales, as it is at the end of the range."""
    refuse_series(scope, WHAT)
    end = parameters.add(side.time.end, "date")
    window = window_before(side, COVER_DAYS)
    seen = window.model_copy(update={"start": window.start - timedelta(days=COVER_DAYS)})
    tables = StockTables(scope, parameters)
    snapshots = tables.snapshots(snapshots_sql(end, "seller.inventory_daily"))
    last_days = f"i.local_date IN (SELECT s.last_day FROM {snapshots} WHERE s.newest > {end})"
    offers = _OFFERS.format(
        first=parameters.add(window.start, "date"),
        last=parameters.add(window.end, "date"),
        lead=_LEAD,
        safety=_SAFETY,
        target=_TARGET,
        end=end,
        snapshots=snapshots,
        on=tables.on,
        now=tables.now,
        daily=tables.daily(last_days),
        counted_daily=tables.daily(
            days_sql(Source("", {}, {}, date="i.local_date"), seen, parameters)
        ),
        sold=days_sql(Source("", {}, {}, date="q.local_date"), seen, parameters),
        counted=days_sql(Source("", {}, {}, date="y.local_date"), seen, parameters),
    )
    if tables.is_plain:
        table = _BY_ITSELF.format(offers=offers)
    else:
        counted = counted_sql(scope, parameters)
        table = _POOLED.format(offers=offers, counted=counted, within=span_sql(end))
    source = Source(table, DIMENSIONS, _SUMS, asin="f.asin", join=MARKETPLACES_JOIN)
    names = choose((source,), scope.fields, measures, WHAT)[source]
    formulas = {name: source.measures[name] for name in names}
    return [select(scope, side, source, formulas, [], parameters)]
