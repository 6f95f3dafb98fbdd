"""Streams of flat reports by date: planned, asked for, read line by line; all types alike.

The days that Amazon may still change are read again each time (`look_back`). Windows are
written down at once, so that a history is resumed window by window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from core.clock import format_instant, parse_instant
from core.errors import DataError, NotReadyError, RetryableError
from core.marketplaces import MARKETPLACES, Marketplace
from sync.clients.documents import Document, decode_text
from sync.cursors import Cursor, load_cursor, save_cursor
from sync.flat_lines import Cells, check_width, quoted, read_table
from sync.imports.headers import Words
from sync.orders_backfill import windows_between
from sync.report_desk import AHEAD, ReportDesk
from sync.report_jobs import (
    REQUESTED,
    WANTED,
    ReportJob,
    close_job,
    forget_old_jobs,
    oldest_start,
    open_jobs,
    plan_jobs,
    supersede,
)
from sync.sources.base import Page, Saved, Source, StreamContext
from sync.sources.marketplaces import required_marketplaces
from sync.storable import check_fields

# Fivetran: most reports of FBA go back 18 months.
KEPT = timedelta(days=540)
DAILY = timedelta(days=1)
# Reports take minutes to make: a run waits so long for the first one, and a later run looks
# after the same reports by their numbers.
PATIENCE_SECONDS = 30.0
# Amazon: a daily FBA report is made once in four hours.
FBA_DAILY_INTERVAL = timedelta(hours=4)


@dataclass(frozen=True)
class FlatReport:
    """One type of report and what its stream needs to know.

    `read` makes a row of a line's cells; it gets the marketplace the report was asked for, or
    the region's first where a report is about the whole region (`is_regional`). It raises
    DataError or ValueError for a line that makes no sense.
    """

    stream: str
    report_type: str
    words: Words
    required: tuple[str, ...]
    read: Callable[[Cells, Marketplace], Any]
    save: Callable[[Connection, StreamContext, Page], Saved]
    longest: timedelta
    look_back: timedelta
    kept: timedelta = KEPT
    interval: timedelta = timedelta(0)
    is_regional: bool = True

    def row(self, cell: Cells, place: Marketplace) -> Any:
        """Read one line. Raises DataError or ValueError: it makes no sense, or fits no table."""
        row = self.read(cell, place)
        check_fields(row, "it")
        return row

    def rows(
        self, text: str, place: Marketplace, on_unreadable: Callable[[str, str], None]
    ) -> Iterator[Any]:
        """Yield a row for each line; a line that makes no sense goes to `on_unreadable`
        (why, its text under the header's), without personal fields.

        Raises DataError when the header is another one.
        """
        header, layout, lines = read_table(self.report_type, text, self.words, self.required)
        for line in lines:
            try:
                check_width(header, line)
                yield self.row(partial(layout.cell, line.cells), place)
            except (DataError, ValueError) as error:
                why = f"Line {line.number} of {self.report_type} cannot be read: {error}"
                on_unreadable(why, quoted(header, line))


def source_of(report: FlatReport) -> Source:
    """Return the stream of a report type."""
    return Source(
        report.stream,
        partial(_fetch, report),
        report.save,
        reread=partial(_reread, report),
    )


def _fetch(report: FlatReport, context: StreamContext) -> Iterator[Page]:
    """Yield one page for each report that is ready."""
    with context.transaction() as connection:
        places = required_marketplaces(connection, context.seller)
        jobs = _planned(report, context, connection, places)
    own = [place.marketplace_id for place in places]
    desk = ReportDesk(context, own, PATIENCE_SECONDS, interval=report.interval)
    late: list[NotReadyError] = []
    for job, document in _documents(context, desk, jobs, late):
        place = MARKETPLACES.get(job.marketplace_id or "", places[0])
        try:
            rows = _read(report, context, place, document)
        except (DataError, RetryableError) as error:
            desk.unreadable(job, error.sentence)
            continue
        stamp = context.stamp(report.report_type, job.report_id)
        yield Page(rows, len(rows), stamp, partial(_close, context, job, len(rows)))
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


def _close(context: StreamContext, job: ReportJob, rows: int, connection: Connection) -> None:
    close_job(connection, context.seller, job, rows, context.timer.now())


def _read(
    report: FlatReport, context: StreamContext, place: Marketplace, document: Document
) -> list[Any]:
    body = document.content.read()
    text, _charset = decode_text(body, document.content_type, place.country_code)
    what = f"{report.report_type} {place.marketplace_id}"

    def on_unreadable(why: str, raw: str) -> None:
        context.set_aside(why, what, raw)

    return list(report.rows(text, place, on_unreadable))


def _planned(
    report: FlatReport,
    context: StreamContext,
    connection: Connection,
    places: Sequence[Marketplace],
) -> list[ReportJob]:
    """Plan what is to be read, unless it is under way, and return the reports still to do."""
    seller, now = context.seller, context.timer.now()
    jobs = open_jobs(connection, seller, report.stream, now)
    end = context.clock.now()
    is_under_way = any(
        job.end > end - DAILY / 2 and (job.state != WANTED or not job.not_before) for job in jobs
    )
    if is_under_way and context.backfill_days is None:
        return jobs
    cursor = load_cursor(connection, seller, report.stream)
    start, history_from = _span(report, context, cursor, end)
    start = oldest_start(connection, seller, report.stream, start)
    supersede(connection, seller, report.stream, start, now)
    forget_old_jobs(connection, seller, report.stream, now)
    ids = [place.marketplace_id for place in places]
    for place_id in (None,) if report.is_regional else ids:
        # A marketplace that joins later brings its history.
        is_new = place_id is not None and place_id not in _known(cursor)
        windows = windows_between(history_from if is_new else start, end, report.longest)
        plan_jobs(connection, seller, report.stream, report.report_type, windows, place_id)
    at = cursor.at if cursor is not None and cursor.at is not None else end
    position = {"history_from": format_instant(history_from), "marketplaces": ids}
    save_cursor(connection, seller, report.stream, Cursor(max(at, end), position))
    return open_jobs(connection, seller, report.stream, now)


def _known(cursor: Cursor | None) -> Sequence[str]:
    return cursor.position.get("marketplaces", ()) if cursor is not None else ()


def _span(
    report: FlatReport, context: StreamContext, cursor: Cursor | None, end: datetime
) -> tuple[datetime, datetime]:
    """Return from when on to read, and where the history begins.

    The first time that is the whole history; a longer one than before is read anew as a whole.
    """
    wanted = timedelta(days=context.backfill_days or context.settings.backfill_days)
    first = end - min(wanted, report.kept)
    if cursor is None or cursor.at is None:
        return first, first
    history_from = parse_instant(str(cursor.position["history_from"]))
    if context.backfill_days is not None and first < history_from:
        return first, first
    return max(min(cursor.at, end) - report.look_back, history_from), history_from


def _reread(report: FlatReport, context: StreamContext, what: str, raw: str) -> Page:
    """Read one line of the quarantine again. Raises DataError when it still makes no sense."""
    place = MARKETPLACES[what.rpartition(" ")[2]]
    header, layout, lines = read_table(report.report_type, raw, report.words, report.required)
    del header
    rows = [report.row(partial(layout.cell, line.cells), place) for line in lines]
    return Page(rows, len(rows), context.stamp(report.report_type))
