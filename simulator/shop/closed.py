"""Offers that are closed while units of them still lie at Amazon: stranded stock.

Now and then an older SKU of a product is closed by the seller or taken down by Amazon. Its
units lie there until they are removed, some seven months later; nothing of it is sold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from core.marketplaces import Marketplace
from simulator.shop.dice import dice_for
from simulator.shop.products import Offer, offers

_DAYS_STRANDED = 220
_DAYS_A_QUARTER = 91
_EPOCH = date(2024, 3, 1)


class Cause(NamedTuple):
    """Why stock is stranded, in Amazon's words, and what Amazon suggests."""

    status: str
    reason: str
    action: str
    message: str


CAUSES = (
    Cause("Closed", "Closed listing", "Relist", ""),
    Cause("Inactive", "Listing error", "Edit listing",
          'A value for "country of origin" is missing (8541).'),
    Cause("Inactive", "Potential pricing error", "Edit price",
          "The price lies above the highest price allowed."),
    Cause("Blocked", "Restricted product", "Create removal order",
          "This product needs approval before it can be listed."),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class ClosedOffer:
    """One closed offer with what is left of it."""

    offer: Offer
    closed_on: date
    units: int
    damaged: int
    cause: Cause


@lru_cache(maxsize=512)
def _of_quarter(seed: int, marketplace_id: str, number: int) -> tuple[ClosedOffer, ...]:
    rows = [row for row in offers(marketplace_id) if row.is_fba]
    draw = dice_for(seed, "closed", rows[0].place.country_code, number)
    found = []
    for index in range(draw.randint(1, 2)):
        live = rows[draw.randrange(len(rows))]
        closed_on = _EPOCH + timedelta(days=number * _DAYS_A_QUARTER + draw.randrange(80))
        sku = f"{live.sku}-{closed_on:%y}{'AB'[index]}"
        offer = Offer(sku, live.product, live.place, True, 0.0, live.title, live.index)
        found.append(
            ClosedOffer(
                offer, closed_on, draw.randint(3, 28), draw.randint(0, 2), draw.choice(CAUSES)
            )
        )
    return tuple(row for row in found if row.offer.product.launched_on < row.closed_on)


def closed_offers(seed: int, place: Marketplace, day: date) -> list[ClosedOffer]:
    """Return the closed offers of a marketplace that still have units on a day, by SKU."""
    newest = (day - _EPOCH).days // _DAYS_A_QUARTER
    found: dict[str, ClosedOffer] = {}
    for number in range(max(0, newest - 3), newest + 1):
        for row in _of_quarter(seed, place.marketplace_id, number):
            if row.closed_on <= day < row.closed_on + timedelta(days=_DAYS_STRANDED):
                found[row.offer.sku] = row
    return [found[sku] for sku in sorted(found)]
