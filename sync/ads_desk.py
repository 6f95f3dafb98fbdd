"""Advertising reports: ask, look after, download; and what each answer means for the job.

Amazon takes minutes, at times hours. A run asks for what it may, waits a little and ends; a
later run looks after the same reports by their id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from core.errors import (
    DataError,
    ForbiddenError,
    NotReadyError,
    RejectedError,
    RetryableError,
    SellerMonitorError,
    ThrottledError,
)
from core.log import get_logger
from sync.ads_jobs import (
    EMPTY,
    FAILED,
    REQUESTED,
    WANTED,
    AdsJob,
    pause_seconds,
    queue_of,
    save_job,
)
from sync.clients.ads_api import AdsApi, NamelessTwinError
from sync.clients.documents import Document, ExpiredAddressError
from sync.clients.sp_api import NotFoundError
from sync.clients.transport import NoAnswerError
from sync.report_documents import UnreadableDocumentError
from sync.report_jobs import reports_words
from sync.sources.base import StreamContext

# So long a run waits for its reports, all of them together.
BUDGET_SECONDS = 30.0
# So many of a connection's reports stand in Amazon's queue at once, over all streams.
MOST_AT_ONCE = 8
# How often one report is asked for before it rests for eight hours.
MOST_ATTEMPTS = 3
# Amazon takes up to three hours; after a day a report will not come any more.
SLOW, LOST = timedelta(hours=3), timedelta(hours=24)
_FIRST_LOOK_SECONDS, _LONGEST_LOOK_SECONDS = 0.5, 10.0
_LOOK_AGAIN_SECONDS = 60.0
_log = get_logger(__name__)


class AdsReportDesk:
    """Works through the reports of one stream. `wish_of` writes the body that asks for one."""

    def __init__(
        self,
        context: StreamContext,
        ads: AdsApi,
        wish_of: Callable[[AdsJob], dict[str, Any] | None],
    ) -> None:
        self._context = context
        self._ads = ads
        self._wish_of = wish_of
        self._full_until: datetime | None = None
        self._refused: SellerMonitorError | None = None
        self._jobs: list[AdsJob] = []

    def documents(self, jobs: list[AdsJob]) -> Iterator[tuple[AdsJob, Document]]:
        """Yield each report's file as it gets ready; returns when all are done or time is up."""
        self._jobs = list(jobs)
        timer, pause = self._context.timer, _FIRST_LOOK_SECONDS
        deadline = timer.monotonic() + BUDGET_SECONDS
        while True:
            self._ask_all()
            for job in [one for one in self._jobs if one.state == REQUESTED]:
                document = self._look(job)
                if document is not None:
                    try:
                        yield job, document
                    finally:
                        document.close()
            waiting = any(job.state == REQUESTED for job in self._jobs)
            if not waiting and not self._may_ask():
                return
            if waiting:
                if timer.monotonic() + pause > deadline:
                    return
                self._context.wait(pause)
                pause = min(pause * 1.5, _LONGEST_LOOK_SECONDS)

    def done(self, job: AdsJob) -> None:
        """Take a job off the list: its rows are on their way into the database."""
        self._jobs.remove(job)

    def unreadable(self, job: AdsJob, sentence: str) -> None:
        """Note that a report could not be read: it is asked for anew, but not for ever."""
        _log.warning("an ad report could not be read", report_id=job.report_id, cause=sentence)
        job.note = sentence
        self._try_again(job)

    def check(self) -> None:
        """Raise what is left to say at the end of a run: refused, failed, or not there yet."""
        if self._refused is not None:
            raise self._refused
        states = [job.state for job in self._jobs]
        if FAILED in states:
            raise RetryableError(
                f"Amazon could not make {reports_words(states.count(FAILED), 'advertising ')}."
                f" {'It is' if states.count(FAILED) == 1 else 'They are'} asked for again later."
            )
        left = states.count(WANTED) + states.count(REQUESTED)
        if left and self._full_until is not None and REQUESTED not in states:
            seconds = (self._full_until - self._context.timer.now()).total_seconds()
            raise ThrottledError(
                "Amazon takes no more advertising reports for now. A later run goes on.",
                max(seconds, 1.0),
            )
        if left:
            raise NotReadyError(
                f"Amazon is still preparing {reports_words(left, 'advertising ')}."
                " A later run looks again.",
                _LOOK_AGAIN_SECONDS,
            )

    def _may_ask(self) -> bool:
        """Whether another report can be asked for now."""
        if not any(job.state == WANTED for job in self._jobs):
            return False
        now = self._context.timer.now()
        with self._context.transaction() as connection:
            queue = queue_of(connection, self._context.seller, now)
        self._full_until = queue.full_until
        return queue.full_until is None and queue.standing < MOST_AT_ONCE

    def _ask_all(self) -> None:
        for job in list(self._jobs):
            if job.state == WANTED:
                if not self._may_ask():
                    return
                self._ask(job)

    def _ask(self, job: AdsJob) -> None:
        now = self._context.timer.now()
        wish = self._wish_of(job)
        if wish is None:
            job.note = "Amazon no longer keeps these days."
            self._move(job, EMPTY)
            return
        try:
            job.report_id = self._ads.create_report(job.profile_id, wish)
        except ThrottledError as error:
            job.throttles += 1
            seconds = pause_seconds(job.throttles, error.wait_seconds)
            job.not_before = now + timedelta(seconds=seconds)
            self._move(job, WANTED)
            return
        except NamelessTwinError as error:
            # The others go on; Amazon knows the twin for a while only.
            job.note = error.sentence
            job.attempts += 1
            self._try_again(job)
            return
        except RejectedError as error:
            job.note, job.attempts = error.sentence, MOST_ATTEMPTS
            _log.warning("Amazon refuses an ad report", cause=error.sentence)
            self._move(job, FAILED)
            return
        except ForbiddenError as error:
            # Another profile may be open still.
            self._refused = error
            self._jobs.remove(job)
            return
        job.attempts += 1
        job.throttles, job.not_before, job.requested_at = 0, None, now
        self._move(job, REQUESTED)

    def _look(self, job: AdsJob) -> Document | None:
        """Return a report's file when it is ready; None when not yet, or when it has failed."""
        try:
            address = self._address(job)
            return None if address is None else self._download(job, address)
        except NotFoundError:
            job.note = "Amazon no longer has the report."
            self._try_again(job)
        except ForbiddenError as error:
            self._refused = error
            self._jobs.remove(job)
        except UnreadableDocumentError as error:
            self.unreadable(job, error.sentence)
        return None

    def _download(self, job: AdsJob, address: str) -> Document:
        """Fetch a file; an address that has expired is asked for again, once."""
        for is_last in (False, True):
            try:
                return self._context.documents.fetch(address, is_gzip=True)
            except NoAnswerError:
                raise
            except ExpiredAddressError as error:
                again = None if is_last else self._address(job)
                if again is None:
                    raise UnreadableDocumentError(error.sentence) from error
                address = again
            except (DataError, RetryableError) as error:
                raise UnreadableDocumentError(error.sentence) from error
        raise AssertionError("not reached")

    def _address(self, job: AdsJob) -> str | None:
        """Ask how a report stands; return its file's address, which is good for an hour."""
        answer = self._ads.call(
            "adsGetReport", f"/reporting/reports/{job.report_id}", profile_id=job.profile_id
        )
        status = str(answer.get("status"))
        if status == "COMPLETED" and answer.get("url"):
            return str(answer["url"])
        if status in ("PENDING", "PROCESSING"):
            self._mind_its_age(job)
            return None
        job.note = str(answer.get("failureReason") or f"Amazon says {status}, without a reason.")
        _log.warning("Amazon could not make an ad report", report_id=job.report_id, note=job.note)
        self._try_again(job)
        return None

    def _mind_its_age(self, job: AdsJob) -> None:
        age = self._context.timer.now() - (job.requested_at or self._context.timer.now())
        if age > LOST:
            job.note = "The report did not come within a day."
            self._try_again(job)
        elif age > SLOW:
            hours = round(age.total_seconds() / 3600, 1)
            _log.warning("an ad report takes long", report_id=job.report_id, hours=hours)

    def _try_again(self, job: AdsJob) -> None:
        job.report_id = None
        self._move(job, FAILED if job.attempts >= MOST_ATTEMPTS else WANTED)

    def _move(self, job: AdsJob, state: str) -> None:
        job.state = state
        with self._context.transaction() as connection:
            save_job(connection, self._context.seller, job, self._context.timer.now())
        if state == EMPTY:
            self._jobs.remove(job)
