"""An order and its lines, and what they look like at a given second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from core.marketplaces import Marketplace
from simulator.shop.products import Offer

PENDING = "PENDING"
UNSHIPPED = "UNSHIPPED"
PARTIALLY_SHIPPED = "PARTIALLY_SHIPPED"
SHIPPED = "SHIPPED"
CANCELLED = "CANCELLED"

#: No order changes later than this after it was placed.
LONGEST_LIFE_DAYS = 31


class Amounts(NamedTuple):
    """The money of one line, in cents, as totals of the line."""

    item_price: int
    item_tax: int
    shipping_price: int
    shipping_tax: int
    gift_wrap_price: int
    gift_wrap_tax: int
    item_discount: int
    shipping_discount: int


class Buyer(NamedTuple):
    """Invented personal data, there so that a reader can prove it drops it."""

    name: str
    street: str
    city: str
    state: str
    postal_code: str
    country_code: str


@dataclass(slots=True, eq=False)
class Line:
    """One line of an order."""

    order_item_id: str
    offer: Offer
    quantity: int
    unit_price: int
    amounts: Amounts
    promotion_ids: tuple[str, ...]
    gift_message: str
    customised_url: str
    split_quantity: int  # units that came from a second warehouse; 0 = all from one
    has_business_price: bool


@dataclass(slots=True, eq=False)
class Order:
    """One order with its whole life; `changes` are (second, status) in order of time."""

    order_id: str
    place: Marketplace
    day: date
    created: int
    changes: tuple[tuple[int, str], ...]
    lines: tuple[Line, ...]
    is_business: bool
    is_fba: bool
    is_prime: bool
    service_level: str
    buyer: Buyer
    purchase_order_number: str
    cancelled_by: str

    @property
    def is_cancelled_in_the_end(self) -> bool:
        """Tell whether the order never becomes a sale."""
        return self.changes[-1][1] == CANCELLED

    def state_at(self, second: int) -> tuple[str, int]:
        """Return (status, last update) as of a second, which is not before the order."""
        for changed, status in reversed(self.changes):
            if changed <= second:
                return status, changed
        return self.changes[0][1], self.changes[0][0]

    def line_status(self, status: str, index: int) -> str:
        """Return the status of a line: of a partly shipped order only the first has left."""
        if status == PARTIALLY_SHIPPED:
            return SHIPPED if index == 0 else UNSHIPPED
        return status
