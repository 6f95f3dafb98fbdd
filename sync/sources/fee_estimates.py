"""Stream `fee_estimates`: what Amazon expects to charge for one unit of each SKU, daily.

An estimate is no charge: where more is charged than expected, Amazon may have measured the
product wrong, and the difference can be claimed back.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection

from core import schema
from core.marketplaces import Marketplace, marketplace_of_sales_channel
from sync.flat_files import FlatRow
from sync.imports.headers import Words
from sync.snapshots import DAILY, Picture, SnapshotKind, source_of
from sync.sources.base import Saved
from sync.store import Stamp, upsert

# Amazon wants a window of at most 72 hours and cancels a report without one.
_SPAN = timedelta(hours=72)
WORDS: Words = {
    "sku": ("sku",),
    "fnsku": ("fnsku",),
    "asin": ("asin",),
    "store": ("amazon-store",),
    "price": ("your-price",),
    "size_tier": ("product-size-tier", "product-size-weight-band"),
    "longest": ("longest-side",),
    "median": ("median-side",),
    "shortest": ("shortest-side",),
    "length_unit": ("unit-of-dimension",),
    "weight": ("item-package-weight",),
    "weight_unit": ("unit-of-weight",),
    "currency": ("currency",),
    "total": ("estimated-fee-total",),
    "referral": ("estimated-referral-fee-per-unit",),
    "closing": ("estimated-variable-closing-fee",),
    # Europe writes it the British way, and "domestic", since fees of other countries stand there.
    "fulfillment": ("expected-fulfillment-fee-per-unit",
                    "expected-domestic-fulfilment-fee-per-unit"),
}  # fmt: skip
REQUIRED = ("sku", "asin", "currency", "total")


class EstimateRow(NamedTuple):
    """A row of seller.fee_estimates, without account and provenance."""

    marketplace_id: str
    sku: str
    asin: str
    fnsku: str | None
    price_amount: Decimal | None
    size_tier: str | None
    longest_side: Decimal | None
    median_side: Decimal | None
    shortest_side: Decimal | None
    length_unit: str | None
    weight: Decimal | None
    weight_unit: str | None
    currency: str
    total_fee_amount: Decimal | None
    referral_fee_amount: Decimal | None
    closing_fee_amount: Decimal | None
    fulfillment_fee_amount: Decimal | None


def parse(line: FlatRow, place: Marketplace) -> EstimateRow | None:
    """Read one SKU; one of another marketplace is left out: it has a report of its own."""
    if not _is_of(line.text("store"), place):
        return None
    return EstimateRow(
        place.marketplace_id,
        line.required("sku"),
        line.required("asin"),
        line.text("fnsku"),
        line.number("price"),
        line.text("size_tier"),
        line.number("longest"),
        line.number("median"),
        line.number("shortest"),
        line.text("length_unit"),
        line.number("weight"),
        line.text("weight_unit"),
        line.required("currency"),
        line.number("total"),
        line.number("referral"),
        line.number("closing"),
        line.number("fulfillment"),
    )


def _is_of(store: str | None, place: Marketplace) -> bool:
    """Tell whether a store (`US`, `UK`, `Amazon.de`) is a marketplace; not said is the same."""
    if store is None:
        return True
    named = marketplace_of_sales_channel(store)
    if named is not None:
        return named == place
    country = {"UK": "GB"}.get(store.upper(), store.upper())
    return len(country) != 2 or country == place.country_code


def save(connection: Connection, picture: Picture, stamp: Stamp) -> Saved:
    """Write what is expected now; a SKU that the report does not name keeps what it had."""
    rows = list(picture.rows)
    written = upsert(connection, schema.fee_estimates, EstimateRow._fields, rows, stamp)
    return Saved(written, frozenset({"fee_estimates"} if written else ()))


KIND = SnapshotKind(
    "fee_estimates",
    "GET_FBA_ESTIMATED_FBA_FEES_TXT_DATA",
    "fee-estimate-report",
    DAILY,
    WORDS,
    REQUIRED,
    parse,
    lambda row: (row.sku,),
    save,
    span=_SPAN,
)
SOURCE = source_of(KIND)
