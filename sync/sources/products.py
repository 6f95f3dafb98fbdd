"""Stream `products`: titles, brands, variations and pictures (Catalog Items 2022-04-01).

New products are looked up daily, each one again after a week.

Each marketplace has its own words for a product. A listing takes those of its own
marketplace; the product as such takes them from one marketplace, English before others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from core import schema
from core.errors import DataError
from core.marketplaces import MARKETPLACES, Marketplace
from sync.each_marketplace import read_each
from sync.personal import cause_of, kept_json
from sync.quarantine import Waiting
from sync.sources.base import Page, Saved, Source, StreamContext
from sync.sources.listings import SOURCE_NAME
from sync.sources.marketplaces import required_marketplaces
from sync.statements import statements
from sync.storable import check_fields
from sync.store import Stamp, upsert

# Amazon takes at most 20 identifiers in a call.
ASINS_A_CALL = 20
# What is saved at once: a stop in between loses no more than this.
ASINS_A_PAGE = 400
ASKED_AGAIN_AFTER = timedelta(days=7)
# A picture of about this width serves tables and product pages alike.
GOOD_WIDTH = 500


class ProductRow(NamedTuple):
    """A row of seller.products, without account and provenance."""

    asin: str
    title: str | None
    brand: str | None
    category: str | None
    color: str | None
    size: str | None
    parent_asin: str | None
    image_url: str | None
    image_version: str | None


class ImageRow(NamedTuple):
    """A row of seller.product_images, without account and provenance."""

    asin: str
    variant: str
    source_url: str
    version: str
    width: int | None
    height: int | None


@dataclass(frozen=True)
class CatalogItem:
    """What the catalog of one marketplace says about an ASIN."""

    product: ProductRow
    image: ImageRow | None


def parse_item(item: dict[str, Any], marketplace_id: str) -> CatalogItem:
    """Read one catalog item as one marketplace shows it."""
    asin = str(item["asin"])
    summary = _of_marketplace(item.get("summaries"), marketplace_id)
    image = choose_image(asin, _of_marketplace(item.get("images"), marketplace_id).get("images"))
    relations = _of_marketplace(item.get("relationships"), marketplace_id).get("relationships")
    product = ProductRow(
        asin,
        summary.get("itemName"),
        summary.get("brand"),
        (summary.get("browseClassification") or {}).get("displayName"),
        summary.get("color"),
        summary.get("size"),
        _parent(relations),
        image.source_url if image else None,
        image.version if image else None,
    )
    return CatalogItem(product, image)


def choose_image(asin: str, images: Sequence[dict[str, Any]] | None) -> ImageRow | None:
    """Choose the main picture, nearest to 500 pixels wide; of two equally near the larger."""
    mains = [row for row in images or () if row.get("variant") == "MAIN" and row.get("link")]
    if not mains:
        return None
    best = min(
        mains,
        key=lambda row: (
            abs(int(row.get("width") or 0) - GOOD_WIDTH),
            -int(row.get("width") or 0),
            str(row["link"]),
        ),
    )
    url = str(best["link"])
    version = hashlib.sha256(url.encode()).hexdigest()[:12]
    return ImageRow(asin, "MAIN", url, version, best.get("width"), best.get("height"))


def _of_marketplace(rows: Sequence[dict[str, Any]] | None, marketplace_id: str) -> dict[str, Any]:
    return next((row for row in rows or () if row.get("marketplaceId") == marketplace_id), {})


def _parent(relations: Sequence[dict[str, Any]] | None) -> str | None:
    for relation in relations or ():
        parents = relation.get("parentAsins") or ()
        if relation.get("type") == "VARIATION" and parents:
            return str(parents[0])
    return None


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield the products of each marketplace, some hundred a page.

    A product that was never asked about comes with the next run, each other once a week.
    """
    with context.transaction() as connection:
        places = required_marketplaces(connection, context.seller)
        wanted = {place: _wanted(connection, context, place) for place in places}
    busy = [place for place in places if wanted[place]]
    total = sum(map(len, wanted.values()))
    done = 0

    def pages(place: Marketplace) -> Iterator[Page]:
        nonlocal done
        for start in range(0, len(wanted[place]), ASINS_A_PAGE):
            context.note_share(done / total)
            some = wanted[place][start : start + ASINS_A_PAGE]
            yield _page(context, place, some)
            done += len(some)

    yield from read_each(busy, pages)


def ask_again(context: StreamContext, rows: Sequence[Waiting]) -> Iterator[Page]:
    """Ask the catalog again for each ASIN whose item waits in the quarantine."""
    with context.transaction() as connection:
        places = required_marketplaces(connection, context.seller)

    def pages(place: Marketplace) -> Iterator[Page]:
        prefix = _name(place, "")
        keys = {row.natural_key for row in rows if row.natural_key.startswith(prefix)}
        asins = sorted(key.removeprefix(prefix) for key in keys)
        for start in range(0, len(asins), ASINS_A_PAGE):
            yield _page(context, place, asins[start : start + ASINS_A_PAGE])

    yield from read_each(places, pages)


