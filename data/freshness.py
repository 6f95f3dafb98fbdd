"""How new the data is: per source, and what is still settling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text


@dataclass(frozen=True)
class SourceFreshness:
    """One source: read to its end at (the oldest of its connections), changed at, version."""

    source: str
    synced_at: datetime | None
    changed_at: datetime | None
    version: int


@dataclass(frozen=True)
class Freshness:
    """All sources of an account, and how many orders Amazon has not confirmed yet."""

    sources: dict[str, SourceFreshness]
    pending_orders: int

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "pending_orders": self.pending_orders,
            "sources": {
                one.source: {
                    "synced_at": one.synced_at.isoformat() if one.synced_at else None,
                    "changed_at": one.changed_at.isoformat() if one.changed_at else None,
                }
                for one in self.sources.values()
            },
        }


def read_versions(connection: Connection, account_id: int) -> tuple[tuple[str, int, int], ...]:
    """Return (source, connection, version) of everything: the key of cached results."""
    rows = connection.execute(
        text(
            "SELECT source, connection_id, version FROM seller.data_versions"
            " WHERE account_id = :a ORDER BY 1, 2"
        ),
        {"a": account_id},
    )
    return tuple((row.source, row.connection_id, row.version) for row in rows)


def read_freshness(connection: Connection, account_id: int) -> Freshness:
    """Return how new an account's data is, in the transaction that reads the data."""
    rows = connection.execute(
        text(
            "SELECT source, CASE WHEN count(synced_at) = count(*) THEN min(synced_at) END"
            " AS synced_at, max(changed_at) AS changed_at, sum(version)::bigint AS version"
            " FROM seller.data_versions WHERE account_id = :a GROUP BY source ORDER BY source"
        ),
        {"a": account_id},
    )
    sources = {row.source: SourceFreshness(*row) for row in rows}
    pending = connection.scalar(
        text(
            "SELECT coalesce(sum(pending_orders), 0) FROM seller.sales_daily WHERE account_id = :a"
        ),
        {"a": account_id},
    )
    return Freshness(sources, int(pending or 0))
