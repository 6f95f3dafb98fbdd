"""The catalogue: what each metric and each dimension means, once, for every surface.

A metric is a formula over base measures. Ratios are a sum divided by a sum, and null
where the divisor is 0. Sources of the meanings: Amazon's business-report glossary.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Unit = Literal["money", "count", "share", "days", "number"]


@dataclass(frozen=True)
class Metric:
    """One figure: its name, its meaning in a sentence, and how it is made."""

    id: str
    name: str
    sentence: str
    formula: str
    unit: Unit
    fact: Literal["sales", "stock"] = "sales"
    is_additive: bool = True
    up_is_good: bool | None = True
    lag: str = "a few minutes"
    synonyms: tuple[str, ...] = field(default=())

    @property
    def is_money(self) -> bool:
        """Whether the figure needs a currency beside it."""
        return self.unit == "money"


@dataclass(frozen=True)
class Dimension:
    """One way to split figures; `level` says how fine a table it needs."""

    id: str
    name: str
    level: Literal["time", "place", "hour", "product"]
    synonyms: tuple[str, ...] = ()


_PENDING_NOTE = "Pending orders count, but their price is not known yet."

_METRICS = (
    Metric("revenue", "Revenue", "What was ordered, before refunds; cancelled orders do not count. "
           + _PENDING_NOTE, "revenue", "money", synonyms=("sales", "turnover")),
    Metric("units", "Units", "Pieces ordered; cancelled orders do not count.", "units", "count",
           synonyms=("pieces", "items sold")),
    Metric("orders", "Orders", "Orders placed; cancelled ones do not count.", "orders", "count"),
    Metric("aov", "Average order", "Revenue divided by orders.",
           "revenue / nullif(orders, 0)", "money", is_additive=False,
           synonyms=("average order value", "basket")),
    Metric("avg_selling_price", "Average price", "Revenue divided by units.",
           "revenue / nullif(units, 0)", "money", is_additive=False, up_is_good=None),
    Metric("units_per_order", "Units per order", "Units divided by orders.",
           "units / nullif(orders, 0)", "number", is_additive=False),
    Metric("cancelled_orders", "Cancelled orders", "Orders that were cancelled.",
           "cancelled_orders", "count", up_is_good=False),
    Metric("cancelled_rate", "Cancelled share", "Cancelled orders divided by all orders.",
           "cancelled_orders / nullif(orders + cancelled_orders, 0)", "share",
           is_additive=False, up_is_good=False),
    Metric("pending_orders", "Pending orders", "Orders Amazon has not confirmed yet.",
           "pending_orders", "count", up_is_good=None),
    Metric("discounts", "Discounts", "What promotions took off prices and shipping.",
           "discount", "money", up_is_good=None, synonyms=("promotions",)),
    Metric("tax", "Tax", "Tax on items, shipping and gift wrap, as Amazon reports it.",
           "tax", "money", up_is_good=None, synonyms=("vat",)),
    Metric("stock_units", "Stock", "Pieces that can be sold from Amazon's warehouses now.",
           "stock", "count", fact="stock", up_is_good=None),
    Metric("inbound_units", "On the way", "Pieces on their way to Amazon's warehouses.",
           "inbound", "count", fact="stock", up_is_good=None),
    Metric("days_of_cover", "Days of cover",
           "How long the stock lasts at the pace of the last 30 days.",
           "stock * 30.0 / nullif(recent_units, 0)", "days", fact="stock", is_additive=False,
           up_is_good=None),
)  # fmt: skip

METRICS: dict[str, Metric] = {metric.id: metric for metric in _METRICS}

DIMENSIONS: dict[str, Dimension] = {
    one.id: one
    for one in (
        Dimension("day", "Day", "time"),
        Dimension("week", "Week", "time"),
        Dimension("month", "Month", "time"),
        Dimension("weekday", "Weekday", "time"),
        Dimension("marketplace", "Marketplace", "place", ("country",)),
        Dimension("currency", "Currency", "place"),
        Dimension("hour", "Hour", "hour"),
        Dimension("product", "Product", "product", ("asin",)),
        Dimension("sku", "SKU", "product"),
        Dimension("brand", "Brand", "product"),
        Dimension("category", "Category", "product"),
        Dimension("parent", "Product family", "product"),
    )
}
TIME_GRAINS = ("day", "week", "month")
