"""Reports 2021-06-30: ask, poll, download; and what each status means for the job."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from core.clock import format_instant
from core.errors import DataError, NotReadyError
from core.log import get_logger
from sync.clients.documents import Document
from sync.clients.sp_api import NotFoundError
from sync.report_documents import ReportDocuments, UnreadableDocumentError
from sync.report_jobs import (
    EMPTY,
    FAILED,
    READY,
    REQUESTED,
    WANTED,
    ReportJob,
    close_job,
    resting_jobs,
    save_job,
)
from sync.sources.base import StreamContext

_ROOT = "/reports/2021-06-30"
# So many reports are made by Amazon while we read another one.
AHEAD = 3
# How often one window is asked for before it counts as failed for now.
MOST_ATTEMPTS = 3
# Longer than this a run does not wait for a report; the next run polls the same one.
PATIENCE_SECONDS = 30 * 60.0
_LOOK_AGAIN_SECONDS = 60.0
_AN_ID = re.compile(r"[!-~]+")
_log = get_logger(__name__)


@dataclass(frozen=True)
class Looks:
    """How a report under way is looked after, in seconds.

    From asking to the first look, from that to the second, and between two at most.
    """

    first: float = 0.0
    second: float = 0.5
    longest: float = 30.0


OFTEN = Looks()


def closing(context: StreamContext, job: ReportJob, rows: int) -> Callable[[Connection], None]:
    """Return what closes a report in the transaction that saves its rows."""
    return partial(close_job, seller=context.seller, job=job, rows_read=rows,
                   now=context.timer.now())  # fmt: skip


def say_what_rests(context: StreamContext, stream: str) -> None:
    """Let a run be partial while reports that Amazon could not make are left alone."""
    with context.transaction() as connection:
        resting = resting_jobs(connection, context.seller, stream)
    if resting is not None:
        context.shortfalls.append(resting.sentence(context.timer.now()))


class ReportDesk:
    """Works through the report jobs of one stream, in their order.

    A job without a marketplace of its own is asked for `marketplace_ids`. Between two wishes
    for the same report lies `interval`: Amazon cancels what is asked for too soon. `quota` names
    a rate that a report type has of its own beside createReport's; `options` are Amazon's
    reportOptions.
    """

    quota = ""

    def __init__(
        self,
        context: StreamContext,
        marketplace_ids: list[str],
        patience_seconds: float = PATIENCE_SECONDS,
        *,
        interval: timedelta = timedelta(0),
        looks: Looks = OFTEN,
        options: Mapping[str, str] | None = None,
    ) -> None:
        self._context = context
        self._documents = ReportDocuments(context)
        self._marketplace_ids = marketplace_ids
        self._interval = interval
        self._options = options
        self.patience_seconds = patience_seconds
        self._looks = looks
        self._asked_for: set[int] = set()
        self.failures = 0

    def documents(self, jobs: list[ReportJob]) -> Iterator[tuple[ReportJob, Document]]:
        """Yield each job's document as it gets ready; empty and failed jobs are settled here."""
        for index, job in enumerate(jobs):
            self.ask(jobs[index : index + 1 + AHEAD])
            document = self._finished(job)
            if document is not None:
                try:
                    yield job, document
                finally:
                    document.close()

    def ask(self, jobs: list[ReportJob]) -> None:
        """Ask for the reports that may be asked for now, so that Amazon makes them meanwhile."""
        for job in jobs:
            if job.state == WANTED and self._seconds_to_wait(job) <= 0:
                self._ask(job)

    def unreadable(self, job: ReportJob, sentence: str) -> None:
        """Note that a document could not be read: a later run asks for it anew, not for ever."""
        self._unreadable(job, sentence)
        if job.state != FAILED:
            self.failures += 1

    def _unreadable(self, job: ReportJob, sentence: str) -> None:
        _log.warning("a report could not be read", report_id=job.report_id, cause=sentence)
        job.note = sentence
        self._try_again(job)

    def _finished(self, job: ReportJob) -> Document | None:
        """Bring a job to its document; None when it has none or has failed for now."""
        while job.state not in (EMPTY, FAILED):
            if job.state == WANTED:
                self._mind_the_interval(job)
                self._ask(job)
            if job.state == REQUESTED:
                self._poll(job)
            if job.state == READY:
                document = self._fetched(job)
                if document is not None:
                    return document
        return None

    def _fetched(self, job: ReportJob) -> Document | None:
        """Return the document of a job that is ready; None when it cannot be had."""
        try:
            return self._documents.fetch(job.document_id or "")
        except NotFoundError:
            self._lost(job)
        except UnreadableDocumentError as error:
            # It must not stop the reports behind it: asked for anew, but not for ever.
            self._unreadable(job, error.sentence)
        return None

    def _seconds_to_wait(self, job: ReportJob) -> float:
        if job.not_before is None:
            return 0.0
        return (job.not_before - self._context.timer.now()).total_seconds()

    def _mind_the_interval(self, job: ReportJob) -> None:
        """Raise NotReadyError while a report may not be asked for again."""
        seconds = self._seconds_to_wait(job)
        if seconds > 0:
            raise NotReadyError(
                f"Amazon makes {job.report_type} anew in {-(-seconds // 60):.0f} minutes."
                " A later run asks for it.",
                seconds,
            )

    def _wish(self, job: ReportJob) -> dict[str, Any]:
        """Return the body of createReport."""
        body: dict[str, Any] = {
            "reportType": job.report_type,
            "marketplaceIds": [job.marketplace_id] if job.marketplace_id else self._marketplace_ids,
        }
        if job.window is not None:
            body["dataStartTime"] = format_instant(job.start)
            body["dataEndTime"] = format_instant(job.end)
        if self._options:
            body["reportOptions"] = dict(self._options)
        return body

    def _ask(self, job: ReportJob) -> None:
        answer = self._context.api.call(
            "createReport",
            f"{_ROOT}/reports",
            method="POST",
            body=self._wish(job),
            expect="reportId",
            quota=self.quota,
        )
        job.report_id = str(answer["reportId"])
        job.document_id = job.not_before = None
        job.attempts += 1
        self._asked_for.add(job.job_id)
        self._move(job, REQUESTED)

    def _poll(self, job: ReportJob) -> None:
        """Wait until a requested report is finished, one way or another.

        Raises NotReadyError when that takes longer than a run waits.
        """
        timer, wait = self._context.timer, self._looks.second
        deadline = timer.monotonic() + self.patience_seconds
        if job.job_id in self._asked_for and self._looks.first:
            # Amazon has hardly begun: a look now would be a call for nothing.
            self._context.wait(self._looks.first)
        while self._look(job):
            if timer.monotonic() >= deadline:
                raise NotReadyError(
                    "Amazon is still preparing a report. A later run looks for it again.",
                    _LOOK_AGAIN_SECONDS,
                )
            self._context.wait(wait)
            wait = min(wait * 1.5, self._looks.longest)

    def _look(self, job: ReportJob) -> bool:
        """Look how a requested report stands; return whether Amazon is still at work on it."""
        try:
            answer = self._context.api.call(
                "getReport", f"{_ROOT}/reports/{job.report_id}", expect="processingStatus"
            )
        except NotFoundError:
            self._lost(job)
            return False
        status = str(answer["processingStatus"])
        job.document_id = _document_of(answer) if status in ("DONE", "FATAL") else None
        if status in ("IN_QUEUE", "IN_PROGRESS"):
            return True
        self._judge(job, status)
        return False

    def _judge(self, job: ReportJob, status: str) -> None:
        """Settle a finished report. CANCELLED means no data, or asked again too soon."""
        if status == "DONE" and job.document_id:
            self._move(job, READY)
        elif status == "CANCELLED":
            # Asked a second time, to tell an empty window from a passing refusal.
            if job.attempts > 1:
                self._move(job, EMPTY)
            else:
                self._want(job)
        elif status == "FATAL":
            job.note = self._documents.reason(job.document_id)
            _log.warning("Amazon could not make a report", report_id=job.report_id, note=job.note)
            self._try_again(job)
        else:
            raise DataError(f"Amazon gave a report the unknown status {status}.")

    def _lost(self, job: ReportJob) -> None:
        """Amazon does not know the report any more: ask for it anew, but not for ever."""
        job.report_id = job.document_id = None
        job.note = "Amazon no longer has the report."
        self._try_again(job)

    def _try_again(self, job: ReportJob) -> None:
        if job.attempts < MOST_ATTEMPTS:
            self._want(job)
            return
        self._move(job, FAILED)
        self.failures += 1

    def _want(self, job: ReportJob) -> None:
        """Put a job back on the list, not to be asked for before Amazon makes it anew."""
        if self._interval:
            job.not_before = self._context.timer.now() + self._interval
        self._move(job, WANTED)

    def _move(self, job: ReportJob, state: str) -> None:
        job.state = state
        with self._context.transaction() as connection:
            save_job(connection, self._context.seller, job, self._context.timer.now())


def _document_of(answer: Mapping[str, Any]) -> str | None:
    """Return the id of a finished report's document: a word without blanks.

    What is none may be anybody's text and is not kept (Reports 2021-06-30: an "identifier").
    """
    found = answer.get("reportDocumentId")
    return found if isinstance(found, str) and _AN_ID.fullmatch(found) else None
