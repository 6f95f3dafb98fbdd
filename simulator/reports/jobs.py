"""Report jobs: asked for, queued, made, read, by the shop's clock."""

from __future__ import annotations

import gzip
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.demo import DemoConnection
from simulator.reports.kinds import KINDS, File, Wish
from simulator.reports.settlement_jobs import (
    MADE_AFTER,
    SETTLEMENT,
    document_number,
    report_number,
    settlements_of,
)
from simulator.shop.dice import dice_for

if TYPE_CHECKING:
    from simulator.world import World

IN_QUEUE, IN_PROGRESS, DONE = "IN_QUEUE", "IN_PROGRESS", "DONE"
CANCELLED, FATAL = "CANCELLED", "FATAL"
_FILES_KEPT = 6


@dataclass
class Job:
    """One report. Times are UTC epoch seconds; fractions matter for none of them."""

    report_id: str
    document_id: str
    partner: str
    region: str
    kind: str
    marketplace_ids: tuple[str, ...]
    first: int | None
    last: int | None
    created: int
    started: int
    finished: int
    served_from: int
    is_cancelled: bool = False
    trouble: str = ""  # why it ends FATAL
    is_refused: bool = False  # ends CANCELLED: no window, or asked again too soon
    is_empty: bool | None = field(default=None)
    options: Mapping[str, str] = field(default_factory=dict)


class ReportDesk:
    """Takes wishes for reports and says how they stand."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._jobs: dict[str, Job] = {}
        self._by_document: dict[str, Job] = {}
        self._files: OrderedDict[str, File] = OrderedDict()
        # Another start of the simulator gives other numbers: an old one must not name a new report.
        self._first_number = 50_000_000_000 + secrets.randbelow(40_000_000_000)

    def create(
        self,
        owner: DemoConnection,
        kind: str,
        marketplace_ids: tuple[str, ...],
        first: int | None,
        last: int | None,
        options: Mapping[str, str],
    ) -> Job:
        """Take a wish; the job is queued, or already finished when no rate plan is in force."""
        partner, region = owner.selling_partner_id, owner.region
        now = self._world.second()
        number = self._first_number + len(self._jobs)
        factor = self._world.rates.factor
        draw = dice_for(self._world.seed, "report", len(self._jobs))
        wait = int(draw.uniform(10, 50) / factor) if factor else 0
        work = int(draw.uniform(50, 190) / factor) if factor else 0
        document_id = f"amzn1.spdoc.1.4.{region.lower()}.{secrets.token_hex(16)}.{number}"
        job = Job(
            str(number), document_id, partner, region, kind, marketplace_ids, first, last,
            now, now + wait, now + wait + work, self._world.served_from(), options=options,
        )  # fmt: skip
        self._judge(job, factor)
        self._jobs[job.report_id] = job
        self._by_document[document_id] = job
        return job

    def _judge(self, job: Job, factor: float | None) -> None:
        """Settle now what will go wrong with a job."""
        kind = KINDS[job.kind]
        if self._world.faults.take("createReport", "fatal_report"):
            job.trouble = "The report could not be generated because of an internal error."
        elif kind.needs_window and (job.first is None or job.last is None):
            job.is_refused = True
        elif kind.needs_window and (job.last or 0) - (job.first or 0) > kind.longest_window:
            days = kind.longest_window // 86400
            job.trouble = f"The requested date range is longer than {days} days."
        elif kind.needs_one_place and len(job.marketplace_ids) != 1:
            job.trouble = "This report can be requested for one marketplace only."
        elif kind.minimum_interval and factor:
            gap = int(kind.minimum_interval / factor)
            job.is_refused = any(
                other.kind == job.kind and other.partner == job.partner
                and other.marketplace_ids == job.marketplace_ids
                and (other.first, other.last) == (job.first, job.last)
                and other.options == job.options
                and not other.is_refused and job.created - other.created < gap
                for other in self._jobs.values()
            )  # fmt: skip

    def status(self, job: Job) -> str:
        """Return a job's processing status as of now."""
        now = self._world.second()
        if job.is_cancelled:
            return CANCELLED
        if now < job.started:
            return IN_QUEUE
        if now < job.finished:
            return IN_PROGRESS
        if job.trouble:
            return FATAL
        if job.is_refused or self._has_no_data(job):
            return CANCELLED
        return DONE

    def _has_no_data(self, job: Job) -> bool:
        if job.is_empty is None:
            job.is_empty = self._make(job) is None
        return job.is_empty

    def _make(self, job: Job) -> File | None:
        """Make a job's file, gzipped; None when there is nothing to tell. The newest are kept."""
        kept = self._files.get(job.report_id)
        if kept is not None:
            return kept
        if job.trouble:
            made: File | None = File(job.trouble.encode(), "text/plain;charset=UTF-8")
        else:
            wish = Wish(
                self._world.shop, job.region, job.marketplace_ids, job.first or 0, job.last or 0,
                job.finished, job.served_from, job.options, self._world.is_pan_european,
            )  # fmt: skip
            made = KINDS[job.kind].make(wish)
        if made is None:
            return None
        file = File(gzip.compress(made.content, 4, mtime=0), made.content_type)
        self._files[job.report_id] = file
        while len(self._files) > _FILES_KEPT:
            self._files.popitem(last=False)
        return file

    def find(self, partner: str, report_id: str) -> Job | None:
        """Return a seller's job by its number."""
        job = self._jobs.get(report_id) or self._scheduled(partner).get(report_id)
        return job if job and job.partner == partner else None

    def jobs_of(self, partner: str) -> list[Job]:
        """Return a seller's jobs, those that Amazon makes by itself too, the newest first."""
        asked = [job for job in reversed(self._jobs.values()) if job.partner == partner]
        made = reversed(self._scheduled(partner).values())
        return sorted([*asked, *made], key=lambda job: -job.created)

    def _scheduled(self, partner: str) -> dict[str, Job]:
        """Return the reports that Amazon has made by itself and still keeps."""
        now = self._world.second()
        found = {}
        for one in settlements_of(self._world.seed, partner, now):
            made = one.ends + MADE_AFTER
            job = Job(
                report_number(one), document_number(one), partner, one.place.region, SETTLEMENT,
                (one.place.marketplace_id,), one.starts, one.ends, made, made, made, 0,
            )  # fmt: skip
            found[job.report_id] = self._by_document[job.document_id] = job
        return found

    def cancel(self, job: Job) -> None:
        """Call a job off."""
        job.is_cancelled = True

    def document(self, partner: str, document_id: str) -> Job | None:
        """Return the finished job whose document this is."""
        kept = self._scheduled(partner)
        job = self._by_document.get(document_id)
        if job is not None and job.kind == SETTLEMENT and job.report_id not in kept:
            return None
        if job is None or job.partner != partner or self.status(job) not in (DONE, FATAL):
            return None
        return job

    def file(self, document_id: str) -> File | None:
        """Return a document's gzipped bytes and the content type they unpack to."""
        job = self._by_document.get(document_id)
        return self._make(job) if job else None
