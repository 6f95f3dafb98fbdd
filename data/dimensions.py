"""The dimensions: by what a metric can be split and filtered.

`level` says how fine the data must be to know a dimension: every sum by day knows the
marketplace, only sums by hour know the hour, only sums by product know the brand, and
some things only the orders, the advertisements, the money or the returns know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["day", "hour", "product", "order", "ads", "money", "returns", "expenses"]
Kind = Literal["date", "text", "number"]

# The dimensions that cut time into a series, from fine to coarse.
GRAINS = ("day", "week", "month", "quarter", "year")


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
        "quarter", "Quarter", "A quarter, written as its first day.", "date", "day", ("quarterly",)
    ),
    Dimension("year", "Year", "A year, written as its first day.", "date", "day", ("yearly",)),
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
    Dimension(
        "buyer",
        "Kind of buyer",
        "Who bought, as Amazon marks the order: a business (Amazon Business) or a private person.",
        "text",
        "order",
        ("b2b", "buyer_type", "customer_type"),
    ),
    Dimension("order", "Order", "One order, by Amazon's number.", "text", "order", ("order_id",)),
    Dimension(
        "campaign",
        "Campaign",
        "An advertising campaign, by its name.",
        "text",
        "ads",
        ("campaign_name", "ad_campaign"),
    ),
    Dimension("campaign_id", "Campaign number", "A campaign, by Amazon's number.", "text", "ads"),
    Dimension(
        "ad_product",
        "Kind of advertisement",
        "Sponsored Products, Sponsored Brands or Sponsored Display, as Amazon writes them.",
        "text",
        "ads",
        ("ad_type", "campaign_type"),
    ),
    Dimension(
        "ad_group", "Ad group", "A group of advertisements inside a campaign.", "text", "ads"
    ),
    Dimension(
        "keyword",
        "Keyword or target",
        "What an advertisement is shown for: a keyword, a product or a category.",
        "text",
        "ads",
        ("target", "targeting", "keyword_text"),
    ),
    Dimension(
        "match_type",
        "Match type",
        "How closely a search must fit a keyword, such as EXACT or BROAD.",
        "text",
        "ads",
    ),
    Dimension(
        "search_term",
        "Search term",
        "What people typed before they clicked.",
        "text",
        "ads",
        ("search_query", "customer_search_term"),
    ),
    Dimension(
        "fee_type", "Kind of fee", "What Amazon charges for.", "text", "money", ("fee_kind",)
    ),
    Dimension(
        "return_reason",
        "Reason of a return",
        "Why the buyer sent it back, as Amazon writes it.",
        "text",
        "returns",
        ("reason",),
    ),
    Dimension(
        "disposition",
        "State of a return",
        "What a returned piece is good for, such as SELLABLE.",
        "text",
        "returns",
    ),
    Dimension(
        "expense_category",
        "Kind of expense",
        "The category you gave to an expense.",
        "text",
        "expenses",
    ),
)

DIMENSIONS: dict[str, Dimension] = {one.id: one for one in _ROWS}
