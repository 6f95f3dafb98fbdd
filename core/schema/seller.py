"""Schema `seller`: the seller's facts and the daily sums made from them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, Table
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
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
    small,
    text,
    to,
)

marketplaces = Table(
    "marketplaces",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    big("connection_id", nullable=False),
    text("name", nullable=False),
    text("country_code", nullable=False),
    text("currency", nullable=False),
    text("time_zone", nullable=False),
    text("language_tag", nullable=False),
    flag("is_participating"),
    *provenance(),
    to("app.connections", "connection_id"),
    schema="seller",
)

products = Table(
    "products",
    metadata,
    account_key(),
    text("asin", primary_key=True),
    text("title"),
    text("brand"),
    text("category"),
    text("color"),
    text("size"),
    text("parent_asin"),
    text("image_url"),
    text("image_version"),
    *provenance(),
    Index("products_parent", "account_id", "parent_asin"),
    schema="seller",
)

listings = Table(
    "listings",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    text("sku", primary_key=True),
    text("asin", nullable=False),
    text("title"),
    text("fulfillment_channel"),
    text("listing_id"),
    amount("price_amount"),
    text("currency"),
    count("quantity", nullable=True),
    text("status"),
    text("condition"),
    instant("opened_at"),
    # When the catalog of this marketplace was last asked about the ASIN.
    instant("catalog_asked_at"),
    *provenance(),
    to("seller.marketplaces", "marketplace_id"),
    to("seller.products", "asin"),
    Index("listings_asin", "account_id", "asin"),
    schema="seller",
)

product_images = Table(
    "product_images",
    metadata,
    account_key(),
    text("asin", primary_key=True),
    text("variant", primary_key=True),
    text("source_url", nullable=False),
    text("version", nullable=False),
    count("width", nullable=True),
    count("height", nullable=True),
    *provenance(),
    to("seller.products", "asin", cascade=True),
    schema="seller",
)

orders = Table(
    "orders",
    metadata,
    account_key(),
    text("amazon_order_id", primary_key=True),
    text("marketplace_id", nullable=False),
    instant("purchased_at", nullable=False),
    day("local_date", nullable=False),
    small("local_hour", nullable=False),
    text("status", nullable=False),
    text("fulfillment_channel"),
    text("currency"),
    flag("is_business"),
    instant("last_updated_at", nullable=False),
    *provenance(),
    to("seller.marketplaces", "marketplace_id"),
    Index("orders_day", "account_id", "marketplace_id", "local_date"),
    schema="seller",
)

# What an order was before: a cancelled one may have been shipped. `since_at` is Amazon's time of
# the first update with that status that was read. The status it has now stands here only where a
# later update left it.
order_statuses = Table(
    "order_statuses",
    metadata,
    account_key(),
    text("amazon_order_id", primary_key=True),
    instant("since_at", primary_key=True),
    # 0, and one more for each further change that Amazon dates to the same instant.
    small("step", primary_key=True, autoincrement=False, server_default="0"),
    text("status", nullable=False),
    to("seller.orders", "amazon_order_id", cascade=True),
    schema="seller",
)

order_items = Table(
    "order_items",
    metadata,
    account_key(),
    text("amazon_order_id", primary_key=True),
    text("order_item_id", primary_key=True),
    text("asin", nullable=False),
    text("sku", nullable=False),
    count("quantity"),
    text("currency"),
    amount("item_price_amount"),
    amount("item_tax_amount"),
    amount("shipping_price_amount"),
    amount("shipping_tax_amount"),
    amount("gift_wrap_price_amount"),
    amount("gift_wrap_tax_amount"),
    amount("item_discount_amount"),
    amount("shipping_discount_amount"),
    Column("promotion_ids", ARRAY(TEXT), nullable=False, server_default="{}"),
    *provenance(),
    to("seller.orders", "amazon_order_id", cascade=True),
    to("seller.products", "asin"),
    Index("order_items_asin", "account_id", "asin"),
    schema="seller",
)

_STOCK = (
    "fulfillable_units",
    "inbound_units",
    "reserved_units",
    "researching_units",
    "unfulfillable_units",
    "total_units",
)

inventory = Table(
    "inventory",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    text("sku", primary_key=True),
    text("asin", nullable=False),
    text("fnsku"),
    text("condition"),
    *(count(name) for name in _STOCK),
    instant("amazon_updated_at"),
    *provenance(),
    to("seller.marketplaces", "marketplace_id"),
    to("seller.products", "asin"),
    Index("inventory_asin", "account_id", "asin"),
    schema="seller",
)

# Days before the first sync come from Amazon's inventory ledger, which does not tell what is on
# its way to Amazon, nor what is being looked for.
_NOT_IN_THE_LEDGER = frozenset({"inbound_units", "researching_units"})

inventory_daily = Table(
    "inventory_daily",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    day("local_date", primary_key=True),
    text("sku", primary_key=True),
    text("asin", nullable=False),
    *(count(name, nullable=name in _NOT_IN_THE_LEDGER) for name in _STOCK),
    *provenance(),
    to("seller.marketplaces", "marketplace_id"),
    to("seller.products", "asin"),
    Index("inventory_daily_asin", "account_id", "asin"),
    schema="seller",
)

# In which marketplaces a SKU was sold out of one pan-European stock, from `since` until the day
# before `until` (null: still). Amazon told each of them the whole stock then. Of several
# marketplaces that are looked at, the one with the lowest `rank` stands for the stock.
stock_pools = Table(
    "stock_pools",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    text("sku", primary_key=True),
    day("since", primary_key=True),
    day("until"),
    big("connection_id", nullable=False),
    small("rank", nullable=False),
    to("seller.marketplaces", "marketplace_id"),
    to("app.connections", "connection_id"),
    Index("stock_pools_sku", "account_id", "connection_id", "sku"),
    schema="seller",
)


def _sums() -> tuple[Column[Any], ...]:
    """The measures of a sales rollup. Cancelled orders count only in `cancelled_orders`."""
    return (
        count("orders"),
        count("cancelled_orders"),
        count("pending_orders"),
        count("order_lines"),
        count("units"),
        count("unpriced_units"),
        amount("revenue_amount", nullable=False, server_default="0"),
        amount("tax_amount", nullable=False, server_default="0"),
        amount("discount_amount", nullable=False, server_default="0"),
        amount("shipping_amount", nullable=False, server_default="0"),
    )


sales_daily = Table(
    "sales_daily",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    day("local_date", primary_key=True),
    text("currency", primary_key=True),
    *_sums(),
    schema="seller",
)

sales_hourly = Table(
    "sales_hourly",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    day("local_date", primary_key=True),
    small("local_hour", primary_key=True, autoincrement=False),
    text("currency", primary_key=True),
    *_sums(),
    schema="seller",
)

# `orders` here counts the orders that hold the product: it adds up over days, not over products.
sales_product_daily = Table(
    "sales_product_daily",
    metadata,
    account_key(),
    text("marketplace_id", primary_key=True),
    day("local_date", primary_key=True),
    text("asin", primary_key=True),
    text("sku", primary_key=True),
    text("currency", primary_key=True),
    *_sums(),
    Index("sales_product_daily_asin", "account_id", "asin", "local_date"),
    schema="seller",
)

# One row per source and connection: how new the data is. `version` moves when rows change.
data_versions = Table(
    "data_versions",
    metadata,
    account_key(),
    text("source", primary_key=True),
    big("connection_id", primary_key=True, autoincrement=False),
    big("version", nullable=False, server_default="0"),
    instant("changed_at"),
    instant("synced_at"),
    to("app.connections", "connection_id"),
    schema="seller",
)
