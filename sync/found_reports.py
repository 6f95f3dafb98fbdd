"""Reports that Amazon makes by itself: found in its list, fetched once, never asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from core.clock import format_instant, parse_instant
from core.errors import DataError
from core.log import get_logger
from sync.connections import SellerConnection
from sync.report_desk import ReportDesk
from sync.report_jobs import FAILED, ReportJob, unfinished_jobs
from sync.sources.base import StreamContext
from sync.statements import statements

_PATH = "/reports/2021-06-30/reports"
# Amazon keeps reports 90 days; an hour less, so that clocks that differ refuse nothing.
KEPT = timedelta(days=90) - timedelta(hours=1)
_log = get_logger(__name__)


@dataclass(frozen=True)
class FoundReport:
    """One finished report of Amazon's list."""

    report_id: str
    document_id: str
    start: datetime
    end: datetime


def list_reports(
    context: StreamContext, report_type: str, since: datetime
) -> Iterator[FoundReport]:
    """Yield the finished reports of a type made since then, as far as Amazon still keeps them.

    A token stands for the whole question, so it goes alone. A report whose times cannot be read
    is fetched all the same: what is inside says which days it is about. Raises DataError when the
    pages do not end.
    """
    query = {
        "reportTypes": report_type,
        "processingStatuses": "DONE",
        "createdSince": format_instant(max(since, context.clock.now() - KEPT)),
        "pageSize": "100",
    }
    seen: set[str] = set()
    while True:
        answer = context.api.call("getReports", _PATH, query=query, expect="reports")
        for entry in answer["reports"]:
            report = _report_of(entry, context.clock.now())
            if report is not None:
                yield report
        token = str(answer.get("nextToken") or "")
        if not token:
            return
        if token in seen:
            raise DataError("Amazon sends the same page of reports again and again. Stopped.")
        seen.add(token)
        query = {"nextToken": token}


def _report_of(entry: Any, now: datetime) -> FoundReport | None:
    """Read an entry of Amazon's list; None where nothing can be fetched by it."""
    names = ("reportId", "reportDocumentId")
    if not isinstance(entry, dict) or not all(entry.get(name) for name in names):
        _log.warning("an entry in the list of reports is left out", cause="It names no document.")
        return None
    made = _moment(entry, "createdTime", now)
    start = _moment(entry, "dataStartTime", made)
    end = max(start, _moment(entry, "dataEndTime", made))
    return FoundReport(str(entry["reportId"]), str(entry["reportDocumentId"]), start, end)


def _moment(entry: dict[str, Any], name: str, otherwise: datetime) -> datetime:
    """Read an instant; `otherwise` where none can be read."""
    try:
        return parse_instant(str(entry.get(name) or ""))
    except (ValueError, OverflowError):
        return otherwise


def note_found(
    connection: Connection,
    seller: SellerConnection,
    stream: str,
    report_type: str,
    found: list[FoundReport],
    *,
    is_forced: bool,
) -> list[ReportJob]:
    """Write down the reports that are new, or all of them; return those still to fetch."""
    sql = statements("settlements")
    key = seller.stream_key(stream)
    waiting = {job.report_id for job in unfinished_jobs(connection, seller, stream)}
    known = waiting if is_forced else set(connection.scalars(sql["known_reports"], key))
    # A report may stand on two pages of the list.
    for one in {one.report_id: one for one in found}.values():
        if one.report_id not in known:
            values = {
                "report_type": report_type,
                "report_id": one.report_id,
                "document_id": one.document_id,
                "data_start_at": one.start,
                "data_end_at": one.end,
            }
            connection.execute(sql["add_found"], {**key, **values})
    return unfinished_jobs(connection, seller, stream)


def fetch_again(
    connection: Connection, seller: SellerConnection, stream: str, report_ids: list[str]
) -> list[ReportJob]:
    """Put finished reports back on the list; return all those still to fetch."""
    values = {**seller.stream_key(stream), "report_ids": report_ids}
    connection.execute(statements("settlements")["fetch_again"], values)
    return unfinished_jobs(connection, seller, stream)


class FoundReportDesk(ReportDesk):
    """Fetches documents of found reports. What cannot be had is found again by a later run."""

    def unreadable(self, job: ReportJob, sentence: str) -> None:
        """Note that a document could not be read."""
        _log.warning("a report could not be read", report_id=job.report_id, cause=sentence)
        job.note = sentence
        self._try_again(job)

    def _try_again(self, job: ReportJob) -> None:
        self.failures += 1
        self._move(job, FAILED)
