"""Rows of a file beside rows of Amazon's API: what the API has said is never overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, text

from sync.imports.counts import Counts
from sync.store import Stamp, copy_in, upsert_sql

PREFIX = "import "
_IS_OURS = "stored.source LIKE 'import %'"


def merge(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    stamp: Stamp,
    *,
    ours: str = _IS_OURS,
) -> Counts:
    """Write a file's rows; count what is new, changed, equal, and kept as the API has it.

    `ours` is which rows that are stored a file may change.
    """
    if not rows:
        return Counts()
    keys = [column.name for column in table.primary_key if column.name != "account_id"]
    plain = [name for name in columns if name not in keys]
    twin = copy_in(connection, table, columns, rows)
    same = " AND ".join(f"stored.{name} = i.{name}" for name in keys)
    left = ", ".join(f"stored.{name}" for name in plain)
    right = ", ".join(f"i.{name}" for name in plain)
    differs = f"({left}) IS DISTINCT FROM ({right})"
    row = connection.execute(
        text(
            "SELECT count(*) FILTER (WHERE stored.account_id IS NULL) AS new,"
            f" count(*) FILTER (WHERE {ours} AND {differs}) AS changed,"
            f" count(*) FILTER (WHERE {ours} AND NOT ({differs})) AS equal,"
            f" count(*) FILTER (WHERE stored.account_id IS NOT NULL AND NOT {ours}) AS kept"
            f" FROM {twin} AS i LEFT JOIN {table.fullname} AS stored"
            f" ON stored.account_id = :account_id AND {same}"
        ),
        stamp.values(),
    ).one()
    connection.execute(text(upsert_sql(table, columns, twin, only_if=ours)), stamp.values())
    connection.exec_driver_sql(f"DROP TABLE {twin}")
    return Counts(row.new, row.changed, row.equal, row.kept)
