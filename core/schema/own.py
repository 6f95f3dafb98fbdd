"""What people enter themselves: costs, expenses, taxes, targets, lead times, settings, views.

The role `web` writes these, and nothing else of the schema `seller`. Where a row may hold for
every marketplace, `marketplace_id` is '' then: a key cannot hold null.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Identity, Index, Table
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from core.schema.base import (
    account_key,
    amount,
    big,
    count,
    day,
    flag,
    instant,
    metadata,
    share,
    text,
    to,
)

_NOW = sql("now()")

# What one unit costs from a day on, until the next row of the same item and marketplace.
# `item_kind` is 'sku' or 'asin'. A SKU comes before its ASIN, and a marketplace before all.
product_costs = Table(
    "product_costs",
    metadata,
    account_key(),
    text("item_kind", primary_key=True),
    text("item", primary_key=True),
    text("marketplace_id", primary_key=True, server_default=""),
    day("valid_from", primary_key=True),
    text("currency", nullable=False),
    amount("goods_amount", nullable=False, server_default="0"),
    amount("freight_amount", nullable=False, server_default="0"),
    amount("other_amount", nullable=False, server_default="0"),
    instant("updated_at", nullable=False, server_default=_NOW),
    to("app.accounts"),
    schema="seller",
)

# `spread`: 'once' counts on `starts_on`; 'daily' is shared out evenly over the days up to
# `ends_on`; 'monthly' counts in every month up to `ends_on` (open where there is none), shared
# out evenly over the days of the month.
expenses = Table(
    "expenses",
    metadata,
    account_key(),
    Column("expense_id", BigInteger, Identity(always=False), primary_key=True),
    text("name", nullable=False),
    text("category", nullable=False),
    text("marketplace_id", nullable=False, server_default=""),
    text("spread", nullable=False),
    day("starts_on", nullable=False),
    day("ends_on"),
    amount("amount", nullable=False),
    text("currency", nullable=False),
    instant("updated_at", nullable=False, server_default=_NOW),
    to("app.accounts"),
    schema="seller",
)

# VAT from a day on; `asin` '' is every product of the marketplace without a rule of its own.
# Without any rule the standard rate of the country holds: core/vat.py.
tax_rules = Table(
    "tax_rules",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    text("asin", primary_key=True, server_default=""),
    day("valid_from", primary_key=True),
    share("rate", nullable=False),
    flag("is_in_prices"),
    instant("updated_at", nullable=False, server_default=_NOW),
    to("app.accounts"),
    schema="seller",
)

# What a metric should reach in a month, by the metric's id.
targets = Table(
    "targets",
    metadata,
    account_key(),
    text("metric", primary_key=True),
    text("marketplace_id", primary_key=True, server_default=""),
    day("month", primary_key=True),
    amount("target", nullable=False),
    text("currency"),
    instant("updated_at", nullable=False, server_default=_NOW),
    to("app.accounts"),
    schema="seller",
)

# How a product is ordered again; null = the account's own value.
product_settings = Table(
    "product_settings",
    metadata,
    account_key(),
    text("sku", primary_key=True),
    text("marketplace_id", primary_key=True, server_default=""),
    count("lead_time_days", nullable=True),
    count("safety_days", nullable=True),
    count("target_cover_days", nullable=True),
    count("minimum_order_units", nullable=True),
    instant("updated_at", nullable=False, server_default=_NOW),
    to("app.accounts"),
    schema="seller",
)

account_settings = Table(
    "account_settings",
    metadata,
    account_key(),
    text("reporting_currency"),
    text("time_zone"),
    text("roi_metric", nullable=False, server_default="roi"),
    count("lead_time_days", nullable=False, server_default="30"),
    count("safety_days", nullable=False, server_default="14"),
    count("target_cover_days", nullable=False, server_default="60"),
    instant("updated_at", nullable=False, server_default=_NOW),
    to("app.accounts"),
    schema="seller",
)

saved_views = Table(
    "saved_views",
    metadata,
    account_key(),
    Column("view_id", BigInteger, Identity(always=False), primary_key=True),
    text("name", nullable=False),
    text("page", nullable=False),
    text("query_string", nullable=False),
    big("owner_id", nullable=False),
    flag("is_shared"),
    instant("updated_at", nullable=False, server_default=_NOW),
    to("app.accounts"),
    ForeignKeyConstraint(["owner_id"], ["app.users.user_id"], ondelete="CASCADE"),
    Index("saved_views_name", "account_id", "owner_id", "page", "name", unique=True),
    schema="app",
)

# What a person has chosen about the pages themselves: the guide closed, columns of a table.
preferences = Table(
    "preferences",
    metadata,
    account_key(),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    text("name", primary_key=True),
    Column("value", JSONB, nullable=False),
    instant("updated_at", nullable=False, server_default=_NOW),
    to("app.accounts"),
    ForeignKeyConstraint(["user_id"], ["app.users.user_id"], ondelete="CASCADE"),
    schema="app",
)

# Like seller.data_versions, for what people enter: it moves with every change of such rows.
settings_versions = Table(
    "settings_versions",
    metadata,
    account_key(),
    text("source", primary_key=True),
    big("version", nullable=False, server_default="0"),
    instant("changed_at", nullable=False, server_default=_NOW),
    to("app.accounts"),
    schema="seller",
)
