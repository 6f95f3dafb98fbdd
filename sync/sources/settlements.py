"""Stream `settlements`: what Amazon paid out, line by line (Settlement V2, flat file).

Amazon makes the report every two weeks by itself and keeps it 90 days: it is looked for daily
and never asked for. A settlement whose lines do not add up to its total is set aside whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from core.clock import format_instant, parse_instant
from core.errors import DataError
from core.marketplaces import Marketplace
from sync.cursors import Cursor, load_cursor, save_cursor
from sync.flat_files import FlatFile, FlatRow
from sync.found_reports import FoundReportDesk, fetch_again, list_reports, note_found
from sync.imports.headers import SETTLEMENT
from sync.personal import cause_of
from sync.quarantine import Waiting
from sync.report_desk import closing
from sync.report_jobs import ReportJob, forget_old_jobs
from sync.settlement_rows import REQUIRED, LineError, Settlement, read_settlements
from sync.settlements_store import from_api, save_settlements
from sync.sources.base import Page, Saved, Source, StreamContext
from sync.sources.marketplaces import required_marketplaces

NAME = "settlements"
REPORT_TYPE = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield one page for each settlement report that is new, or for each when it is forced."""
    with context.transaction() as connection:
        places = required_marketplaces(connection, context.seller)
        since = _history_from(context, load_cursor(connection, context.seller, NAME))
    found = list(list_reports(context, REPORT_TYPE, since))
    with context.transaction() as connection:
        jobs = note_found(
            connection, context.seller, NAME, REPORT_TYPE, found, is_forced=context.is_forced
        )
        forget_old_jobs(connection, context.seller, NAME, context.timer.now())
        cursor = Cursor(context.clock.now(), {"history_from": format_instant(since)})
        save_cursor(connection, context.seller, NAME, cursor)
    yield from _pages(context, places, jobs)


def ask_again(context: StreamContext, rows: Sequence[Waiting]) -> Iterator[Page]:
    """Fetch the reports anew that waiting settlements stood in; Amazon keeps them 90 days."""
    with context.transaction() as connection:
        places = required_marketplaces(connection, context.seller)
        reports = sorted({row.report_id for row in rows if row.report_id})
        jobs = fetch_again(connection, context.seller, NAME, reports)
    for page in _pages(context, places, jobs):
        # Nothing of this file was stored: what is known of its settlements, a mended one told.
        page.rows = _unknown(context, page.rows)
        yield page


def _unknown(context: StreamContext, found: Sequence[Settlement]) -> list[Settlement]:
    with context.transaction() as connection:
        known = from_api(connection, context.seller.account_id, found)
    return [one for one in found if one.row.settlement_id not in known]


def _pages(
    context: StreamContext, places: Sequence[Marketplace], jobs: list[ReportJob]
) -> Iterator[Page]:
    """Yield one page for each report. Raises DataError at the end when some could not be had."""
    desk = FoundReportDesk(context, [])
    for done, (job, document) in enumerate(desk.documents(jobs)):
        context.note_share(done / len(jobs))
        try:
            file = FlatFile(document, places[0], SETTLEMENT, REQUIRED)
        except DataError as error:
            desk.unreadable(job, error.sentence)
            continue
        rows = _rows(context, places, job, file)
        count = sum(1 + len(one.lines) for one in rows)
        stamp = context.stamp(REPORT_TYPE, job.report_id)
        names = [str(job.report_id)] if rows else []
        yield Page(rows, count, stamp, closing(context, job, count), names=names)
    if desk.failures:
        raise DataError(
            f"Amazon could not give {desk.failures} of the settlements. They are looked for again"
            " later; everything else is up to date."
        )


def _history_from(context: StreamContext, cursor: Cursor | None) -> datetime:
    """Return since when settlements are wanted: as first asked for, or longer ago."""
    days = context.backfill_days
    if cursor is None:
        days = days or context.settings.backfill_days
    first = context.clock.now() - timedelta(days=days) if days else None
    known = parse_instant(str(cursor.position["history_from"])) if cursor is not None else first
    return min(one for one in (first, known) if one is not None)


def _rows(
    context: StreamContext, places: Sequence[Marketplace], job: ReportJob, file: FlatFile
) -> list[Settlement]:
    """Read the settlements of a file; where one is not whole, all of them are set aside."""
    lines = list(file.rows())
    try:
        return parse(file, lines, places)
    except DataError as error:
        number = error.number if isinstance(error, LineError) else 0
        odd = next((one for one in lines if one.line.number == number), None)
        raw = odd.raw() if odd is not None else "{}"
        why = f"{cause_of(error)}."
        context.set_aside(why, NAME, raw, job.report_id, report_id=job.report_id)
        return []


def parse(
    file: FlatFile, lines: Sequence[FlatRow], places: Sequence[Marketplace]
) -> list[Settlement]:
    """Read the settlements of a file. Raises DataError, naming the line, when it is not whole."""
    for row in lines:
        try:
            row.check_width()
        except DataError as error:
            raise LineError(row.line.number, error) from error
    return read_settlements(file.layout, [row.line for row in lines], places)


def save(connection: Connection, context: StreamContext, page: Page) -> Saved:
    """Write settlements; each takes the place of what was known of it."""
    written = save_settlements(connection, page.rows, context.seller.connection_id, page.stamp)
    return Saved(written, frozenset({NAME} if written else ()))


SOURCE = Source(NAME, fetch, save, ask_again=ask_again)
