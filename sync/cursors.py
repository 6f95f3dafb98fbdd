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


def _key(seller: SellerConnection) -> dict[str, Any]:
    return {"account_id": seller.account_id, "connection_id": seller.connection_id}


def load_cursor(connection: Connection, seller: SellerConnection, stream: str) -> Cursor | None:
    """Return the cursor of a stream; None when it has never been set."""
    values = {**_key(seller), "stream": stream}
    row = connection.execute(statements("cursors")["load"], values).one_or_none()
    return Cursor(row.cursor_at, row.position) if row else None


def save_cursor(
    connection: Connection, seller: SellerConnection, stream: str, cursor: Cursor
) -> None:
    """Save the cursor in the transaction of the page it belongs to."""
    connection.execute(
        statements("cursors")["save"],
        {
            **_key(seller),
            "stream": stream,
            "cursor_at": cursor.at,
            "position": json.dumps(cursor.position),
        },
    )


def note_changed(
    connection: Connection, seller: SellerConnection, source: str, now: datetime
) -> None:
    """Move the data version of a source: call it only when rows have changed."""
    values = {**_key(seller), "source": source, "now": now}
    connection.execute(statements("cursors")["changed"], values)


def note_read_through(
    connection: Connection, seller: SellerConnection, source: str, now: datetime
) -> None:
    """Note that a source was read to its end at `now`."""
    values = {**_key(seller), "source": source, "now": now}
    connection.execute(statements("cursors")["read_through"], values)
