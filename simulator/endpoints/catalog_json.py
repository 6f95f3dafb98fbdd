"""A product as Catalog Items 2022-04-01 shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.marketplaces import Marketplace
from simulator.shop.categories import CATEGORIES, Category
from simulator.shop.products import Product, american, code_of, parents, picture_name, products

_THEMES = {"COLOR": "COLOR_NAME", "SIZE": "SIZE_NAME", "PACK": "ITEM_PACKAGE_QUANTITY"}
_ATTRIBUTES = {"COLOR": "color", "SIZE": "size", "PACK": "item_package_quantity"}
# The same picture comes in several sizes; the caller chooses by width.
_WIDTHS = ((1500, ""), (500, "._SL500_"), (75, "._SL75_"))
_VARIANTS = ("MAIN", "PT01", "PT02")


def _category_name(category: Category, place: Marketplace) -> str:
    return category.name_de if place.language_tag.startswith("de") else category.name


def _summary(product: Product, place: Marketplace, is_parent: bool) -> dict[str, Any]:
    family = product.family
    category = CATEGORIES[family.category]
    model = family.code if is_parent else f"{family.code}-{product.variation.code}"
    summary: dict[str, Any] = {
        "marketplaceId": place.marketplace_id,
        "adultProduct": False,
        "autographed": False,
        "brand": family.brand,
        "browseClassification": {
            "displayName": _category_name(category, place),
            "classificationId": category.classification_id,
        },
        "itemClassification": "VARIATION_PARENT" if is_parent else "BASE_PRODUCT",
        "itemName": _parent_title(product, place) if is_parent else product.title(place),
        "manufacturer": family.brand,
        "memorabilia": False,
        "modelNumber": model,
        "packageQuantity": 1,
        "partNumber": model,
        "releaseDate": product.launched_on.isoformat(),
        "tradeInEligible": False,
        "websiteDisplayGroup": category.display_group,
        "websiteDisplayGroupName": _category_name(category, place),
    }
    if not is_parent and family.theme == "COLOR":
        summary["color"] = product.label(place)
    elif not is_parent and product.label(place):
        summary["size"] = product.label(place)
    return summary


def _parent_title(product: Product, place: Marketplace) -> str:
    family = product.family
    if place.language_tag.startswith("de"):
        return f"{family.brand} {family.name_de}"
    text = f"{family.brand} {family.name}"
    return american(text) if place.country_code == "US" else text


def _images(product: Product, base_url: str) -> list[dict[str, Any]]:
    return [
        {
            "variant": variant,
            "link": f"{base_url}/images/I/{picture_name(product.asin, variant)}{suffix}.jpg",
            "height": width,
            "width": width,
        }
        for variant in _VARIANTS
        for width, suffix in _WIDTHS
        if variant == "MAIN" or width > 75
    ]


def _identifiers(product: Product) -> list[dict[str, str]]:
    digits = "4" + code_of("ean " + product.asin, "0123456789", 11)
    odd, even = (sum(int(digit) for digit in digits[start::2]) for start in (0, 1))
    ean = digits + str(-(odd + 3 * even) % 10)
    return [
        {"identifierType": "EAN", "identifier": ean},
        {"identifierType": "GTIN", "identifier": "0" + ean},
    ]


def _relationships(product: Product, is_parent: bool) -> list[dict[str, Any]]:
    if product.parent_asin is None:
        return []
    theme = product.family.theme
    relation: dict[str, Any] = {
        "type": "VARIATION",
        "variationTheme": {"attributes": [_ATTRIBUTES[theme]], "theme": _THEMES[theme]},
    }
    if is_parent:
        relation["childAsins"] = list(product.sibling_asins)
    else:
        relation["parentAsins"] = [product.parent_asin]
    return [relation]


def _dimensions(product: Product) -> dict[str, Any]:
    grams = product.family.grams * max(1.0, product.variation.price_factor)
    edge = round(grams ** (1 / 3) * 2.1, 1)
    item = {
        "height": {"unit": "centimeters", "value": edge},
        "length": {"unit": "centimeters", "value": round(edge * 1.3, 1)},
        "weight": {"unit": "grams", "value": round(grams)},
        "width": {"unit": "centimeters", "value": edge},
    }
    package = {**item, "weight": {"unit": "grams", "value": round(grams * 1.1)}}
    return {"item": item, "package": package}


def _sales_ranks(product: Product, place: Marketplace) -> dict[str, Any]:
    category = CATEGORIES[product.family.category]
    rank = int(9_000 / (product.family.popularity * product.variation.share)) + product.index
    name = _category_name(category, place)
    site = "https://www." + place.sales_channel.lower()
    return {
        "classificationRanks": [
            {
                "classificationId": category.classification_id,
                "title": name,
                "link": f"{site}/gp/bestsellers/{category.key}/{category.classification_id}",
                "rank": rank // 9,
            }
        ],
        "displayGroupRanks": [
            {
                "websiteDisplayGroup": category.display_group,
                "title": name,
                "link": f"{site}/gp/bestsellers/{category.key}",
                "rank": rank,
            }
        ],
    }


def _classifications(product: Product, place: Marketplace) -> list[dict[str, Any]]:
    category = CATEGORIES[product.family.category]
    return [
        {
            "displayName": _category_name(category, place),
            "classificationId": category.classification_id,
        }
    ]


def item_json(
    product: Product, place: Marketplace, included: list[str], base_url: str, is_parent: bool
) -> dict[str, Any]:
    """Return one item with the datasets asked for, in one marketplace."""
    market = {"marketplaceId": place.marketplace_id}
    parts: dict[str, Callable[[], Any]] = {
        "summaries": lambda: [_summary(product, place, is_parent)],
        "images": lambda: [{**market, "images": _images(product, base_url)}],
        "identifiers": lambda: [
            {**market, "identifiers": [] if is_parent else _identifiers(product)}
        ],
        "relationships": lambda: [{**market, "relationships": _relationships(product, is_parent)}],
        "dimensions": lambda: [{**market, **({} if is_parent else _dimensions(product))}],
        "salesRanks": lambda: [{**market, **({} if is_parent else _sales_ranks(product, place))}],
        "productTypes": lambda: [
            {**market, "productType": CATEGORIES[product.family.category].product_type}
        ],
        "classifications": lambda: [
            {**market, "classifications": _classifications(product, place)}
        ],
        "attributes": lambda: {
            "brand": [{"value": product.family.brand, "marketplace_id": place.marketplace_id}]
        },
    }
    asin = product.parent_asin if is_parent and product.parent_asin else product.asin
    return {"asin": asin, **{name: parts[name]() for name in included if name in parts}}


def find_item(asin: str) -> tuple[Product, bool] | None:
    """Return a product by ASIN and whether the ASIN is its family's parent."""
    children = parents().get(asin)
    if children:
        return children[0], True
    return next(((row, False) for row in products() if row.asin == asin), None)
