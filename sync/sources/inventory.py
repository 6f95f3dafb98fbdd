"""Stream `inventory`: what lies in Amazon's warehouses (FBA Inventory v1), hourly.

The first run of a marketplace's day reads the whole stock, the others what has changed since.
A list without any stock may be a fault of Amazon's (an answer that is empty now and then is known):
so the whole is read again each time, and only where nothing but empty lists came for `EMPTY_FOR`,
over two nights at least, the marketplace is believed to be empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from core import schema
from core.clock import format_instant, parse_instant
from core.errors import RetryableError
from core.marketplaces import Marketplace
from core.stock_pools import POOL_COUNTRIES
from sync.clients.transport import NoAnswerError
from sync.cursors import Cursor, load_cursor, save_cursor
from sync.orders_search import amazon_now
from sync.quarantine import Waiting
from sync.sources.base import Page, Saved, Source, StreamContext
from sync.sources.marketplaces import required_marketplaces
from sync.stock_pages import UNITS, Snapshot, StockRow, read_stock, stock_name
from sync.stock_pools import write_stock_pools
from sync.store import Stamp, add_missing, upsert

NAME = "inventory"
# What was late on Amazon's side the last time is caught by looking back this far.
OVERLAP = timedelta(minutes=15)
# From the first empty list on until it is believed: longer than any known fault of Amazon's, and so
# short that the next night's list can be the one.
EMPTY_FOR = timedelta(hours=20)
# Amazon gives two answers a second, and a page of the whole stock holds 50 SKUs.
_MOST_ASKED_FOR = 50


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield one page for each marketplace: its whole stock, or what has changed."""
    with context.transaction() as connection:
        places = required_marketplaces(connection, context.seller)
        cursor = load_cursor(connection, context.seller, NAME) or Cursor()
    position, trouble = dict(cursor.position), None
    for done, place in enumerate(places):
        context.note_share(done / len(places))
        now = amazon_now(context)
        known = position.get(place.marketplace_id)
        since = None if context.is_forced else _since(known, place, now)
        try:
            stock = read_stock(context, place, since)
        except NoAnswerError:
            raise
        except RetryableError as error:
            # One marketplace that fails does not stop the others.
            trouble = RetryableError(f"{place.name}: {error.sentence}")
            continue
        empty_since = _empty_since(known, stock, now)
        position[place.marketplace_id] = _read_now(place, now, empty_since)
        stamp = context.stamp("fba-inventory-v1")
        settle = partial(
            save_cursor, seller=context.seller, stream=NAME, cursor=Cursor(now, dict(position))
        )
        names = [stock_name(place, row.sku) for row in stock.rows]
        is_believed = empty_since is None or now - empty_since >= EMPTY_FOR
        about = (place, stock.is_whole and is_believed)
        yield Page(stock.rows, len(stock.rows), stamp, settle, about, names=names)
    if sum(place.country_code in POOL_COUNTRIES for place in places) > 1:
        # All have been read: a page without rows compares them.
        yield Page([], 0, context.stamp("fba-inventory-v1"))
    if trouble is not None:
        raise trouble


def _read_now(place: Marketplace, now: datetime, empty_since: datetime | None) -> dict[str, str]:
    """Return what the cursor keeps of a marketplace that was read just now."""
    told = {
        "read_at": format_instant(now),
        "full_on": now.astimezone(place.zone).date().isoformat(),
    }
    return told | {"empty_since": format_instant(empty_since)} if empty_since else told


def ask_again(context: StreamContext, rows: Sequence[Waiting]) -> Iterator[Page]:
    """Ask Amazon for each SKU whose row waits in the quarantine, as its stock is now.

    Of many in a marketplace the whole stock is read instead.
    """
    with context.transaction() as connection:
        places = required_marketplaces(connection, context.seller)
    for place in places:
        prefix = stock_name(place, "")
        names = sorted({row.natural_key for row in rows if row.natural_key.startswith(prefix)})
        skus = [name.removeprefix(prefix) for name in names]
        if len(skus) > _MOST_ASKED_FOR:
            stock = read_stock(context, place, None)
            # Rows wait for it: a list without any is no answer to them.
            is_whole = stock.is_whole and bool(stock.rows)
            yield _again(context, place, stock.rows, names, is_whole=is_whole)
            continue
        for name, sku in zip(names, skus, strict=True):
            found = read_stock(context, place, None, sku).rows
            yield _again(context, place, found, [name], is_whole=False)


