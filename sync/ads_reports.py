"""Advertising report streams: planned, asked for, read and saved; all six types alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from core import schema
from core.errors import DataError, RetryableError
from sync.ads_desk import AdsReportDesk
from sync.ads_history import history_of, note_read, remember
from sync.ads_jobs import FAILED, AdsJob, close_job, plan_jobs, unfinished_jobs
from sync.ads_json import rows_of
from sync.ads_kinds import ReportKind
from sync.ads_known import Profile, profiles_of
from sync.ads_store import replace_all
from sync.ads_values import a_day
from sync.ads_windows import LONGEST, Days, earlier, first_day, lookback, plan
from sync.clients.ads_api import AdsApi
from sync.clients.documents import Document
from sync.cursors import Cursor, load_cursor
from sync.personal import cause_of, kept_json
from sync.quarantine import Covered, Span, Waiting, missing_spans
from sync.sources.ads_profiles import required_ads
from sync.sources.base import Page, Saved, Source, StreamContext
from sync.statements import statements

# Spans of midnights: the last day belongs to them.
_LONGEST = timedelta(days=LONGEST - 1)


def source_of(kind: ReportKind) -> Source:
    """Return the stream of a report type; it runs once a day."""
    return Source(
        kind.stream,
        partial(_fetch, kind),
        partial(_save, kind),
        needs_marketplaces=False,
        ask_again=partial(_ask_again, kind),
        needs_ads=True,
    )


@dataclass(frozen=True)
class Window:
    """What a page is about: a profile's days, and whether every row of them was understood."""

    profile: Profile
    first: date
    last: date
    is_whole: bool


def _fetch(kind: ReportKind, context: StreamContext) -> Iterator[Page]:
    """Yield one page for each report that is ready: the days of a profile, as a whole."""
    ads = required_ads(context)
    with context.transaction() as connection:
        profiles = {row.profile_id: row for row in profiles_of(connection, context.seller)}
        jobs = _planned(kind, context, connection, list(profiles.values()))
    yield from _pages(kind, context, ads, profiles, jobs)


def _ask_again(kind: ReportKind, context: StreamContext, rows: Sequence[Waiting]) -> Iterator[Page]:
    """Ask anew for the days of rows that wait in the quarantine, unless they are under way."""
    ads, seller, now = required_ads(context), context.seller, context.timer.now()
    with context.transaction() as connection:
        profiles = {row.profile_id: row for row in profiles_of(connection, seller)}
        known = unfinished_jobs(connection, seller, kind.stream, now)
        for key in sorted({row.what.rpartition(" ")[2] for row in rows} & set(profiles)):
            what = _what(kind, profiles[key])
            about = [row.about for row in rows if row.what == what and row.about is not None]
            under_way = [_span(job.first, job.last) for job in known if job.profile_id == key]
            windows = [
                Days(start.astimezone(UTC).date(), end.astimezone(UTC).date())
                for start, end in reversed(missing_spans(about, under_way, _LONGEST))
            ]
            plan_jobs(connection, seller, kind.stream, kind.report_type, key, windows, now)
        jobs = unfinished_jobs(connection, seller, kind.stream, now)
    yield from _pages(kind, context, ads, profiles, jobs)


def _what(kind: ReportKind, profile: Profile) -> str:
    """Name what the rows of a profile's report are set aside as."""
    return f"{kind.report_type} {profile.profile_id}"


def _span(first: date, last: date) -> Span:
    """Return days as the quarantine has them: midnights of UTC, both days belong to it."""
    return datetime.combine(first, time(), UTC), datetime.combine(last, time(), UTC)


def _pages(
    kind: ReportKind,
    context: StreamContext,
    ads: AdsApi,
    profiles: dict[str, Profile],
    jobs: list[AdsJob],
) -> Iterator[Page]:
    """Work through the jobs of known profiles. Raises at the end what could not be had."""
    jobs = [job for job in jobs if job.profile_id in profiles]
    desk = AdsReportDesk(context, ads, partial(_wish_of, kind, context, profiles))
    for job, document in desk.documents(jobs):
        profile = profiles[job.profile_id]
        try:
            rows, is_whole = _rows(kind, context, profile, job, document)
        except (DataError, RetryableError) as error:
            desk.unreadable(job, error.sentence)
            continue
        desk.done(job)
        stamp = context.stamp(f"ads-{kind.report_type}", job.report_id)
        settle = partial(_settle, kind, context, job, len(rows))
        about = Window(profile, job.first, job.last, is_whole)
        covered = Covered(_what(kind, profile), job.report_id, _span(job.first, job.last))
        yield Page(rows, len(rows), stamp, settle=settle, about=about, covers=[covered])
    desk.check()


def _today(context: StreamContext, profile: Profile) -> date:
    return context.clock.now().astimezone(profile.zone).date()


def _planned(
    kind: ReportKind, context: StreamContext, connection: Connection, profiles: list[Profile]
) -> list[AdsJob]:
    """Plan what is to be read and return the reports still to do, the newest first.

    A report that is under way for the newest day is not asked for a second time, and what was
    read today only when it is forced: Amazon advises one or two requests a day. A longer history
    than before is planned in any case.
    """
    seller, now = context.seller, context.timer.now()
    known = unfinished_jobs(connection, seller, kind.stream, now)
    cursor = load_cursor(connection, seller, kind.stream)
    for profile in profiles:
        yesterday = _today(context, profile) - timedelta(days=1)
        under_way = [
            job
            for job in known
            if job.profile_id == profile.profile_id
            and job.last >= yesterday
            and (job.state != FAILED or not context.is_forced)
        ]
        if under_way or not _is_read(kind, context, profile, cursor):
            cursor = _plan(kind, context, connection, profile, cursor, is_under_way=bool(under_way))
    return unfinished_jobs(connection, seller, kind.stream, now)


