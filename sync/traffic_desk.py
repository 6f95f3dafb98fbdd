"""Reports of sales and traffic: one in a quarter of an hour, so each run asks for one at most.

Nobody waits for the quota or for Amazon at work: a later run goes on with the same reports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from core.clock import format_instant
from core.errors import DataError, NotReadyError, ThrottledError
from core.rate_plans import TRAFFIC_QUOTA
from sync.clients.documents import Document
from sync.report_desk import ReportDesk
from sync.report_jobs import FAILED, READY, REQUESTED, WANTED, ReportJob, close_job
from sync.sources.base import StreamContext
from sync.traffic_jobs import TrafficJob, plan_jobs
from sync.traffic_plan import halves

# So long a run waits, for the quota and for reports, all together.
BUDGET_SECONDS = 10.0
# So many days of a marketplace's history a run asks for where no rate holds it: with the days
# that still move, the demo's first run brings two months, and later ones the rest.
MOST_HISTORY = 46
_FIRST_LOOK_SECONDS = 0.5
_LOOK_AGAIN_SECONDS = 60.0


class TrafficDesk(ReportDesk):
    """Works through the jobs, the newest day first. `is_history` tells which ones can wait."""

    quota = TRAFFIC_QUOTA

    def __init__(
        self,
        context: StreamContext,
        marketplace_ids: list[str],
        is_history: Callable[[TrafficJob], bool],
    ) -> None:
        super().__init__(context, marketplace_ids)
        self._is_history = is_history
        self._jobs: list[TrafficJob] = []
        self._seconds_left = BUDGET_SECONDS
        self._history_left = MOST_HISTORY * len(marketplace_ids)
        self._is_full = False

    def reports(self, jobs: list[TrafficJob]) -> Iterator[tuple[TrafficJob, Document]]:
        """Yield each job's document as it gets ready; returns when nothing more can be done."""
        self._jobs = list(jobs)
        pause = _FIRST_LOOK_SECONDS
        while True:
            for job in list(self._jobs):
                document = self._step(job)
                if document is not None:
                    self._jobs.remove(job)
                    try:
                        yield job, document
                    finally:
                        document.close()
            self._jobs = [job for job in self._jobs if job.state in (WANTED, REQUESTED, READY)]
            if not any(job.state == REQUESTED or self._may_ask(job) for job in self._jobs):
                return
            if not self._waited(pause):
                return
            pause *= 1.5

    def check(self) -> None:
        """Raise what is left to say at the end of a run: failed, or not there yet."""
        if self.failures:
            raise DataError(
                f"Amazon could not give {self.failures} reports of traffic."
                " They are asked for again later."
            )
        late = [job for job in self._jobs if not self._is_history(job)]
        if late:
            raise NotReadyError(
                f"Amazon gives one report of traffic in 15 minutes; {len(late)} days are still"
                " to come. A later run goes on.",
                _LOOK_AGAIN_SECONDS,
            )

    def _may_ask(self, job: TrafficJob) -> bool:
        if job.state != WANTED or self._is_full:
            return False
        return self._history_left > 0 or not self._is_history(job)

    def _step(self, job: TrafficJob) -> Document | None:
        """Bring a job one step on; return its document when it is there."""
        if self._may_ask(job):
            self._ask_once(job)
        if job.state == REQUESTED:
            self._look(job)
        return self._fetched(job) if job.state == READY else None

    def _ask_once(self, job: TrafficJob) -> None:
        """Ask, unless the quota is used up for now."""
        try:
            self._ask(job)
        except ThrottledError as error:
            # Cron comes a second early at times: that much is waited for.
            self._is_full = not self._waited(error.wait_seconds)
            return
        if self._is_history(job):
            self._history_left -= 1

    def _try_again(self, job: ReportJob) -> None:
        """Ask again, but not for ever: a year that Amazon cannot make is tried in two halves."""
        super()._try_again(job)
        if job.state == FAILED and isinstance(job, TrafficJob) and not job.is_day:
            with self._context.transaction() as connection:
                plan_jobs(
                    connection, self._context.seller, job.place.marketplace_id, halves(job.days)
                )
                close_job(connection, self._context.seller, job, 0, self._context.timer.now())

    def _waited(self, seconds: float | None) -> bool:
        """Wait, if the run has so much time left."""
        if seconds is None or seconds > self._seconds_left:
            return False
        self._seconds_left -= seconds
        self._context.wait(seconds)
        return True

    def _wish(self, job: ReportJob) -> dict[str, Any]:
        """Return the body of createReport: days are told as midnights of UTC."""
        assert isinstance(job, TrafficJob)
        return {
            "reportType": job.report_type,
            "marketplaceIds": [job.marketplace_id],
            "dataStartTime": format_instant(job.start),
            "dataEndTime": format_instant(job.end),
            "reportOptions": {"dateGranularity": "DAY", "asinGranularity": "CHILD"},
        }