def _again(
    context: StreamContext,
    place: Marketplace,
    rows: list[StockRow],
    names: list[str],
    *,
    is_whole: bool,
) -> Page:
    stamp = context.stamp("fba-inventory-v1")
    return Page(rows, len(rows), stamp, about=(place, is_whole), names=names)


def _since(known: dict[str, str] | None, place: Marketplace, now: datetime) -> datetime | None:
    """Return from when on changes are enough; None: the whole stock is to be read.

    Once in each of the marketplace's days it is: Amazon does not count what is on its way
    to its warehouses as a change. And where the last list was empty.
    """
    if known is None or "empty_since" in known:
        return None
    if known["full_on"] != now.astimezone(place.zone).date().isoformat():
        return None
    return min(parse_instant(known["read_at"]), now) - OVERLAP


def _empty_since(known: dict[str, str] | None, stock: Snapshot, now: datetime) -> datetime | None:
    """Return since when nothing but empty lists came; None when this one is not empty."""
    if not stock.is_whole or stock.rows:
        return None
    before = (known or {}).get("empty_since")
    return min(parse_instant(before), now) if before else now


def save(connection: Connection, _context: StreamContext, page: Page) -> Saved:
    """Write a marketplace's stock, today's picture of it, and its listings.

    A SKU that a whole picture does not have has no stock any more; changes alone, or a
    picture with a row that could not be read, or one that is empty and not believed yet, say
    nothing about the SKUs they do not name.
    """
    if page.about is None:
        return _compare(connection, page.stamp)
    place, is_whole = page.about
    stamp = page.stamp
    products = _add_listings(connection, page.rows, stamp)
    written = upsert(connection, schema.inventory, StockRow._fields, page.rows, stamp)
    if is_whole:
        written += _empty_the_rest(connection, place, [row.sku for row in page.rows], stamp)
    today = stamp.fetched_at.astimezone(place.zone).date()
    written += _write_day(connection, place, today, stamp)
    sources = ({"inventory"} if written else set()) | ({"products"} if products else set())
    return Saved(written + products, frozenset(sources))


def _compare(connection: Connection, stamp: Stamp) -> Saved:
    """Find out which marketplaces were told one and the same stock."""
    today = stamp.fetched_at.astimezone(ZoneInfo("Europe/Berlin")).date()
    changed = write_stock_pools(connection, stamp.account_id, today)
    return Saved(0, frozenset({"inventory"} if changed else ()))


def _add_listings(connection: Connection, rows: Any, stamp: Stamp) -> int:
    asins = sorted({row.asin for row in rows})
    stub = replace(stamp, source="inventory")
    written = add_missing(connection, schema.products, ("asin",), [(asin,) for asin in asins], stub)
    columns = ("marketplace_id", "sku", "asin", "fulfillment_channel")
    listings = [(row.marketplace_id, row.sku, row.asin, "AFN") for row in rows]
    # The listings report is the truth about a listing: here only what it does not have yet.
    return written + add_missing(connection, schema.listings, columns, listings, stub)


def _empty_the_rest(
    connection: Connection, place: Marketplace, known: list[str], stamp: Stamp
) -> int:
    zeros = ", ".join(f"{name} = 0" for name in UNITS)
    some = " OR ".join(f"{name} <> 0" for name in UNITS)
    emptied = connection.execute(
        text(
            f"UPDATE seller.inventory SET {zeros}, run_id = :run_id, fetched_at = :fetched_at"
            " WHERE account_id = :account_id AND marketplace_id = :marketplace_id"
            f" AND sku <> ALL(cast(:known AS text[])) AND ({some})"
        ),
        {**stamp.values(), "marketplace_id": place.marketplace_id, "known": known},
    )
    return int(emptied.rowcount)


def _write_day(connection: Connection, place: Marketplace, today: Any, stamp: Stamp) -> int:
    """Write today's row of every SKU, those without stock included."""
    columns = ["marketplace_id", "sku", "asin", *UNITS]
    rows = connection.execute(
        text(
            f"SELECT {', '.join(columns)} FROM seller.inventory"
            " WHERE account_id = :account_id AND marketplace_id = :marketplace_id"
        ),
        {"account_id": stamp.account_id, "marketplace_id": place.marketplace_id},
    ).all()
    days = [(today, *row) for row in rows]
    return upsert(connection, schema.inventory_daily, ["local_date", *columns], days, stamp)


SOURCE = Source(NAME, fetch, save, ask_again=ask_again)
