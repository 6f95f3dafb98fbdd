"""Schema `seller`, the market: traffic, Amazon's own totals, the age of stock, exchange rates."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import Column

from core.schema.base import (
    account_key,
    amount,
    big,
    count,
    day,
    instant,
    metadata,
    provenance,
    quantity,
    share,
    text,
    to,
)


def _traffic() -> tuple[Column[Any], ...]:
    """What both levels of the Sales & Traffic report tell. `_pct` is 0 to 100, as Amazon says."""
    return (
        text("currency"),
        amount("sales_amount"),
        amount("b2b_sales_amount"),
        count("units"),
        count("b2b_units"),
        count("order_lines"),
        count("page_views"),
        count("browser_page_views"),
        count("app_page_views"),
        count("sessions"),
        count("browser_sessions"),
        count("app_sessions"),
        quantity("featured_offer_pct"),
        *provenance(),
    )


traffic_daily = Table(
    "traffic_daily",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    day("local_date", primary_key=True),
    *_traffic(),
    count("refunded_units"),
    amount("shipped_sales_amount"),
    count("shipped_units"),
    count("shipped_orders"),
    count("feedback_received"),
    count("negative_feedback_received"),
    to("seller.marketplaces", "marketplace_id"),
    schema="seller",
)

traffic_product_daily = Table(
    "traffic_product_daily",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    day("local_date", primary_key=True),
    text("asin", primary_key=True),
    text("parent_asin"),
    *_traffic(),
    to("seller.marketplaces", "marketplace_id"),
    Index("traffic_product_daily_asin", "account_id", "asin", "local_date"),
    schema="seller",
)

# Amazon's own count of a day (getOrderMetrics): what our sums are held against.
sales_control = Table(
    "sales_control",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    day("local_date", primary_key=True),
    text("currency", nullable=False),
    count("orders"),
    count("order_lines"),
    count("units"),
    amount("sales_amount", nullable=False),
    *provenance(),
    to("seller.marketplaces", "marketplace_id"),
    schema="seller",
)

# How old the stock is (FBA inventory planning), one picture a day.
inventory_planning = Table(
    "inventory_planning",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    day("local_date", primary_key=True),
    text("sku", primary_key=True),
    text("asin", nullable=False),
    text("fnsku"),
    text("condition"),
    count("available_units"),
    count("age_0_to_90_units"),
    count("age_91_to_180_units"),
    count("age_181_to_270_units"),
    count("age_271_to_365_units"),
    count("age_over_365_units"),
    count("shipped_7_days_units"),
    count("shipped_30_days_units"),
    count("shipped_60_days_units"),
    count("shipped_90_days_units"),
    quantity("days_of_supply"),
    quantity("sell_through"),
    text("currency"),
    amount("estimated_storage_amount"),
    text("recommended_action"),
    text("alert"),
    Column("more", JSONB, nullable=False, server_default="{}"),
    *provenance(),
    # Beyond 90 days of supply, by Amazon's own forecast; null where its report does not say.
    quantity("excess_units"),
    to("seller.marketplaces", "marketplace_id"),
    schema="seller",
)

# Stock without an active offer, as it is now.
stranded_inventory = Table(
    "stranded_inventory",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    text("sku", primary_key=True),
    text("asin", nullable=False),
    text("fnsku"),
    text("condition"),
    text("reason"),
    text("suggested_action"),
    instant("stranded_at"),
    count("fulfillable_units"),
    count("unfulfillable_units"),
    count("reserved_units"),
    count("inbound_units"),
    amount("price_amount"),
    text("currency"),
    *provenance(),
    to("seller.marketplaces", "marketplace_id"),
    schema="seller",
)

# What Amazon writes into its inventory ledger (detail view): lost, found again, broken, disposed.
# Its lines have no number of their own, and equal lines are different units: the lines of a
# day are numbered, and written anew as a whole.
ledger_events = Table(
    "ledger_events",
    metadata,
    account_key(),
    big("connection_id", primary_key=True, autoincrement=False),
    day("local_date", primary_key=True),
    count("line_no", primary_key=True, autoincrement=False),
    text("country_code", nullable=False),
    text("marketplace_id"),
    text("event_type", nullable=False),
    text("reference_id"),
    text("fnsku", nullable=False),
    text("asin", nullable=False),
    text("sku", nullable=False),
    text("disposition"),
    text("reason"),
    text("fulfillment_center"),
    count("units"),
    count("reconciled_units", nullable=True),
    count("unreconciled_units", nullable=True),
    *provenance(),
    to("app.connections", "connection_id"),
    Index("ledger_events_sku", "account_id", "marketplace_id", "sku", "local_date"),
    schema="seller",
)

# Units of a currency for one euro, as the European Central Bank fixes them on working days.
# They belong to everybody, so they carry no account.
fx_rates = Table(
    "fx_rates",
    metadata,
    day("rate_on", primary_key=True),
    text("currency", primary_key=True),
    share("per_euro", nullable=False),
    text("source", nullable=False),
    instant("fetched_at", nullable=False),
    schema="app",
)
