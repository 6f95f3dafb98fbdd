"""All Listings: the offers of one marketplace, read as the stream `listings` reads its report."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from core import schema
from sync.imports.counts import Counts
from sync.imports.headers import Layout
from sync.imports.kinds.base import Hints, Kind, Prepared, flat_rows, place_of
from sync.imports.merge import merge
from sync.imports.reading import Sheet
from sync.sources import listings
from sync.sources.listings import ListingRow
from sync.store import Stamp, add_missing

# A SKU that was seen in an order or in stock is a stub, whoever has seen it; only the report of
# the API tells more than the file.
_IS_LESS = f"stored.source <> '{listings.SOURCE_NAME}'"


def read(sheet: Sheet, layout: Layout, hints: Hints) -> Prepared:
    """Read one row for each SKU; drafts without an ASIN are left out."""
    place = place_of(hints, None, f"The file {sheet.name}")
    rows = flat_rows(sheet, layout, place, listings.parse, lambda row: row.sku)
    return Prepared(rows, (place,), len(sheet.lines) - len(rows))


def save(connection: Connection, prepared: Prepared, stamp: Stamp) -> Counts:
    """Write the listings that the API has not brought already; none is taken for deleted."""
    rows: Sequence[ListingRow] = prepared.rows
    asins = sorted({row.asin for row in rows})
    add_missing(connection, schema.products, ("asin",), [(asin,) for asin in asins], stamp)
    plain = listings.without_titles(rows)
    counts = merge(connection, schema.listings, listings.COLUMNS, plain, stamp, ours=_IS_LESS)
    listings.add_titles(connection, prepared.places[0], rows, stamp)
    return counts


KIND = Kind(
    "listings", listings.WORDS,
    (*listings.REQUIRED, "listing_id", "opened"),
    read, save, frozenset({"products"}),
)  # fmt: skip
