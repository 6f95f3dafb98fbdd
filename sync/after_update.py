"""After an update of the program what was set aside is read again by itself, once.

Each connection remembers which edition of the code last tried the waiting rows of a stream.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from sqlalchemy import Connection

from core.database import Role, account_transaction
from core.errors import AccountGoneError, DatabaseError
from core.log import get_logger
from sync.connections import SellerConnection, unless_taken_away
from sync.cursors import Cursor, load_cursor, save_cursor
from sync.statements import statements

# The cursor that remembers the edition of each stream; no stream has this name.
CURSOR = "quarantine"
# What decides how a row is read.
_FOLDERS = ("core", "sync")
_log = get_logger(__name__)


@cache
def edition() -> str:
    """Return what tells this code from any other: it changes with every file that reads rows."""
    root, digest = Path(__file__).resolve().parent.parent, hashlib.sha256()
    for folder in _FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def is_unread(seller: SellerConnection, stream: str) -> bool:
    """Whether rows of a stream wait that this edition of the code has not tried yet."""
    try:
        with account_transaction(Role.SYNC, seller.account_id) as connection:
            key = seller.stream_key(stream)
            if not connection.scalar(statements("quarantine")["is_any_open"], key):
                return False
            return _tried(connection, seller).get(stream) != edition()
    except DatabaseError as error:
        # The stream itself says what is wrong with the database; a later run looks again.
        _log.warning("whether rows wait was not read", cause=error.sentence)
        return False


def note_tried(seller: SellerConnection, stream: str) -> None:
    """Remember that this edition of the code has tried what waits in a stream."""
    try:
        with (
            unless_taken_away(seller),
            account_transaction(Role.SYNC, seller.account_id) as connection,
        ):
            tried = {**_tried(connection, seller), stream: edition()}
            save_cursor(connection, seller, CURSOR, Cursor(position=tried))
    except (AccountGoneError, DatabaseError) as error:
        # They are tried once more by the next run: that changes nothing.
        _log.warning("which code has tried the waiting rows was not saved", cause=error.sentence)


def _tried(connection: Connection, seller: SellerConnection) -> dict[str, str]:
    cursor = load_cursor(connection, seller, CURSOR)
    return dict(cursor.position) if cursor is not None else {}
