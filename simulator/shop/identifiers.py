"""Order numbers that look like Amazon's and still say which day they belong to.

The fourteen digits are (day, marketplace, number of the day) scattered by a
multiplication modulo 10^14, which can be undone: so one order is found without
an index over all of them.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from core.marketplaces import Marketplace
from simulator.shop.calendar import OPENING_DAY, SHOP_MARKETPLACES

_MODULUS = 10**14
_ORDER_FACTOR = 38_196_601_125_011  # coprime to ten; near 10^14 / golden ratio squared
_ITEM_FACTOR = 61_803_398_874_989
_ORDER_INVERSE = pow(_ORDER_FACTOR, -1, _MODULUS)
_PER_DAY = 4096
_PREFIXES = {
    "US": ("111", "112", "113", "114"),
    "DE": ("028", "302", "303", "304", "305", "306"),
    "GB": ("026", "202", "203", "204", "205", "206"),
}
_SHAPE = re.compile(r"^\d{3}-(\d{7})-(\d{7})$")
_PLACES = {place.marketplace_id: index for index, place in enumerate(SHOP_MARKETPLACES)}


class OrderPlace(NamedTuple):
    """Where an order is found: marketplace, local day, number of the day."""

    place: Marketplace
    day: date
    number: int


def _rank(place: Marketplace, day: date, number: int) -> int:
    days = (day - OPENING_DAY).days
    return (days * len(_PLACES) + _PLACES[place.marketplace_id]) * _PER_DAY + number


def _shift(seed: int) -> int:
    return (seed * 7_368_787 + 1_234_577) % _MODULUS


def order_id(seed: int, place: Marketplace, day: date, number: int) -> str:
    """Return the order number of the `number`th order of a marketplace's day."""
    digits = (_rank(place, day, number) * _ORDER_FACTOR + _shift(seed)) % _MODULUS
    prefixes = _PREFIXES[place.country_code]
    text = f"{digits:014d}"
    return f"{prefixes[digits % len(prefixes)]}-{text[:7]}-{text[7:]}"


def order_item_id(seed: int, place: Marketplace, day: date, number: int, line: int) -> str:
    """Return the number of one line of an order, unique among all lines."""
    rank = _rank(place, day, number) * 8 + line
    return f"{(rank * _ITEM_FACTOR + _shift(seed)) % _MODULUS:014d}"


def find_order(seed: int, text: str) -> OrderPlace | None:
    """Undo `order_id`; None when the text cannot be one of this shop's orders."""
    match = _SHAPE.match(text)
    if not match:
        return None
    digits = int(match[1] + match[2])
    rank = (digits - _shift(seed)) * _ORDER_INVERSE % _MODULUS
    rest, number = divmod(rank, _PER_DAY)
    days, index = divmod(rest, len(_PLACES))
    if days > 100_000:
        return None
    found = OrderPlace(SHOP_MARKETPLACES[index], OPENING_DAY + timedelta(days=days), number)
    return found if order_id(seed, *found) == text else None
