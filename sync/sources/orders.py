"""Stream `orders`: two years by report, newest month first; then what has changed, by API."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Connection

from core.errors import NotReadyError
from core.marketplaces import Marketplace
from sync.cursors import Cursor, load_cursor, save_cursor
from sync.notices import QUEUE_MESSAGE
from sync.order_rows import count_rows
from sync.orders_backfill import (
    Backfill,
    history_from,
    must_plan,
    places_known,
    plan_backfill,
    with_places,
)
from sync.orders_changes import API_ORDER, API_SOURCE, Changes
from sync.orders_position import night_of
from sync.orders_search import amazon_now
from sync.orders_store import save_orders
from sync.orders_sweep import Sweep
from sync.report_desk import say_what_rests
from sync.sources import orders_api, orders_report
from sync.sources.base import Page, Saved, Source, StreamContext
from sync.sources.marketplaces import required_marketplaces

NAME = "orders"


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield the rest of the backfill, what has changed since the cursor, and the nightly sweep."""
    with context.transaction() as connection:
        places = required_marketplaces(connection, context.seller)
        cursor = _planned(connection, context, places)
    backfill, late = Backfill(context, places, cursor), list[NotReadyError]()
    yield from _as_far_as_ready(backfill.pages(), late)
    if context.backfill_days is None:
        changes = Changes(context, places, cursor)
        yield from _as_far_as_ready(changes.pages(), late)
        yield from Sweep(changes).pages()
    backfill.check()
    if late:
        raise late[0]
    say_what_rests(context, NAME)


def _as_far_as_ready(pages: Iterator[Page], late: list[NotReadyError]) -> Iterator[Page]:
    """Yield pages. A report that Amazon still prepares is noted and stops nothing behind it."""
    try:
        yield from pages
    except NotReadyError as error:
        late.append(error)


def _planned(connection: Connection, context: StreamContext, places: list[Marketplace]) -> Cursor:
    """Return the cursor; a history that is new or has become longer is planned with it."""
    cursor = load_cursor(connection, context.seller, NAME)
    if cursor is None or must_plan(context, cursor, places):
        # The history holds the last days as well: the first sweep is tomorrow night's.
        night = night_of(amazon_now(context), places)
        return plan_backfill(connection, context, places, cursor, swept_on=night)
    if places_known(cursor) != {place.marketplace_id for place in places}:
        cursor = with_places(cursor, places)
        save_cursor(connection, context.seller, NAME, cursor)
    return cursor


def save(connection: Connection, _context: StreamContext, page: Page) -> Saved:
    """Write orders, lines, stubs of new products, and the sums of the days touched."""
    written = save_orders(connection, page.rows, page.stamp)
    sources = {"orders"} if written.facts else set()
    if written.products:
        sources.add("products")
    rows = written.facts + written.products
    return Saved(rows, frozenset(sources), len(written.order_ids))


def reread(context: StreamContext, what: str, raw: str) -> Page:
    """Read an order of the quarantine again. Raises DataError when it still cannot be read."""
    if what == QUEUE_MESSAGE:
        # Whatever it was about: the search has found that order since.
        return Page([], 0, context.stamp(API_SOURCE))
    if what == API_ORDER:
        one, source = orders_api.parse_order(json.loads(raw)), API_SOURCE
    else:
        one, source = orders_report.parse_text(raw), "all-orders-report"
    with context.transaction() as connection:
        cursor = load_cursor(connection, context.seller, NAME)
    is_wanted = one is not None and (cursor is None or one.order.local_date >= history_from(cursor))
    rows = [one] if one is not None and is_wanted else []
    return Page(rows, count_rows(rows), context.stamp(source))


SOURCE = Source(NAME, fetch, save, reread=reread)
