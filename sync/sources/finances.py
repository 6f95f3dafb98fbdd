"""Stream `finances`: every movement of money (Finances 2024-06-19, listTransactions).

Nothing says when a transaction changed: so the last days are read again each time, and the
last 35 once a day. A marketplace is never named, as orders sent by American sellers
themselves would then be missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from core.clock import format_instant, parse_instant
from core.errors import DataError, RejectedError
from core.marketplaces import Marketplace
from sync.connections import SellerConnection
from sync.cursors import Cursor, load_cursor, save_cursor
from sync.known_fields import TRANSACTION
from sync.orders_search import amazon_now, clock_correction
from sync.personal import kept_json
from sync.sources.base import Page, Saved, Source, StreamContext
from sync.sources.marketplaces import required_marketplaces
from sync.transaction_rows import OneTransaction, number_of, parse_transaction
from sync.transactions_store import save_transactions

NAME = "finances"
# Amazon wants the end of a window two minutes back; a third covers clocks that differ.
MARGIN = timedelta(minutes=3)
# Orders of the last 48 hours may be missing.
OVERLAP = timedelta(days=3)
REREAD = timedelta(days=35)
REREAD_EVERY = timedelta(hours=24)
# A first run brings this much, so that there is something to see; each later run brings one more
# window of the history, from new to old, until all of it is there.
FIRST = REREAD
# A window above 180 days is answered with nothing at all.
LONGEST = timedelta(days=170)
_PATH = "/finances/2024-06-19/transactions"
_ONE = "transaction"


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield the transactions of each window; the cursor moves with a window's last page.

    What Amazon refuses first may be a window that ends in its future: with its answer comes
    what time it is there, and the windows are worked out anew.
    """
    was_known = context.api.clock_behind is not None
    try:
        yield from _pages(context)
    except RejectedError:
        if was_known or not clock_correction(context) < timedelta(0):
            raise
        yield from _pages(context)


def _pages(context: StreamContext) -> Iterator[Page]:
    with context.transaction() as connection:
        places = required_marketplaces(connection, context.seller)
        cursor = load_cursor(connection, context.seller, NAME) or Cursor()
    end = amazon_now(context) - MARGIN
    if context.backfill_days is not None:
        yield from _backfill(context, places[0], cursor, end)
        return
    first = start = _start(context, cursor, end)
    moved = cursor
    while start < end:
        context.note_share((start - first) / (end - first))
        last = min(end, start + LONGEST)
        moved = _moved(cursor, first, last, end)
        yield from _window(context, places[0], (start, last), moved)
        start = last
    older = _older(cursor, end, context.settings.backfill_days)
    if older is not None:
        position = {**moved.position, "history_from": format_instant(older[0])}
        yield from _window(context, places[0], older, Cursor(moved.at, position))


def _backfill(
    context: StreamContext, place: Marketplace, cursor: Cursor, end: datetime
) -> Iterator[Page]:
    """Yield a history that was asked for from new to old, so that it never has a gap.

    A window that is done says that everything since its start is there: cut off in between,
    the next run goes on where this one stopped.
    """
    days = timedelta(days=context.backfill_days or 0)
    last, moved = end, cursor
    while last > end - days:
        context.note_share((end - last) / days)
        start = max(end - days, last - LONGEST)
        moved = _moved(moved, start, end, end)
        yield from _window(context, place, (start, last), moved)
        last = start


def _older(cursor: Cursor, end: datetime, days: int) -> tuple[datetime, datetime] | None:
    """Return the next older window of the history; None when all of it is there."""
    known = _instant(cursor, "history_from")
    oldest = end - timedelta(days=days)
    # What is missing of less than a day is the day that has passed since the first run.
    if cursor.at is None or known is None or known - oldest < timedelta(days=1):
        return None
    return max(oldest, known - LONGEST), known


def has_more(connection: Connection, seller: SellerConnection, end: datetime, days: int) -> bool:
    """Tell whether a part of the history has not been read yet."""
    cursor = load_cursor(connection, seller, NAME)
    return cursor is not None and _older(cursor, end, days) is not None


def _start(context: StreamContext, cursor: Cursor, end: datetime) -> datetime:
    """Return from when on to read: the last 35 days, or the last three.

    Nothing before the start of the history is read, so that it has one edge, not a ragged one.
    """
    if cursor.at is None:
        return end - min(FIRST, timedelta(days=context.settings.backfill_days))
    start = min(cursor.at, end) - OVERLAP
    read_again = _instant(cursor, "read_again_at")
    if context.is_forced or read_again is None or end - read_again >= REREAD_EVERY:
        start = min(start, end - REREAD)
    return max(start, _instant(cursor, "history_from") or start)


def _instant(cursor: Cursor, name: str) -> datetime | None:
    found = cursor.position.get(name)
    return parse_instant(str(found)) if found else None


def _moved(cursor: Cursor, first: datetime, last: datetime, end: datetime) -> Cursor:
    """Return the cursor after a window that ends at `last`; it never goes back.

    A window that begins after what was read before (a backfill reads the newest first) leaves days
    in between that nobody has read: the history begins with this window then, and grows back.
    """
    is_joined = cursor.at is not None and cursor.at >= first
    known = _instant(cursor, "history_from") if is_joined else None
    position = {**cursor.position, "history_from": format_instant(min(first, known or first))}
    if last == end and (cursor.at is None or end - first >= REREAD or first == known):
        position["read_again_at"] = format_instant(end)
    return Cursor(max(cursor.at or last, last), position)


def _window(
    context: StreamContext, place: Marketplace, span: tuple[datetime, datetime], moved: Cursor
) -> Iterator[Page]:
    query = {"postedAfter": format_instant(span[0]), "postedBefore": format_instant(span[1])}
    settle = partial(save_cursor, seller=context.seller, stream=NAME, cursor=moved)
    stamp = context.stamp("finances-2024-06-19")
    seen: set[str] = set()
    token = ""
    while True:
        asked = {**query, "nextToken": token} if token else query
        answer = context.api.call("listTransactions", _PATH, query=asked, expect="payload")
        payload = answer["payload"]
        rows = list(_parse(context, place, payload.get("transactions") or ()))
        # Pages may be empty: only a missing token is the end.
        token = str(payload.get("nextToken") or "")
        names = [one.row.transaction_id for one in rows]
        yield Page(rows, len(rows), stamp, None if token else settle, names=names)
        if not token:
            return
        if token in seen:
            raise DataError("Amazon sends the same page of transactions again and again. Stopped.")
        seen.add(token)


def _parse(context: StreamContext, place: Marketplace, entries: Any) -> Iterator[OneTransaction]:
    for entry in entries:
        try:
            yield parse_transaction(entry, context.seller.connection_id, place)
        except DataError as error:
            raw = kept_json(entry, TRANSACTION)
            context.set_aside(error.sentence, _ONE, raw, number_of(entry))


def save(connection: Connection, _context: StreamContext, page: Page) -> Saved:
    """Write transactions and their leaves; a release takes the place of what it releases."""
    written = save_transactions(connection, page.rows, page.stamp)
    return Saved(written, frozenset({NAME} if written else ()))


def reread(context: StreamContext, _what: str, raw: str) -> Page:
    """Read a transaction of the quarantine again. Raises DataError when it still cannot be."""
    with context.transaction() as connection:
        places = required_marketplaces(connection, context.seller)
    one = parse_transaction(json.loads(raw), context.seller.connection_id, places[0])
    return Page([one], 1, context.stamp("finances-2024-06-19"))


SOURCE = Source(NAME, fetch, save, reread=reread, has_more=has_more)
