"""Answers for the pages, cached: one is kept until the data it came from has changed.

A look into the cache reads the account's data versions, so no answer is older than the
last commit. What is kept is known by account, role and question; nobody sees another
account's rows. pandas hands each reader a copy that costs nothing until it is changed.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine

from core.database import Role, engine_for
from core.product_clock import get_clock
from data.cache import VersionedCache
from data.frames import QueryResult, exact_frame_of, frame_of
from data.freshness import (
    Freshness,
    Versions,
    look_up_versions,
    read_pending_orders,
    read_versions,
)
from data.known_days import Coverage, forget_coverage, watched_coverage
from data.query import Answer, run_query, sources_of
from data.query_model import MetricQuery
from data.reading import reading
from data.report_rows import (
    MARKETPLACE_SOURCES,
    PRODUCT_SOURCES,
    read_marketplaces,
    read_products,
)
from data.settling import settling_of
from data.whole import whole_from

# 256 MB: about 2,000 frames of the size of a year of days in four currencies and ten columns.
MOST_BYTES = 256 * 1024 * 1024
# What an entry takes besides its frame: the statement, its values, the object itself.
_OVERHEAD = 8 * 1024
# What one value of an exact row takes: a Decimal with its place in the tuple.
_VALUE_BYTES = 112


def _size_of(value: Any) -> int:
    frame = value[0] if isinstance(value, tuple) and value else value
    if isinstance(frame, Answer):
        return len(frame.rows) * len(frame.columns) * _VALUE_BYTES + _OVERHEAD
    if isinstance(frame, pd.DataFrame):
        return int(frame.memory_usage(deep=True).sum()) + _OVERHEAD
    return _OVERHEAD


_cache: VersionedCache[Any] = VersionedCache(MOST_BYTES, _size_of)
_engines: dict[Role, weakref.ref[Engine]] = {}
_engine_lock = threading.Lock()


def clear_cache() -> None:
    """Forget every cached answer (tests)."""
    _cache.clear()
    forget_coverage()


# What `one_look` has seen in this thread so far; None outside of it.
_seen: ContextVar[dict[tuple[Role, int], Versions] | None] = ContextVar("_seen", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Look up an account's data versions once for everything loaded in this block and thread.

    For one run of a page: its figures then belong together, and a kept answer costs
    microseconds instead of a round trip. A new run looks anew.
    """
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def _versions(role: Role, account_id: int) -> Versions:
    seen = _seen.get()
    if seen is None:
        return look_up_versions(role, account_id)
    if (role, account_id) not in seen:
        seen[(role, account_id)] = look_up_versions(role, account_id)
    return seen[(role, account_id)]


def _forget_other_database(role: Role) -> None:
    """Forget what another database said, when this process has been pointed to a new one."""
    engine = engine_for(role)
    with _engine_lock:
        known = _engines.get(role)
        if known is not None and known() is not engine:
            _cache.clear()
            _engines.clear()
        _engines[role] = weakref.ref(engine)


def cached(
    role: Role,
    account_id: int,
    question: Hashable,
    sources: Iterable[str],
    load: Callable[[Connection], Any],
) -> tuple[Any, Versions]:
    """Return an answer, kept or loaded, and how new the data is now."""
    _forget_other_database(role)
    versions = _versions(role, account_id)
    names = tuple(sources)

    def load_with_versions() -> tuple[Hashable, Any]:
        with reading(role, account_id) as connection:
            key = read_versions(connection, account_id).key(names)
            return key, load(connection)

    value = _cache.get((account_id, role, question), versions.key(names), load_with_versions)
    return value, versions


def load_metrics(account_id: int, query: MetricQuery, role: Role = Role.WEB) -> QueryResult:
    """Answer a metric query; the frame has floats and may be changed by the caller.

    Raises QueryError when the metrics cannot be split or filtered as asked.
    """
    # A history that has grown may leave the rows as they are, and still change what is said.
    coverage = watched_coverage(role, account_id)

    def load(connection: Connection) -> tuple[pd.DataFrame, Answer, int]:
        answer = run_query(connection, account_id, query, coverage)
        frame = frame_of(answer)
        answer.rows.clear()
        return frame, answer, read_pending_orders(connection, account_id)

    sources = sources_of(query)
    question = ("metrics", query.model_dump_json(), coverage)
    (frame, answer, pending), versions = cached(role, account_id, question, sources, load)
    return _result(frame.copy(deep=False), query, answer, versions.freshness(pending, sources))


