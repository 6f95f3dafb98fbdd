# ruff: noqa: E501 - a table reads better with one row on one line
"""Invented buyers, and the sales tax of the places they live in."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from simulator.shop.order import Buyer


class Town(NamedTuple):
    """A place to send parcels to; tax in ten-thousandths, of US states only."""

    city: str
    state: str
    postal_code: str
    tax: int


_TOWNS: dict[str, tuple[Town, ...]] = {
    "US": (
        Town("SEATTLE", "WA", "98101-2312", 1025), Town("AUSTIN", "TX", "78704-1120", 825),
        Town("PORTLAND", "OR", "97205-3310", 0), Town("CHICAGO", "IL", "60614-4401", 1025),
        Town("SAN DIEGO", "CA", "92103-5512", 775), Town("BROOKLYN", "NY", "11215-2204", 888),
        Town("TAMPA", "FL", "33606-1190", 750), Town("DENVER", "CO", "80205-7741", 881),
        Town("CONCORD", "NH", "03301-2280", 0), Town("ATLANTA", "GA", "30308-3321", 890),
        Town("O'FALLON", "MO", "63366-2019", 795), Town("BOSTON", "MA", "02116-4402", 625),
    ),
    "DE": (
        Town("Berlin", "Berlin", "10435", 0), Town("München", "Bayern", "80331", 0),
        Town("Köln", "Nordrhein-Westfalen", "50667", 0), Town("Hamburg", "Hamburg", "20095", 0),
        Town("Düsseldorf", "Nordrhein-Westfalen", "40213", 0), Town("Leipzig", "Sachsen", "04109", 0),
        Town("Nürnberg", "Bayern", "90402", 0), Town("Gießen", "Hessen", "35390", 0),
    ),
    "GB": (
        Town("London", "Greater London", "SE1 7PB", 0), Town("Leeds", "West Yorkshire", "LS1 4AP", 0),
        Town("Bristol", "Bristol", "BS1 5TR", 0), Town("Edinburgh", "Midlothian", "EH3 9QG", 0),
        Town("Cardiff", "South Glamorgan", "CF10 1EP", 0), Town("York", "North Yorkshire", "YO1 7HH", 0),
    ),
}  # fmt: skip
_NAMES = {
    "US": ("Maria Lopez", "James Carter", "Aisha Brown", "Tom Nguyen"),
    "DE": ("Jürgen Groß", "Anna Schäfer", "Lukas Möller", "Emine Yıldız"),
    "GB": ("Olivia Price", "Harry Shah", "Isla Fraser", "George Okoro"),
}
_STREETS = {"US": "Maple Ave", "DE": "Lindenstraße", "GB": "Church Lane"}
_VAT = {"DE": 19, "GB": 20}


def draw_buyer(draw: Random, country_code: str) -> tuple[Buyer, int]:
    """Return somebody who lives somewhere, and the tax on top in ten-thousandths."""
    towns = _TOWNS[country_code]
    town = towns[int(draw.random() * len(towns))]
    names = _NAMES[country_code]
    name = names[int(draw.random() * len(names))]
    street = f"{1 + int(draw.random() * 180)} {_STREETS[country_code]}"
    return Buyer(name, street, town.city, town.state, town.postal_code, country_code), town.tax


def tax_on(cents: int, country_code: str, rate: int) -> int:
    """Return the tax of an amount: on top in the US, the VAT inside elsewhere."""
    vat = _VAT.get(country_code)
    if vat is None:
        return (cents * rate + 5_000) // 10_000
    return (2 * cents * vat + 100 + vat) // (2 * (100 + vat))
