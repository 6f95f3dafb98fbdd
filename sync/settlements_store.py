"""Settlements into the database: each is replaced as a whole, as its lines have no names."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from core import schema
from sync.settlement_rows import Settlement, SettlementLineRow, SettlementRow
from sync.statements import statements
from sync.store import Stamp, upsert


def save_settlements(
    connection: Connection, found: Sequence[Settlement], connection_id: int, stamp: Stamp
) -> int:
    """Write settlements with their lines; return how many rows changed."""
    if not found:
        return 0
    heads = [one.row._replace(connection_id=connection_id) for one in found]
    lines = [line for one in found for line in one.lines]
    written = upsert(connection, schema.settlements, SettlementRow._fields, heads, stamp)
    written += upsert(connection, schema.settlement_lines, SettlementLineRow._fields, lines, stamp)
    return written + drop_gone_lines(connection, found, stamp)


def drop_gone_lines(connection: Connection, found: Sequence[Settlement], stamp: Stamp) -> int:
    """Delete the lines beyond the last of each settlement; return how many there were."""
    told = {
        "account_id": stamp.account_id,
        "ids": [one.row.settlement_id for one in found],
        "counts": [len(one.lines) for one in found],
    }
    return connection.execute(statements("settlements")["drop_gone_lines"], told).rowcount


def from_api(connection: Connection, account_id: int, found: Sequence[Settlement]) -> set[str]:
    """Return the numbers of those settlements that Amazon's API has brought already."""
    ids = [one.row.settlement_id for one in found]
    values = {"account_id": account_id, "ids": ids}
    return set(connection.scalars(statements("settlements")["from_api"], values))
