"""Stream `inventory_planning`: how old the stock is and how it sells, one picture a day.

Amazon changes the columns without notice (selling-partner-api-models issue 5284): what no
field is read from is kept in `more`. It also leaves out SKUs at random (issue 5149), so a
picture only adds to a day: a SKU that it does not name keeps what was said before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection

from core import schema
from core.marketplaces import Marketplace
from sync.flat_files import FlatRow
from sync.flat_times import read_moment
from sync.imports.headers import Words
from sync.snapshots import NEAR_REAL_TIME, Picture, SnapshotKind, source_of
from sync.sources.base import Saved
from sync.store import Stamp, upsert

WORDS: Words = {
    "snapshot": ("snapshot-date",),
    "sku": ("sku",),
    "fnsku": ("fnsku",),
    "asin": ("asin",),
    # Not read: the listing has it.
    "title": ("product-name",),
    "condition": ("condition",),
    "available": ("available",),
    "age_0_to_90": ("inv-age-0-to-90-days",),
    "age_91_to_180": ("inv-age-91-to-180-days",),
    "age_181_to_270": ("inv-age-181-to-270-days",),
    "age_271_to_365": ("inv-age-271-to-365-days",),
    # One column, or two since 2026: the sum is what is older than a year.
    "age_over_365": ("inv-age-365-plus-days",),
    "age_366_to_455": ("inv-age-366-to-455-days",),
    "age_over_455": ("inv-age-456-plus-days",),
    "shipped_7": ("units-shipped-t7",),
    "shipped_30": ("units-shipped-t30",),
    "shipped_60": ("units-shipped-t60",),
    "shipped_90": ("units-shipped-t90",),
    "days_of_supply": ("days-of-supply",),
    "excess": ("estimated-excess-quantity",),
    "sell_through": ("sell-through",),
    "currency": ("currency",),
    "storage_cost": ("estimated-storage-cost-next-month",),
    "action": ("recommended-action",),
    "alert": ("alert",),
}
REQUIRED = ("sku", "asin", "available")
_FIGURE = re.compile(r"[+-]?\d+([.,]\d+)*%?")


class PlanningRow(NamedTuple):
    """A row of seller.inventory_planning, without account and provenance."""

    marketplace_id: str
    local_date: date | None
    sku: str
    asin: str
    fnsku: str | None
    condition: str | None
    available_units: int
    age_0_to_90_units: int
    age_91_to_180_units: int
    age_181_to_270_units: int
    age_271_to_365_units: int
    age_over_365_units: int
    shipped_7_days_units: int
    shipped_30_days_units: int
    shipped_60_days_units: int
    shipped_90_days_units: int
    days_of_supply: Decimal | None
    sell_through: Decimal | None
    currency: str | None
    estimated_storage_amount: Decimal | None
    recommended_action: str | None
    alert: str | None
    excess_units: Decimal | None
    more: str


def parse(line: FlatRow, place: Marketplace) -> PlanningRow:
    """Read one SKU. Raises ValueError when it makes no sense."""
    snapshot, cost = line.text("snapshot"), line.number("storage_cost")
    ages = ("age_over_365", "age_366_to_455", "age_over_455")
    return PlanningRow(
        place.marketplace_id,
        read_moment(snapshot, place).astimezone(place.zone).date() if snapshot else None,
        line.required("sku"),
        line.required("asin"),
        line.text("fnsku"),
        line.text("condition"),
        line.count("available"),
        line.count("age_0_to_90"),
        line.count("age_91_to_180"),
        line.count("age_181_to_270"),
        line.count("age_271_to_365"),
        sum(line.count(name) for name in ages),
        line.count("shipped_7"),
        line.count("shipped_30"),
        line.count("shipped_60"),
        line.count("shipped_90"),
        line.number("days_of_supply"),
        line.number("sell_through"),
        (line.text("currency") or place.currency) if cost is not None else None,
        cost,
        line.text("action"),
        line.text("alert"),
        line.number("excess"),
        _more(line),
    )


def _more(line: FlatRow) -> str:
    """Return the figures of columns that nothing is read from yet, as JSON.

    The report's columns change often. What is no figure in them is left out: nobody knows what,
    or whom, it is about.
    """
    figures = {name: cell for name, cell in line.others().items() if _FIGURE.fullmatch(cell)}
    return json.dumps(figures, ensure_ascii=False, sort_keys=True)


def save(connection: Connection, picture: Picture, stamp: Stamp) -> Saved:
    """Write the picture of a day; a row that does not say its day is of the day of the fetch."""
    rows = dated(picture.rows, picture.place, stamp)
    written = upsert(connection, schema.inventory_planning, PlanningRow._fields, rows, stamp)
    return Saved(written, frozenset({"inventory_planning"} if written else ()))


def dated(rows: Sequence[PlanningRow], place: Marketplace, stamp: Stamp) -> list[PlanningRow]:
    """Return the rows with the day that they are about."""
    today = stamp.fetched_at.astimezone(place.zone).date()
    return [row._replace(local_date=row.local_date or today) for row in rows]


KIND = SnapshotKind(
    "inventory_planning",
    "GET_FBA_INVENTORY_PLANNING_DATA",
    "planning-report",
    NEAR_REAL_TIME,
    WORDS,
    REQUIRED,
    parse,
    lambda row: (row.sku,),
    save,
)
SOURCE = source_of(KIND)