def load_rows(
    account_id: int, query: MetricQuery, role: Role = Role.WEB
) -> tuple[Answer, Freshness]:
    """Answer a metric query with exact rows, kept; the rows are not to be changed.

    The freshness is that of the query's sources, without what is still settling. Raises
    QueryError when the metrics cannot be split or filtered as asked.
    """
    coverage = watched_coverage(role, account_id)

    def load(connection: Connection) -> tuple[Answer, int]:
        answer = run_query(connection, account_id, query, coverage)
        return answer, read_pending_orders(connection, account_id)

    sources = sources_of(query)
    question = ("rows", query.model_dump_json(), coverage)
    (answer, pending), versions = cached(role, account_id, question, sources, load)
    return answer, versions.freshness(pending, sources)


def load_whole_from(account_id: int, query: MetricQuery, role: Role = Role.WEB) -> date | None:
    """Return the first day from which on all that goes into a query's metrics is known.

    Only the metrics and the marketplaces of the query count. None: nothing is missing.
    """
    return whole_from(query, watched_coverage(role, account_id))


def load_coverage(account_id: int, role: Role = Role.WEB) -> Coverage:
    """Return from when on the account's facts are known; at most 15 seconds old."""
    return watched_coverage(role, account_id)


def load_exact(account_id: int, query: MetricQuery, role: Role = Role.WEB) -> QueryResult:
    """Answer a metric query with exact decimals, uncached (the command line, exports)."""
    with reading(role, account_id) as connection:
        answer = run_query(connection, account_id, query)
        versions = read_versions(connection, account_id)
        pending = read_pending_orders(connection, account_id)
    freshness = versions.freshness(pending, sources_of(query))
    return _result(exact_frame_of(answer), query, answer, freshness)


def _result(
    frame: pd.DataFrame, query: MetricQuery, answer: Answer, freshness: Freshness
) -> QueryResult:
    today = get_clock().now().date()
    return QueryResult(
        frame,
        replace(freshness, settling=settling_of(query, answer.range, today, answer.pending)),
        answer.sql,
        answer.values,
        answer.range,
        answer.before_range,
        answer.notes,
        answer.rates,
        answer.gaps,
        answer.incomplete,
    )


def load_marketplaces(account_id: int) -> pd.DataFrame:
    """Return the account's marketplaces, in the order in which pages show them.

    Columns: marketplace_id, name, country_code, currency, time_zone, language_tag.
    """
    frame, _ = cached(
        Role.WEB,
        account_id,
        "marketplaces",
        MARKETPLACE_SOURCES,
        lambda connection: read_marketplaces(connection, account_id),
    )
    return _copy(frame)


def load_products(account_id: int) -> pd.DataFrame:
    """Return all products by title.

    Columns: asin, title, brand, category, color, size, parent_asin, image_version, skus (a
    tuple of text). A product whose title has not arrived yet is called by its ASIN.
    """
    frame, _ = cached(
        Role.WEB,
        account_id,
        "products",
        PRODUCT_SOURCES,
        lambda connection: read_products(connection, account_id),
    )
    return _copy(frame)


def load_product(account_id: int, asin: str) -> dict[str, Any] | None:
    """Return one product of the account, or None when it has no such product."""
    products = load_products(account_id)
    found = products[products["asin"] == asin]
    return None if found.empty else {str(k): v for k, v in found.iloc[0].to_dict().items()}


def load_freshness(account_id: int) -> Freshness:
    """Return how new the account's data is: every source, and the orders still settling."""
    pending, versions = cached(
        Role.WEB,
        account_id,
        "pending",
        ("orders",),
        lambda connection: read_pending_orders(connection, account_id),
    )
    return versions.freshness(pending)


def _copy(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.copy(deep=False)
