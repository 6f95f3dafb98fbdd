"""Stream `storage_fees`: what keeping each product in each warehouse has cost, month by month.

Amazon makes the report of a month in the middle of the next one; asked before, it cancels it
(selling-partner-api-models issue 4934). `python -m sync backfill storage_fees` brings older
months.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, text

from core import schema
from core.marketplaces import Marketplace
from sync.flat_files import FlatRow
from sync.imports.headers import Words
from sync.report_jobs import Window
from sync.snapshots import DAILY, Picture, SnapshotKind, source_of
from sync.sources.base import Saved, StreamContext
from sync.store import Stamp, upsert
from sync.warehouses import STANDS_FOR, country_of

# A first run asks for so many months; Amazon takes one createReport a minute.
FIRST_MONTHS = 3
MOST_MONTHS = 24
_THERE_ON = 15
WORDS: Words = {
    "asin": ("asin",),
    "fnsku": ("fnsku",),
    "center": ("fulfillment_center",),
    "country": ("country_code",),
    "size_tier": ("product_size_tier",),
    "average_units": ("average_quantity_on_hand",),
    "item_volume": ("item_volume",),
    "volume_unit": ("volume_units",),
    "month": ("month_of_charge",),
    "rate": ("storage_rate", "base_rate"),
    "fee": ("estimated_monthly_storage_fee",),
    "currency": ("currency",),
}
REQUIRED = ("asin", "fnsku", "month", "fee", "currency")


class ChargeRow(NamedTuple):
    """A row of seller.storage_fees, without account and provenance, and its warehouse's country."""

    marketplace_id: str
    month: date
    fnsku: str
    fulfillment_center: str
    asin: str
    size_tier: str | None
    average_units: Decimal | None
    item_volume: Decimal | None
    volume_unit: str | None
    storage_rate_amount: Decimal | None
    fee_amount: Decimal
    currency: str
    country: str = ""


_COLUMNS = tuple(name for name in ChargeRow._fields if name != "country")


def parse(line: FlatRow, place: Marketplace) -> ChargeRow:
    """Read one product in one warehouse. Raises ValueError when it makes no sense."""
    line.required("fee")
    fee = line.number("fee") or Decimal(0)
    return ChargeRow(
        place.marketplace_id,
        read_month(line.required("month")),
        line.required("fnsku"),
        # Amazon writes them as 'LEJ1'.
        (line.text("center") or "").strip("'"),
        line.required("asin"),
        line.text("size_tier"),
        line.number("average_units"),
        line.number("item_volume"),
        line.text("volume_unit"),
        line.number("rate"),
        fee,
        line.required("currency"),
        country_of(line.text("country") or place.country_code),
    )


def read_month(text: str) -> date:
    """Return the first day of `2026-10` or `2026-10-01`. Raises ValueError when it is no month."""
    year, _, rest = text.partition("-")
    return date(int(year), int(rest.partition("-")[0]), 1)


def added(one: ChargeRow, other: ChargeRow) -> ChargeRow:
    """Add up two lines of one product in one warehouse."""
    units = [row.average_units for row in (one, other) if row.average_units is not None]
    return one._replace(
        average_units=sum(units, Decimal(0)) if units else None,
        fee_amount=one.fee_amount + other.fee_amount,
    )


def months(context: StreamContext, place: Marketplace) -> list[Window]:
    """Return the months whose report is to be there, the newest first."""
    today = context.clock.now().astimezone(place.zone).date()
    count = FIRST_MONTHS
    if context.backfill_days is not None:
        count = min(MOST_MONTHS, -(-context.backfill_days // 30))
    first, found = today.replace(day=1), list[Window]()
    for _ in range(count):
        end, first = first, (first - timedelta(days=1)).replace(day=1)
        if today >= end + timedelta(days=_THERE_ON - 1):
            last = datetime.combine(end, time(), UTC) - timedelta(seconds=1)
            found.append((datetime.combine(first, time(), UTC), last))
    return found


def save(connection: Connection, picture: Picture, stamp: Stamp) -> Saved:
    """Write the charges, each under the marketplace of its warehouse's country.

    So they are the same whichever of a region's marketplaces the report was asked for.
    """
    own = _own_marketplaces(connection, stamp)
    rows = []
    for row in picture.rows:
        found = _place_of(row, own.get(row.currency, {})) or picture.place.marketplace_id
        placed = row._replace(marketplace_id=found)
        rows.append(tuple(getattr(placed, name) for name in _COLUMNS))
    written = upsert(connection, schema.storage_fees, _COLUMNS, rows, stamp)
    return Saved(written, frozenset({"storage_fees"} if written else ()))


def _place_of(row: ChargeRow, own: dict[str, str]) -> str | None:
    """Return the marketplace of a charge; `own`: those with its currency, by country.

    A warehouse in a country where the seller does not sell belongs to the first of them, so
    that a charge is one row in whichever marketplace's report it stands.
    """
    for country in (row.country, STANDS_FOR.get(row.country, "")):
        if country in own:
            return own[country]
    return min(own.values(), default=None)


def _own_marketplaces(connection: Connection, stamp: Stamp) -> dict[str, dict[str, str]]:
    """Return the seller's marketplaces by currency and country."""
    rows = connection.execute(
        text(
            "SELECT currency, country_code, marketplace_id FROM seller.marketplaces"
            " WHERE account_id = :account_id"
        ),
        {"account_id": stamp.account_id},
    )
    own: dict[str, dict[str, str]] = {}
    for row in rows:
        own.setdefault(row.currency, {})[row.country_code] = row.marketplace_id
    return own


KIND = SnapshotKind(
    "storage_fees",
    "GET_FBA_STORAGE_FEE_CHARGES_DATA",
    "storage-fee-report",
    DAILY,
    WORDS,
    REQUIRED,
    parse,
    lambda row: (row.month, row.fnsku, row.fulfillment_center),
    save,
    windows=months,
    added=added,
)
SOURCE = source_of(KIND)
