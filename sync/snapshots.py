"""Streams of reports about one marketplace each, read and saved as a whole.

Most are about the present: they are wanted whenever the stream is due. Others are about spans
of time, such as months: each is wanted once.

A stream is a SnapshotKind: what Amazon calls the report, which columns it reads, and how its
rows are saved. Planning, asking, waiting, reading and setting aside are the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from core.errors import DataError, NotReadyError, RetryableError
from core.marketplaces import MARKETPLACES, Marketplace
from sync.clients.documents import Document
from sync.flat_files import FlatFile, FlatRow
from sync.imports.headers import Words
from sync.quarantine import Covered, Waiting
from sync.report_desk import ReportDesk, closing
from sync.report_jobs import (
    EMPTY,
    FAILED,
    REST,
    JobState,
    ReportJob,
    Window,
    forget_old_jobs,
    hours_words,
    newest_jobs,
    plan_jobs,
    unfinished_jobs,
)
from sync.sources.base import Page, Saved, Source, StreamContext
from sync.sources.marketplaces import required_marketplaces
from sync.storable import check_fields
from sync.store import Stamp

# So long a run waits for the reports of a stream; what comes later, a later run reads.
PATIENCE_SECONDS = 180.0
# A span of time that has no report yet is asked about again daily, for two months.
LOOK_AGAIN, GIVEN_UP_AFTER = timedelta(hours=20), timedelta(days=60)
# Amazon's "near real-time" reports are made every 30 minutes, its daily ones every four hours.
NEAR_REAL_TIME, DAILY = timedelta(minutes=30), timedelta(hours=4)


@dataclass(frozen=True)
class Picture:
    """What a report said of a marketplace. Not whole: a line of it could not be read.

    `window` is what the report is about, where that is a span of time.
    """

    place: Marketplace
    rows: Sequence[Any]
    is_whole: bool
    window: Window | None = None


@dataclass(frozen=True)
class SnapshotKind:
    """One report: its name, its columns, and what is done with its rows.

    `parse` reads one line (None: it is left out on purpose) and raises ValueError when it
    makes no sense; `key` names what may be there once only; `save` writes a picture.
    `span` is how far back a report about the present looks, where Amazon wants to be told.
    `windows` makes it a report about spans of time, the newest first. `may_be_empty`: no
    report at all means that there is nothing, and is saved as such.
    """

    stream: str
    report_type: str
    source: str
    interval: timedelta
    words: Words
    required: tuple[str, ...]
    parse: Callable[[FlatRow, Marketplace], Any]
    key: Callable[[Any], tuple[Any, ...]]
    save: Callable[[Connection, Picture, Stamp], Saved]
    span: timedelta = timedelta(0)
    windows: Callable[[StreamContext, Marketplace], list[Window]] | None = None
    # Two lines of one thing; without it they are one fault.
    added: Callable[[Any, Any], Any] | None = None
    may_be_empty: bool = False

    def row(self, line: FlatRow, place: Marketplace) -> Any:
        """Read one line. Raises ValueError, and DataError for what no table can hold."""
        row = self.parse(line, place)
        if row is not None:
            check_fields(row, "it")
        return row


def source_of(kind: SnapshotKind) -> Source:
    """Return the stream of a report."""
    return Source(
        kind.stream,
        partial(_fetch, kind),
        partial(_save, kind),
        ask_again=partial(_ask_again, kind),
    )


def _fetch(kind: SnapshotKind, context: StreamContext) -> Iterator[Page]:
    """Yield one page for each report that is ready; the others are told of at the end."""
    with context.transaction() as connection:
        places = _places(connection, context)
        wanted = {key: _windows(kind, context, place) for key, place in places.items()}
        forget_old_jobs(connection, context.seller, kind.stream, context.timer.now())
        jobs = _planned(kind, context, connection, wanted)
    yield from _all_pages(kind, context, places, jobs)


def _ask_again(
    kind: SnapshotKind, context: StreamContext, rows: Sequence[Waiting]
) -> Iterator[Page]:
    """Ask anew for the reports that lines of the quarantine stood in, unless they are under way."""
    with context.transaction() as connection:
        places = _places(connection, context)
        wanted: dict[str, list[Window]] = {}
        for row in rows:
            if row.what in places and kind.windows is None:
                wanted[row.what] = _windows(kind, context, places[row.what])
            elif row.what in places and row.about and row.about not in wanted.get(row.what, ()):
                wanted.setdefault(row.what, []).append(row.about)
        jobs = _planned(kind, context, connection, wanted, is_again=True)
    yield from _all_pages(kind, context, places, jobs)


def _places(connection: Connection, context: StreamContext) -> dict[str, Marketplace]:
    return {row.marketplace_id: row for row in required_marketplaces(connection, context.seller)}


def _all_pages(
    kind: SnapshotKind, context: StreamContext, places: Container[str], jobs: list[ReportJob]
) -> Iterator[Page]:
    jobs = [job for job in jobs if job.marketplace_id in places]
    desk = ReportDesk(context, [], PATIENCE_SECONDS, interval=kind.interval)
    desk.ask(jobs)
    late: list[NotReadyError] = []
    for done, job in enumerate(jobs):
        context.note_share(done / len(jobs))
        try:
            yield from _pages(kind, context, desk, job)
        except NotReadyError as error:
            late.append(error)
            # The others are looked at once, not waited for as well.
            desk.patience_seconds = 0.0
    _tell(kind, context, places, desk, late)


def _pages(
    kind: SnapshotKind, context: StreamContext, desk: ReportDesk, job: ReportJob
) -> Iterator[Page]:
    place = MARKETPLACES[str(job.marketplace_id)]
    for _, document in desk.documents([job]):
        try:
            picture = _read(kind, context, place, job, document)
        except (DataError, RetryableError) as error:
            desk.unreadable(job, error.sentence)
            continue
        stamp = context.stamp(kind.source, job.report_id)
        settle = closing(context, job, len(picture.rows))
        covers = [_covered(kind, job)]
        yield Page(picture.rows, len(picture.rows), stamp, settle, about=picture, covers=covers)
    if job.state == EMPTY and kind.may_be_empty:
        stamp = context.stamp(kind.source, job.report_id)
        nothing = Picture(place, [], is_whole=True)
        yield Page([], 0, stamp, about=nothing, covers=[_covered(kind, job)])


def _covered(kind: SnapshotKind, job: ReportJob) -> Covered:
    """Say what a report tells anew: its window, or the present, whenever that was."""
    span = job.window if kind.windows is not None else None
    return Covered(str(job.marketplace_id), job.report_id, span)


def _planned(
    kind: SnapshotKind,
    context: StreamContext,
    connection: Connection,
    wanted: Mapping[str, Sequence[Window]],
    *,
    is_again: bool = False,
) -> list[ReportJob]:
    """Put on the list what is wanted and not under way; return the reports still to do."""
    newest = _newest(kind, connection, context)
    for key, windows in wanted.items():
        for window in windows:
            known = newest.get((key, window[0] if kind.windows else None))
            if known is None or _is_wanted_again(kind, context, known, window, is_again=is_again):
                plan_jobs(connection, context.seller, kind.stream, kind.report_type, [window], key)
    return unfinished_jobs(connection, context.seller, kind.stream)


def _windows(kind: SnapshotKind, context: StreamContext, place: Marketplace) -> list[Window]:
    if kind.windows is not None:
        return kind.windows(context, place)
    now = context.clock.now()
    return [(now - kind.span, now)]


def _newest(
    kind: SnapshotKind, connection: Connection, context: StreamContext
) -> dict[tuple[str, datetime | None], JobState]:
    """Return how the newest report of each marketplace stands, for each span of time."""
    newest: dict[tuple[str, datetime | None], JobState] = {}
    found = newest_jobs(connection, context.seller, kind.stream)
    for (place, start), state in sorted(found.items(), key=lambda one: one[1].job_id):
        newest[place, start if kind.windows else None] = state
    return newest


def _is_wanted_again(
    kind: SnapshotKind,
    context: StreamContext,
    known: JobState,
    window: Window,
    *,
    is_again: bool,
) -> bool:
    """Tell whether a report that was there before is asked for anew."""
    if known.finished_at is None:
        return False
    if context.is_forced or is_again:
        return True
    age = context.timer.now() - known.finished_at
    if known.state == FAILED:
        return age >= REST
    if kind.windows is None:
        return True
    is_late = context.clock.now() - window[1] < GIVEN_UP_AFTER
    return known.state == EMPTY and is_late and age >= LOOK_AGAIN


def _read(
    kind: SnapshotKind,
    context: StreamContext,
    place: Marketplace,
    job: ReportJob,
    document: Document,
) -> Picture:
    """Read a report's file. Raises DataError when it is not that report at all."""
    rows: dict[tuple[Any, ...], Any] = {}
    about = job.window if kind.windows is not None else None

    def take(line: FlatRow) -> None:
        row = kind.row(line, place)
        if row is not None:
            _put(kind, rows, row)

    def refuse(why: str, line: FlatRow) -> None:
        context.set_aside(
            why, place.marketplace_id, line.raw(), report_id=job.report_id, about=about
        )

    file = FlatFile(document, place, kind.words, kind.required)
    is_whole = file.each(kind.report_type, take, refuse)
    return Picture(place, [rows[key] for key in sorted(rows)], is_whole, job.window)


