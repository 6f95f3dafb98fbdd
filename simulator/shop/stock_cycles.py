"""When an offer's stock is renewed, and when it runs out before that.

A cycle is a fixed stretch of days for an offer; most cycles have stock to the
end, some run dry for the last days. Both are known from seed and cycle number
alone, so that a day never has to look at the days before it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from simulator.shop.calendar import OPENING_DAY
from simulator.shop.dice import dice_for
from simulator.shop.products import Offer

_GAP_CHANCE = 0.12


class Cycle(NamedTuple):
    """One stretch from delivery to delivery."""

    number: int
    first_day: date
    last_day: date
    gap_days: int
    leftover_share: float

    def is_empty_on(self, day: date) -> bool:
        """Tell whether the offer has nothing to sell on a day of this cycle."""
        return day > self.last_day - timedelta(days=self.gap_days)


@lru_cache(maxsize=1024)
def _rhythm(seed: int, offer: Offer) -> tuple[int, int]:
    draw = dice_for(seed, "rhythm", offer.sku, offer.place.country_code)
    length = draw.randint(42, 70)
    return length, draw.randrange(length)


@lru_cache(maxsize=50_000)
def _cycle(seed: int, offer: Offer, number: int) -> Cycle:
    length, shift = _rhythm(seed, offer)
    draw = dice_for(seed, "cycle", offer.sku, offer.place.country_code, number)
    has_gap = offer.is_fba and draw.random() < _GAP_CHANCE
    first = OPENING_DAY + timedelta(days=number * length - shift)
    return Cycle(
        number,
        first,
        first + timedelta(days=length - 1),
        draw.randint(3, 13) if has_gap else 0,
        0.0 if has_gap else draw.uniform(0.15, 0.5),
    )


def cycle_on(seed: int, offer: Offer, day: date, ahead: int = 0) -> Cycle:
    """Return the stock cycle a day belongs to, or the one `ahead` cycles later."""
    length, shift = _rhythm(seed, offer)
    return _cycle(seed, offer, ((day - OPENING_DAY).days + shift) // length + ahead)


def is_in_stock(seed: int, offer: Offer, day: date) -> bool:
    """Tell whether an offer can be bought on a day."""
    return not (offer.is_fba and cycle_on(seed, offer, day).is_empty_on(day))
