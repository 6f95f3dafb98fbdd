"""The base sums that metrics are made of, and which table each comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Fact = Literal[
    "sales",
    "stock",
    "ads",
    "wasted",
    "search_terms",
    "traffic",
    # Visits of single products: a report for each day, so they are known less far back.
    "product_visits",
    "control",
    "order_count",
    "money",
    "order_refunds",
    "returns",
    "costs",
    "vat",
    "expenses",
    "ages",
    "excess",
    "stranded",
    "stock_days",
    "stock_average",
    "stock_value",
    "pace",
    "offers",
    "payouts",
    "proceeds",
    "held",
    "storage",
]

# Facts whose rows know the hour, so that a day which is not over can be cut.
HOURLY: frozenset[Fact] = frozenset({"sales"})
# Facts that say how things stand at the end of the period, whenever that is.
STANDING: frozenset[Fact] = frozenset(
    {
        "stock",
        "ages",
        "excess",
        "stranded",
        "stock_average",
        "stock_value",
        "pace",
        "offers",
        "held",
    }
)
# Facts that are unknown, not 0, where there is no row: nobody has counted.
UNKNOWN_WHEN_ABSENT: frozenset[Fact] = frozenset(
    {
        "stock",
        "traffic",
        "control",
        "order_count",
        "storage",
        "ages",
        "excess",
        "stock_days",
        "stock_average",
        "stock_value",
        "pace",
    }
)


@dataclass(frozen=True)
class Measure:
    """A base sum: which fact gives it, what it is in words, and whether it counts whole things.

    What counts orders, products or visits does not add up over products: an order with two
    products counts once in a total and once for each. `is_distinct`: not over days either.
    """

    id: str
    fact: Fact
    words: str
    counts_orders: bool = False
    is_distinct: bool = False

    @property
    def is_money(self) -> bool:
        """Whether it is an amount in a currency."""
        return self.id.endswith("_amount")


_ROWS: tuple[Measure, ...] = (
    Measure("orders", "sales", "orders", counts_orders=True),
    Measure("cancelled_orders", "sales", "cancelled orders", counts_orders=True),
    Measure("pending_orders", "sales", "pending orders", counts_orders=True),
    Measure("order_lines", "sales", "order lines"),
    Measure("units", "sales", "units"),
    Measure("unpriced_units", "sales", "units without a price"),
    Measure("revenue_amount", "sales", "revenue"),
    Measure("tax_amount", "sales", "tax that Amazon names"),
    Measure("discount_amount", "sales", "discounts"),
    Measure("shipping_amount", "sales", "shipping and gift wrap"),
    Measure("products_sold", "sales", "products sold", counts_orders=True, is_distinct=True),
    Measure("fulfillable_units", "stock", "pieces that can be sold"),
    Measure("inbound_units", "stock", "pieces on the way"),
    Measure("reserved_units", "stock", "reserved pieces"),
    Measure("unfulfillable_units", "stock", "pieces that cannot be sold"),
    Measure("impressions", "ads", "impressions"),
    Measure("clicks", "ads", "clicks"),
    Measure("ad_spend_amount", "ads", "ad spend"),
    Measure("ad_sales_amount", "ads", "ad sales"),
    Measure("ad_orders", "ads", "ad orders"),
    Measure("ad_units", "ads", "ad units"),
    Measure("wasted_spend_amount", "wasted", "ad spend without an order"),
    Measure("sessions", "traffic", "sessions"),
    Measure("page_views", "traffic", "page views"),
    Measure("visited_units", "traffic", "units in Amazon's traffic report"),
    Measure("visited_lines", "traffic", "order lines in Amazon's traffic report"),
    Measure("featured_views", "traffic", "page views with the Featured Offer"),
    Measure("measured_views", "traffic", "page views with a known Featured Offer"),
    Measure("amazon_orders", "order_count", "orders by Amazon's own count", counts_orders=True),
    Measure("amazon_units", "control", "units by Amazon's own count"),
    Measure("amazon_sales_amount", "control", "sales by Amazon's own count"),
    Measure("refund_amount", "money", "refunds"),
    Measure("refund_units", "money", "refunded units"),
    Measure("charged_amount", "money", "what buyers were charged"),
    Measure("commission_amount", "money", "referral fees"),
    Measure("fulfilment_fee_amount", "money", "FBA fulfilment fees"),
    Measure("closing_fee_amount", "money", "closing fees"),
    Measure("refund_fee_amount", "money", "refund fees"),
    Measure("storage_fee_amount", "money", "storage fees"),
    Measure("subscription_amount", "money", "selling plan"),
    Measure("other_fee_amount", "money", "other fees"),
    Measure("reimbursement_amount", "money", "reimbursements"),
    Measure("advertising_amount", "money", "advertising charged"),
    Measure("other_amount", "money", "other movements"),
    Measure("order_refund_units", "order_refunds", "units of these orders refunded so far"),
    Measure("returned_units", "returns", "returned units"),
    Measure("sellable_returned_units", "returns", "returned units that can be sold again"),
    Measure("cogs_amount", "costs", "cost of goods"),
    Measure("uncosted_units", "costs", "units without a cost"),
    Measure("revenue_vat_amount", "vat", "VAT in revenue"),
    Measure("extras_vat_amount", "vat", "VAT in shipping and gift wrap, less discounts"),
    Measure("refund_vat_amount", "vat", "VAT in refunds"),
    Measure("expense_amount", "expenses", "other expenses"),
    Measure("aged_units", "ages", "pieces older than 180 days"),
    Measure("counted_units", "ages", "pieces whose age is known"),
    Measure("shipped_90_days_units", "ages", "pieces shipped in 90 days"),
    Measure("excess_units", "ages", "pieces that Amazon counts as excess"),
    Measure("excess_value_amount", "excess", "those pieces at cost"),
    Measure("stranded_units", "stranded", "stranded pieces"),
    Measure("in_stock_days", "stock_days", "days in stock"),
    Measure("counted_days", "stock_days", "days counted"),
    Measure("average_stock_units", "stock_average", "average stock of 90 days"),
    Measure("inventory_value_amount", "stock_value", "stock at cost"),
    Measure("uncosted_stock_units", "stock_value", "pieces without a cost"),
    Measure("daily_units", "pace", "units a day in stock"),
    Measure("pool_daily_units", "pace", "units a day out of this stock"),
    Measure("reorder_point_units", "pace", "reorder point"),
    Measure("reorder_units", "pace", "pieces to order"),
    Measure("active_products", "offers", "products with an active offer",
            counts_orders=True, is_distinct=True),
    Measure("active_skus", "offers", "SKUs with an active offer",
            counts_orders=True, is_distinct=True),
    Measure("active_offers", "offers", "active offers"),
    Measure("payout_amount", "payouts", "payouts"),
    Measure("net_proceeds_amount", "proceeds", "lines of settlements"),
    Measure("storage_charged_amount", "storage", "storage by product"),
    Measure("held_back_amount", "held", "money that Amazon holds back"),
    Measure("held_back_payments", "held", "payments that Amazon holds back"),
)  # fmt: skip

MEASURES: dict[str, Measure] = {one.id: one for one in _ROWS}
