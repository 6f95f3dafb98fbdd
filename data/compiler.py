"""From a metric query to SQL. Names come from the catalogue only; values are parameters.

The coarsest table that can answer is read: sums per day, per hour, per product and day,
or, for a cut within a day and for orders counted over several products, the lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from data.metrics import DIMENSIONS, METRICS
from data.query_model import Filter, MetricQuery, TimeRange

_COUNTS_ORDERS = {
    "orders", "aov", "units_per_order", "cancelled_orders", "cancelled_rate", "pending_orders",
}  # fmt: skip
_SUMS = """sum(f.revenue_amount) AS revenue, sum(f.units)::numeric AS units,
    sum(f.orders)::numeric AS orders, sum(f.cancelled_orders)::numeric AS cancelled_orders,
    sum(f.pending_orders)::numeric AS pending_orders, sum(f.discount_amount) AS discount,
    sum(f.tax_amount) AS tax"""
_LINE_SUMS = """coalesce(sum(f.price) FILTER (WHERE f.is_sale), 0) AS revenue,
    coalesce(sum(f.quantity) FILTER (WHERE f.is_sale), 0)::numeric AS units,
    count(DISTINCT f.amazon_order_id) FILTER (WHERE f.is_sale)::numeric AS orders,
    count(DISTINCT f.amazon_order_id) FILTER (WHERE NOT f.is_sale)::numeric AS cancelled_orders,
    count(DISTINCT f.amazon_order_id) FILTER (WHERE f.is_pending)::numeric AS pending_orders,
    coalesce(sum(f.discount) FILTER (WHERE f.is_sale), 0) AS discount,
    coalesce(sum(f.tax) FILTER (WHERE f.is_sale), 0) AS tax"""
_LINES = """(SELECT o.marketplace_id, o.local_date, o.local_hour, o.amazon_order_id, l.asin, l.sku,
        coalesce(l.currency, o.currency, m.currency) AS currency, l.quantity,
        o.status <> 'Cancelled' AS is_sale, o.status = 'Pending' AS is_pending,
        (o.purchased_at AT TIME ZONE m.time_zone)::time AS local_time,
        l.item_price_amount AS price,
        coalesce(l.item_tax_amount, 0) + coalesce(l.shipping_tax_amount, 0)
            + coalesce(l.gift_wrap_tax_amount, 0) AS tax,
        coalesce(l.item_discount_amount, 0) + coalesce(l.shipping_discount_amount, 0) AS discount
    FROM seller.orders o
    JOIN seller.marketplaces m
        ON m.account_id = o.account_id AND m.marketplace_id = o.marketplace_id
    LEFT JOIN seller.order_items l
        ON l.account_id = o.account_id AND l.amazon_order_id = o.amazon_order_id
    WHERE o.account_id = :account_id AND o.local_date BETWEEN :start AND :end)"""
_STOCK = """(SELECT i.marketplace_id, i.asin, i.sku, m.currency, i.fulfillable_units,
        i.inbound_units, coalesce(s.units, 0) AS recent_units
    FROM seller.inventory i
    JOIN seller.marketplaces m
        ON m.account_id = i.account_id AND m.marketplace_id = i.marketplace_id
    LEFT JOIN (SELECT marketplace_id, asin, sku, sum(units) AS units
               FROM seller.sales_product_daily
               WHERE account_id = :account_id
                 AND local_date BETWEEN cast(:end AS date) - 30 AND cast(:end AS date) - 1
               GROUP BY 1, 2, 3) s
        ON s.marketplace_id = i.marketplace_id AND s.asin = i.asin AND s.sku = i.sku
    WHERE i.account_id = :account_id)"""
_STOCK_SUMS = """sum(f.fulfillable_units)::numeric AS stock, sum(f.inbound_units)::numeric
    AS inbound, sum(f.recent_units)::numeric AS recent_units"""

_COLUMNS = {
    "day": "f.local_date",
    "week": "date_trunc('week', f.local_date)::date",
    "month": "date_trunc('month', f.local_date)::date",
    "weekday": "extract(isodow FROM f.local_date)::int",
    "hour": "f.local_hour",
    "marketplace": "f.marketplace_id",
    "currency": "f.currency",
    "product": "f.asin",
    "sku": "f.sku",
    "brand": "p.brand",
    "category": "p.category",
    "parent": "coalesce(p.parent_asin, p.asin)",
}


@dataclass
class Compiled:
    """A statement and its parameters."""

    sql: str
    values: dict[str, Any] = field(default_factory=dict)


def compile_fact(
    query: MetricQuery, fact: str, time: TimeRange, account_id: int
) -> Compiled | None:
    """Write the statement for the query's metrics of one fact; None when it has none."""
    metrics = [METRICS[name] for name in query.metrics if METRICS[name].fact == fact]
    if not metrics:
        return None
    values: dict[str, Any] = {"account_id": account_id, "start": time.start, "end": time.end}
    columns = query.columns
    if fact == "stock":
        # Stock is as of now: it has no day, so time columns do not split it.
        columns = [one for one in columns if DIMENSIONS[one].level not in ("time", "hour")]
    source, sums, where = _source(query, fact, time, values)
    where += [
        _condition(one, index, values)
        for index, one in enumerate(query.filters)
        if fact == "sales" or DIMENSIONS[one.field].level in ("place", "product")
    ]
    fields = {DIMENSIONS[one].id for one in columns} | {one.field for one in query.filters}
    join = ""
    if fields & {"brand", "category", "parent"}:
        join = "LEFT JOIN seller.products p ON p.account_id = :account_id AND p.asin = f.asin"
    keys = [f'{_COLUMNS[one]} AS "{one}"' for one in columns]
    names = [f'"{one}"' for one in columns]
    group = f"GROUP BY {', '.join(str(i + 1) for i in range(len(columns)))}" if columns else ""
    formulas = [f'{metric.formula} AS "{metric.id}"' for metric in metrics]
    sql = (
        f"WITH facts AS (SELECT {', '.join([*keys, sums])}\nFROM {source} f {join}\n"
        f"WHERE {' AND '.join(where) or 'true'} {group})\n"
        f"SELECT {', '.join([*names, *formulas])} FROM facts"
        + (f" ORDER BY {', '.join(names)}" if names else "")
    )
    return Compiled(sql, values)


