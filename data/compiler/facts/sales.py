"""Sales: from sums by day, hour or product where these can answer, else from order lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from data.compiler.conditions import days_sql, zone_days_sql
from data.compiler.parameters import Parameters
from data.compiler.select import FX, Part, Scope, Side, choose, select
from data.compiler.sources import MARKETPLACES_JOIN, PLACE, WEEKDAY, Source, product_fields
from data.metrics import DIMENSIONS, MEASURES
from data.query_model import TimeRange

_SALES = [name for name, one in MEASURES.items() if one.fact == "sales" and not one.is_distinct]
_SUMS = {name: f"sum(f.{name}{FX if MEASURES[name].is_money else ''})" for name in _SALES}
_NO_ORDER_COUNTS = {name: sql for name, sql in _SUMS.items() if not MEASURES[name].counts_orders}
_PRODUCTS_SOLD = {"products_sold": "count(DISTINCT f.asin) FILTER (WHERE f.units > 0)"}

DAILY = Source("seller.sales_daily", PLACE | WEEKDAY, _SUMS)
HOURLY = Source("seller.sales_hourly", PLACE | WEEKDAY | {"hour": "f.local_hour"}, _SUMS)
# One row of this table is one (product, SKU): its orders do not overlap with themselves.
_SKU_DAILY = Source(
    "seller.sales_product_daily",
    PLACE | WEEKDAY | product_fields("f.asin", "f.sku"),
    _SUMS | _PRODUCTS_SOLD,
    asin="f.asin",
    needs=frozenset({"product", "sku"}),
)
PRODUCT_DAILY = Source(
    "seller.sales_product_daily",
    PLACE | WEEKDAY | product_fields("f.asin", "f.sku"),
    _NO_ORDER_COUNTS | _PRODUCTS_SOLD,
    asin="f.asin",
)

_IS_SALE = "f.status <> 'Cancelled'"


def _distinct_orders(condition: str) -> str:
    return f"count(DISTINCT f.amazon_order_id) FILTER (WHERE {condition})"


def _sum_of_lines(sql: str, condition: str = _IS_SALE) -> str:
    return f"sum({sql}) FILTER (WHERE {condition})"


def _plus(*columns: str) -> str:
    return f"({' + '.join(f'coalesce(i.{name}, 0)' for name in columns)}){FX}"


LINES = Source(
    "seller.orders",
    WEEKDAY
    | product_fields("i.asin", "i.sku")
    | {
        "marketplace": "f.marketplace_id",
        "currency": "coalesce(i.currency, f.currency, m.currency)",
        "hour": "f.local_hour",
        "fulfillment_channel": "f.fulfillment_channel",
        "order_status": "f.status",
        "buyer": "CASE WHEN f.is_business THEN 'Business' ELSE 'Private' END",
        "order": "f.amazon_order_id",
    },
    {
        "orders": _distinct_orders(_IS_SALE),
        "cancelled_orders": _distinct_orders("f.status = 'Cancelled'"),
        "pending_orders": _distinct_orders("f.status = 'Pending'"),
        "order_lines": f"count(i.order_item_id) FILTER (WHERE {_IS_SALE})",
        "units": _sum_of_lines("i.quantity"),
        "unpriced_units": _sum_of_lines(
            "i.quantity", f"{_IS_SALE} AND i.item_price_amount IS NULL"
        ),
        "revenue_amount": _sum_of_lines(f"i.item_price_amount{FX}"),
        "tax_amount": _sum_of_lines(
            _plus("item_tax_amount", "shipping_tax_amount", "gift_wrap_tax_amount")
        ),
        "discount_amount": _sum_of_lines(_plus("item_discount_amount", "shipping_discount_amount")),
        "shipping_amount": _sum_of_lines(_plus("shipping_price_amount", "gift_wrap_price_amount")),
        "products_sold": f"count(DISTINCT i.asin) FILTER (WHERE {_IS_SALE} AND i.quantity > 0)",
    },
    asin="i.asin",
    join=f"{MARKETPLACES_JOIN}\n  LEFT JOIN seller.order_items i"
    " ON i.account_id = :account_id AND i.amazon_order_id = f.amazon_order_id",
)

# From coarse to fine. Orders split or filtered by product are counted from the lines, as one
# order may hold several products of a brand; the amounts beside them still come from the sums.
LADDER = (DAILY, HOURLY, _SKU_DAILY, PRODUCT_DAILY, LINES)
WHAT = "Sales"


def sales_parts(
    scope: Scope, side: Side, measures: list[str], parameters: Parameters
) -> list[Part]:
    """Write the parts of sales; a last day that is cut comes from the lines of orders.

    So does every day of another time zone: the sums know the marketplace's days and hours.
    """
    if scope.zone is not None:
        return [_part_in_zone(scope, side, measures, scope.zone, parameters)]
    parts = []
    for source, names in choose(LADDER, scope.fields, measures, WHAT).items():
        distinct = [name for name in names if MEASURES[name].is_distinct]
        for wanted, cuts in (
            ([name for name in names if name not in distinct], _cut(source, side.time)),
            # What counts different things cannot be put together from two tables.
            (distinct, [(LINES if side.time.until else source, side.time)]),
        ):
            for table, time in cuts if wanted else ():
                formulas = {name: table.measures[name] for name in wanted}
                where = [days_sql(table, time, parameters)]
                if table is LINES and _is_by_product(scope.fields):
                    where.append("i.order_item_id IS NOT NULL")
                parts.append(select(scope, side, table, formulas, where, parameters))
    return parts


def _part_in_zone(
    scope: Scope, side: Side, measures: list[str], zone: str, parameters: Parameters
) -> Part:
    """Write the sales of days and hours in one time zone, for all marketplaces alike.

    An amount keeps the exchange rate of its day in the marketplace: however days are cut, it is
    worth the same.
    """
    local = f"(f.purchased_at AT TIME ZONE {parameters.add(zone, 'text')})"
    source = replace(
        LINES,
        date=f"CAST({local} AS date)",
        dimensions={
            **LINES.dimensions,
            "weekday": f"CAST(extract(isodow FROM {local}) AS integer)",
            "hour": f"CAST(extract(hour FROM {local}) AS integer)",
        },
        rate_day="f.local_date",
    )
    ((table, names),) = choose((source,), scope.fields, measures, WHAT).items()
    formulas = {name: table.measures[name] for name in names}
    where = [zone_days_sql(side.time, zone, parameters)]
    if _is_by_product(scope.fields):
        where.append("i.order_item_id IS NOT NULL")
    return select(scope, side, table, formulas, where, parameters)


def _cut(source: Source, time: TimeRange) -> list[tuple[Source, TimeRange]]:
    """Take the last day from the lines of orders when it is cut within the day."""
    if time.until is None or source is LINES:
        return [(source, time)]
    last = time.model_copy(update={"start": time.end})
    if time.start == time.end:
        return [(LINES, last)]
    whole = TimeRange(start=time.start, end=time.end - timedelta(days=1))
    return [(source, whole), (LINES, last)]


def _is_by_product(fields: set[str]) -> bool:
    return any(DIMENSIONS[name].level == "product" for name in fields)


def window_before(side: Side, days: int) -> TimeRange:
    """Return the last `days` whole days up to the end of a range."""
    last = side.time.end - timedelta(days=1 if side.time.until else 0)
    return TimeRange(start=last - timedelta(days=days - 1), end=last)
