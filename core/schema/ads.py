"""Schema `seller`, advertising: profiles, campaigns and what they cost and brought each day.

Sums differ by report level by design: totals come from `ads_daily` (the campaign reports)
only. `sales_amount`, `orders` and `units` are those of the attribution window named in
`attribution_days`: 7 days for Sponsored Products of sellers, 14 for the others.
"""

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
    instant,
    metadata,
    provenance,
    share,
    small,
    text,
    to,
)

ad_profiles = Table(
    "ad_profiles",
    metadata,
    account_key(),
    text("profile_id", primary_key=True),
    big("connection_id", nullable=False),
    text("marketplace_id", nullable=False),
    text("currency", nullable=False),
    text("time_zone", nullable=False),
    text("account_type", nullable=False),
    text("account_name"),
    *provenance(),
    to("app.connections", "connection_id"),
    schema="seller",
)

ad_campaigns = Table(
    "ad_campaigns",
    metadata,
    account_key(),
    text("profile_id", primary_key=True),
    text("campaign_id", primary_key=True),
    text("marketplace_id", nullable=False),
    text("ad_product", nullable=False),
    text("name", nullable=False),
    text("state"),
    text("targeting_type"),
    text("bidding_strategy"),
    text("portfolio_id"),
    amount("budget_amount"),
    text("budget_type"),
    text("currency"),
    day("starts_on"),
    day("ends_on"),
    *provenance(),
    to("seller.ad_profiles", "profile_id"),
    schema="seller",
)

ad_groups = Table(
    "ad_groups",
    metadata,
    account_key(),
    text("profile_id", primary_key=True),
    text("ad_group_id", primary_key=True),
    text("campaign_id", nullable=False),
    text("name", nullable=False),
    text("state"),
    amount("default_bid_amount"),
    text("currency"),
    *provenance(),
    to("seller.ad_profiles", "profile_id"),
    schema="seller",
)

# Keywords and product targets alike; `kind` says which.
ad_targets = Table(
    "ad_targets",
    metadata,
    account_key(),
    text("profile_id", primary_key=True),
    text("target_id", primary_key=True),
    text("campaign_id", nullable=False),
    text("ad_group_id"),
    text("kind", nullable=False),
    text("expression", nullable=False),
    text("match_type"),
    text("state"),
    amount("bid_amount"),
    text("currency"),
    *provenance(),
    to("seller.ad_profiles", "profile_id"),
    schema="seller",
)


def _results() -> tuple[Column[Any], ...]:
    """What an advertisement did on a day."""
    return (
        text("currency", nullable=False),
        count("impressions"),
        count("clicks"),
        amount("cost_amount", nullable=False, server_default="0"),
        small("attribution_days", nullable=False, autoincrement=False),
        amount("sales_amount", nullable=False, server_default="0"),
        count("orders"),
        count("units"),
        *provenance(),
    )


def _place_and_day() -> tuple[Column[Any], ...]:
    return (
        account_key(),
        text("profile_id", primary_key=True),
        day("local_date", primary_key=True),
        text("marketplace_id", nullable=False),
    )


ads_daily = Table(
    "ads_daily",
    metadata,
    *_place_and_day(),
    text("ad_product", primary_key=True),
    text("campaign_id", primary_key=True),
    text("campaign_name"),
    *_results(),
    to("seller.ad_profiles", "profile_id"),
    Index("ads_daily_day", "account_id", "marketplace_id", "local_date"),
    schema="seller",
)

ad_products_daily = Table(
    "ad_products_daily",
    metadata,
    *_place_and_day(),
    text("campaign_id", primary_key=True),
    text("ad_group_id", primary_key=True),
    text("asin", primary_key=True),
    text("sku", primary_key=True),
    *_results(),
    to("seller.ad_profiles", "profile_id"),
    Index("ad_products_daily_asin", "account_id", "asin", "local_date"),
    schema="seller",
)

ad_targets_daily = Table(
    "ad_targets_daily",
    metadata,
    *_place_and_day(),
    text("campaign_id", primary_key=True),
    text("ad_group_id", primary_key=True),
    text("target_id", primary_key=True),
    text("expression", nullable=False),
    text("match_type"),
    share("top_of_search_share"),
    *_results(),
    to("seller.ad_profiles", "profile_id"),
    schema="seller",
)

ad_search_terms = Table(
    "ad_search_terms",
    metadata,
    *_place_and_day(),
    text("campaign_id", primary_key=True),
    text("ad_group_id", primary_key=True),
    text("target_id", primary_key=True),
    text("search_term", primary_key=True),
    text("expression", nullable=False),
    text("match_type"),
    *_results(),
    to("seller.ad_profiles", "profile_id"),
    schema="seller",
)

# What a day looked like each time Amazon has restated it: how far figures still move.
ads_restatements = Table(
    "ads_restatements",
    metadata,
    account_key(),
    text("profile_id", primary_key=True),
    text("ad_product", primary_key=True),
    day("local_date", primary_key=True),
    instant("seen_at", primary_key=True),
    text("currency", nullable=False),
    amount("cost_amount", nullable=False),
    amount("sales_amount", nullable=False),
    to("seller.ad_profiles", "profile_id"),
    schema="seller",
)