def _is_read(
    kind: ReportKind, context: StreamContext, profile: Profile, cursor: Cursor | None
) -> bool:
    """Whether everything up to yesterday is there, and nobody wants to be sure."""
    history = history_of(cursor, profile.profile_id)
    if context.is_forced or history.since is None or history.through is None:
        return False
    today = _today(context, profile)
    first = first_day(today, _days_wanted(context), kind.retention_days)
    return history.through >= today - timedelta(days=1) and history.since <= first


def _days_wanted(context: StreamContext) -> int:
    return context.backfill_days or context.settings.backfill_days


def _plan(
    kind: ReportKind,
    context: StreamContext,
    connection: Connection,
    profile: Profile,
    cursor: Cursor | None,
    *,
    is_under_way: bool,
) -> Cursor | None:
    """Plan the windows of a profile and note how far back its history is planned."""
    today = _today(context, profile)
    first, last = (
        first_day(today, _days_wanted(context), kind.retention_days),
        today - timedelta(days=1),
    )
    history = history_of(cursor, profile.profile_id)
    restated = lookback(kind.attribution_days(profile))
    windows = earlier(first, history) if is_under_way else plan(first, last, restated, history)
    if not windows:
        return cursor
    now = context.timer.now()
    plan_jobs(
        connection,
        context.seller,
        kind.stream,
        kind.report_type,
        profile.profile_id,
        windows,
        now,
    )
    known = history._replace(since=min(first, history.since or first))
    return remember(connection, context.seller, kind.stream, cursor, profile.profile_id, known)


def _wish_of(
    kind: ReportKind, context: StreamContext, profiles: dict[str, Profile], job: AdsJob
) -> dict[str, Any] | None:
    """Return what to ask for; None when Amazon no longer keeps any of the days."""
    profile = profiles[job.profile_id]
    oldest = first_day(_today(context, profile), kind.retention_days, kind.retention_days)
    if job.last < oldest:
        return None
    job.first = max(job.first, oldest)
    return kind.wish(profile, job.first, job.last)


def _rows(
    kind: ReportKind, context: StreamContext, profile: Profile, job: AdsJob, document: Document
) -> tuple[list[tuple[Any, ...]], bool]:
    """Read a report's file: its rows, and whether each was understood.

    Two rows of one key are one thing to us (the same product in two ads): they are added up.
    """
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    is_whole = True
    for entry in rows_of(document.content):
        try:
            row = kind.read(profile, entry)
        except (DataError, AttributeError) as error:
            is_whole = False
            context.set_aside(
                f"A row of {kind.report_type}: {cause_of(error)}.",
                _what(kind, profile),
                kept_json(entry, kind.asked_columns(profile)),
                report_id=job.report_id,
                about=_day_of(entry, job),
            )
            continue
        if not job.first <= row[1] <= job.last:
            # Another report is about this day, asked for later: see plan_jobs.
            continue
        key = kind.key(row)
        rows[key] = kind.added(rows[key], row) if key in rows else row
    return list(rows.values()), is_whole


def _day_of(entry: Any, job: AdsJob) -> Span:
    """Return the day of a row; all days of its report where none can be read."""
    try:
        day = a_day(entry.get("date"))
    except (DataError, AttributeError):
        return _span(job.first, job.last)
    return _span(day, day) if job.first <= day <= job.last else _span(job.first, job.last)


def _settle(
    kind: ReportKind, context: StreamContext, job: AdsJob, rows: int, connection: Connection
) -> None:
    """Close a report and move the cursor, in the transaction that saves its rows."""
    close_job(connection, context.seller, job, rows, context.timer.now())
    note_read(connection, context.seller, kind.stream, job)


def _save(kind: ReportKind, connection: Connection, _context: StreamContext, page: Page) -> Saved:
    """Write the days of a report; a row that Amazon no longer reports in them goes."""
    window: Window | None = page.about
    where, values = "false", {}
    if window is not None and window.is_whole:
        where = "stored.profile_id = :profile_id AND stored.local_date BETWEEN :first AND :last"
        where += " AND stored.ad_product = :ad_product" if "ad_product" in kind.columns else ""
        values = {
            "profile_id": window.profile.profile_id,
            "first": window.first,
            "last": window.last,
            "ad_product": kind.ad_product,
        }
    written = replace_all(
        connection, kind.table, kind.columns, page.rows, page.stamp, where, **values
    )
    written += _files_give_way(kind, connection, page)
    if written and kind.table is schema.ads_daily:
        days = sorted({row[1] for row in page.rows})
        profile_id = page.rows[0][0] if page.rows else ""
        connection.execute(
            statements("ads_days")["restated"],
            {
                "account_id": page.stamp.account_id,
                "profile_id": profile_id,
                "ad_product": kind.ad_product,
                "days": days,
                "seen_at": page.stamp.fetched_at,
            },
        )
    return Saved(written, frozenset({kind.stream} if written else ()))


def _files_give_way(kind: ReportKind, connection: Connection, page: Page) -> int:
    """Take away what a person has brought in by hand of the days that Amazon tells of now."""
    name = {"ads_daily": "campaigns_give_way", "ad_search_terms": "terms_give_way"}.get(
        kind.table.name
    )
    if name is None or not page.rows:
        return 0
    window: Window | None = page.about
    days = {row[1] for row in page.rows}
    if window is not None and window.is_whole:
        length = (window.last - window.first).days + 1
        days |= {window.first + timedelta(days=number) for number in range(length)}
    values = {
        "account_id": page.stamp.account_id,
        "marketplace_id": page.rows[0][2],
        "ad_product": kind.ad_product,
        "days": sorted(days),
    }
    return int(connection.execute(statements("ad_files")[name], values).rowcount)
