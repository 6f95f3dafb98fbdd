"""What a person asks the sync to do: read a stream now, look at a file, bring a file in.

The pages write a request and read its result; the sync takes it up (sync/requests.py).
Nothing else passes between the two.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from core.channels import REQUESTS
from core.crypto import open_bytes, seal_bytes
from core.database import Role, account_transaction
from core.errors import AlreadyRunningError, ConfigurationError, DataError
from core.streams import STREAMS

SYNC, IMPORT_PREVIEW, IMPORT_APPLY = "sync", "import_preview", "import_apply"
IMPORTS = (IMPORT_PREVIEW, IMPORT_APPLY)

# Amazon's rates are small: a stream read a moment ago brings nothing new.
PAUSE = timedelta(minutes=5)
LARGEST_FILE_BYTES = 50 * 1024 * 1024
LARGEST_UPLOAD_BYTES = 100 * 1024 * 1024
MOST_FILES = 20
# Uploads of one account that wait or are being read at the same time.
MOST_OPEN_IMPORTS = 5
_LONGEST_NAME = 200

_COLUMNS = "request_id, kind, stream, asked_by, asked_at, taken_at, finished_at, result"


@dataclass(frozen=True)
class File:
    """A file as a person gave it: its name and its bytes."""

    name: str
    body: bytes


@dataclass(frozen=True)
class SyncRequest:
    """A request and how it stands. `result` is what the sync has answered, else None."""

    request_id: int
    kind: str
    stream: str | None
    asked_by: str
    asked_at: datetime
    taken_at: datetime | None
    finished_at: datetime | None
    result: dict[str, Any] | None

    @property
    def is_open(self) -> bool:
        """Whether the answer is still to come."""
        return self.finished_at is None


@dataclass(frozen=True)
class Upload:
    """Files to be read, and what the person has said beside them."""

    files: Sequence[File]
    marketplace_id: str | None = None
    day: date | None = None

    @property
    def wish(self) -> dict[str, str]:
        """What was said, as the request keeps it."""
        said = {"marketplace_id": self.marketplace_id, "day": self.day and self.day.isoformat()}
        return {name: value for name, value in said.items() if value}


def ask_for_sync(account_id: int, stream: str | None, asked_by: str) -> int:
    """Ask for a stream to be read now (None: all of them); return the request's number.

    Raises AlreadyRunningError when it was asked for less than five minutes ago or still
    waits, and ConfigurationError for a stream that does not exist.
    """
    if stream is not None and stream not in STREAMS:
        raise ConfigurationError("There is no such stream.")
    with account_transaction(Role.WEB, account_id) as connection:
        # Two clicks at the same time: the second one sees the first.
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended('sync.requests', :a))"),
            {"a": account_id},
        )
        _refuse_too_soon(connection, account_id, stream)
        return _ask(connection, account_id, SYNC, stream, {}, asked_by)


def _refuse_too_soon(connection: Connection, account_id: int, stream: str | None) -> None:
    earlier = connection.execute(
        text(
            "SELECT stream, finished_at IS NULL AS is_open, now() - asked_at AS age"
            " FROM sync.requests WHERE account_id = :a AND kind = :kind"
            # Whoever has asked for everything has asked for each stream.
            " AND (stream IS NULL OR stream = :stream)"
            " AND (finished_at IS NULL OR asked_at > now() - cast(:pause AS interval))"
            " ORDER BY finished_at IS NULL DESC, asked_at DESC LIMIT 1"
        ),
        {"a": account_id, "kind": SYNC, "stream": stream, "pause": PAUSE},
    ).first()
    if earlier is None:
        return
    name = STREAMS[earlier.stream].title if earlier.stream in STREAMS else "Everything"
    if earlier.is_open:
        raise AlreadyRunningError(f"{name}: asked for already. The answer is still to come.")
    minutes = max(1, -(-(PAUSE - earlier.age).seconds // 60))
    raise AlreadyRunningError(
        f"{name}: asked for less than 5 minutes ago. Amazon allows few calls, so ask again in"
        f" {minutes} {'minute' if minutes == 1 else 'minutes'}."
    )


def ask_for_import(account_id: int, upload: Upload, asked_by: str, *, is_preview: bool) -> int:
    """Ask for files to be looked at, or to be brought in; return the request's number.

    The bytes are kept packed and sealed, and are deleted with the result. Raises DataError
    when a file is too large or there are too many, AlreadyRunningError when too many wait.
    """
    _check(upload)
    with account_transaction(Role.WEB, account_id) as connection:
        waiting = connection.scalar(
            text(
                "SELECT count(*) FROM sync.requests WHERE account_id = :a"
                " AND kind = ANY(:kinds) AND finished_at IS NULL"
            ),
            {"a": account_id, "kinds": list(IMPORTS)},
        )
        if int(waiting or 0) >= MOST_OPEN_IMPORTS:
            raise AlreadyRunningError(
                f"{waiting} uploads are still to be read. Try again when they are done."
            )
        kind = IMPORT_PREVIEW if is_preview else IMPORT_APPLY
        request_id = _ask(connection, account_id, kind, None, upload.wish, asked_by)
        for number, one in enumerate(upload.files):
            connection.execute(
                text(
                    "INSERT INTO sync.request_files (account_id, request_id, file_number,"
                    " file_name, size_bytes, sealed) VALUES (:a, :id, :number, :name, :size, :body)"
                ),
                {"a": account_id, "id": request_id, "number": number,
                 "name": one.name[:_LONGEST_NAME], "size": len(one.body),
                 "body": pack(one.body, account_id)},
            )  # fmt: skip
        return request_id


def _check(upload: Upload) -> None:
    if not upload.files:
        raise DataError("Choose a file first.")
    if len(upload.files) > MOST_FILES:
        raise DataError(f"At most {MOST_FILES} files can be read at once.")
    for one in upload.files:
        if len(one.body) > LARGEST_FILE_BYTES:
            megabytes = LARGEST_FILE_BYTES // 1024 // 1024
            raise DataError(
                f"The file {one.name} is larger than {megabytes} MB."
                " Download a shorter time, or cut it into parts."
            )
    if sum(len(one.body) for one in upload.files) > LARGEST_UPLOAD_BYTES:
        megabytes = LARGEST_UPLOAD_BYTES // 1024 // 1024
        raise DataError(f"Together the files are larger than {megabytes} MB. Upload fewer at once.")


def pack(body: bytes, account_id: int) -> bytes:
    """Make the bytes of a file smaller and seal them for the account."""
    return seal_bytes(zlib.compress(body), account_id)


def unpack(sealed: bytes, account_id: int) -> bytes:
    """Return the bytes of a packed file. Raises DataError when they are not what was packed."""
    unpacking = zlib.decompressobj()
    try:
        body = unpacking.decompress(open_bytes(sealed, account_id), LARGEST_FILE_BYTES + 1)
    except zlib.error:
        raise DataError("The file was damaged on its way. Upload it again.") from None
    if len(body) > LARGEST_FILE_BYTES:
        raise DataError("The file is too large.")
    return body


def _ask(
    connection: Connection,
    account_id: int,
    kind: str,
    stream: str | None,
    wish: dict[str, str],
    asked_by: str,
) -> int:
    """Write the request down and wake the sync when it is committed."""
    request_id = connection.scalar(
        text(
            "INSERT INTO sync.requests (account_id, kind, stream, wish, asked_by)"
            " VALUES (:a, :kind, :stream, cast(:wish AS jsonb), :by) RETURNING request_id"
        ),
        {
            "a": account_id,
            "kind": kind,
            "stream": stream,
            "wish": json.dumps(wish),
            "by": asked_by[:_LONGEST_NAME],
        },
    )
    connection.execute(
        text("SELECT pg_notify(:channel, :payload)"),
        {"channel": REQUESTS, "payload": str(account_id)},
    )
    return int(request_id or 0)


def find_request(account_id: int, request_id: int) -> SyncRequest | None:
    """Return a request of the account; another account's number finds nothing."""
    with account_transaction(Role.WEB, account_id) as connection:
        row = connection.execute(
            text(
                f"SELECT {_COLUMNS} FROM sync.requests WHERE account_id = :a AND request_id = :id"
            ),
            {"a": account_id, "id": request_id},
        ).one_or_none()
    return SyncRequest(*row) if row else None


def recent_requests(account_id: int, most: int = 10) -> list[SyncRequest]:
    """Return the newest requests of an account, the newest first."""
    with account_transaction(Role.WEB, account_id) as connection:
        rows = connection.execute(
            text(
                f"SELECT {_COLUMNS} FROM sync.requests WHERE account_id = :a"
                " ORDER BY request_id DESC LIMIT :most"
            ),
            {"a": account_id, "most": most},
        ).all()
    return [SyncRequest(*row) for row in rows]
