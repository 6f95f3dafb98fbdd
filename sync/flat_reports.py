"""Streams of flat reports by date: planned, asked for, read line by line; all types alike.

The days that Amazon may still change are read again each time (`look_back`). Windows are
written down at once, so that a history is resumed window by window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from core.errors import DataError, NotReadyError, RetryableError
from core.marketplaces import MARKETPLACES, Marketplace
from sync.clients.documents import Document
from sync.connections import SellerConnection
from sync.flat_files import FlatRow
from sync.flat_kinds import FlatReport
from sync.flat_windows import plan_windows, windows_of
from sync.quarantine import Covered, Waiting, missing_spans
from sync.report_desk import AHEAD, ReportDesk, closing
from sync.report_jobs import (
    REQUESTED,
    WANTED,
    ReportJob,
    hours_words,
    open_jobs,
    plan_jobs,
    resting_jobs,
    unfinished_jobs,
)
from sync.sources.base import Page, Source, StreamContext
from sync.sources.marketplaces import required_marketplaces

# Reports take minutes to make: a run waits so long for the first one, and a later run looks
# after the same reports by their numbers.
PATIENCE_SECONDS = 30.0


def source_of(report: FlatReport) -> Source:
    """Return the stream of a report type."""
    return Source(
        report.stream,
        partial(_fetch, report),
        report.save,
        ask_again=partial(_ask_again, report),
        has_more=partial(_has_more, report) if report.at_once else None,
    )


def _has_more(
    report: FlatReport,
    connection: Connection,
    seller: SellerConnection,
    _end: datetime,
    _days: int,
) -> bool:
    """Tell whether a part of the history waits to be asked for."""
    jobs = unfinished_jobs(connection, seller, report.stream)
    return any(job.state == WANTED and job.not_before is None for job in jobs)


def _fetch(report: FlatReport, context: StreamContext) -> Iterator[Page]:
    """Yield one page for each report that is ready."""
    with context.transaction() as connection:
        places = required_marketplaces(connection, context.seller)
        jobs = plan_windows(report, context, connection, places)
    is_asked_for = context.backfill_days is not None
    yield from _pages(report, context, places, jobs if is_asked_for else jobs[: report.at_once])
    with context.transaction() as connection:
        resting = resting_jobs(connection, context.seller, report.stream)
    if resting is not None:
        # A stream whose report is missing has not been read through.
        hours = resting.hours_left(context.timer.now())
        raise NotReadyError(
            f"Amazon could not make {report.report_type}. It is asked for again in"
            f" {hours_words(hours)}.",
            hours * 3600.0,
        )


def _ask_again(
    report: FlatReport, context: StreamContext, rows: Sequence[Waiting]
) -> Iterator[Page]:
    """Ask anew for the days of lines that wait in the quarantine, unless they are under way."""
    seller = context.seller
    with context.transaction() as connection:
        places = required_marketplaces(connection, seller)
        jobs = open_jobs(connection, seller, report.stream, context.timer.now())
        for what in sorted({row.what for row in rows}):
            key = None if report.is_regional else what.rpartition(" ")[2]
            under_way = [(one.start, one.end) for one in jobs if one.marketplace_id == key]
            about = [row.about for row in rows if row.what == what and row.about is not None]
            for span in missing_spans(about, under_way, report.longest):
                zone = places[0].zone
                windows = windows_of(*span, report.longest, zone)
                plan_jobs(connection, seller, report.stream, report.report_type, windows, key)
        jobs = open_jobs(connection, seller, report.stream, context.timer.now())
    yield from _pages(report, context, places, jobs)


def _pages(
    report: FlatReport,
    context: StreamContext,
    places: Sequence[Marketplace],
    jobs: list[ReportJob],
) -> Iterator[Page]:
    """Work through the jobs. Raises at the end what could not be had, or not yet."""
    own = [place.marketplace_id for place in places]
    desk = ReportDesk(
        context, own, PATIENCE_SECONDS, interval=report.interval, options=report.options
    )
    late: list[NotReadyError] = []
    for job, document in _documents(context, desk, jobs, late):
        place = MARKETPLACES.get(job.marketplace_id or "", places[0])
        try:
            rows = _read(report, context, place, job, document)
        except (DataError, RetryableError) as error:
            desk.unreadable(job, error.sentence)
            continue
        stamp = context.stamp(report.report_type, job.report_id)
        covered = Covered(report.what(place), job.report_id, (job.start, job.end))
        settle = closing(context, job, len(rows))
        yield Page(rows, len(rows), stamp, settle, covers=[covered])
    if desk.failures:
        raise DataError(
            f"Amazon could not give {desk.failures} of the reports of {report.stream}. They are"
            " asked for again later; everything else is up to date."
        )
    if late:
        raise late[0]


def _documents(
    context: StreamContext, desk: ReportDesk, jobs: list[ReportJob], late: list[NotReadyError]
) -> Iterator[tuple[ReportJob, Document]]:
    """Yield each job's document; one that is not ready yet does not hold up those behind it.

    A report that was cancelled for the first time is left for a later run: most had no data,
    and by then their days are asked for anew.
    """
    for done, job in enumerate(jobs):
        context.note_share(done / len(jobs))
        desk.ask(jobs[done : done + 1 + AHEAD])
        try:
            yield from desk.documents([job])
        except NotReadyError as error:
            if job.state == REQUESTED or job.note:
                late.append(error)
                # The others are looked at as well, but nobody waits any longer.
                desk.patience_seconds = 0.0


def _read(
    report: FlatReport,
    context: StreamContext,
    place: Marketplace,
    job: ReportJob,
    document: Document,
) -> list[Any]:
    def refuse(why: str, line: FlatRow) -> None:
        about = report.day_of(line, place, (job.start, job.end))
        context.set_aside(why, report.what(place), line.raw(), report_id=job.report_id, about=about)

    return report.rows(document, place, refuse)
