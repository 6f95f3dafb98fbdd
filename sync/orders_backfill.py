"""The history of orders: planned as 30-day windows, fetched by report, the newest first.

The windows are written down at once, so that a history is resumed window by window.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection

from core.errors import DataError
from core.marketplaces import Marketplace
from sync.cursors import Cursor, save_cursor
from sync.orders_reports import OrderReports
from sync.orders_search import MARGIN, amazon_now
from sync.report_jobs import Window, count_jobs, open_jobs, plan_jobs, resting_jobs, unfinished_jobs
from sync.sources import orders_report
from sync.sources.base import Page, StreamContext

STREAM = "orders"
# The all-orders reports take at most 30 days.
WINDOW = timedelta(days=30)
# Amazon serves no older orders.
SERVED = timedelta(days=730)


def must_plan(context: StreamContext, cursor: Cursor, places: list[Marketplace]) -> bool:
    """Whether a longer history than the one planned is asked for, or a marketplace is new."""
    if _ids(places) - places_known(cursor):
        return True
    if context.backfill_days is None:
        return False
    first = _first_day(context, context.backfill_days)
    return first < history_from(cursor)


def places_known(cursor: Cursor) -> set[str]:
    """Return the marketplaces whose past orders have been asked for."""
    return set(cursor.position.get("marketplaces", ()))


def with_places(cursor: Cursor, places: list[Marketplace]) -> Cursor:
    """Return the cursor with these marketplaces; one that is left and joined again is new."""
    return Cursor(cursor.at, {**cursor.position, "marketplaces": sorted(_ids(places))})


def _ids(places: list[Marketplace]) -> set[str]:
    return {place.marketplace_id for place in places}


def _first_day(context: StreamContext, days: int) -> date:
    """Return the first local day that lies in the history as a whole."""
    return (context.clock.now() - timedelta(days=days)).date() + timedelta(days=1)


def plan_backfill(
    connection: Connection,
    context: StreamContext,
    places: list[Marketplace],
    old: Cursor | None,
    **position: object,
) -> Cursor:
    """Write down every window that the history needs, and where the searching starts.

    A longer history than before, or one with a new marketplace, is read anew as a whole. What was
    known before stays so: the cursor keeps it as `read_from`, a first day by marketplace.
    """
    first = _first_day(context, context.backfill_days or context.settings.backfill_days)
    end = amazon_now(context) - MARGIN
    if old is not None:
        first = min(first, history_from(old))
    if old is not None and old.at is not None:
        # Reports go by the last update: an order from before the old history may have changed
        # at any time since, so all of it is read again.
        end = old.at
    start = max(_start_of(first, places), amazon_now(context) - SERVED)
    windows = windows_between(start, end)
    if old is not None:
        position = {**old.position, "read_from": _read_from(connection, context, old)}
    plan_jobs(connection, context.seller, STREAM, orders_report.REPORT_TYPE, windows)
    at = old.at if old is not None else end
    cursor = with_places(Cursor(at, {**position, "history_from": first.isoformat()}), places)
    save_cursor(connection, context.seller, STREAM, cursor)
    return cursor


def _read_from(connection: Connection, context: StreamContext, old: Cursor) -> dict[str, str]:
    """Return from when on the orders of each known marketplace are here, before a new reading.

    The newest window that is still open decides, as windows are read from new to old; what an
    earlier reading anew has found here stays here.
    """
    ends = [job.end for job in unfinished_jobs(connection, context.seller, STREAM)]
    resting = resting_jobs(connection, context.seller, STREAM)
    if resting is not None:
        ends.append(resting.newest_end)
    days = [end.date() + timedelta(days=1) for end in ends]
    first = max([history_from(old), *days]).isoformat()
    noted = old.position.get("read_from", {})
    return {place: min(first, noted.get(place, first)) for place in sorted(places_known(old))}


def _start_of(day: date, places: list[Marketplace]) -> datetime:
    """Return the instant at which a day begins in the first of the marketplaces."""
    return min(datetime.combine(day, time(), place.zone).astimezone(UTC) for place in places)


def windows_between(start: datetime, end: datetime, longest: timedelta = WINDOW) -> list[Window]:
    """Cut a span of time into windows of at most `longest`, the newest first."""
    windows = []
    while end > start:
        begin = max(start, end - longest)
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
        self._reports = OrderReports(context, places, history_from(cursor))

    def pages(self) -> Iterator[Page]:
        """Yield the orders of each report; a report that fails does not stop the next."""
        context = self._context
        with context.transaction() as connection:
            jobs = open_jobs(connection, context.seller, STREAM, context.timer.now())
            total, finished = count_jobs(connection, context.seller, STREAM)
        context.note_share(finished / max(total, 1))
        for page in self._reports.pages(jobs):
            yield page
            if page.settle is not None:
                finished += 1
                context.note_share(finished / max(total, 1))
        context.note_share(1.0)

    def check(self) -> None:
        """Raise DataError when a part of the history is missing for now."""
        if self._reports.failures:
            raise DataError(
                f"Amazon could not give {self._reports.failures} of the reports of past orders. "
                "They are asked for again later; everything else is up to date."
            )