def _source(
    query: MetricQuery, fact: str, time: TimeRange, values: dict[str, Any]
) -> tuple[str, str, list[str]]:
    """Return the table, the sums over it, and the conditions it needs."""
    if fact == "stock":
        return _STOCK, _STOCK_SUMS, []
    names = [*query.columns, *(one.field for one in query.filters)]
    levels = {DIMENSIONS[one].level for one in names}
    counts_orders = bool(_COUNTS_ORDERS & set(query.metrics))
    needs_lines = time.until is not None or (
        "product" in levels and ("hour" in levels or (counts_orders and "sku" not in names))
    )
    if needs_lines:
        where = []
        if time.until is not None:
            values["until"] = time.until
            where = ["(f.local_date < :end OR f.local_time <= :until)"]
        return _LINES, _LINE_SUMS, where
    table = "sales_daily"
    if "product" in levels:
        table = "sales_product_daily"
    elif "hour" in levels:
        table = "sales_hourly"
    where = ["f.account_id = :account_id", "f.local_date BETWEEN :start AND :end"]
    return f"seller.{table}", _SUMS, where


def _condition(one: Filter, index: int, values: dict[str, Any]) -> str:
    name = f"filter_{index}"
    column = _COLUMNS[one.field]
    if one.op in ("in", "not in"):
        values[name] = list(one.value)
        inside = f"{column} = ANY(:{name})"
        return inside if one.op == "in" else f"NOT coalesce({inside}, false)"
    if one.op == "~":
        escaped = str(one.value).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        values[name] = f"%{escaped}%"
        return f"{column} ILIKE :{name}"
    values[name] = one.value
    return f"{column} = :{name}" if one.op == "=" else f"{column} IS DISTINCT FROM :{name}"
