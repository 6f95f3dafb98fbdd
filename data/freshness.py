"""How new the data is: per source, and what is still settling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from core.database import Role, engine_for, translated_errors
from data.settling import Settling

# How new a source is over one connection; what people enter themselves has no connection. Rates
# of exchange belong to all accounts: whoever has read them, their newest day is a version (-1).
_VERSIONS = """SELECT source, connection_id, version, changed_at, synced_at
    FROM seller.data_versions WHERE account_id = {account}
    UNION ALL SELECT source, 0, version, changed_at, changed_at
    FROM seller.settings_versions WHERE account_id = {account}
    UNION ALL SELECT 'fx_rates', -1, r.rate_on - date '2000-01-01', NULL, NULL
    FROM (SELECT max(rate_on) AS rate_on FROM app.fx_rates) r WHERE r.rate_on IS NOT NULL
    ORDER BY source, connection_id"""
# Both statements travel in one message, which PostgreSQL runs as one transaction: the look
# before every cached answer costs one round trip.
_LOOK = "SELECT set_config('app.account_id', %(account)s, true);" + _VERSIONS.format(
    account="CAST(%(account)s AS bigint)"
)

Version = tuple[str, int, int]
_SHARED = -1


@dataclass(frozen=True)
class SourceFreshness:
    """One source: read to its end at (the oldest of its connections), changed at, version."""

    source: str
    synced_at: datetime | None
    changed_at: datetime | None
    version: int


@dataclass(frozen=True)
class Freshness:
    """The sources of an account or an answer, and what is not final yet.

    `pending_orders`: how many orders of the account Amazon has not confirmed yet. `settling`:
    which days of an answer may still change, and why.
    """

    sources: dict[str, SourceFreshness]
    pending_orders: int
    settling: tuple[Settling, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "pending_orders": self.pending_orders,
            "settling": [one.as_dict() for one in self.settling],
            "sources": {
                one.source: {
                    "synced_at": one.synced_at.isoformat() if one.synced_at else None,
                    "changed_at": one.changed_at.isoformat() if one.changed_at else None,
                }
                for one in self.sources.values()
            },
        }


@dataclass(frozen=True)
class Versions:
    """What seller.data_versions says of an account at one instant."""

    rows: tuple[tuple[str, int, int, datetime | None, datetime | None], ...]

    def key(self, sources: Iterable[str]) -> tuple[Version, ...]:
        """Return the versions of some sources: equal keys mean equal rows."""
        wanted = set(sources)
        return tuple(row[:3] for row in self.rows if row[0] in wanted)

    def freshness(self, pending_orders: int, sources: Iterable[str] | None = None) -> Freshness:
        """Return how new the sources are (all of them when none are named)."""
        wanted = None if sources is None else set(sources)
        found: dict[str, SourceFreshness] = {}
        for name in dict.fromkeys(row[0] for row in self.rows if row[1] != _SHARED):
            if wanted is not None and name not in wanted:
                continue
            rows = [row for row in self.rows if row[0] == name and row[1] != _SHARED]
            changed = [row[3] for row in rows if row[3] is not None]
            synced = [row[4] for row in rows if row[4] is not None]
            found[name] = SourceFreshness(
                name,
                min(synced) if len(synced) == len(rows) else None,
                max(changed) if changed else None,
                sum(row[2] for row in rows),
            )
        return Freshness(found, pending_orders)


def look_up_versions(role: Role, account_id: int) -> Versions:
    """Return the present versions, for a look into the cache."""
    with translated_errors(), engine_for(role).connect() as plain:
        connection = plain.execution_options(isolation_level="AUTOCOMMIT")
        rows = connection.exec_driver_sql(_LOOK, {"account": str(int(account_id))})
        return Versions(tuple(tuple(row) for row in rows))


def read_versions(connection: Connection, account_id: int) -> Versions:
    """Return the versions that belong to the rows this transaction reads."""
    rows = connection.execute(text(_VERSIONS.format(account=":a")), {"a": account_id})
    return Versions(tuple(tuple(row) for row in rows))


def read_pending_orders(connection: Connection, account_id: int) -> int:
    """Count the orders of an account that Amazon has not confirmed yet."""
    pending = connection.scalar(
        text(
            "SELECT coalesce(sum(pending_orders), 0) FROM seller.sales_daily"
            " WHERE account_id = :a AND pending_orders > 0"
        ),
        {"a": account_id},
    )
    return int(pending or 0)
