"""What could not be understood: set aside with its raw bytes and the reason, read again later.

Personal fields are blanked before, and the bytes are sealed with the account's key, since
what is not understood may hold anything. After thirty days it is forgotten.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from core.crypto import open_sealed, seal
from sync.connections import SellerConnection
from sync.statements import statements

DAYS_KEPT = 30
_LONGEST_REASON = 500


@dataclass(frozen=True)
class SetAside:
    """One thing that was not understood. `what` says how to read it again."""

    what: str
    natural_key: str | None
    reason: str
    raw: str
    fetched_at: datetime
    report_id: str | None = None


@dataclass(frozen=True)
class Waiting:
    """A row of the quarantine, opened."""

    quarantine_id: int
    what: str
    raw: str
    fetched_at: datetime


def _key(seller: SellerConnection) -> dict[str, Any]:
    return {"account_id": seller.account_id, "connection_id": seller.connection_id}


def keep(
    connection: Connection, seller: SellerConnection, stream: str, run_id: int, one: SetAside
) -> None:
    """Keep one thing, in the transaction of the page it came with."""
    sql = statements("quarantine")
    values = {
        **_key(seller),
        "stream": stream,
        "what": one.what,
        # What has no name of its own is told apart by what it says.
        "natural_key": _plain(one.natural_key or hashlib.sha256(one.raw.encode()).hexdigest()),
        "reason": _plain(one.reason),
        "sealed": seal(one.raw, seller.account_id),
        "report_id": one.report_id,
        "run_id": run_id,
        "fetched_at": one.fetched_at,
    }
    if connection.execute(sql["renew"], values).rowcount == 0:
        connection.execute(sql["add"], values)


def _plain(text: str) -> str:
    """Return a text that a table takes, whatever it quotes."""
    return text[:_LONGEST_REASON].encode("utf-8", "replace").decode().replace("\0", "?")


def waiting(connection: Connection, seller: SellerConnection, stream: str) -> list[Waiting]:
    """Return what waits in a stream, the oldest first."""
    rows = connection.execute(
        statements("quarantine")["open"], {**_key(seller), "stream": stream}
    ).all()
    return [
        Waiting(
            row.quarantine_id, row.what, open_sealed(row.sealed, seller.account_id), row.fetched_at
        )
        for row in rows
    ]


def close(connection: Connection, seller: SellerConnection, quarantine_id: int) -> None:
    """Note that a thing has been read, in the transaction that saves what it said."""
    connection.execute(
        statements("quarantine")["close"],
        {"account_id": seller.account_id, "quarantine_id": quarantine_id},
    )


def forget_old(connection: Connection, seller: SellerConnection) -> None:
    """Forget what is older than thirty days."""
    connection.execute(statements("quarantine")["forget_old"], {**_key(seller), "days": DAYS_KEPT})
