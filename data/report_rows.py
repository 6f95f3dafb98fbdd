"""Rows that pages show as they are: marketplaces and products."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection, text

MARKETPLACE_SOURCES = ("marketplaces",)
# A product may be known from an order or from the stock before the catalogue names it.
PRODUCT_SOURCES = ("products", "orders", "inventory")

_MARKETPLACES = """
SELECT marketplace_id, name, country_code, currency, time_zone, language_tag
FROM seller.marketplaces
WHERE account_id = :account_id AND is_participating
ORDER BY name DESC, marketplace_id
"""
_PRODUCTS = """
WITH offers AS (
    SELECT asin, min(title) AS title, array_agg(DISTINCT sku ORDER BY sku) AS skus
    FROM seller.listings WHERE account_id = :account_id GROUP BY asin
)
SELECT p.asin, coalesce(p.title, o.title, p.asin) AS title, p.brand, p.category, p.color, p.size,
    p.parent_asin, p.image_version, coalesce(o.skus, '{}') AS skus
FROM seller.products p LEFT JOIN offers o ON o.asin = p.asin
WHERE p.account_id = :account_id
ORDER BY 2, 1
"""


def read_marketplaces(connection: Connection, account_id: int) -> pd.DataFrame:
    """Read the marketplaces in which the account sells."""
    return _frame(connection, _MARKETPLACES, account_id=account_id)


def read_products(connection: Connection, account_id: int) -> pd.DataFrame:
    """Read all products with their SKUs (a tuple of text, which nobody can change)."""
    frame = _frame(connection, _PRODUCTS, account_id=account_id)
    frame["skus"] = pd.Series([tuple(skus) for skus in frame["skus"]], dtype="object")
    return frame


def _frame(connection: Connection, sql: str, **values: Any) -> pd.DataFrame:
    found = connection.execute(text(sql), values)
    return pd.DataFrame(found.fetchall(), columns=list(found.keys()))