def _put(kind: SnapshotKind, rows: dict[tuple[Any, ...], Any], row: Any) -> None:
    key = kind.key(row)
    if key in rows and kind.added is None and rows[key] != row:
        raise ValueError(f"{' '.join(map(str, key))} stands there twice, and differs")
    rows[key] = kind.added(rows[key], row) if key in rows and kind.added else row


def _save(kind: SnapshotKind, connection: Connection, _context: StreamContext, page: Page) -> Saved:
    return kind.save(connection, page.about, page.stamp)


def _tell(
    kind: SnapshotKind,
    context: StreamContext,
    places: Container[str],
    desk: ReportDesk,
    late: list[NotReadyError],
) -> None:
    """Raise what is left to say at the end of a run: failed, resting, or not there yet.

    A stream whose report is missing has not been read through: it stays due.
    """
    if desk.failures:
        raise DataError(
            f"Amazon could not give {desk.failures} of the reports {kind.report_type}."
            " They are asked for again later."
        )
    if late:
        raise min(late, key=lambda error: error.wait_seconds or 0.0)
    with context.transaction() as connection:
        newest = _newest(kind, connection, context)
    resting = [
        one.finished_at
        for (place, _), one in newest.items()
        if place in places and one.state == FAILED and one.finished_at
    ]
    if resting:
        seconds = (min(resting) + REST - context.timer.now()).total_seconds()
        raise NotReadyError(
            f"Amazon could not make {kind.report_type}. It is asked for again in"
            f" {hours_words(max(1, round(seconds / 3600)))}.",
            max(seconds, 1.0),
        )
