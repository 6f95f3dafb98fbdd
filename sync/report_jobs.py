"""Report jobs as rows: a report is asked for once, resumed by its id, read and closed.

A process that ends in between leaves the row; the next one polls the same report
instead of asking for another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from sync.connections import SellerConnection
from sync.statements import statements

WANTED = "wanted"
REQUESTED = "requested"
READY = "ready"
EMPTY = "empty"
FAILED = "failed"

Window = tuple[datetime, datetime]


@dataclass
class ReportJob:
    """One report and how far it has come."""

    job_id: int
    report_type: str
    start: datetime
    end: datetime
    report_id: str | None
    document_id: str | None
    state: str
    attempts: int
    note: str | None = None


def _key(seller: SellerConnection, stream: str) -> dict[str, Any]:
    return {
        "account_id": seller.account_id,
        "connection_id": seller.connection_id,
        "stream": stream,
    }


def plan_jobs(
    connection: Connection,
    seller: SellerConnection,
    stream: str,
    report_type: str,
    windows: Iterable[Window],
) -> None:
    """Put one job for each window on the list."""
    for start, end in windows:
        values = {"report_type": report_type, "data_start_at": start, "data_end_at": end}
        connection.execute(statements("report_jobs")["plan"], {**_key(seller, stream), **values})


def open_jobs(
    connection: Connection, seller: SellerConnection, stream: str, now: datetime
) -> list[ReportJob]:
    """Return the jobs still to do, the newest window first."""
    sql = statements("report_jobs")
    connection.execute(sql["revive"], {**_key(seller, stream), "now": now})
    return [ReportJob(*row) for row in connection.execute(sql["open"], _key(seller, stream))]


def count_jobs(connection: Connection, seller: SellerConnection, stream: str) -> tuple[int, int]:
    """Return (all jobs, finished jobs) of a stream."""
    row = connection.execute(statements("report_jobs")["counts"], _key(seller, stream)).one()
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
