"""How each stream stands: its last run, its cursor, and the reports still open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from core.database import Role, account_transaction
from core.errors import EXIT_OK
from core.settings import Settings
from sync.connections import SellerConnection, list_connections
from sync.cursors import load_cursor
from sync.sources import SOURCES
from sync.statements import statements


def read_status(settings: Settings) -> Iterator[dict[str, Any]]:
    """Yield one record for each connection and stream."""
    for seller in list_connections(is_demo=settings.is_demo):
        yield from _of_connection(seller)


def _of_connection(seller: SellerConnection) -> Iterator[dict[str, Any]]:
    sql, key = statements("runs"), {"account_id": seller.account_id}
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        latest = {
            row.stream: row
            for row in connection.execute(sql["latest"], key)
            if row.connection_id == seller.connection_id
        }
        reports = {
            row.stream: row.reports
            for row in connection.execute(sql["open_reports"], key)
            if row.connection_id == seller.connection_id
        }
        cursors = {name: load_cursor(connection, seller, name) for name in SOURCES}
    for name in SOURCES:
        run, cursor = latest.get(name), cursors[name]
        yield {
            "stream": name,
            "connection": seller.region,
            "account_id": seller.account_id,
            "state": run.state if run else "never run",
            "started_at": run.started_at if run else None,
            "finished_at": run.finished_at if run else None,
            "rows_read": run.rows_read if run else 0,
            "rows_written": run.rows_written if run else 0,
            "calls": run.calls if run else 0,
            "cursor_at": cursor.at if cursor else None,
            "open_reports": reports.get(name, 0),
            "sentence": run.error_sentence if run else None,
        }


def print_status(settings: Settings, *, as_json: bool) -> int:
    """Print how each stream stands."""
    for record in read_status(settings):
        if as_json:
            print(json.dumps(record, default=str))
            continue
        when = f"{record['finished_at']:%Y-%m-%d %H:%M}" if record["finished_at"] else "-"
        print(
            f"{record['stream']:13} {record['connection']:3} {record['state']:12} {when:16}"
            f" {record['rows_read']:>9,} read {record['rows_written']:>9,} written"
            f" {record['open_reports']:>3} reports open  {record['sentence'] or ''}".rstrip()
        )
    return EXIT_OK
