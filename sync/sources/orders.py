"""Stream `orders`: two years by report, newest month first; then what has changed, by API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from core.clock import format_instant
from core.errors import DataError, RejectedError
from core.log import get_logger
from core.marketplaces import Marketplace
from sync.cursors import Cursor, load_cursor, save_cursor
from sync.order_rows import OrderWithLines, count_rows
from sync.orders_backfill import (
    MARGIN,
    Backfill,
    has_new_place,
    history_from,
    must_plan,
    plan_backfill,
    position_at,
)
from sync.orders_store import save_orders
from sync.personal import json_without_person
from sync.sources import orders_api, orders_report
from sync.sources.base import Page, Saved, Source, StreamContext
from sync.sources.marketplaces import required_marketplaces

NAME = "orders"
# What was late on Amazon's side the last time is caught by looking back this far.
OVERLAP = timedelta(minutes=10)
# A person who forces a run wants to be sure: it looks back a day.
FORCED_OVERLAP = timedelta(days=1)
API_ORDER = "order of the API"
_SEARCH = "/orders/2026-01-01/orders"
_log = get_logger(__name__)


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield what is left of the backfill, then the orders changed since the cursor."""
    with context.transaction() as connection:
        places = required_marketplaces(connection, context.seller)
        cursor = load_cursor(connection, context.seller, NAME)
        if cursor is None or must_plan(context, cursor) or has_new_place(cursor, places):
            cursor = plan_backfill(connection, context, places, cursor)
    backfill = Backfill(context, places, cursor)
    yield from backfill.pages()
    if context.backfill_days is None:
        yield from _changed(context, places, cursor)
    backfill.check()


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
    moved = Cursor(max(since, end), position_at(history_from(cursor), places))
    try:
        yield from _search(context, query, moved)
    except RejectedError as error:
        # A page token may have died on the way; the window is read again from its start.
        _log.info("the search starts again", cause=error.sentence)
        yield from _search(context, query, moved)


def _search(context: StreamContext, query: dict[str, str], moved: Cursor) -> Iterator[Page]:
    stamp, first = context.stamp("orders-2026-01-01"), history_from(moved)
    seen: set[str] = set()
    token = ""
    while True:
        asked = {**query, "paginationToken": token} if token else query
        answer = context.api.call("searchOrders", _SEARCH, query=asked, expect="orders")
        rows = _parse_page(context, answer["orders"], first)
        token = str((answer.get("pagination") or {}).get("nextToken") or "")
        if not token:
            settle = partial(save_cursor, seller=context.seller, stream=NAME, cursor=moved)
            yield Page(rows, count_rows(rows), stamp, settle)
            return
        yield Page(rows, count_rows(rows), stamp)
        if token in seen:
            raise DataError("Amazon sends the same page of orders again and again. Stopped.")
        seen.add(token)


def _parse_page(
    context: StreamContext, orders: list[dict[str, Any]], first: date
) -> list[OrderWithLines]:
    rows = []
    for order in orders:
        try:
            one = orders_api.parse_order(order)
        except DataError as error:
            context.set_aside(
                error.sentence, API_ORDER, json_without_person(order), order.get("orderId")
            )
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


def reread(context: StreamContext, what: str, raw: str) -> Page:
    """Read an order of the quarantine again. Raises DataError when it still cannot be read."""
    if what == API_ORDER:
        one, source = orders_api.parse_order(json.loads(raw)), "orders-2026-01-01"
    else:
        one, source = orders_report.parse_text(raw), "all-orders-report"
    with context.transaction() as connection:
        cursor = load_cursor(connection, context.seller, NAME)
    is_wanted = one is not None and (cursor is None or one.order.local_date >= history_from(cursor))
    rows = [one] if one is not None and is_wanted else []
    return Page(rows, count_rows(rows), context.stamp(source))


SOURCE = Source(NAME, fetch, save, reread=reread)
