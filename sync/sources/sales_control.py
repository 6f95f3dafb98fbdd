"""Stream `sales_control`: Amazon's own count of the last days (Sales v1), nightly.

Our sums are held against it by `python -m sync check` (sync/check.py), and after each count a
day on which orders are missing is named and asked for anew (sync/missing_orders.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection

from core import schema
from core.errors import DataError
from core.marketplaces import Marketplace
from core.money import parse_amount
from sync.each_marketplace import read_each
from sync.missing_orders import look_for_missing
from sync.sources.base import Page, Saved, Source, StreamContext
from sync.sources.marketplaces import required_marketplaces
from sync.storable import check_fields
from sync.store import upsert

# Orders still change for weeks, by cancellations: a month is counted again each night.
DAYS = 30


class ControlRow(NamedTuple):
    """A row of seller.sales_control, without account and provenance."""

    marketplace_id: str
    local_date: date
    currency: str
    orders: int
    order_lines: int
    units: int
    sales_amount: Decimal


def parse_metrics(payload: list[dict[str, Any]], place: Marketplace) -> list[ControlRow]:
    """Read one row for each day. Raises DataError when a row is no day or lacks its total."""
    rows = []
    for entry in payload:
        try:
            start = datetime.fromisoformat(str(entry["interval"]).split("--")[0])
            total = entry["totalSales"]
            amount = parse_amount(total["amount"])
            if amount is None:
                raise ValueError("no amount")
            row = ControlRow(
                place.marketplace_id,
                start.astimezone(place.zone).date(),
                str(total["currencyCode"]),
                int(entry["orderCount"]),
                int(entry["orderItemCount"]),
                int(entry["unitCount"]),
                amount,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(f"Amazon's count of a day cannot be read: {error}.") from error
        check_fields(row, "Amazon's count of a day")
        rows.append(row)
    return rows


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield one page for each marketplace: its last 30 days, today not among them."""
    with context.transaction() as connection:
        places = required_marketplaces(connection, context.seller)

    def pages(place: Marketplace) -> Iterator[Page]:
        context.note_share(places.index(place) / len(places))
        today = context.clock.now().astimezone(place.zone).date()
        first = today - timedelta(days=DAYS)
        answer = context.api.call(
            "getOrderMetrics",
            "/sales/v1/orderMetrics",
            query={
                "marketplaceIds": place.marketplace_id,
                "interval": f"{_midnight(first, place)}--{_midnight(today, place)}",
                "granularity": "Day",
                "granularityTimeZone": place.time_zone,
            },
            expect="payload",
        )
        rows = parse_metrics(answer["payload"], place)
        yield Page(rows, len(rows), context.stamp("sales-v1"))

    yield from read_each(places, pages)
    look_for_missing(context, places)


def _midnight(day: date, place: Marketplace) -> str:
    return datetime.combine(day, time(), place.zone).isoformat()


def save(connection: Connection, _context: StreamContext, page: Page) -> Saved:
    """Write the counts."""
    written = upsert(connection, schema.sales_control, ControlRow._fields, page.rows, page.stamp)
    return Saved(written, frozenset({"sales_control"} if written else ()))


SOURCE = Source("sales_control", fetch, save)
