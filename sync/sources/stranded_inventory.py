"""Stream `stranded_inventory`: stock at Amazon that nobody can buy, and why, as it is now."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, text

from core import schema
from core.marketplaces import Marketplace
from sync.flat_files import FlatRow
from sync.flat_times import read_moment
from sync.imports.headers import Words
from sync.snapshots import NEAR_REAL_TIME, Picture, SnapshotKind, source_of
from sync.sources.base import Saved
from sync.store import Stamp, upsert

WORDS: Words = {
    "action": ("primary-action",),
    "stranded": ("date-stranded",),
    "reason": ("stranded-reason",),
    "status": ("status-secondary",),
    "asin": ("asin",),
    "sku": ("sku",),
    "fnsku": ("fnsku",),
    "condition": ("condition",),
    "fulfillable": ("fulfillable-qty",),
    "unfulfillable": ("unfulfillable-qty",),
    "reserved": ("reserved-quantity",),
    "inbound": ("inbound-shipped-qty",),
    "price": ("your-price",),
}
REQUIRED = ("sku", "asin", "fulfillable")


class StrandedRow(NamedTuple):
    """A row of seller.stranded_inventory, without account and provenance."""

    marketplace_id: str
    sku: str
    asin: str
    fnsku: str | None
    condition: str | None
    reason: str | None
    suggested_action: str | None
    stranded_at: datetime | None
    fulfillable_units: int
    unfulfillable_units: int
    reserved_units: int
    inbound_units: int
    price_amount: Decimal | None
    currency: str


_UNITS = tuple(name for name in StrandedRow._fields if name.endswith("_units"))


def parse(line: FlatRow, place: Marketplace) -> StrandedRow:
    """Read one line. Raises ValueError when it makes no sense."""
    stranded = line.text("stranded")
    return StrandedRow(
        place.marketplace_id,
        line.required("sku"),
        line.required("asin"),
        line.text("fnsku"),
        line.text("condition"),
        line.text("reason") or line.text("status"),
        line.text("action"),
        read_moment(stranded, place) if stranded else None,
        line.count("fulfillable"),
        line.count("unfulfillable"),
        line.count("reserved"),
        line.count("inbound"),
        line.number("price"),
        place.currency,
    )


def added(one: StrandedRow, other: StrandedRow) -> StrandedRow:
    """Add up two conditions of one SKU; everything else is the first one's."""
    return one._replace(**{name: getattr(one, name) + getattr(other, name) for name in _UNITS})


def save(connection: Connection, picture: Picture, stamp: Stamp) -> Saved:
    """Write what is stranded; what a whole report has no more is not stranded any more."""
    rows = list(picture.rows)
    written = upsert(connection, schema.stranded_inventory, StrandedRow._fields, rows, stamp)
    if picture.is_whole:
        written += connection.execute(
            text(
                "DELETE FROM seller.stranded_inventory WHERE account_id = :account_id"
                " AND marketplace_id = :marketplace_id AND sku <> ALL(cast(:known AS text[]))"
            ),
            {
                "account_id": stamp.account_id,
                "marketplace_id": picture.place.marketplace_id,
                "known": [row.sku for row in rows],
            },
        ).rowcount
    return Saved(written, frozenset({"stranded_inventory"} if written else ()))


KIND = SnapshotKind(
    "stranded_inventory",
    "GET_STRANDED_INVENTORY_UI_DATA",
    "stranded-report",
    NEAR_REAL_TIME,
    WORDS,
    REQUIRED,
    parse,
    lambda row: (row.sku,),
    save,
    added=added,
    # Amazon cancels the report where nothing is stranded.
    may_be_empty=True,
)
SOURCE = source_of(KIND)
