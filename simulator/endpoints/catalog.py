"""Catalog Items 2022-04-01: searchCatalogItems and getCatalogItem."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from core.marketplaces import Marketplace
from simulator.call import Answer, Call, Operation
from simulator.endpoints.catalog_json import find_item, item_json
from simulator.errors import invalid_input, not_found
from simulator.paging import filters_mark
from simulator.params import number, text, words
from simulator.shop.products import Product, offers

_DATASETS = (
    "attributes", "classifications", "dimensions", "identifiers", "images", "productTypes",
    "relationships", "salesRanks", "summaries", "vendorDetails",
)  # fmt: skip
_TYPES = ("ASIN", "EAN", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC")
_TOKEN_LIFETIME = 3600


def _place(call: Call, most: int) -> Marketplace:
    ids = words(call.query, "marketplaceIds")
    if not ids or len(ids) > most:
        raise invalid_input("Invalid Input", "marketplaceIds takes exactly one marketplace.")
    return call.places(ids)[0]


def _included(call: Call) -> list[str]:
    return words(call.query, "includedData", _DATASETS) or ["summaries"]


def _is_known(product: Product, call: Call) -> bool:
    today = datetime.fromtimestamp(call.second, UTC).date()
    return product.launched_on <= today


def _by_identifiers(call: Call, place: Marketplace) -> list[tuple[Product, bool]]:
    identifiers = words(call.query, "identifiers", most=20)
    kind = text(call.query, "identifiersType")
    if kind not in _TYPES:
        raise invalid_input("Invalid Input", "identifiersType is required with identifiers.")
    if kind == "SKU":
        if text(call.query, "sellerId") != call.connection.selling_partner_id:
            raise invalid_input("Invalid Input", "sellerId is required with SKUs.")
        by_sku = {row.sku: row.product for row in offers(place.marketplace_id)}
        return [(by_sku[key], False) for key in identifiers if key in by_sku]
    found = [find_item(key) for key in dict.fromkeys(identifiers)] if kind == "ASIN" else []
    return [row for row in found if row is not None]


def _by_keywords(call: Call, place: Marketplace) -> list[tuple[Product, bool]]:
    wanted = [word.lower() for word in words(call.query, "keywords", most=20)]
    return [
        (row.product, False)
        for row in offers(place.marketplace_id)
        if row.is_fba and all(word in row.title.lower() for word in wanted)
    ]


async def search_catalog_items(call: Call) -> Answer:
    """Answer searchCatalogItems; unknown identifiers are left out, as Amazon does."""
    query = call.query
    place = _place(call, 1)
    included = _included(call)
    size = number(query, "pageSize", 1, 20, 10)
    identifiers, keywords = words(query, "identifiers"), words(query, "keywords")
    if bool(identifiers) == bool(keywords):
        raise invalid_input("Invalid Input", "Give either identifiers or keywords.")
    rows = _by_identifiers(call, place) if identifiers else _by_keywords(call, place)
    rows = [row for row in rows if _is_known(row[0], call)]
    mark = filters_mark({"identifiers": identifiers, "keywords": keywords, "size": size,
                         "place": place.marketplace_id})  # fmt: skip
    start = 0
    if token := text(query, "pageToken"):
        state = call.world.pages.read(
            token, "searchCatalogItems", mark, call.second, _TOKEN_LIFETIME
        )
        start = state["start"]
    answer: dict[str, Any] = {
        "numberOfResults": len(rows),
        "items": [
            item_json(product, place, included, call.base_url, is_parent)
            for product, is_parent in rows[start : start + size]
        ],
    }
    if len(rows) > start + size:
        next_token = call.world.pages.write(
            "searchCatalogItems", mark, call.second, {"start": start + size}
        )
        answer["pagination"] = {"nextToken": next_token}
    return answer


async def get_catalog_item(call: Call) -> Answer:
    """Answer getCatalogItem."""
    place = _place(call, 10)
    found = find_item(call.request.path_params["asin"])
    if found is None or not _is_known(found[0], call):
        raise not_found("Requested item was not found.")
    return item_json(found[0], place, _included(call), call.base_url, found[1])


OPERATIONS = (
    Operation("searchCatalogItems", "GET", "/catalog/2022-04-01/items", search_catalog_items),
    Operation("getCatalogItem", "GET", "/catalog/2022-04-01/items/{asin}", get_catalog_item),
)
