"""Stream `listings`: every offer of the seller, from the merchant listings report, daily.

The report is the truth about a listing: its ASIN, price, state, channel and condition. Other
streams only add what it does not have yet (a SKU seen in an order or in stock), and the
catalog's title goes before the seller's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection

from core import schema
from core.marketplaces import Marketplace
from sync.flat_files import FlatRow
from sync.flat_times import read_moment
from sync.imports.headers import Words
from sync.snapshots import NEAR_REAL_TIME, Picture, SnapshotKind, source_of
from sync.sources.base import Saved
from sync.statements import statements
from sync.store import Stamp, add_missing, upsert

SOURCE_NAME = "listings-report"
# In the language of the marketplace, or of the seller: Chinese as told in
# jlevers/selling-partner-api issue 525, where two columns have the name of the listing's number.
WORDS: Words = {
    "title": ("item-name", "商品名", "商品名称"),
    "listing_id": ("listing-id", "出品ID"),
    "sku": ("seller-sku", "出品者SKU", "卖家 SKU"),
    "price": ("price", "価格", "价格"),
    "quantity": ("quantity", "数量"),
    "opened": ("open-date", "出品日", "开售日期"),
    "asin": ("asin1", "ASIN 1", "ASIN"),
    "product_id": ("product-id", "商品ID"),
    "product_id_type": ("product-id-type", "商品IDタイプ"),
    "condition": ("item-condition", "コンディション", "商品状况"),
    "channel": ("fulfillment-channel", "フルフィルメント・チャンネル", "配送渠道"),
    "status": ("status", "ステータス", "状态"),
}
REQUIRED = ("sku", "price")
# Amazon's numbers for a condition, in the words of the FBA inventory API.
CONDITIONS = {
    "1": "UsedLikeNew", "2": "UsedVeryGood", "3": "UsedGood", "4": "UsedAcceptable",
    "5": "CollectibleLikeNew", "6": "CollectibleVeryGood", "7": "CollectibleGood",
    "8": "CollectibleAcceptable", "10": "Refurbished", "11": "NewItem",
}  # fmt: skip
_ASIN = re.compile(r"[A-Z0-9]{10}")
_INCOMPLETE = "Incomplete"


class ListingRow(NamedTuple):
    """A row of seller.listings, without account and provenance."""

    marketplace_id: str
    sku: str
    asin: str
    title: str | None
    fulfillment_channel: str | None
    listing_id: str | None
    price_amount: Decimal | None
    currency: str
    quantity: int | None
    status: str | None
    condition: str | None
    opened_at: datetime | None


COLUMNS = tuple(name for name in ListingRow._fields if name != "title")


def parse(line: FlatRow, place: Marketplace) -> ListingRow | None:
    """Read one line. A draft that has no ASIN yet is left out."""
    sku, status = line.required("sku"), line.text("status")
    asin = _asin(line)
    if asin is None:
        if status == _INCOMPLETE:
            return None
        raise ValueError(f"the listing {sku} has no ASIN")
    channel = line.text("channel")
    quantity, opened, condition = line.text("quantity"), line.text("opened"), line.text("condition")
    return ListingRow(
        place.marketplace_id,
        sku,
        asin,
        line.text("title"),
        _channel(channel),
        line.text("listing_id"),
        line.number("price"),
        place.currency,
        # For FBA Amazon leaves it empty: that is not known here, and not zero.
        line.count("quantity") if quantity else None,
        status,
        CONDITIONS.get(condition, condition) if condition else None,
        read_moment(opened, place) if opened else None,
    )


def _asin(line: FlatRow) -> str | None:
    """Return the ASIN: in a column of its own, or as the product's number of type 1."""
    found = line.text("asin")
    if found is None and line.text("product_id_type") == "1":
        found = line.text("product_id")
    if found is not None and not _ASIN.fullmatch(found):
        raise ValueError(f"{found!r} is not an ASIN")
    return found


def _channel(text: str | None) -> str | None:
    """AMAZON_NA, AMAZON_EU, AMAZON_JP are FBA; DEFAULT is the seller's own store."""
    if text is None:
        return None
    return "AFN" if text.upper().startswith("AMAZON") else "MFN"


def save(connection: Connection, picture: Picture, stamp: Stamp) -> Saved:
    """Write the listings of a marketplace; one that is gone is marked, never removed.

    Its orders stay, so its row does; only a whole report can say that it is gone.
    """
    rows: list[ListingRow] = list(picture.rows)
    asins = sorted({row.asin for row in rows})
    stub = replace(stamp, source="listings", report_id=None)
    written = add_missing(connection, schema.products, ("asin",), [(asin,) for asin in asins], stub)
    written += upsert(connection, schema.listings, COLUMNS, without_titles(rows), stamp)
    written += add_titles(connection, picture.place, rows, stamp)
    # A header alone is more often a fault of Amazon's than the end of every offer.
    if picture.is_whole and rows:
        known = {
            **stamp.values(),
            "marketplace_id": picture.place.marketplace_id,
            "known": [row.sku for row in rows],
        }
        written += connection.execute(statements("products")["mark_deleted"], known).rowcount
    return Saved(written, frozenset({"products"} if written else ()))


def without_titles(rows: Sequence[ListingRow]) -> list[tuple[Any, ...]]:
    """Return the rows as they are stored: the title goes its own way."""
    return [tuple(getattr(row, name) for name in COLUMNS) for row in rows]


def add_titles(
    connection: Connection, place: Marketplace, rows: Sequence[ListingRow], stamp: Stamp
) -> int:
    """Write the seller's own titles where the catalog has said none; return how many."""
    titled = [row for row in rows if row.title]
    return connection.execute(
        statements("products")["title_untitled"],
        {
            **stamp.values(),
            "marketplace_id": place.marketplace_id,
            "skus": [row.sku for row in titled],
            "titles": [row.title for row in titled],
        },
    ).rowcount


KIND = SnapshotKind(
    "listings",
    "GET_MERCHANT_LISTINGS_ALL_DATA",
    SOURCE_NAME,
    NEAR_REAL_TIME,
    WORDS,
    REQUIRED,
    parse,
    lambda row: (row.sku,),
    save,
)
SOURCE = source_of(KIND)
