"""The tables that can answer, from coarse to fine, and how each writes a dimension or a measure.

Every table is read under the name `f`; what is joined to it has one row at the most for
each row of `f` (or, for the lines of orders, is the point of reading it), so nothing is
counted twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data.metrics import DIMENSIONS, MEASURES

PRODUCT_FIELDS = frozenset({"brand", "category", "parent"})
_PRODUCTS_JOIN = "LEFT JOIN seller.products p ON p.account_id = :account_id AND p.asin = {asin}"
_MARKETPLACES_JOIN = (
    "JOIN seller.marketplaces m"
    " ON m.account_id = :account_id AND m.marketplace_id = f.marketplace_id"
)


@dataclass(frozen=True, eq=False)
class Source:
    """A table or view of the facts: its FROM, its dimensions, its measures."""

    table: str
    dimensions: Mapping[str, str]
    measures: Mapping[str, str]
    date: str = "f.local_date"
    asin: str = ""
    join: str = ""

    def from_sql(self, fields: Iterable[str]) -> str:
        """Write the FROM that knows these dimensions."""
        parts = [f"{self.table} f"]
        if self.join:
            parts.append(self.join)
        if PRODUCT_FIELDS & set(fields):
            parts.append(_PRODUCTS_JOIN.format(asin=self.asin))
        return "\n  ".join(parts)


_PLACE = {"marketplace": "f.marketplace_id", "currency": "f.currency"}
_WEEKDAY = {"weekday": "CAST(extract(isodow FROM f.local_date) AS integer)"}


def _product(alias: str) -> dict[str, str]:
    return {
        "product": f"{alias}.asin",
        "sku": f"{alias}.sku",
        "brand": "p.brand",
        "category": "p.category",
        # A product without variations is its own family.
        "parent": f"coalesce(p.parent_asin, {alias}.asin)",
    }


_SALES = [name for name, measure in MEASURES.items() if measure.fact == "sales"]
_SUMS = {name: f"sum(f.{name})" for name in _SALES}
_NO_ORDER_COUNTS = {name: sql for name, sql in _SUMS.items() if not MEASURES[name].counts_orders}

_DAILY = Source("seller.sales_daily", _PLACE | _WEEKDAY, _SUMS)
_HOURLY = Source("seller.sales_hourly", _PLACE | _WEEKDAY | {"hour": "f.local_hour"}, _SUMS)
_PRODUCT_DAILY = Source(
    "seller.sales_product_daily",
    _PLACE | _WEEKDAY | _product("f"),
    _NO_ORDER_COUNTS,
    asin="f.asin",
)
# One row of this table is one (product, SKU): its orders do not overlap with themselves.
_SKU_DAILY = Source(
    "seller.sales_product_daily",
    _PLACE | _WEEKDAY | _product("f"),
    _SUMS,
    asin="f.asin",
)

_IS_SALE = "f.status <> 'Cancelled'"


def _distinct_orders(condition: str) -> str:
    return f"count(DISTINCT f.amazon_order_id) FILTER (WHERE {condition})"


def _sum_of_lines(sql: str, condition: str = _IS_SALE) -> str:
    return f"sum({sql}) FILTER (WHERE {condition})"


def _plus(*columns: str) -> str:
    return " + ".join(f"coalesce(i.{name}, 0)" for name in columns)


LINES = Source(
    "seller.orders",
    _WEEKDAY
    | _product("i")
    | {
        "marketplace": "f.marketplace_id",
        "currency": "coalesce(i.currency, f.currency, m.currency)",
        "hour": "f.local_hour",
        "fulfillment_channel": "f.fulfillment_channel",
        "order_status": "f.status",
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
        "revenue_amount": _sum_of_lines("i.item_price_amount"),
        "tax_amount": _sum_of_lines(
            _plus("item_tax_amount", "shipping_tax_amount", "gift_wrap_tax_amount")
        ),
        "discount_amount": _sum_of_lines(_plus("item_discount_amount", "shipping_discount_amount")),
        "shipping_amount": _sum_of_lines(_plus("shipping_price_amount", "gift_wrap_price_amount")),
    },
    asin="i.asin",
    join=f"{_MARKETPLACES_JOIN}\n  LEFT JOIN seller.order_items i"
    " ON i.account_id = :account_id AND i.amazon_order_id = f.amazon_order_id",
)

# Stock has no currency of its own: it takes the marketplace's, so that it can stand beside
# the revenue that it belongs to.
_STOCK_DIMENSIONS = {"marketplace": "f.marketplace_id", "currency": "m.currency"} | _product("f")
_STOCK_SUMS = {
    name: f"sum(f.{name})" for name, measure in MEASURES.items() if measure.fact == "stock"
}
STOCK_NOW = Source(
    "seller.inventory", _STOCK_DIMENSIONS, _STOCK_SUMS, asin="f.asin", join=_MARKETPLACES_JOIN
)
STOCK_DAILY = Source(
    "seller.inventory_daily", _STOCK_DIMENSIONS, _STOCK_SUMS, asin="f.asin", join=_MARKETPLACES_JOIN
)


def sales_sources(fields: Iterable[str], measures: Iterable[str]) -> dict[Source, list[str]]:
    """Choose the coarsest tables that know all `fields`, and say which measures each gives.

    Orders split or filtered by product are counted from the lines, as one order may hold
    several products of a brand; the amounts beside them still come from the sums.
    """
    fields = set(fields)
    levels = {DIMENSIONS[name].level for name in fields}
    if "order" in levels or {"hour", "product"} <= levels:
        ladder = [LINES]
    elif "hour" in levels:
        ladder = [_HOURLY]
    elif {"product", "sku"} <= fields:
        ladder = [_SKU_DAILY]
    elif "product" in levels:
        ladder = [_PRODUCT_DAILY, LINES]
    else:
        ladder = [_DAILY]
    chosen: dict[Source, list[str]] = {}
    for measure in measures:
        source = next(one for one in ladder if measure in one.measures)
        chosen.setdefault(source, []).append(measure)
    return chosen
