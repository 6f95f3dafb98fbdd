"""What could not be understood: set aside with the reason, read again later.

Personal fields are blanked before, and the bytes are sealed with the account's key, since
what is not understood may hold anything. After thirty days it is forgotten. What a later run
reads rightly is closed: nothing old can take its place any more.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from core.crypto import open_sealed, seal
from sync.connections import SellerConnection
from sync.statements import statements

DAYS_KEPT = 30
# What is forgotten within so many days is named by status and doctor.
DAYS_OF_WARNING = 7
_LONGEST_REASON = 500

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class SetAside:
    """One thing that was not understood. `what` says how to read it again.

    A line of a report has the report's number, and the span of time it is `about`: its day, or
    the report's window where its day cannot be read. None: it is about the present.
    """

    what: str
    natural_key: str | None
    reason: str
    raw: str
    fetched_at: datetime
    report_id: str | None = None
    about: Span | None = None


@dataclass(frozen=True)
class Waiting:
    """A row of the quarantine, opened."""

    quarantine_id: int
    what: str
    natural_key: str
    raw: str
    fetched_at: datetime
    report_id: str | None = None
    about: Span | None = None


@dataclass(frozen=True)
class Covered:
    """What a page holds all of: whatever waits of it has been read now.

    `what` as it was set aside, within a span of time; without one, all of it. What was set
    aside out of the report itself goes on waiting.
    """

    what: str
    report_id: str | None
    span: Span | None = None


def keep(
    connection: Connection, seller: SellerConnection, stream: str, run_id: int, one: SetAside
) -> None:
    """Keep one thing, in the transaction of the page it came with."""
    sql = statements("quarantine")
    start, end = one.about or (None, None)
    values = {
        **seller.key,
        "stream": stream,
        "what": one.what,
        "natural_key": _plain(one.natural_key or _name_of(one)),
        "reason": _plain(one.reason),
        "sealed": seal(one.raw, seller.account_id),
        "report_id": one.report_id,
        "about_from": start,
        "about_to": end,
        "run_id": run_id,
        "fetched_at": one.fetched_at,
    }
    if connection.execute(sql["renew"], values).rowcount == 0:
        connection.execute(sql["add"], values)


def _name_of(one: SetAside) -> str:
    """What has no name of its own is told apart by what it says, and of which time."""
    when = " ".join(moment.isoformat() for moment in one.about or ())
    return hashlib.sha256(f"{when}{one.raw}".encode()).hexdigest()


def _plain(text: str) -> str:
    """Return a text that a table takes, whatever it quotes."""
    return text[:_LONGEST_REASON].encode("utf-8", "replace").decode().replace("\0", "?")


def waiting(connection: Connection, seller: SellerConnection, stream: str) -> list[Waiting]:
    """Return what waits in a stream, the oldest first."""
    rows = connection.execute(
        statements("quarantine")["open"], {**seller.key, "stream": stream}
    ).all()
    return [
        Waiting(
            row.quarantine_id,
            row.what,
            row.natural_key or "",
            open_sealed(row.sealed, seller.account_id),
            row.fetched_at,
            row.report_id,
            (row.about_from, row.about_to) if row.about_from is not None else None,
        )
        for row in rows
    ]


def missing_spans(
    wanted: Iterable[Span], under_way: Sequence[Span], longest: timedelta
) -> list[Span]:
    """Return the spans to ask for anew, as few as there can be without asking for more than
    `longest` at once; what is under way is not asked for a second time."""
    spans: list[Span] = []
    for start, end in sorted(set(wanted)):
        if any(one[0] <= start and end <= one[1] for one in under_way):
            continue
        if spans and max(end, spans[-1][1]) - spans[-1][0] <= longest:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return spans


def close(connection: Connection, seller: SellerConnection, quarantine_id: int) -> None:
    """Note that a thing has been read, in the transaction that saves what it said."""
    connection.execute(
        statements("quarantine")["close"],
        {"account_id": seller.account_id, "quarantine_id": quarantine_id},
    )


def close_named(
    connection: Connection,
    seller: SellerConnection,
    stream: str,
    names: Collection[str],
    fetched_at: datetime,
) -> None:
    """Note that things were read rightly that waited under these names since before."""
    if names:
        values = {"stream": stream, "names": [_plain(one) for one in names]}
        connection.execute(
            statements("quarantine")["close_named"],
            {**seller.key, **values, "fetched_at": fetched_at},
        )


def close_covered(
    connection: Connection,
    seller: SellerConnection,
    stream: str,
    covered: Covered,
    fetched_at: datetime,
) -> None:
    """Note that what a report covers has been read anew, but for its own lines set aside."""
    start, end = covered.span or (None, None)
    values = {
        "stream": stream,
        "what": covered.what,
        "report_id": covered.report_id,
        "start": start,
        "end": end,
        "fetched_at": fetched_at,
    }
    connection.execute(statements("quarantine")["close_covered"], {**seller.key, **values})


def forget_old(connection: Connection, seller: SellerConnection) -> Counter[str]:
    """Forget what is older than thirty days; return how much of each stream was never read."""
    rows = connection.execute(
        statements("quarantine")["forget_old"], {**seller.key, "days": DAYS_KEPT}
    )
    return Counter(row.stream for row in rows if row.replayed_at is None)
