# ruff: noqa: E501 - a table reads better with one row on one line
"""The departments the invented shop sells in, with Amazon's classification for each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Category:
    """One department: its names, its node in the browse tree, its product type."""

    key: str
    name: str
    name_de: str
    classification_id: str
    product_type: str
    display_group: str


_ROWS = (
    ("kitchen", "Kitchen & Dining", "Küche, Kochen & Backen", "284507", "KITCHEN", "kitchen_display_on_website"),
    ("pets", "Pet Supplies", "Haustierbedarf", "2619533011", "PET_SUPPLIES", "pet_products_display_on_website"),
    ("garden", "Garden & Outdoor", "Garten", "2972638011", "OUTDOOR_LIVING", "lawn_and_garden_display_on_website"),
    ("office", "Office Products", "Bürobedarf & Schreibwaren", "1064954", "OFFICE_PRODUCTS", "office_product_display_on_website"),
    ("fitness", "Sports & Fitness", "Sport & Freizeit", "3407731", "SPORTING_GOODS", "sports_display_on_website"),
    ("travel", "Luggage & Travel Gear", "Koffer, Rucksäcke & Taschen", "9479199011", "LUGGAGE", "luggage_display_on_website"),
    ("home", "Home Fragrance", "Raumdüfte & Kerzen", "3734291", "CANDLE", "home_display_on_website"),
)  # fmt: skip

CATEGORIES: dict[str, Category] = {row[0]: Category(*row) for row in _ROWS}
