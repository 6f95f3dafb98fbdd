"""Stream `orders`: two years by report, newest month first; then what has changed, by API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from core.clock import format_instant
from core.errors import DataError, RejectedError
from core.log import get_logger
from core.marketplaces import Marketplace
from sync.clients.documents import Document
from sync.cursors import Cursor, load_cursor, save_cursor
from sync.order_rows import OrderWithLines
from sync.orders_store import save_orders
from sync.report_desk import ReportDesk
from sync.report_jobs import ReportJob, Window, close_job, count_jobs, open_jobs, plan_jobs
from sync.sources import orders_api, orders_report
from sync.sources.base import Page, Saved, Source, StreamContext
from sync.sources.marketplaces import marketplaces_of

NAME = "orders"
# The all-orders reports take at most 30 days.
WINDOW = timedelta(days=30)
# Amazon: the end of a search lies at least two minutes in the past.
MARGIN = timedelta(minutes=3)
# What was late on Amazon's side the last time is caught by looking back this far.
OVERLAP = timedelta(minutes=10)
# A person who forces a run wants to be sure: it looks back a day.
FORCED_OVERLAP = timedelta(days=1)
# Orders in one transaction: bounds memory for a month of a large seller.
BATCH = 5000
_SEARCH = "/orders/2026-01-01/orders"
_log = get_logger(__name__)


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield what is left of the backfill, then the orders changed since the cursor."""
    with context.transaction() as connection:
        places = marketplaces_of(connection, context.seller)
        cursor = load_cursor(connection, context.seller, NAME)
        if places and _must_plan(context, cursor):
            cursor = _plan_backfill(connection, context, places, cursor)
    if not places or cursor is None:
        return
    yield from _backfill(context, places, cursor)
    if context.backfill_days is None:
        yield from _changed(context, places, cursor)


def _must_plan(context: StreamContext, cursor: Cursor | None) -> bool:
    if cursor is None:
        return True
    if context.backfill_days is None:
        return False
    first = _first_day(context, context.backfill_days)
    return first < date.fromisoformat(cursor.position["history_from"])


def _first_day(context: StreamContext, days: int) -> date:
    """Return the first local day that lies in the history as a whole."""
    return (context.clock.now() - timedelta(days=days)).date() + timedelta(days=1)


def _plan_backfill(
    connection: Connection, context: StreamContext, places: list[Marketplace], old: Cursor | None
) -> Cursor:
    """Write down every window that the history needs, and where the searching starts.

    A longer history than before adds the windows before it.
    """
    first = _first_day(context, context.backfill_days or context.settings.backfill_days)
    end = context.clock.now() - MARGIN
    if old is not None:
        end = _start_of(date.fromisoformat(old.position["history_from"]), places) + WINDOW
    windows = windows_between(_start_of(first, places), end)
    plan_jobs(connection, context.seller, NAME, orders_report.REPORT_TYPE, windows)
    at = old.at if old is not None else end
    cursor = Cursor(at, {"history_from": first.isoformat()})
    save_cursor(connection, context.seller, NAME, cursor)
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


def _history_from(cursor: Cursor) -> date:
    return date.fromisoformat(cursor.position["history_from"])


def _backfill(context: StreamContext, places: list[Marketplace], cursor: Cursor) -> Iterator[Page]:
    """Yield the orders of the reports that are still open."""
    with context.transaction() as connection:
        jobs = open_jobs(connection, context.seller, NAME, context.timer.now())
        total, finished = count_jobs(connection, context.seller, NAME)
    desk = ReportDesk(context, [place.marketplace_id for place in places])
    wanted = {place.marketplace_id for place in places}
    for done, (job, document) in enumerate(desk.documents(jobs), start=finished):
        context.note_share(done / max(total, 1))
        yield from _report_pages(context, job, document, wanted, _history_from(cursor))
    context.note_share(1.0)


def _report_pages(
    context: StreamContext, job: ReportJob, document: Document, wanted: set[str], first: date
) -> Iterator[Page]:
    """Yield a report in batches; the last one closes the job."""
    stamp = context.stamp("all-orders-report", job.report_id)
    rows_read, batch = 0, list[OrderWithLines]()
    for one in orders_report.read_orders(document.content, _unreadable):
        if one.order.marketplace_id not in wanted or one.order.local_date < first:
            continue
        batch.append(one)
        if len(batch) == BATCH:
            yield Page(batch, count_rows(batch), stamp)
            rows_read, batch = rows_read + count_rows(batch), []
    rows_read += count_rows(batch)

    def close(connection: Connection) -> None:
        close_job(connection, context.seller, job, rows_read, context.timer.now())

    yield Page(batch, count_rows(batch), stamp, close)


def _unreadable(sentence: str) -> None:
    _log.warning("an order was set aside", cause=sentence)


def count_rows(orders: list[OrderWithLines]) -> int:
    """Return how many rows of orders and lines these are."""
    return len(orders) + sum(len(one.lines) for one in orders)


def _changed(context: StreamContext, places: list[Marketplace], cursor: Cursor) -> Iterator[Page]:
    """Yield what was updated since the cursor; it moves with the last page of the window."""
    end = context.clock.now() - MARGIN
    since = cursor.at or end
    overlap = FORCED_OVERLAP if context.is_forced else OVERLAP
    start = min(since, end) - overlap
    query = {
        "lastUpdatedAfter": format_instant(start),
        "lastUpdatedBefore": format_instant(end),
        "marketplaceIds": ",".join(place.marketplace_id for place in places),
        "maxResultsPerPage": "100",
        "includedData": orders_api.INCLUDED_DATA,
    }
    # The cursor never goes back: a clock that was put back must not make a gap.
    moved = Cursor(max(since, end), cursor.position)
    try:
        yield from _search(context, query, moved)
    except RejectedError as error:
        # A page token may have died on the way; the window is read again from its start.
        _log.info("the search starts again", cause=error.sentence)
        yield from _search(context, query, moved)


def _search(context: StreamContext, query: dict[str, str], moved: Cursor) -> Iterator[Page]:
    stamp, first = context.stamp("orders-2026-01-01"), _history_from(moved)
    seen: set[str] = set()
    token = ""
    while True:
        asked = {**query, "paginationToken": token} if token else query
        answer = context.api.call("searchOrders", _SEARCH, query=asked, expect="orders")
        rows = _parse_page(answer["orders"], first)
        token = str((answer.get("pagination") or {}).get("nextToken") or "")
        if not token:
            settle = partial(save_cursor, seller=context.seller, stream=NAME, cursor=moved)
            yield Page(rows, count_rows(rows), stamp, settle)
            return
        yield Page(rows, count_rows(rows), stamp)
        if token in seen:
            raise DataError("Amazon sends the same page of orders again and again. Stopped.")
        seen.add(token)


def _parse_page(orders: list[dict[str, Any]], first: date) -> list[OrderWithLines]:
    rows = []
    for order in orders:
        try:
            one = orders_api.parse_order(order)
        except DataError as error:
            _unreadable(error.sentence)
            continue
        if one is not None and one.order.local_date >= first:
            rows.append(one)
    return rows


def save(connection: Connection, _context: StreamContext, page: Page) -> Saved:
    """Write orders, lines, stubs of new products, and the sums of the days touched."""
    written = save_orders(connection, page.rows, page.stamp)
    sources = {"orders"} if written.facts else set()
    if written.products:
        sources.add("products")
    return Saved(written.facts + written.products, frozenset(sources))


SOURCE = Source(NAME, timedelta(minutes=15), fetch, save)
