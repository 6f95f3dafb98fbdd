"""Schema `seller`, money: transactions, settlements, reimbursements, fees, returns."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, Table
from sqlalchemy.schema import Column

from core.schema.base import (
    account_key,
    amount,
    big,
    count,
    day,
    flag,
    instant,
    metadata,
    provenance,
    quantity,
    small,
    text,
    to,
)

# Amazon's listTransactions. A DEFERRED transaction comes again, as another one, when it is
# released: `is_counted` is true for exactly one of the two, so that sums are right at any time.
transactions = Table(
    "transactions",
    metadata,
    account_key(),
    text("transaction_id", primary_key=True),
    big("connection_id", nullable=False),
    text("marketplace_id"),
    text("transaction_type", nullable=False),
    text("status", nullable=False),
    flag("is_counted"),
    text("description"),
    instant("posted_at", nullable=False),
    day("local_date", nullable=False),
    text("currency"),
    amount("total_amount"),
    text("amazon_order_id"),
    text("refund_id"),
    text("settlement_id"),
    text("event_group_id"),
    text("deferred_transaction_id"),
    text("release_transaction_id"),
    text("deferral_reason"),
    instant("matures_at"),
    *provenance(),
    to("app.connections", "connection_id"),
    Index("transactions_day", "account_id", "marketplace_id", "local_date"),
    Index("transactions_order", "account_id", "amazon_order_id"),
    Index("transactions_deferred", "account_id", "deferred_transaction_id"),
    Index("transactions_release", "account_id", "release_transaction_id"),
    schema="seller",
)

# The leaves of a transaction's breakdown; they add up to its total. `path` is Amazon's words
# from the root down, `kind` ours: see sync/money_kinds.py.
transaction_amounts = Table(
    "transaction_amounts",
    metadata,
    account_key(),
    text("transaction_id", primary_key=True),
    small("line_no", primary_key=True, autoincrement=False),
    text("path", nullable=False),
    text("kind", nullable=False),
    text("asin"),
    text("sku"),
    count("quantity"),
    text("currency", nullable=False),
    amount("amount", nullable=False),
    *provenance(),
    to("seller.transactions", "transaction_id", cascade=True),
    Index("transaction_amounts_asin", "account_id", "asin"),
    schema="seller",
)


def _sums() -> tuple[Column[Any], ...]:
    """The measures of a money rollup. Fees and refunds are positive where they cost money."""
    amounts = (
        "charged_amount",
        "refund_amount",
        "commission_amount",
        "fulfilment_fee_amount",
        "closing_fee_amount",
        "refund_fee_amount",
        "storage_fee_amount",
        "subscription_amount",
        "other_fee_amount",
        "reimbursement_amount",
        "advertising_amount",
        "other_amount",
    )
    return (
        *(amount(name, nullable=False, server_default="0") for name in amounts),
        count("refund_units"),
    )


# Money by the day on which Amazon first told of it: what was held back and released later stays
# on its first day, so that a finished day does not move. '' where Amazon names no marketplace.
money_daily = Table(
    "money_daily",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    day("local_date", primary_key=True),
    text("currency", primary_key=True),
    *_sums(),
    schema="seller",
)

# '' in `asin` and `sku` is money of no product, such as the selling plan.
money_product_daily = Table(
    "money_product_daily",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    day("local_date", primary_key=True),
    text("asin", primary_key=True),
    text("sku", primary_key=True),
    text("currency", primary_key=True),
    *_sums(),
    Index("money_product_daily_asin", "account_id", "asin", "local_date"),
    schema="seller",
)

settlements = Table(
    "settlements",
    metadata,
    account_key(),
    text("settlement_id", primary_key=True),
    big("connection_id", nullable=False),
    text("marketplace_id"),
    instant("starts_at", nullable=False),
    instant("ends_at", nullable=False),
    instant("deposited_at"),
    text("currency", nullable=False),
    amount("total_amount", nullable=False),
    *provenance(),
    to("app.connections", "connection_id"),
    schema="seller",
)

# A settlement has no natural line key: its lines are replaced as a whole.
settlement_lines = Table(
    "settlement_lines",
    metadata,
    account_key(),
    text("settlement_id", primary_key=True),
    count("line_no", primary_key=True, autoincrement=False),
    text("transaction_type", nullable=False),
    text("kind", nullable=False),
    text("amazon_order_id"),
    text("order_item_id"),
    text("adjustment_id"),
    text("shipment_id"),
    text("marketplace_id"),
    text("marketplace_name"),
    text("amount_type"),
    text("amount_description"),
    text("currency", nullable=False),
    amount("amount", nullable=False),
    text("fulfillment_id"),
    instant("posted_at"),
    day("local_date"),
    text("sku"),
    count("quantity", nullable=True),
    *provenance(),
    to("seller.settlements", "settlement_id", cascade=True),
    Index("settlement_lines_order", "account_id", "amazon_order_id"),
    schema="seller",
)

reimbursements = Table(
    "reimbursements",
    metadata,
    account_key(),
    text("reimbursement_id", primary_key=True),
    small("line_no", primary_key=True, autoincrement=False),
    text("marketplace_id"),
    instant("approved_at", nullable=False),
    day("local_date", nullable=False),
    text("case_id"),
    text("amazon_order_id"),
    text("reason", nullable=False),
    text("asin"),
    text("sku"),
    text("fnsku"),
    text("condition"),
    text("currency", nullable=False),
    amount("amount_per_unit"),
    amount("total_amount", nullable=False),
    count("cash_units"),
    count("inventory_units"),
    text("original_reimbursement_id"),
    *provenance(),
    schema="seller",
)

storage_fees = Table(
    "storage_fees",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    day("month", primary_key=True),
    text("fnsku", primary_key=True),
    text("fulfillment_center", primary_key=True),
    text("asin", nullable=False),
    text("size_tier"),
    quantity("average_units"),
    quantity("item_volume"),
    text("volume_unit"),
    amount("storage_rate_amount"),
    amount("fee_amount", nullable=False),
    text("currency", nullable=False),
    *provenance(),
    to("seller.marketplaces", "marketplace_id"),
    schema="seller",
)

# What Amazon expects to charge for one unit: an estimate, not a charge.
fee_estimates = Table(
    "fee_estimates",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    text("sku", primary_key=True),
    text("asin", nullable=False),
    text("fnsku"),
    amount("price_amount"),
    text("size_tier"),
    quantity("longest_side"),
    quantity("median_side"),
    quantity("shortest_side"),
    text("length_unit"),
    quantity("weight"),
    text("weight_unit"),
    text("currency", nullable=False),
    amount("total_fee_amount"),
    amount("referral_fee_amount"),
    amount("closing_fee_amount"),
    amount("fulfillment_fee_amount"),
    *provenance(),
    to("seller.marketplaces", "marketplace_id"),
    schema="seller",
)

# `return_key` is the label of the unit (LPN) for Amazon's warehouses, the RMA for the seller's.
returns = Table(
    "returns",
    metadata,
    account_key(),
    text("channel", primary_key=True),
    text("return_key", primary_key=True),
    text("amazon_order_id", primary_key=True),
    text("sku", primary_key=True),
    text("marketplace_id"),
    text("asin", nullable=False),
    text("fnsku"),
    instant("returned_at", nullable=False),
    day("local_date", nullable=False),
    count("quantity"),
    text("disposition"),
    text("reason"),
    text("status"),
    text("fulfillment_center"),
    text("currency"),
    amount("refunded_amount"),
    *provenance(),
    Index("returns_day", "account_id", "local_date"),
    Index("returns_order", "account_id", "amazon_order_id"),
    schema="seller",
)
