"""Every table, as SQLAlchemy sees it. The migrations make them; a test holds that both agree.

Rules that hold for all tenant tables (tests check them):
- `account_id` is the first column of every key and of every foreign key;
- row-level security is enabled and forced;
- money is numeric and stands beside a currency; an unknown amount is null, never 0;
- `_at` is an instant in UTC, `local_date` a day of the marketplace.
"""

from __future__ import annotations

from core.schema.app import accounts, connections, credentials, memberships, users
from core.schema.base import PROVENANCE, metadata
from core.schema.seller import (
    data_versions,
    inventory,
    inventory_daily,
    listings,
    marketplaces,
    order_items,
    orders,
    product_images,
    products,
    sales_daily,
    sales_hourly,
    sales_product_daily,
)
from core.schema.sync import call_counts, cursors, leases, rate_buckets, report_jobs, runs

__all__ = [
    "PROVENANCE",
    "accounts",
    "call_counts",
    "connections",
    "credentials",
    "cursors",
    "data_versions",
    "inventory",
    "inventory_daily",
    "leases",
    "listings",
    "marketplaces",
    "memberships",
    "metadata",
    "order_items",
    "orders",
    "product_images",
    "products",
    "rate_buckets",
    "report_jobs",
    "runs",
    "sales_daily",
    "sales_hourly",
    "sales_product_daily",
    "users",
]
