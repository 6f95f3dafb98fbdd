"""The dimensions: by what a metric can be split and filtered.

`level` says how fine the data must be to know a dimension: every sum by day knows the
marketplace, only sums by hour know the hour, only sums by product know the brand, and
some things only the orders themselves know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["day", "hour", "product", "order"]
Kind = Literal["date", "text", "number"]

# The dimensions that cut time into a series, from fine to coarse.
GRAINS = ("day", "week", "month")


@dataclass(frozen=True)
class Dimension:
    """One way to split: its name for people, what its values are, where it is known."""

    id: str
    name: str
    sentence: str
    kind: Kind
    level: Level
    synonyms: tuple[str, ...] = ()

    @property
    def is_grain(self) -> bool:
        """Whether it cuts time into a series."""
        return self.id in GRAINS


_ROWS = (
    Dimension(
        "day",
        "Day",
        "A day of the marketplace, in its own time zone.",
        "date",
        "day",
        ("date", "daily", "local_date"),
    ),
    Dimension("week", "Week", "A week, written as its Monday.", "date", "day", ("weekly",)),
    Dimension("month", "Month", "A month, written as its first day.", "date", "day", ("monthly",)),
    Dimension(
        "marketplace",
        "Marketplace",
        "Amazon's shop front, such as Amazon.de.",
        "text",
        "day",
        ("country", "market", "store", "marketplace_id"),
    ),
    Dimension(
        "currency", "Currency", "The currency that buyers paid in.", "text", "day", ("money",)
    ),
    Dimension(
        "weekday",
        "Weekday",
        "The day of the week: 1 is Monday, 7 is Sunday.",
        "number",
        "day",
        ("day_of_week", "dow"),
    ),
    Dimension(
        "hour",
        "Hour",
        "The hour of the day at the marketplace, 0 to 23.",
        "number",
        "hour",
        ("hour_of_day", "time_of_day"),
    ),
    Dimension("product", "Product", "A product, by its ASIN.", "text", "product", ("asin", "item")),
    Dimension("sku", "SKU", "The seller's own number for an offer.", "text", "product"),
    Dimension("brand", "Brand", "The brand of the product.", "text", "product"),
    Dimension(
        "category", "Category", "Amazon's category of the product.", "text", "product", ("group",)
    ),
    Dimension(
        "parent",
        "Product family",
        "The ASIN that the variations of a product share.",
        "text",
        "product",
        ("parent_asin", "variation"),
    ),
    Dimension(
        "fulfillment_channel",
        "Fulfilment",
        "Who ships: Amazon or the seller.",
        "text",
        "order",
        ("fulfilment_channel", "fulfillment", "channel"),
    ),
    Dimension(
        "order_status",
        "Order status",
        "How far an order has come, such as Pending or Shipped.",
        "text",
        "order",
        ("status",),
    ),
    Dimension("order", "Order", "One order, by Amazon's number.", "text", "order", ("order_id",)),
)

DIMENSIONS: dict[str, Dimension] = {one.id: one for one in _ROWS}