def _page(context: StreamContext, place: Marketplace, asins: Sequence[str]) -> Page:
    """Ask for products; what the catalog does not know or tells rightly waits no longer."""
    rows, names = _look_up(context, place, asins), [_name(place, asin) for asin in asins]
    stamp = context.stamp(_source(place))
    return Page(rows, len(rows), stamp, about=Asked(place, asins), names=names)


def _name(place: Marketplace, asin: str) -> str:
    """Return the name under which an item of the catalog waits in the quarantine."""
    return f"{place.marketplace_id} {asin}"


class Asked(NamedTuple):
    """What a page is about: the ASINs that one marketplace's catalog was asked about."""

    place: Marketplace
    asins: Sequence[str]


def _wanted(connection: Connection, context: StreamContext, place: Marketplace) -> list[str]:
    now = context.clock.now()
    before = now if context.is_forced else now - ASKED_AGAIN_AFTER
    values = {"account_id": context.seller.account_id, "marketplace_id": place.marketplace_id}
    return list(connection.scalars(statements("products")["wanted"], {**values, "before": before}))


def _look_up(context: StreamContext, place: Marketplace, asins: Sequence[str]) -> list[CatalogItem]:
    items = []
    for start in range(0, len(asins), ASINS_A_CALL):
        some = asins[start : start + ASINS_A_CALL]
        answer = context.api.call(
            "searchCatalogItems",
            "/catalog/2022-04-01/items",
            query={
                "identifiers": ",".join(some),
                "identifiersType": "ASIN",
                "marketplaceIds": place.marketplace_id,
                "includedData": "summaries,images,relationships",
                "pageSize": str(ASINS_A_CALL),
            },
            expect="items",
        )
        for item in answer["items"]:
            try:
                items.append(checked_item(item, place.marketplace_id))
            except DataError as error:
                asin = item.get("asin") if isinstance(item, dict) else None
                # One that is none of those asked for cannot be asked for again: it is counted.
                raw = kept_json(item, {"asin"}) if asin in some else ""
                context.set_aside(
                    error.sentence, place.marketplace_id, raw, _name(place, str(asin))
                )
    return items


def checked_item(item: Any, marketplace_id: str) -> CatalogItem:
    """Read one catalog item. Raises DataError when it makes no sense, or fits no table."""
    try:
        found = parse_item(item, marketplace_id)
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise DataError(f"An item of the catalog cannot be read: {cause_of(error)}.") from error
    what = f"The catalog's item {found.product.asin}"
    check_fields(found.product, what)
    if found.image is not None:
        check_fields(found.image, what)
    return found


def _source(place: Marketplace) -> str:
    return f"catalog {place.marketplace_id}"


def preference(place: Marketplace) -> tuple[bool, bool, str]:
    """Order marketplaces by how well their words describe a product to our readers."""
    is_english = place.language_tag.startswith("en")
    return (not is_english, place.country_code != "US", place.marketplace_id)


_RANKED = [_source(place) for place in sorted(MARKETPLACES.values(), key=preference)]
# A product keeps the words of the best marketplace it was found in; stubs have none (null).
_AT_LEAST_AS_GOOD = (
    "array_position(cast(:ranked AS text[]), excluded.source)"
    " <= coalesce(array_position(cast(:ranked AS text[]), stored.source), 1000)"
)


def save(connection: Connection, _context: StreamContext, page: Page) -> Saved:
    """Write products, their main pictures, and the titles of this marketplace's listings."""
    items: Sequence[CatalogItem] = page.rows
    products = [item.product for item in items]
    images = [item.image for item in items if item.image is not None]
    stamp: Stamp = page.stamp
    written = 0
    for table, columns, rows in (
        (schema.products, ProductRow._fields, products),
        (schema.product_images, ImageRow._fields, images),
    ):
        written += upsert(
            connection, table, columns, rows, stamp, only_if=_AT_LEAST_AS_GOOD, ranked=_RANKED
        )
    titled = [row for row in products if row.title]
    asked: Asked = page.about
    values = {
        **replace(stamp, source="catalog").values(),
        "marketplace_id": asked.place.marketplace_id,
    }
    written += connection.execute(
        statements("products")["title_listings"],
        {
            **values,
            "report": SOURCE_NAME,
            "asins": [row.asin for row in titled],
            "titles": [row.title for row in titled],
        },
    ).rowcount
    connection.execute(
        statements("products")["note_asked"],
        {**values, "asked_at": stamp.fetched_at, "asins": list(asked.asins)},
    )
    return Saved(written, frozenset({"products"} if written else ()))


SOURCE = Source("products", fetch, save, ask_again=ask_again)
