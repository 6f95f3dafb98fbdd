"""Pan-European FBA, where a world is told so: what is Germany's stock elsewhere lies in four
countries, and each of their marketplaces sells all of it.

Only the stock is told for the marketplaces beside Germany (FBA Inventory, inventory ledger): the
shop has no buyers there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from core.marketplaces import MARKETPLACES, Marketplace
from simulator.shop.shop import Shop
from simulator.shop.stock import StockLevel, stock_levels
from simulator.shop.stock_book import BookDay
from simulator.shop.stock_moves import TRANSFERS, Move

GERMANY = MARKETPLACES["A1PA6795UKMFR9"]
#: Where the shop sells besides, as soon as it is in the programme.
NEIGHBOURS: tuple[Marketplace, ...] = tuple(
    MARKETPLACES[key] for key in ("A13V1IB3VIYZZH", "APJ6JRA9NG5V4", "A1RKKUPIHCS9HS")
)
# Each neighbour has this part of the units in its warehouses; the rest lies in Germany.
_PART = 5


def shared_levels(shop: Shop, place: Marketplace, now: int) -> list[StockLevel]:
    """Return the stock of a marketplace as Amazon tells it: that of all its countries together."""
    if place not in NEIGHBOURS:
        return stock_levels(shop, place, now)
    return [
        replace(level, offer=replace(level.offer, place=place))
        for level in stock_levels(shop, GERMANY, now)
    ]


def in_countries(one: BookDay) -> Iterator[BookDay]:
    """Yield an offer's day in each country in which its units lie."""
    if one.offer.place != GERMANY:
        yield one
        return
    for place in (GERMANY, *NEIGHBOURS):
        yield _in_country(one, place)


def part_in(units: int, place: Marketplace) -> int:
    """Return how many of so many units are in a country."""
    part = abs(units) // _PART * (1 if units >= 0 else -1)
    return part if place in NEIGHBOURS else units - part * len(NEIGHBOURS)


def _in_country(one: BookDay, place: Marketplace) -> BookDay:
    offer = replace(one.offer, place=place)
    before = {state: part_in(units, place) for state, units in one.before.items()}
    after = {state: part_in(units, place) for state, units in one.after.items()}
    moves = [move._replace(offer=offer, units=part_in(move.units, place)) for move in one.moves]
    for state, units in after.items():
        # What the parts do not explain was carried from one country to another.
        moved = sum(move.units for move in moves if move.disposition == state)
        carried = units - before.get(state, 0) - moved
        if carried:
            centre = moves[0].centre if moves else ""
            moves.append(Move(0, offer, TRANSFERS, carried, state, "", centre))
    return BookDay(one.day, offer, before, tuple(moves), after, part_in(one.transit, place))
