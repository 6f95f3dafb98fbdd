"""Frames for the pages, cached: a result is kept until the data it came from has changed.

The key holds account, role, query and data versions, so nobody sees another account's
rows and no cache is older than its version. pandas hands each reader a copy that costs
nothing until it is changed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
from cachetools import LRUCache
from sqlalchemy import Connection, text

from core.database import Role, account_transaction
from data.freshness import Freshness, read_freshness, read_versions
from data.query import QueryResult, as_floats, run_query
from data.query_model import MetricQuery

_MOST_BYTES = 256 * 1024 * 1024


def _size_of(value: Any) -> int:
    frame = value.frame if isinstance(value, QueryResult) else value
    if isinstance(frame, pd.DataFrame):
        return int(frame.memory_usage(deep=True).sum()) + 1024
    return 4096


_cache: LRUCache[Any, Any] = LRUCache(_MOST_BYTES, getsizeof=_size_of)
_lock = threading.Lock()


def _cached(account_id: int, name: str, key: Any, load: Callable[[Connection], Any]) -> Any:
    """Return a cached value, or load it in the transaction that reads its version."""
    with account_transaction(Role.WEB, account_id) as connection:
        whole = (account_id, Role.WEB, name, key, read_versions(connection, account_id))
        with _lock:
            if whole in _cache:
                return _cache[whole]
        value = load(connection)
    with _lock:
        if _size_of(value) < _MOST_BYTES:
            _cache[whole] = value
    return value


def clear_cache() -> None:
    """Forget every cached result (tests)."""
    with _lock:
        _cache.clear()


def load_metrics(account_id: int, query: MetricQuery) -> QueryResult:
    """Answer a metric query; the frame has floats and may be changed by the caller."""

    def load(connection: Connection) -> QueryResult:
        result = run_query(connection, account_id, query)
        return replace(result, frame=as_floats(result.frame))

    result: QueryResult = _cached(account_id, "metrics", query.model_dump_json(), load)
    return replace(result, frame=result.frame.copy(deep=False))


def load_exact(account_id: int, query: MetricQuery) -> QueryResult:
    """Answer a metric query with exact decimals, uncached (the command line)."""
    with account_transaction(Role.WEB, account_id) as connection:
        return run_query(connection, account_id, query)


def _load_frame(account_id: int, name: str, sql: str, **values: Any) -> pd.DataFrame:
    def load(connection: Connection) -> pd.DataFrame:
        rows = connection.execute(text(sql), {"account_id": account_id, **values})
        return pd.DataFrame(rows.fetchall(), columns=list(rows.keys()))

    frame: pd.DataFrame = _cached(account_id, name, tuple(sorted(values.items())), load)
    return frame.copy(deep=False)


def load_marketplaces(account_id: int) -> pd.DataFrame:
    """Return the account's marketplaces: id, name, country_code, currency, time_zone."""
    return _load_frame(
        account_id,
        "marketplaces",
        "SELECT marketplace_id, name, country_code, currency, time_zone, language_tag"
        " FROM seller.marketplaces WHERE account_id = :account_id AND is_participating"
        " ORDER BY name DESC",
    )


_PRODUCTS = (
    "SELECT p.asin, coalesce(p.title, min(l.title), p.asin) AS title, p.brand, p.category,"
    " p.color, p.size, p.parent_asin, p.image_version,"
    " coalesce(array_agg(DISTINCT l.sku) FILTER (WHERE l.sku IS NOT NULL), '{}') AS skus"
    " FROM seller.products p LEFT JOIN seller.listings l"
    " ON l.account_id = p.account_id AND l.asin = p.asin"
    " WHERE p.account_id = :account_id"
)


def load_products(account_id: int) -> pd.DataFrame:
    """Return all products: asin, title, brand, category, color, size, parent_asin, skus."""
    return _load_frame(
        account_id, "products", f"{_PRODUCTS} GROUP BY p.account_id, p.asin ORDER BY title, asin"
    )


def load_product(account_id: int, asin: str) -> dict[str, Any] | None:
    """Return one product of the account, or None when it has no such product."""
    products = load_products(account_id)
    found = products[products["asin"] == asin]
    return None if found.empty else {str(k): v for k, v in found.iloc[0].to_dict().items()}


def load_freshness(account_id: int) -> Freshness:
    """Return how new the account's data is; never cached."""
    with account_transaction(Role.WEB, account_id) as connection:
        return read_freshness(connection, account_id)
