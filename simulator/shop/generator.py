"""The orders of one marketplace on one local day, from a random source of its own."""

from __future__ import annotations

from bisect import bisect
from datetime import date
from itertools import accumulate
from random import Random

from core.marketplaces import Marketplace
from simulator.shop.buyers import draw_buyer
from simulator.shop.calendar import OPENING_DAY, day_bounds, hour_weights
from simulator.shop.demand import offer_demand
from simulator.shop.dice import dice_for, poisson
from simulator.shop.identifiers import order_id, order_item_id
from simulator.shop.lifecycle import life_of
from simulator.shop.lines import draw_line
from simulator.shop.order import Line, Order
from simulator.shop.products import Offer, offers

_BUSINESS_SHARE = 0.07
_NORMAL_ABOVE = 60
_FBA_LEVELS = ("EXPEDITED", "EXPEDITED", "SECOND_DAY", "NEXT_DAY", "STANDARD")


def _moments(draw: Random, place: Marketplace, day: date, count: int) -> list[int]:
    """Draw when the orders of a day come in, in order of time."""
    start, end = day_bounds(place, day)
    running = hour_weights(place, day)
    found = []
    for _ in range(count):
        hour = bisect(running, draw.random() * running[-1])
        found.append(min(end - 1, start + hour * 3600 + int(draw.random() * 3600)))
    return sorted(found)


def _pick_offers(draw: Random, rows: tuple[Offer, ...], running: list[float]) -> list[Offer]:
    """Draw what is in the basket: one product mostly, up to three of the same channel."""
    first = rows[bisect(running, draw.random() * running[-1])]
    basket = [first]
    dice = draw.random()
    for _ in range(0 if dice < 0.87 else 1 if dice < 0.975 else 2):
        other = rows[bisect(running, draw.random() * running[-1])]
        if other.is_fba == first.is_fba and all(other is not row for row in basket):
            basket.append(other)
    return basket


def _order(
    seed: int,
    draw: Random,
    when: tuple[Marketplace, date],
    moment: tuple[int, int],
    basket: list[Offer],
) -> Order:
    place, day = when
    number, created = moment
    is_fba = basket[0].is_fba
    is_business = draw.random() < _BUSINESS_SHARE
    is_prime = is_fba and draw.random() < 0.75
    buyer, tax = draw_buyer(draw, place.country_code)
    if is_business and draw.random() < 0.3:
        tax = 0  # a tax-exempt business
    lines: list[Line] = []
    for index, offer in enumerate(basket):
        item_id = order_item_id(seed, place, day, number, index)
        lines.append(
            draw_line(
                seed,
                draw,
                offer,
                day,
                item_id,
                is_business=is_business,
                is_prime=is_prime,
                tax_rate=tax,
            )
        )
    changes, cancelled_by = life_of(draw, created, is_fba, len(lines))
    return Order(
        order_id(seed, place, day, number),
        place,
        day,
        created,
        changes,
        tuple(lines),
        is_business,
        is_fba,
        is_prime,
        draw.choice(_FBA_LEVELS) if is_fba else "STANDARD",
        buyer,
        f"PO-{draw.randrange(10_000, 99_999)}" if is_business and draw.random() < 0.5 else "",
        cancelled_by,
    )


def orders_of_day(seed: int, place: Marketplace, day: date) -> tuple[Order, ...]:
    """Return every order ever placed in a marketplace on a local day, by time."""
    if day < OPENING_DAY:
        return ()
    draw = dice_for(seed, "orders", place.marketplace_id, day.isoformat())
    running = list(accumulate(offer_demand(seed, place, day)))
    count = poisson(draw, running[-1] * draw.uniform(0.88, 1.12), _NORMAL_ABOVE)
    rows = offers(place.marketplace_id)
    return tuple(
        _order(seed, draw, (place, day), moment, _pick_offers(draw, rows, running))
        for moment in enumerate(_moments(draw, place, day, count))
    )
