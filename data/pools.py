"""Which stock several marketplaces sell from, and what is said of it: see core/stock_pools.py."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, text

from core.marketplaces import MARKETPLACES
from data.compiler.conditions import filter_sql
from data.compiler.parameters import Parameters
from data.compiler.pools import MEMBERS, POOLS
from data.measures import MEASURES, Fact
from data.metrics import METRICS
from data.query_model import MetricQuery
from data.whole import listed

# What is told by marketplace though the stock is one.
POOLED: frozenset[Fact] = frozenset(
    {"stock", "stock_value", "stock_average", "stock_days", "ages", "excess", "stranded", "pace"}
)
# Of these each marketplace has its own.
_OWN = frozenset({"daily_units", "in_stock_days", "counted_days"})
_ANY = "SELECT EXISTS (SELECT FROM seller.stock_pools WHERE account_id = :account_id)"
_MEMBERS = """
SELECT p.marketplace_id, p.sku, p.connection_id, p.rank FROM seller.stock_pools p
WHERE p.account_id = :account_id AND p.until IS NULL ORDER BY p.rank
"""


def shares_stock(connection: Connection, account_id: int, metrics: Iterable[str]) -> bool:
    """Whether the metrics look at stock, and some of the account's is shared."""
    if not any(METRICS[name].facts & POOLED for name in metrics):
        return False
    return bool(connection.scalar(text(_ANY), {"account_id": account_id}))


class Pool(NamedTuple):
    """A stock of one SKU that several marketplaces sell from now."""

    connection_id: int
    sku: str


def read_pools(connection: Connection, account_id: int) -> dict[Pool, tuple[str, ...]]:
    """Return the marketplaces of each pool; the first stands for it."""
    found: dict[Pool, tuple[str, ...]] = {}
    for row in connection.execute(text(_MEMBERS), {"account_id": account_id}):
        pool = Pool(row.connection_id, row.sku)
        found[pool] = (*found.get(pool, ()), row.marketplace_id)
    return found


def counts_pools(metrics: Iterable[str]) -> bool:
    """Whether one of the metrics has a stock once that several marketplaces sell from."""
    measures = {one for name in metrics for one in METRICS[name].measures} - _OWN
    return any(MEASURES[one].fact in POOLED for one in measures)


def shared_notes(connection: Connection, account_id: int, query: MetricQuery) -> list[str]:
    """Say which of the marketplaces that a query keeps sell out of one stock; nothing if none."""
    if not counts_pools(query.metrics):
        return []
    parameters = Parameters(account_id)
    kept = [
        filter_sql(MEMBERS, one, parameters)
        for one in query.filters
        if one.field in MEMBERS.dimensions
    ]
    sql = (
        f"SELECT p.marketplace_id, bool_or({' AND '.join(kept) or 'true'}) AS is_kept"
        f" FROM {POOLS} WHERE p.account_id = :account_id AND p.until IS NULL"
        " GROUP BY p.marketplace_id ORDER BY min(p.rank)"
    )
    rows = connection.execute(text(sql), parameters.values).all()
    return words_of_pool(
        [row.marketplace_id for row in rows if row.is_kept],
        [row.marketplace_id for row in rows if not row.is_kept],
    )


_SEVERAL = (
    "{names} sell out of one pan-European stock, as far as Amazon tells them the same: it counts"
    " once in a sum, and each of them by itself shows all of it."
)
_ONE = (
    "{names} sells out of one pan-European stock with {others}, as far as Amazon tells them the"
    " same: shown is all of it, and days of cover go by what all of them sell."
)


def words_of_pool(kept: list[str], others: list[str]) -> list[str]:
    """Say what a figure of `kept` holds, which share a stock with `others`; nothing for none."""
    if not kept:
        return []
    names = listed([MARKETPLACES[one].in_words for one in kept])
    names = names[:1].upper() + names[1:]
    if len(kept) > 1:
        return [_SEVERAL.format(names=names)]
    return [_ONE.format(names=names, others=listed([MARKETPLACES[one].in_words for one in others]))]
