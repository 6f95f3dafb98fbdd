"""The history of orders: planned as 30-day windows, fetched by report, the newest first.

The windows are written down at once, so that a history is resumed window by window.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from core.errors import DataError, RetryableError
from core.marketplaces import Marketplace
from sync.clients.documents import Document
from sync.cursors import Cursor, save_cursor
from sync.order_rows import OrderWithLines, count_rows
from sync.report_desk import ReportDesk
from sync.report_jobs import ReportJob, Window, close_job, count_jobs, open_jobs, plan_jobs
from sync.sources import orders_report
from sync.sources.base import Page, StreamContext

STREAM = "orders"
# The all-orders reports take at most 30 days.
WINDOW = timedelta(days=30)
# Amazon: the end of a search lies at least two minutes in the past.
MARGIN = timedelta(minutes=3)
# Orders in one transaction: bounds memory for a month of a large seller.
BATCH = 5000


def must_plan(context: StreamContext, cursor: Cursor) -> bool:
    """Whether a longer history than the one planned is asked for."""
    if context.backfill_days is None:
        return False
    first = _first_day(context, context.backfill_days)
    return first < date.fromisoformat(cursor.position["history_from"])


def has_new_place(cursor: Cursor, places: list[Marketplace]) -> bool:
    """Whether a marketplace takes part whose past orders have not been asked for."""
    return not set(_ids(places)) <= set(cursor.position.get("marketplaces", ()))


def position_at(first: date, places: list[Marketplace]) -> dict[str, Any]:
    """Return what the cursor remembers: the first day of the history, and whose it is."""
    return {"history_from": first.isoformat(), "marketplaces": _ids(places)}


def _ids(places: list[Marketplace]) -> list[str]:
    return sorted(place.marketplace_id for place in places)


def _first_day(context: StreamContext, days: int) -> date:
    """Return the first local day that lies in the history as a whole."""
    return (context.clock.now() - timedelta(days=days)).date() + timedelta(days=1)


def plan_backfill(
    connection: Connection, context: StreamContext, places: list[Marketplace], old: Cursor | None
) -> Cursor:
    """Write down every window that the history needs, and where the searching starts.

    A longer history than before, or one of more marketplaces, is read anew as a whole.
    """
    first = _first_day(context, context.backfill_days or context.settings.backfill_days)
    if old is not None:
        first = min(first, history_from(old))
    end = context.clock.now() - MARGIN
    if old is not None and old.at is not None:
        # Reports go by the last update: an order from before the old history may have changed
        # at any time since, so all of it is read again.
        end = old.at
    windows = windows_between(_start_of(first, places), end)
    plan_jobs(connection, context.seller, STREAM, orders_report.REPORT_TYPE, windows)
    at = old.at if old is not None else end
    cursor = Cursor(at, position_at(first, places))
    save_cursor(connection, context.seller, STREAM, cursor)
    return cursor


def _start_of(day: date, places: list[Marketplace]) -> datetime:
    """Return the instant at which a day begins in the first of the marketplaces."""
    return min(datetime.combine(day, time(), place.zone).astimezone(UTC) for place in places)


def windows_between(start: datetime, end: datetime) -> list[Window]:
    """Cut a span of time into windows of at most 30 days, the newest first."""
    windows = []
    while end > start:
        begin = max(start, end - WINDOW)
        windows.append((begin, end))
        end = begin
    return windows


def history_from(cursor: Cursor) -> date:
    """Return the first local day of the history; older orders are left out."""
    return date.fromisoformat(cursor.position["history_from"])


class Backfill:
    """Works through the reports of the history that are still open."""

    def __init__(self, context: StreamContext, places: list[Marketplace], cursor: Cursor) -> None:
        self._context = context
        self._first = history_from(cursor)
        self._wanted = {place.marketplace_id for place in places}
        self._desk = ReportDesk(context, [place.marketplace_id for place in places])

    def pages(self) -> Iterator[Page]:
        """Yield the orders of each report; a report that fails does not stop the next."""
        context = self._context
        with context.transaction() as connection:
            jobs = open_jobs(connection, context.seller, STREAM, context.timer.now())
            total, finished = count_jobs(connection, context.seller, STREAM)
        for done, (job, document) in enumerate(self._desk.documents(jobs), start=finished):
            context.note_share(done / max(total, 1))
            try:
                yield from self._report(job, document)
            except RetryableError as error:
                self._desk.unreadable(job, error.sentence)
        context.note_share(1.0)

    def check(self) -> None:
        """Raise DataError when a part of the history is missing for now."""
        if self._desk.failures:
            raise DataError(
                f"Amazon could not give {self._desk.failures} of the reports of past orders. "
                "They are asked for again later; everything else is up to date."
            )

    def _report(self, job: ReportJob, document: Document) -> Iterator[Page]:
        """Yield a report in batches; the last one closes the job."""
        context = self._context
        stamp = context.stamp("all-orders-report", job.report_id)
        rows_read, batch = 0, list[OrderWithLines]()
        for one in orders_report.read_orders(document.content, context.set_aside):
            if one.order.marketplace_id in self._wanted and one.order.local_date >= self._first:
                batch.append(one)
            if len(batch) == BATCH:
                yield Page(batch, count_rows(batch), stamp)
                rows_read, batch = rows_read + count_rows(batch), []
        rows_read += count_rows(batch)

        def close(connection: Connection) -> None:
            close_job(connection, context.seller, job, rows_read, context.timer.now())

        yield Page(batch, count_rows(batch), stamp, close)
