"""Families turned into products (ASINs) and offers (SKUs in a marketplace)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from core.marketplaces import Marketplace
from simulator.shop.calendar import OPENING_DAY, SHOP_MARKETPLACES
from simulator.shop.families import FAMILIES, Family, Variation

_ASIN_LETTERS = "0123456789BCDFGHJKLMNPQRSTVWXYZ"
_PICTURE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_AMERICAN = {"Organiser": "Organizer", "Orthopaedic": "Orthopedic", "Grey": "Gray",
             "Personalised": "Personalized", "Litre": "Liter"}  # fmt: skip
# (family, marketplace) that the shop does not sell.
_NOT_SOLD = {("SCR", "A1F83G8C2ARO7P"), ("TAG", "A1PA6795UKMFR9"), ("SEC", "ATVPDKIKX0DER")}


def code_of(text: str, letters: str, length: int) -> str:
    """Turn a text into a fixed code of `length` letters."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")
    return "".join(
        letters[number // len(letters) ** place % len(letters)] for place in range(length)
    )


@dataclass(frozen=True, eq=False)
class Product:
    """One ASIN."""

    asin: str
    family: Family
    variation: Variation
    parent_asin: str | None
    sibling_asins: tuple[str, ...]
    index: int

    @property
    def picture(self) -> str:
        """The picture's name at the image host, such as 71kQ2mZp0aL."""
        return picture_name(self.asin, "MAIN")

    @property
    def launched_on(self) -> date:
        """The day it went on sale."""
        _, _, day = self.family.trend.partition(":")
        return date.fromisoformat(day) if day else OPENING_DAY

    def title(self, place: Marketplace) -> str:
        """Return the listing's title in the marketplace's language."""
        german = place.language_tag.startswith("de")
        name = self.family.name_de if german else self.family.name
        text = f"{self.family.brand} {name}"
        label = self.label(place)
        if label:
            text += f", {label}" if self.family.theme == "COLOR" else f" – {label}"
        return text if german or place.country_code != "US" else american(text)

    def label(self, place: Marketplace) -> str:
        """Return what sets it apart in its family, such as `Slate Blue`."""
        if place.language_tag.startswith("de"):
            return self.variation.label_de
        return (
            american(self.variation.label) if place.country_code == "US" else self.variation.label
        )


@dataclass(frozen=True, eq=False)
class Offer:
    """One SKU in one marketplace."""

    sku: str
    product: Product
    place: Marketplace
    is_fba: bool
    share: float
    title: str
    index: int

    @property
    def fnsku(self) -> str:
        """The label of the unit in Amazon's warehouses."""
        return "X00" + code_of(self.sku + self.place.region, _ASIN_LETTERS, 7)


def american(text: str) -> str:
    """Spell a British text the American way."""
    for british, us in _AMERICAN.items():
        text = text.replace(british, us)
    return text


def picture_name(asin: str, variant: str) -> str:
    """Return the image host's name for a picture of a product."""
    return "71" + code_of(f"picture {asin} {variant}", _PICTURE_LETTERS, 8) + "L"


def asin_of(text: str) -> str:
    """Return the invented ASIN for a product's key."""
    return "B0" + code_of("asin " + text, _ASIN_LETTERS, 8)


def _members(family: Family) -> list[tuple[str, Variation]]:
    return [(asin_of(f"{family.code}-{row.code}"), row) for row in family.variations]


@lru_cache(maxsize=1)
def products() -> tuple[Product, ...]:
    """Return every product that can be bought, in a fixed order."""
    found: list[Product] = []
    for family in FAMILIES:
        members = _members(family)
        asins = tuple(asin for asin, _ in members)
        parent = asin_of(family.code) if len(members) > 1 else None
        for asin, row in members:
            found.append(Product(asin, family, row, parent, asins, len(found)))
    return tuple(found)


@lru_cache(maxsize=1)
def parents() -> dict[str, tuple[Product, ...]]:
    """Return each variation parent's ASIN with its children."""
    found: dict[str, tuple[Product, ...]] = {}
    for product in products():
        if product.parent_asin:
            found[product.parent_asin] = (*found.get(product.parent_asin, ()), product)
    return found


@lru_cache(maxsize=8)
def offers(marketplace_id: str) -> tuple[Offer, ...]:
    """Return every offer of a marketplace, in a fixed order."""
    place = next(row for row in SHOP_MARKETPLACES if row.marketplace_id == marketplace_id)
    found: list[Offer] = []
    for product in products():
        if (product.family.code, marketplace_id) in _NOT_SOLD:
            continue
        title = product.title(place)
        sku = f"{product.family.brand[:2].upper()}-{product.family.code}-{product.variation.code}"
        if product.family.channel != "FBM":
            share = 0.8 if product.family.channel == "BOTH" else 1.0
            found.append(Offer(sku, product, place, True, share, title, len(found)))
        if product.family.channel != "FBA":
            share = 0.2 if product.family.channel == "BOTH" else 1.0
            found.append(Offer(sku + "-FBM", product, place, False, share, title, len(found)))
    return tuple(found)
