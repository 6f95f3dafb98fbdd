"""Report jobs as rows: a report is asked for once, resumed by its id, read and closed.

A process that ends in between leaves the row; the next one polls the same report
instead of asking for another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from sync.connections import SellerConnection
from sync.statements import statements

WANTED = "wanted"
REQUESTED = "requested"
READY = "ready"
EMPTY = "empty"
FAILED = "failed"
# A report that Amazon could not make three times is left alone for so long.
REST = timedelta(hours=8)

Window = tuple[datetime, datetime]


@dataclass
class ReportJob:
    """One report and how far it has come.

    A report about the present ends where it starts: when it was planned. `marketplace_id`
    None: it is asked for the whole region. It is not asked for before `not_before`.
    """

    job_id: int
    report_type: str
    start: datetime
    end: datetime
    report_id: str | None
    document_id: str | None
    state: str
    attempts: int
    marketplace_id: str | None = None
    not_before: datetime | None = None
    note: str | None = None

    @property
    def window(self) -> Window | None:
        """The span of time the report is about; None for the present."""
        return (self.start, self.end) if self.start < self.end else None


class JobState(NamedTuple):
    """How the newest report of a marketplace and window stands."""

    job_id: int
    state: str
    requested_at: datetime | None
    finished_at: datetime | None


class Resting(NamedTuple):
    """Reports that Amazon could not make: how many, since when, and the end of the newest."""

    reports: int
    since: datetime
    newest_end: datetime

    def hours_left(self, now: datetime) -> int:
        """Return in how many hours they are asked for again."""
        return max(1, round((self.since + REST - now).total_seconds() / 3600))

    def sentence(self, now: datetime) -> str:
        """Say what is missing, and when it is asked for again."""
        return (
            f"Amazon could not make {reports_words(self.reports)}."
            f" {'It is' if self.reports == 1 else 'They are'} asked for again in"
            f" {hours_words(self.hours_left(now))}; everything else is up to date."
        )


def hours_words(hours: int) -> str:
    """Write hours with their noun: `1 hour`, `8 hours`."""
    return f"{hours} {'hour' if hours == 1 else 'hours'}"


def reports_words(reports: int, kind: str = "") -> str:
    """Write reports with what they are of: `1 report`, `3 advertising reports`."""
    return f"{reports} {kind}{'report' if reports == 1 else 'reports'}"


def plan_jobs(
    connection: Connection,
    seller: SellerConnection,
    stream: str,
    report_type: str,
    windows: Iterable[Window],
    marketplace_id: str | None = None,
) -> None:
    """Put one job for each window on the list."""
    for start, end in windows:
        values = {
            "report_type": report_type,
            "marketplace_id": marketplace_id,
            "data_start_at": start,
            "data_end_at": end,
        }
        connection.execute(
            statements("report_jobs")["plan"], {**seller.stream_key(stream), **values}
        )


def oldest_start(
    connection: Connection, seller: SellerConnection, stream: str, start: datetime
) -> datetime:
    """Return where to begin, so that no report that is under way is cut: `start` or before."""
    values = {**seller.stream_key(stream), "start": start}
    found = connection.scalar(statements("report_jobs")["oldest_start"], values)
    return min(found or start, start)


def supersede(
    connection: Connection, seller: SellerConnection, stream: str, start: datetime, now: datetime
) -> None:
    """Close the unfinished jobs from `start` on: their days are asked for anew.

    So a report that was asked for earlier never overwrites what a later one says.
    """
    values = {**seller.stream_key(stream), "start": start, "now": now}
    connection.execute(statements("report_jobs")["supersede"], values)


def open_jobs(
    connection: Connection, seller: SellerConnection, stream: str, now: datetime
) -> list[ReportJob]:
    """Return the jobs still to do, the newest window first."""
    sql = statements("report_jobs")
    connection.execute(sql["revive"], {**seller.stream_key(stream), "now": now})
    return unfinished_jobs(connection, seller, stream)


def unfinished_jobs(
    connection: Connection, seller: SellerConnection, stream: str
) -> list[ReportJob]:
    """Return the jobs still to do as they are, without taking up those that have failed."""
    rows = connection.execute(statements("report_jobs")["open"], seller.stream_key(stream))
    return [ReportJob(*row) for row in rows]


def resting_jobs(connection: Connection, seller: SellerConnection, stream: str) -> Resting | None:
    """Return the reports of a stream that are left alone for now; None when there is none."""
    row = connection.execute(statements("report_jobs")["resting"], seller.stream_key(stream)).one()
    return Resting(*row) if row.reports else None


def newest_jobs(
    connection: Connection, seller: SellerConnection, stream: str
) -> dict[tuple[str, datetime], JobState]:
    """Return how the newest report of each marketplace and start of a window stands."""
    rows = connection.execute(statements("report_jobs")["newest"], seller.stream_key(stream))
    return {(row[0], row[1]): JobState(*row[2:]) for row in rows}


def forget_old_jobs(
    connection: Connection, seller: SellerConnection, stream: str, now: datetime
) -> None:
    """Forget the finished jobs of more than a year ago."""
    sql = statements("report_jobs")["forget_old"]
    connection.execute(sql, {**seller.stream_key(stream), "now": now})


def count_jobs(connection: Connection, seller: SellerConnection, stream: str) -> tuple[int, int]:
    """Return (all jobs, finished jobs) of a stream."""
    row = connection.execute(statements("report_jobs")["counts"], seller.stream_key(stream)).one()
    return int(row.jobs), int(row.finished)


def save_job(
    connection: Connection, seller: SellerConnection, job: ReportJob, now: datetime
) -> None:
    """Save how far a job has come."""
    connection.execute(
        statements("report_jobs")["save"],
        {
            "account_id": seller.account_id,
            "job_id": job.job_id,
            "state": job.state,
            "report_id": job.report_id,
            "document_id": job.document_id,
            "attempts": job.attempts,
            "not_before": job.not_before,
            "note": job.note,
            "now": now,
        },
    )


def close_job(
    connection: Connection, seller: SellerConnection, job: ReportJob, rows_read: int, now: datetime
) -> None:
    """Close a job in the transaction that saves the last of its rows."""
    values = {
        "account_id": seller.account_id,
        "job_id": job.job_id,
        "rows_read": rows_read,
        "now": now,
    }
    connection.execute(statements("report_jobs")["close"], values)
