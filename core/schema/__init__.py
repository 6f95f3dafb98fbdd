"""Every table, as SQLAlchemy sees it. The migrations make them; a test holds that both agree.

Rules that hold for all tenant tables (tests check them):
- `account_id` is the first column of every key and of every foreign key;
- row-level security is enabled and forced;
- money is numeric and stands beside a currency; an unknown amount is null, never 0;
- `_at` is an instant in UTC, `local_date` a day of the marketplace.
"""

from __future__ import annotations

from core.schema.ads import (
    ad_campaigns,
    ad_groups,
    ad_products_daily,
    ad_profiles,
    ad_search_terms,
    ad_targets,
    ad_targets_daily,
    ads_daily,
    ads_restatements,
)
from core.schema.app import (
    accounts,
    connections,
    credentials,
    memberships,
    stream_schedules,
    users,
)
from core.schema.base import PROVENANCE, metadata
from core.schema.finance import (
    fee_estimates,
    money_daily,
    money_product_daily,
    reimbursements,
    returns,
    settlement_lines,
    settlements,
    storage_fees,
    transaction_amounts,
    transactions,
)
from core.schema.market import (
    fx_rates,
    inventory_planning,
    sales_control,
    stranded_inventory,
    traffic_daily,
    traffic_product_daily,
)
from core.schema.notices import order_notices
from core.schema.own import (
    account_settings,
    expenses,
    preferences,
    product_costs,
    product_settings,
    saved_views,
    settings_versions,
    targets,
    tax_rules,
)
from core.schema.requests import request_files, requests
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
from core.schema.sync import (
    call_counts,
    cursors,
    imports,
    leases,
    quarantine,
    rate_buckets,
    report_jobs,
    runs,
    stream_health,
)

__all__ = [
    "PROVENANCE",
    "account_settings",
    "accounts",
    "ad_campaigns",
    "ad_groups",
    "ad_products_daily",
    "ad_profiles",
    "ad_search_terms",
    "ad_targets",
    "ad_targets_daily",
    "ads_daily",
    "ads_restatements",
    "call_counts",
    "connections",
    "credentials",
    "cursors",
    "data_versions",
    "expenses",
    "fee_estimates",
    "fx_rates",
    "imports",
    "inventory",
    "inventory_daily",
    "inventory_planning",
    "leases",
    "listings",
    "marketplaces",
    "memberships",
    "metadata",
    "money_daily",
    "money_product_daily",
    "order_items",
    "order_notices",
    "orders",
    "preferences",
    "product_costs",
    "product_images",
    "product_settings",
    "products",
    "quarantine",
    "rate_buckets",
    "reimbursements",
    "report_jobs",
    "request_files",
    "requests",
    "returns",
    "runs",
    "sales_control",
    "sales_daily",
    "sales_hourly",
    "sales_product_daily",
    "saved_views",
    "settings_versions",
    "settlement_lines",
    "settlements",
    "storage_fees",
    "stranded_inventory",
    "stream_health",
    "stream_schedules",
    "targets",
    "tax_rules",
    "traffic_daily",
    "traffic_product_daily",
    "transaction_amounts",
    "transactions",
    "users",
]
