"""Advertising reports: asked for, pending, made, by the shop's clock."""

from __future__ import annotations

import gzip
import hashlib
import json
import uuid
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from core.marketplaces import Marketplace
from simulator.ads.kinds import ReportType, values_of
from simulator.ads.measures import Measures, measure
from simulator.reports.kinds import File
from simulator.shop.calendar import days_between
from simulator.shop.campaigns import Target
from simulator.shop.dice import dice_for
from simulator.shop.products import Offer

if TYPE_CHECKING:
    from simulator.world import World

PENDING, PROCESSING, COMPLETED, FAILED = "PENDING", "PROCESSING", "COMPLETED", "FAILED"
# Amazon names no number: its queue is dynamic, for each region.
QUEUE_LENGTH = 12
_FILES_KEPT = 6


@dataclass
class AdsJob:
    """One report. Times are UTC epoch seconds."""

    report_id: str
    partner: str
    place: Marketplace
    kind: ReportType
    wish: dict[str, Any]
    first: date
    last: date
    created: int
    started: int
    finished: int
    trouble: str = ""

    @property
    def columns(self) -> list[str]:
        """The columns asked for."""
        return list(self.wish["configuration"]["columns"])

    @property
    def is_daily(self) -> bool:
        """Whether each day is a row of its own."""
        return bool(self.wish["configuration"]["timeUnit"] == "DAILY")


class AdsReportDesk:
    """Takes wishes for advertising reports and says how they stand."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._jobs: dict[str, AdsJob] = {}
        self._marks: dict[str, str] = {}
        self._files: OrderedDict[str, File] = OrderedDict()

    def twin_of(self, partner: str, place: Marketplace, wish: dict[str, Any]) -> AdsJob | None:
        """Return the unfinished job of the same parameters; the name is none of them."""
        job = self._jobs.get(self._marks.get(_mark(partner, place, wish), ""))
        return job if job and self.status(job) in (PENDING, PROCESSING) else None

    def is_full(self, region: str) -> bool:
        """Whether a region's queue takes no more; never without a rate plan."""
        if not self._world.rates.factor:
            return False
        waiting = [
            job
            for job in self._jobs.values()
            if job.place.region == region and self.status(job) in (PENDING, PROCESSING)
        ]
        return len(waiting) >= QUEUE_LENGTH

    def create(
        self,
        partner: str,
        place: Marketplace,
        kind: ReportType,
        wish: dict[str, Any],
        days: tuple[date, date],
    ) -> AdsJob:
        """Take a wish; it is made at once when no rate plan is in force."""
        now, factor = self._world.second(), self._world.rates.factor
        draw = dice_for(self._world.seed, "ads report", len(self._jobs))
        wait = int(draw.uniform(20, 240) / factor) if factor else 0
        work = int(draw.uniform(60, 660) / factor) if factor else 0
        trouble = ""
        if self._world.faults.take("adsCreateReport", "fatal_report"):
            trouble = "Report generation failed due to an internal error. Please retry."
        job = AdsJob(
            str(uuid.uuid4()), partner, place, kind, wish, *days, now, now + wait,
            now + wait + work, trouble,
        )  # fmt: skip
        self._jobs[job.report_id] = job
        self._marks[_mark(partner, place, wish)] = job.report_id
        return job

    def find(self, partner: str, place: Marketplace, report_id: str) -> AdsJob | None:
        """Return a profile's report by its id."""
        job = self._jobs.get(report_id)
        return job if job and (job.partner, job.place) == (partner, place) else None

    def status(self, job: AdsJob) -> str:
        """Return a job's status as of now."""
        now = self._world.second()
        if now < job.started:
            return PENDING
        if now < job.finished:
            return PROCESSING
        return FAILED if job.trouble else COMPLETED

    def file(self, report_id: str) -> File | None:
        """Return a finished report's gzipped bytes; the newest are kept."""
        job = self._jobs.get(report_id)
        if job is None or self.status(job) != COMPLETED:
            return None
        if report_id not in self._files:
            content = json.dumps(self._rows(job), ensure_ascii=False, separators=(",", ":"))
            packed = gzip.compress(content.encode(), 4, mtime=0)
            self._files[report_id] = File(packed, "application/octet-stream")
            while len(self._files) > _FILES_KEPT:
                self._files.popitem(last=False)
        return self._files[report_id]

    def _rows(self, job: AdsJob) -> list[dict[str, Any]]:
        """Return the rows as they were seen when the report was made."""
        found: dict[Any, tuple[dict[str, Any], Measures]] = {}
        for day in days_between(job.first, job.last):
            for key, names, sums in self._day(job, day):
                whole = (day, *key) if job.is_daily else key
                if whole in found:
                    _add(found[whole][1], sums)
                else:
                    found[whole] = (self._dates(job, day) | names, sums)
        rows = []
        for names, sums in found.values():
            values = values_of(job.kind, job.place, names, sums)
            rows.append({column: values[column] for column in job.columns})
        return rows

    def _day(self, job: AdsJob, day: date) -> list[tuple[Any, dict[str, Any], Measures]]:
        names: dict[Any, dict[str, Any]] = {}
        kind = job.kind

        def key_of(target: Target, offer: Offer, term: str) -> Any:
            if target.group.campaign.ad_product != kind.ad_product:
                return None
            if kind.needs_click and not term:
                return None
            key = kind.key(target, offer, term)
            if key not in names:
                names[key] = kind.names(target, offer, term)
            return key

        sums = measure(self._world.seed, job.place, day, job.finished, key_of)
        return [(key, names[key], one) for key, one in sums.items()]

    @staticmethod
    def _dates(job: AdsJob, day: date) -> dict[str, Any]:
        if job.is_daily:
            return {"date": day.isoformat()}
        return {"startDate": job.first.isoformat(), "endDate": job.last.isoformat()}


def _add(into: Measures, more: Measures) -> None:
    into.impressions += more.impressions
    into.clicks += more.clicks
    into.cost += more.cost
    for window in into.sales:
        into.sales[window] += more.sales[window]
        into.purchases[window] += more.purchases[window]
        into.units[window] += more.units[window]


def _mark(partner: str, place: Marketplace, wish: dict[str, Any]) -> str:
    same = {key: value for key, value in wish.items() if key != "name"}
    text = json.dumps([partner, place.marketplace_id, same], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
