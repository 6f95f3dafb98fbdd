"""What a person has set for a stream of an account: another pace, or a pause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from core.database import Role, account_transaction
from core.errors import ConfigurationError
from core.streams import STREAMS

# The paces a person can choose, in minutes; None is the usual one of the stream.
PACES: tuple[int | None, ...] = (None, 15, 30, 60, 240, 720, 1440, 10080)


@dataclass(frozen=True)
class Schedule:
    """What a person has set for a stream; None minutes = as planned."""

    every: timedelta | None = None
    is_paused: bool = False


def read_schedules(role: Role, account_id: int) -> dict[str, Schedule]:
    """Return the schedules that people have set in an account, by stream."""
    with account_transaction(role, account_id) as connection:
        rows = connection.execute(
            text(
                "SELECT stream, every_minutes, is_paused FROM app.stream_schedules"
                " WHERE account_id = :account_id"
            ),
            {"account_id": account_id},
        ).all()
    return {
        row.stream: Schedule(
            timedelta(minutes=row.every_minutes) if row.every_minutes else None, row.is_paused
        )
        for row in rows
    }


def save_schedule(
    account_id: int, stream: str, every_minutes: int | None, *, is_paused: bool
) -> None:
    """Set how often a stream is read; as planned and not paused is the absence of a row.

    Raises ConfigurationError for a stream that does not exist or a pace nobody can choose.
    """
    if stream not in STREAMS or every_minutes not in PACES:
        raise ConfigurationError("This schedule does not exist. Choose one of the list.")
    values = {"a": account_id, "stream": stream, "minutes": every_minutes, "paused": is_paused}
    with account_transaction(Role.WEB, account_id) as connection:
        if every_minutes is None and not is_paused:
            connection.execute(
                text("DELETE FROM app.stream_schedules WHERE account_id = :a AND stream = :stream"),
                values,
            )
            return
        connection.execute(
            text(
                "INSERT INTO app.stream_schedules (account_id, stream, every_minutes, is_paused)"
                " VALUES (:a, :stream, cast(:minutes AS integer), :paused)"
                " ON CONFLICT (account_id, stream) DO UPDATE SET"
                " every_minutes = excluded.every_minutes, is_paused = excluded.is_paused,"
                " updated_at = now()"
            ),
            values,
        )
