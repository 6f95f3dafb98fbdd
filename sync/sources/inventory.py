"""Stream `inventory`: what lies in Amazon's warehouses (FBA Inventory v1), hourly, as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from core import schema
from core.clock import parse_instant
from core.errors import DataError, RejectedError, RetryableError
from core.log import get_logger
from core.marketplaces import Marketplace
from sync.personal import json_without_person
from sync.sources.base import Page, Saved, Source, StreamContext
from sync.sources.marketplaces import required_marketplaces
from sync.store import Stamp, add_missing, upsert

_PATH = "/fba/inventory/v1/summaries"
_log = get_logger(__name__)


class StockRow(NamedTuple):
    """A row of seller.inventory, without account and provenance."""

    marketplace_id: str
    sku: str
    asin: str
    fnsku: str | None
    condition: str | None
    fulfillable_units: int
    inbound_units: int
    reserved_units: int
    researching_units: int
    unfulfillable_units: int
    total_units: int
    amazon_updated_at: datetime | None


class Snapshot(NamedTuple):
    """The stock of a marketplace; not whole when a row of it could not be read."""

    rows: list[StockRow]
    is_whole: bool


_UNITS = tuple(name for name in StockRow._fields if name.endswith("_units"))


def parse_summary(summary: dict[str, Any], marketplace_id: str) -> StockRow:
    """Read one inventory summary. Raises DataError when SKU, ASIN or the details are missing."""
    sku, asin = summary.get("sellerSku"), summary.get("asin")
    details = summary.get("inventoryDetails")
    if not sku or not asin or not isinstance(details, dict):
        raise DataError("A stock row has no SKU, no ASIN or no details.")
    inbound = sum(
        int(details.get(f"inbound{stage}Quantity") or 0)
        for stage in ("Working", "Shipped", "Receiving")
    )
    updated = summary.get("lastUpdatedTime")
    return StockRow(
        marketplace_id,
        str(sku),
        str(asin),
        summary.get("fnSku"),
        summary.get("condition"),
        int(details.get("fulfillableQuantity") or 0),
        inbound,
        _part(details, "reservedQuantity", "totalReservedQuantity"),
        _part(details, "researchingQuantity", "totalResearchingQuantity"),
        _part(details, "unfulfillableQuantity", "totalUnfulfillableQuantity"),
        int(summary.get("totalQuantity") or 0),
        parse_instant(updated) if updated else None,
    )


def _part(details: dict[str, Any], group: str, name: str) -> int:
    return int((details.get(group) or {}).get(name) or 0)


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield one page for each marketplace: its complete stock."""
    with context.transaction() as connection:
        places = required_marketplaces(connection, context.seller)
    for done, place in enumerate(places):
        context.note_share(done / len(places))
        try:
            stock = _snapshot(context, place)
        except RejectedError as error:
            # The page token lives 30 seconds; a wait in between costs a second look.
            _log.info("the stock is read again", cause=error.sentence)
            stock = _snapshot(context, place)
        stamp = context.stamp("fba-inventory-v1")
        yield Page(stock.rows, len(stock.rows), stamp, about=(place, stock.is_whole))


def _summaries(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a page. Without the list it is no empty stock, but a fault."""
    payload = answer["payload"]
    if not isinstance(payload, dict) or "inventorySummaries" not in payload:
        raise RetryableError("Amazon's answer about the stock is empty. Try again later.")
    return list(payload["inventorySummaries"] or ())


def _snapshot(context: StreamContext, place: Marketplace) -> Snapshot:
    """Read all pages of a marketplace at once."""
    query = {
        "details": "true",
        "granularityType": "Marketplace",
        "granularityId": place.marketplace_id,
        "marketplaceIds": place.marketplace_id,
    }
    rows: dict[str, StockRow] = {}
    is_whole = True
    seen: set[str] = set()
    token = ""
    while True:
        asked = {**query, "nextToken": token} if token else query
        answer = context.api.call("getInventorySummaries", _PATH, query=asked, expect="payload")
        for summary in _summaries(answer):
            try:
                row = parse_summary(summary, place.marketplace_id)
            except (DataError, ValueError) as error:
                context.set_aside(str(error), "stock row", json_without_person(summary))
                is_whole = False
                continue
            rows[row.sku] = added(rows[row.sku], row) if row.sku in rows else row
        token = str((answer.get("pagination") or {}).get("nextToken") or "")
        if not token:
            return Snapshot([rows[sku] for sku in sorted(rows)], is_whole)
        if token in seen:
            raise DataError("Amazon sends the same page of stock again and again. Stopped.")
        seen.add(token)


def added(one: StockRow, other: StockRow) -> StockRow:
    """Add up two conditions of one SKU."""
    return one._replace(**{name: getattr(one, name) + getattr(other, name) for name in _UNITS})


def save(connection: Connection, _context: StreamContext, page: Page) -> Saved:
    """Write a marketplace's stock, today's picture of it, and its listings.

    The page is complete, so a SKU that it does not have has no stock any more; unless a
    row of it could not be read.
    """
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
    zeros = ", ".join(f"{name} = 0" for name in _UNITS)
    some = " OR ".join(f"{name} <> 0" for name in _UNITS)
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
    columns = ["marketplace_id", "sku", "asin", *_UNITS]
    rows = connection.execute(
        text(
            f"SELECT {', '.join(columns)} FROM seller.inventory"
            " WHERE account_id = :account_id AND marketplace_id = :marketplace_id"
        ),
        {"account_id": stamp.account_id, "marketplace_id": place.marketplace_id},
    ).all()
    days = [(today, *row) for row in rows]
    return upsert(connection, schema.inventory_daily, ["local_date", *columns], days, stamp)


SOURCE = Source("inventory", fetch, save)
