"""How far a stream has come, and how new its data is; both move with the page's commit."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from sync.connections import SellerConnection
from sync.statements import statements


@dataclass(frozen=True)
class Cursor:
    """A place in a stream: an instant, and whatever else the stream remembers."""

    at: datetime | None = None
    position: dict[str, Any] = field(default_factory=dict)


def load_cursor(connection: Connection, seller: SellerConnection, stream: str) -> Cursor | None:
    """Return the cursor of a stream; None when it has never been set."""
    values = {**seller.key, "stream": stream}
    row = connection.execute(statements("cursors")["load"], values).one_or_none()
    return Cursor(row.cursor_at, row.position) if row else None


def save_cursor(
    connection: Connection, seller: SellerConnection, stream: str, cursor: Cursor
) -> None:
    """Save the cursor in the transaction of the page it belongs to."""
    connection.execute(
        statements("cursors")["save"],
        {
            **seller.key,
            "stream": stream,
            "cursor_at": cursor.at,
            "position": json.dumps(cursor.position),
        },
    )


def note_changed(
    connection: Connection, seller: SellerConnection, source: str, now: datetime
) -> None:
    """Move the data version of a source: call it only when rows have changed."""
    values = {**seller.key, "source": source, "now": now}
    connection.execute(statements("cursors")["changed"], values)


def note_read_through(
    connection: Connection, seller: SellerConnection, source: str, now: datetime
) -> None:
    """Note that a source was read to its end at `now`."""
    values = {**seller.key, "source": source, "now": now}
    connection.execute(statements("cursors")["read_through"], values)
