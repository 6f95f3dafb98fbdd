"""What is worked out from figures that are recounted themselves: sums and ratios, by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

Known = Mapping[str, Decimal]
Formula = Callable[[Known], Decimal | None]

FEES = ("commission", "fba_fees", "refund_fees", "storage_fees", "subscription_fees",
        "closing_fees", "other_fees")  # fmt: skip


def _sum(*names: str) -> Formula:
    """Add up; a name with a minus is taken off."""

    def add(known: Known) -> Decimal:
        return sum(
            (-known[one[1:]] if one.startswith("-") else known[one] for one in names), Decimal(0)
        )

    return add


def _ratio(top: str, bottom: str) -> Formula:
    return lambda known: known[top] / known[bottom] if known[bottom] else None


# In this order: a later one may need an earlier one.
FORMULAS: dict[str, Formula] = {
    "revenue_ex_vat": _sum("revenue", "-revenue_vat"),
    "vat": _sum("revenue_vat", "extras_vat", "-refund_vat"),
    "fees": _sum(*FEES),
    "net_revenue": _sum("revenue", "shipping", "-discounts", "-refund_amount", "reimbursements",
                        "-vat"),
    "gross_profit": _sum("net_revenue", "-fees", "-cogs"),
    "profit": _sum("gross_profit", "-ad_spend"),
    "net_profit": _sum("profit", "-expenses"),
    "total_costs": _sum("cogs", "fees", "ad_spend", "expenses"),
    "organic_sales": _sum("revenue", "-ad_sales"),
    "aov": _ratio("revenue", "orders"),
    "avg_selling_price": _ratio("revenue", "units"),
    "avg_order_line": _ratio("revenue", "order_lines"),
    "units_per_order": _ratio("units", "orders"),
    "cancelled_rate": lambda known: (
        known["cancelled_orders"] / (known["orders"] + known["cancelled_orders"])
        if known["orders"] + known["cancelled_orders"] else None
    ),
    "ctr": _ratio("clicks", "impressions"),
    "cpc": _ratio("ad_spend", "clicks"),
    "ad_conversion_rate": _ratio("ad_orders", "clicks"),
    "ad_cost_per_order": _ratio("ad_spend", "ad_orders"),
    "acos": _ratio("ad_spend", "ad_sales"),
    "roas": _ratio("ad_sales", "ad_spend"),
    "tacos": _ratio("ad_spend", "revenue"),
    "ad_revenue_share": _ratio("ad_sales", "revenue"),
    "organic_share": _ratio("organic_sales", "revenue"),
    "unit_session_rate": _ratio("visited_units", "sessions"),
    "order_line_session_rate": _ratio("visited_lines", "sessions"),
    "featured_offer_rate": _ratio("featured_views", "measured_views"),
    "refund_rate": _ratio("refund_units", "units"),
    "order_refund_rate": _ratio("order_refund_units", "units"),
    "refund_amount_rate": _ratio("refund_amount", "revenue"),
    "return_rate": _ratio("returned_units", "units"),
    "fee_rate": _ratio("fees", "revenue"),
    "fba_fee_rate": _ratio("fba_fees", "revenue"),
    "profit_margin": _ratio("profit", "revenue"),
    "net_margin": _ratio("net_profit", "revenue"),
    "roi": _ratio("profit", "cogs"),
    "roi_all_costs": _ratio("net_profit", "total_costs"),
    "break_even_acos": _ratio("gross_profit", "revenue"),
}  # fmt: skip
# The same for figures of stock.
STOCK_FORMULAS: dict[str, Formula] = {
    # The demo shop has no stock that marketplaces share (test_pan_european_stock.py has).
    "stock_pace": lambda known: known.get("velocity"),
    # Of what the seller sends nobody counts the stock: it is unknown, not 0.
    "days_of_cover": lambda known: (
        known["stock_units"] / known["velocity"]
        if "stock_units" in known and known["velocity"]
        else None
    ),
    "in_stock_rate": _ratio("in_stock_days", "counted_stock_days"),
    "sell_through": _ratio("shipped_units_90_days", "average_stock"),
    "aged_share": _ratio("aged_units", "counted_units"),
}


def complete(
    known: dict[str, Decimal], formulas: Mapping[str, Formula]
) -> dict[str, Decimal | None]:
    """Return the figures with those that are worked out from them."""
    found: dict[str, Decimal | None] = known
    for name, formula in formulas.items():
        found[name] = formula(known)
    return found
