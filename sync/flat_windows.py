"""Which windows of time a stream of reports by date asks for; each window is one report.

Windows begin at midnight, so that what is added up by day is never cut into two reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from core.clock import format_instant, parse_instant
from core.marketplaces import Marketplace
from sync.cursors import Cursor, load_cursor, save_cursor
from sync.flat_kinds import FlatReport
from sync.report_jobs import (
    WANTED,
    ReportJob,
    Window,
    forget_old_jobs,
    oldest_start,
    open_jobs,
    plan_jobs,
    resting_jobs,
    supersede,
)
from sync.sources.base import StreamContext

DAILY = timedelta(days=1)


def plan_windows(
    report: FlatReport,
    context: StreamContext,
    connection: Connection,
    places: Sequence[Marketplace],
) -> list[ReportJob]:
    """Plan what is to be read, unless it is under way, and return the reports still to do."""
    seller, now = context.seller, context.timer.now()
    jobs = open_jobs(connection, seller, report.stream, now)
    end = context.clock.now()
    is_under_way = any(job.end > end - DAILY / 2 and _is_kept(job) for job in jobs)
    resting = resting_jobs(connection, seller, report.stream)
    if resting is not None and not context.is_forced:
        is_under_way = is_under_way or resting.newest_end > end - DAILY / 2
    if is_under_way and context.backfill_days is None:
        return jobs
    cursor, zone = load_cursor(connection, seller, report.stream), places[0].zone
    is_asked_for = context.is_forced or context.backfill_days is not None
    if jobs and report.at_once and _is_fresh(cursor, end) and not is_asked_for:
        # Only older windows are still to come.
        return jobs
    start, history_from = _span(report, context, cursor, end, zone)
    start = oldest_start(connection, seller, report.stream, start)
    supersede(connection, seller, report.stream, start, now)
    forget_old_jobs(connection, seller, report.stream, now)
    ids = [place.marketplace_id for place in places]
    for place_id in (None,) if report.is_regional else ids:
        # A marketplace that joins later brings its history.
        is_new = place_id is not None and place_id not in _known(cursor)
        windows = windows_of(history_from if is_new else start, end, report.longest, zone)
        plan_jobs(connection, seller, report.stream, report.report_type, windows, place_id)
    at = cursor.at if cursor is not None and cursor.at is not None else end
    position = {"history_from": format_instant(history_from), "marketplaces": ids}
    save_cursor(connection, seller, report.stream, Cursor(max(at, end), position))
    return open_jobs(connection, seller, report.stream, now)


def _is_kept(job: ReportJob) -> bool:
    """Whether a report goes on as it is: not one that was cancelled, as most have no data.

    Of one that has failed it is known how often, so that it is not asked for without end.
    """
    return job.state != WANTED or not job.not_before or bool(job.note)


def _is_fresh(cursor: Cursor | None, end: datetime) -> bool:
    return cursor is not None and cursor.at is not None and cursor.at > end - DAILY / 2


def _known(cursor: Cursor | None) -> Sequence[str]:
    return cursor.position.get("marketplaces", ()) if cursor is not None else ()


def _span(
    report: FlatReport, context: StreamContext, cursor: Cursor | None, end: datetime, zone: ZoneInfo
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
    start = midnight_before(min(cursor.at, end) - report.look_back, zone)
    return max(start, history_from), history_from


def midnight_before(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return when the day of a moment begins in a time zone, as UTC."""
    return datetime.combine(moment.astimezone(zone).date(), time(), zone).astimezone(UTC)


def _midnight_from(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the first midnight that is not before a moment."""
    before = midnight_before(moment, zone)
    if before == moment:
        return before
    tomorrow = before.astimezone(zone).date() + DAILY
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)


def windows_of(start: datetime, end: datetime, longest: timedelta, zone: ZoneInfo) -> list[Window]:
    """Cut a span of time into windows of at most `longest`, at midnights, the newest first."""
    windows = []
    while end > start:
        begin = start
        if end - start > longest:
            begin = _midnight_from(end - longest, zone)
        windows.append((begin, end))
        end = begin
    return windows
