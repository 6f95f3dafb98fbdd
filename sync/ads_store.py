"""Advertising rows that replace what is there as a whole: what is gone goes away with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, text

from core.log import get_logger
from sync.store import Row, Stamp, copy_in, upsert

_log = get_logger(__name__)


def replace_all(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[Row],
    stamp: Stamp,
    where: str,
    **values: Any,
) -> int:
    """Bring rows into a table and delete those within `where` that are not among them.

    `where` is a condition over `stored` with named `values`. No rows at all delete nothing:
    an empty answer is more often a fault of Amazon's than the end of all advertising.
    Returns how many rows were new, have changed or are gone.
    """
    written = upsert(connection, table, columns, rows, stamp)
    if not rows:
        return written
    keys = [column.name for column in table.primary_key if column.name != "account_id"]
    places = [columns.index(name) for name in keys]
    twin = copy_in(connection, table, keys, ([row[place] for place in places] for row in rows))
    same = " AND ".join(f"i.{name} = stored.{name}" for name in keys)
    gone = connection.execute(
        text(
            f"DELETE FROM {table.fullname} AS stored WHERE stored.account_id = :account_id"
            f" AND {where} AND NOT EXISTS (SELECT 1 FROM {twin} AS i WHERE {same})"
        ),
        {"account_id": stamp.account_id, **values},
    ).rowcount
    connection.exec_driver_sql(f"DROP TABLE {twin}")
    if gone:
        _log.info("advertising rows are gone at Amazon", table=table.name, rows=gone)
    return written + int(gone)
