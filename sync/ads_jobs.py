"""Advertising reports as rows: asked for once, resumed by their id, closed with their rows.

A process that ends in between leaves the row; the next one looks after the same report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from sync.ads_windows import Days, joined
from sync.connections import SellerConnection
from sync.statements import statements

WANTED, REQUESTED, EMPTY, FAILED = "wanted", "requested", "empty", "failed"
# A full queue: from a minute to half an hour. Amazon: limits do not change over short times.
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 60.0, 1800.0


@dataclass
class AdsJob:
    """One report of one profile and how far it has come; its days are the profile's."""

    job_id: int
    profile_id: str
    report_type: str
    first: date
    last: date
    report_id: str | None
    state: str
    attempts: int
    throttles: int
    not_before: datetime | None
    requested_at: datetime | None
    note: str | None = None


class Queue(NamedTuple):
    """How a connection's region stands: our reports in it, and until when it is left alone."""

    standing: int
    full_until: datetime | None


def plan_jobs(
    connection: Connection,
    seller: SellerConnection,
    stream: str,
    report_type: str,
    profile_id: str,
    windows: list[Days],
    now: datetime,
) -> None:
    """Put one job for each window on the list, the newest first.

    Older jobs give way where they are about the same days, so that what was asked for on an
    earlier day never overwrites what is asked for today.
    """
    sql = statements("ads_jobs")
    key = {**seller.stream_key(stream), "profile_id": profile_id, "now": now}
    for span in joined(windows):
        connection.execute(sql["supersede"], {**key, **span._asdict()})
        connection.execute(sql["shorten"], {**key, **span._asdict()})
    for window in windows:
        values = {"report_type": report_type, **window._asdict()}
        connection.execute(sql["plan"], {**key, **values})


def unfinished_jobs(
    connection: Connection, seller: SellerConnection, stream: str, now: datetime
) -> list[AdsJob]:
    """Return the jobs that are not done, the newest window first; failed ones rest for a while."""
    sql = statements("ads_jobs")
    connection.execute(sql["revive"], {**seller.stream_key(stream), "now": now})
    return [
        AdsJob(*row) for row in connection.execute(sql["unfinished"], seller.stream_key(stream))
    ]


def save_job(connection: Connection, seller: SellerConnection, job: AdsJob, now: datetime) -> None:
    """Save how far a job has come."""
    names = ("job_id", "state", "report_id", "attempts", "throttles", "not_before",
             "requested_at", "first", "note")  # fmt: skip
    values = {name: getattr(job, name) for name in names}
    connection.execute(
        statements("ads_jobs")["save"], {"account_id": seller.account_id, "now": now, **values}
    )


def close_job(
    connection: Connection, seller: SellerConnection, job: AdsJob, rows_read: int, now: datetime
) -> None:
    """Close a job in the transaction that saves its rows."""
    values = {"account_id": seller.account_id, "job_id": job.job_id}
    connection.execute(
        statements("ads_jobs")["close"], {**values, "rows_read": rows_read, "now": now}
    )


def queue_of(connection: Connection, seller: SellerConnection, now: datetime) -> Queue:
    """Return how many reports of a connection stand in Amazon's queue, over all streams."""
    values = {**seller.key, "now": now}
    row = connection.execute(statements("ads_jobs")["queue"], values).one()
    return Queue(int(row.standing), row.full_until)


def pause_seconds(throttles: int, said: float | None) -> float:
    """Return how long a full queue is left alone after so many refusals in a row (from 1)."""
    own = min(FIRST_PAUSE_SECONDS * 2.0 ** (throttles - 1), LONGEST_PAUSE_SECONDS)
    return max(own, said or 0.0)
