"""The inventory ledger into the database: events by day, and stock of days nobody counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from core import schema
from core.marketplaces import MARKETPLACES, Marketplace
from sync.ledger_rows import LedgerEvent, StockOfDay, numbered, stock_of_days
from sync.sources.base import Page, StreamContext
from sync.sources.marketplaces import required_marketplaces
from sync.statements import statements
from sync.store import Stamp, add_missing, upsert
from sync.warehouses import places_by_country


def whole_days(page: Page, places: Sequence[Marketplace]) -> list[date]:
    """Return the days that lie in a report's window from midnight to midnight.

    Of a day that is cut off at an edge of the window a report may tell a part only.
    """
    found: list[date] = []
    for covered in page.covers:
        assert covered.span is not None
        zone = places[0].zone
        first, last = (moment.astimezone(zone) for moment in covered.span)
        day = first.date() if first.time() == time() else first.date() + timedelta(days=1)
        while datetime.combine(day + timedelta(days=1), time(), zone) <= last:
            found.append(day)
            day += timedelta(days=1)
    return found


def save_events(connection: Connection, context: StreamContext, page: Page) -> int:
    """Write the events of each whole day anew; return how many rows were new or have changed."""
    own = required_marketplaces(connection, context.seller)
    days = whole_days(page, own)
    known = frozenset(days)
    rows = numbered(
        (row for row in page.rows if row.local_date in known),
        context.seller.connection_id,
        places_by_country(own),
    )
    written = upsert(connection, schema.ledger_events, LedgerEvent._fields, rows, page.stamp)
    counts = Counter(row.local_date for row in rows)
    told = {
        "account_id": page.stamp.account_id,
        "connection_id": context.seller.connection_id,
        "days": days,
        "counts": [counts[day] for day in days],
    }
    return written + connection.execute(statements("ledger")["drop_gone"], told).rowcount


def save_stock(connection: Connection, context: StreamContext, page: Page) -> int:
    """Write what lay there on each whole day of which nothing better is known.

    Days read from the inventory API, or brought in as a file, are never touched.
    """
    own = required_marketplaces(connection, context.seller)
    days = frozenset(whole_days(page, own))
    rows = stock_of_days(page.rows, days, places_by_country(own))
    rows = _not_counted_yet(connection, rows, page.stamp)
    asins = sorted({row.asin for row in rows})
    add_missing(connection, schema.products, ("asin",), [(asin,) for asin in asins], page.stamp)
    return upsert(connection, schema.inventory_daily, StockOfDay._fields, rows, page.stamp)


def _not_counted_yet(
    connection: Connection, rows: list[StockOfDay], stamp: Stamp
) -> list[StockOfDay]:
    """Leave out the days that are known better, and those that are not over yet."""
    if not rows:
        return []
    over = {
        place: stamp.fetched_at.astimezone(MARKETPLACES[place].zone).date()
        for place in {row.marketplace_id for row in rows}
    }
    known = {
        (place, day)
        for place, day in connection.execute(
            statements("ledger")["counted_by_others"],
            {
                "account_id": stamp.account_id,
                "places": sorted(over),
                "first": min(row.local_date for row in rows),
                "last": max(row.local_date for row in rows),
                "source": stamp.source,
            },
        )
    }
    return [
        row
        for row in rows
        if row.local_date < over[row.marketplace_id]
        and (row.marketplace_id, row.local_date) not in known
    ]
