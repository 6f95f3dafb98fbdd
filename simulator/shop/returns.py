"""What comes back: for Amazon's warehouses unit by unit, to the seller by RMA.

Only what was refunded in the money events comes back, and not all of it: some units never do,
and some come back broken. Nothing else decides about returns.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from core.marketplaces import Marketplace
from simulator.shop.calendar import OPENING_DAY, days_between, local_date
from simulator.shop.dice import dice_for
from simulator.shop.money_events import Refund, refunds_of, shipped_second
from simulator.shop.order import Line, Order
from simulator.shop.products import code_of
from simulator.shop.shop import shop_of

_HOUR, _DAY = 3600, 86400
#: No return is later than this after its order.
LONGEST_RETURN_DAYS = 80
_NEVER_BACK = 0.15
_NO_LABEL = 0.15
_MOVED = 0.03
# How a unit arrives in the warehouse, and how often.
_DISPOSITIONS = ("SELLABLE", "CUSTOMER_DAMAGED", "DEFECTIVE", "CARRIER_DAMAGED", "DAMAGED")
_HOW_OFTEN = (0.55, 0.22, 0.15, 0.05, 0.03)
#: Units in this state are Amazon's to pay for.
AMAZON_S_FAULT = frozenset({"CARRIER_DAMAGED", "DAMAGED"})
_REASONS = {
    "SELLABLE": ("UNWANTED_ITEM", "ORDERED_WRONG_ITEM", "NO_REASON_GIVEN", "NOT_AS_DESCRIBED",
                 "MISSED_ESTIMATED_DELIVERY", "FOUND_BETTER_PRICE"),
    "CUSTOMER_DAMAGED": ("QUALITY_UNACCEPTABLE", "UNWANTED_ITEM", "NOT_AS_DESCRIBED"),
    "DEFECTIVE": ("DEFECTIVE", "MISSING_PARTS", "QUALITY_UNACCEPTABLE"),
    "CARRIER_DAMAGED": ("DAMAGED_BY_CARRIER",),
    "DAMAGED": ("DAMAGED_BY_FC", "UNWANTED_ITEM"),
}  # fmt: skip
_SELLER_REASONS = ("CR-UNWANTED_ITEM", "CR-DEFECTIVE", "CR-ORDERED_WRONG_ITEM",
                   "CR-NOT_AS_DESCRIBED", "AMZ-PG-APP-TOO-SMALL", "CR-NO_REASON_GIVEN")  # fmt: skip
#: Amazon's warehouses, by country.
CENTRES = {"US": ("PHX3", "LEX1", "IND8"), "DE": ("LEJ3", "DTM2"), "GB": ("LTN4", "BHX4")}
_LETTERS = "0123456789BCDFGHJKLMNPQRSTVWXYZ"


class UnitReturn(NamedTuple):
    """One unit that has come back to Amazon. `second` is when the warehouse took it in;
    a few are dated anew two days later."""

    order: Order
    line: Line
    lpn: str
    second: int
    moved: int
    disposition: str
    reason: str
    centre: str

    def dated_at(self, now: int) -> int:
        """Return the time of return that a report of second `now` gives."""
        return self.moved if self.moved and now >= self.second + 2 * _DAY else self.second


class SellerReturn(NamedTuple):
    """One line that the buyer sends back to the seller; without RMA it may be kept."""

    order: Order
    line: Line
    rma: str
    requested: int
    refund: Refund
    reason: str


class Returns(NamedTuple):
    """Everything that the orders of a local day ever bring back."""

    units: tuple[UnitReturn, ...]
    seller: tuple[SellerReturn, ...]


def units_of_refund(seed: int, order: Order, refund: Refund) -> tuple[UnitReturn, ...]:
    """Return the units that a refund of Amazon's brings back; none when they never arrive."""
    line = refund.line
    draw = dice_for(seed, "return", order.order_id, line.order_item_id)
    if draw.random() < _NEVER_BACK:
        return ()
    arrived = refund.second + int(draw.uniform(3 * _DAY, 35 * _DAY))
    found = []
    for unit in range(line.quantity):
        lpn = "LPN" + code_of(f"{line.order_item_id} {unit}", _LETTERS, 10)
        disposition = draw.choices(_DISPOSITIONS, _HOW_OFTEN)[0]
        second = arrived + unit * 420
        moved = second + 6 * _HOUR if draw.random() < _MOVED else 0
        reason = draw.choice(_REASONS[disposition])
        centre = draw.choice(CENTRES[order.place.country_code])
        found.append(UnitReturn(order, line, lpn, second, moved, disposition, reason, centre))
    return tuple(found)


def _seller_return(seed: int, order: Order, refund: Refund) -> SellerReturn:
    """The buyer asks first and is paid back when the parcel is there, or without sending it."""
    line = refund.line
    draw = dice_for(seed, "rma", order.order_id, line.order_item_id)
    requested = refund.second - int(draw.uniform(_DAY, 5 * _DAY))
    code = code_of(line.order_item_id, _LETTERS, 8)
    rma = "" if draw.random() < _NO_LABEL else f"D{code}RRMA"
    return SellerReturn(order, line, rma, requested, refund, draw.choice(_SELLER_REASONS))


@lru_cache(maxsize=12_000)
def returns_of_day(seed: int, place: Marketplace, day: date) -> Returns:
    """Return everything that the orders of a local day ever bring back."""
    units: list[UnitReturn] = []
    seller: list[SellerReturn] = []
    for order in shop_of(seed).day(place, day):
        shipped = shipped_second(order)
        for refund in refunds_of(seed, order, shipped) if shipped else ():
            if order.is_fba:
                units += units_of_refund(seed, order, refund)
            else:
                seller.append(_seller_return(seed, order, refund))
    return Returns(tuple(units), tuple(seller))


def returns_between(seed: int, place: Marketplace, first: int, last: int) -> Iterator[Returns]:
    """Yield the returns of every day whose orders may come back from `first` to `last`."""
    start = local_date(place, first) - timedelta(days=LONGEST_RETURN_DAYS)
    for day in days_between(max(OPENING_DAY, start), local_date(place, last)):
        yield returns_of_day(seed, place, day)
