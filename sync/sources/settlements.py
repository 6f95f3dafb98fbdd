"""Stream `settlements`: what Amazon paid out, line by line (Settlement V2, flat file).

Amazon makes the report every two weeks by itself and keeps it 90 days: it is looked for daily
and never asked for. A settlement whose lines do not add up to its total is set aside whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from core.clock import format_instant, parse_instant
from core.errors import DataError
from core.marketplaces import Marketplace
from sync.clients.documents import Document, decode_text
from sync.cursors import Cursor, load_cursor, save_cursor
from sync.flat_lines import check_width, read_table
from sync.found_reports import FoundReportDesk, list_reports, note_found
from sync.imports.headers import SETTLEMENT
from sync.report_jobs import ReportJob, close_job, forget_old_jobs
from sync.settlement_rows import REQUIRED, LineError, Settlement, read_settlements
from sync.settlements_store import save_settlements
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
    desk = FoundReportDesk(context, [])
    for done, (job, document) in enumerate(desk.documents(jobs)):
        context.note_share(done / len(jobs))
        try:
            text = _text(document, places)
        except DataError as error:
            desk.unreadable(job, error.sentence)
            continue
        rows = _rows(context, places, job, text)
        count = sum(1 + len(one.lines) for one in rows)
        stamp = context.stamp(REPORT_TYPE, job.report_id)
        yield Page(rows, count, stamp, partial(_close, context, job, count))
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


def _close(context: StreamContext, job: ReportJob, rows: int, connection: Connection) -> None:
    close_job(connection, context.seller, job, rows, context.timer.now())


def _text(document: Document, places: Sequence[Marketplace]) -> str:
    body = document.content.read()
    return decode_text(body, document.content_type, places[0].country_code)[0]


def _rows(
    context: StreamContext, places: Sequence[Marketplace], job: ReportJob, text: str
) -> list[Settlement]:
    """Read the settlements of a document; what is not understood is set aside as a whole."""
    try:
        return parse(text, places)
    except DataError as error:
        context.set_aside(error.sentence, NAME, text, job.report_id)
        return []


def parse(text: str, places: Sequence[Marketplace]) -> list[Settlement]:
    """Read the settlements of a file. Raises DataError, naming the line, when it is not whole."""
    header, layout, found = read_table(REPORT_TYPE, text, SETTLEMENT, REQUIRED)
    lines = list(found)
    for line in lines:
        try:
            check_width(header, line)
        except DataError as error:
            raise LineError(line.number, error) from error
    return read_settlements(layout, lines, places)


def save(connection: Connection, context: StreamContext, page: Page) -> Saved:
    """Write settlements; each takes the place of what was known of it."""
    written = save_settlements(connection, page.rows, context.seller.connection_id, page.stamp)
    return Saved(written, frozenset({NAME} if written else ()))


def reread(context: StreamContext, _what: str, raw: str) -> Page:
    """Read a settlement of the quarantine again. Raises DataError when it still is not whole."""
    with context.transaction() as connection:
        places = required_marketplaces(connection, context.seller)
    rows = parse(raw, places)
    return Page(rows, sum(1 + len(one.lines) for one in rows), context.stamp(REPORT_TYPE))


SOURCE = Source(NAME, fetch, save, reread=reread)
