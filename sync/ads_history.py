"""How far each profile of an advertising report stream is read: kept in the stream's cursor."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlalchemy import Connection

from sync.ads_jobs import AdsJob
from sync.ads_windows import History
from sync.connections import SellerConnection
from sync.cursors import Cursor, load_cursor, save_cursor


def history_of(cursor: Cursor | None, profile_id: str) -> History:
    """Return what was read of a profile; nothing where there is no cursor yet."""
    found = (cursor.position if cursor else {}).get(profile_id, {})
    since, through = (found.get(name) for name in History._fields)
    return History(
        date.fromisoformat(since) if since else None,
        date.fromisoformat(through) if through else None,
    )


def remember(
    connection: Connection,
    seller: SellerConnection,
    stream: str,
    cursor: Cursor | None,
    profile_id: str,
    history: History,
) -> Cursor:
    """Save how far a profile is read; the cursor stands at the last day of the slowest one."""
    noted = {name: day.isoformat() for name, day in history._asdict().items() if day is not None}
    position = {**(cursor.position if cursor else {}), profile_id: noted}
    ends = [one["through"] for one in position.values() if "through" in one]
    at = datetime.combine(date.fromisoformat(min(ends)), time(), UTC) if ends else None
    new = Cursor(at, position)
    save_cursor(connection, seller, stream, new)
    return new


def note_read(connection: Connection, seller: SellerConnection, stream: str, job: AdsJob) -> None:
    """Move a profile's history by a report, in the transaction that saves its rows."""
    cursor = load_cursor(connection, seller, stream)
    known = history_of(cursor, job.profile_id)
    history = History(known.since or job.first, max(known.through or job.last, job.last))
    remember(connection, seller, stream, cursor, job.profile_id, history)
