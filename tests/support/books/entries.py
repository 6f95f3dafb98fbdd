"""Lines of the books, and how they are added up by place, day and product.

A place is a marketplace, or the currency of what belongs to none. Of visits and advertising the
shop has a book of its own beside that of its products, and the two do not add up to each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

BOTH, SHOP, PRODUCTS = "both", "shop", "products"
Sums = dict[str, Decimal]


class Entry(NamedTuple):
    """One line of a book. With a `name` it counts once however often it stands there."""

    place: str
    day: date
    asin: str
    metric: str
    value: Decimal
    book: str = BOTH
    name: Hashable = None


class Cut(NamedTuple):
    """One way to split: the dimensions to ask for, the key of a line, and the books to read."""

    dimensions: tuple[str, ...]
    key: Callable[[Entry], tuple[Hashable, ...]]
    book: str


CUTS = {
    "marketplace": Cut(("marketplace",), lambda one: (one.place,), SHOP),
    "day": Cut(("marketplace", "day"), lambda one: (one.place, one.day), SHOP),
    "product": Cut(("marketplace", "product"), lambda one: (one.place, one.asin), PRODUCTS),
}


def add_up(entries: Iterable[Entry], cut: Cut) -> dict[tuple[Hashable, ...], Sums]:
    """Return the sums of every metric for each key of a cut."""
    sums: dict[tuple[Hashable, ...], Sums] = defaultdict(lambda: defaultdict(Decimal))
    seen: set[tuple[Hashable, ...]] = set()
    for one in entries:
        if one.book not in (BOTH, cut.book):
            continue
        key = cut.key(one)
        if one.name is not None:
            if (key, one.metric, one.name) in seen:
                continue
            seen.add((key, one.metric, one.name))
        sums[key][one.metric] += one.value
    return sums


def within(entries: Iterable[Entry], first: date, last: date) -> Iterator[Entry]:
    """Yield the lines of some days."""
    return (one for one in entries if first <= one.day <= last)


def of_cents(value: int) -> Decimal:
    """Return cents as money."""
    return Decimal(value) / 100
