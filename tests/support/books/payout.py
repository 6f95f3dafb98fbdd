"""The bridge from orders to the payout, from the simulator's books: each step by its own reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from core.marketplaces import Marketplace
from simulator.reports.settlement_jobs import KEPT_SECONDS, MADE_AFTER
from simulator.shop.calendar import days_between, local_date
from simulator.shop.fees import paid_by_buyer
from simulator.shop.money import money_of, settlement_at
from simulator.shop.money_events import Event
from simulator.shop.order import CANCELLED, PENDING, SHIPPED, Order
from simulator.shop.shop import shop_of
from tests.support.books.money import FEES

_DAY = 86400
Cents = dict[str, int]


class Told(NamedTuple):
    """An event that Amazon has told of: on which day, and when it was paid out if it was."""

    event: Event
    day: date
    is_held: bool
    paid_on: date | None


class When(NamedTuple):
    """What decides about the step of an order: its day, that of its charge, whether it is done."""

    ordered_on: date
    told_on: date | None
    is_final: bool


@dataclass
class PayoutBook:
    """A marketplace's orders and payments, in cents, by what decides about their step.

    `days`: what was ordered by our count and by Amazon's, and what moved, day by day.
    `orders`: (ordered, charged). `payments`: by the day told, whether held back, the day paid.
    """

    known_from: date
    days: dict[date, Cents] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    orders: dict[When, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    payments: dict[tuple[date, bool, date | None], int] = field(
        default_factory=lambda: defaultdict(int)
    )
    reserves: dict[date, int] = field(default_factory=lambda: defaultdict(int))

    def steps(self, first: date, last: date) -> Cents:
        """Return the sums and the steps of the bridge over some days, those of 0 too."""
        found: Cents = defaultdict(int)
        self._add_days(found, first, last)
        self._add_orders(found, first, last)
        self._add_payments(found, first, last)
        between = ("shipping", "discounts", "open", "too_old", "later", "earlier", "unpriced",
                   "counted", "counted_back")  # fmt: skip
        found["different"] = (
            found["charged"] - found["revenue"] - sum(found[name] for name in between)
        )
        paid = ("held", "waiting", "paid_earlier", "reserve")
        found["unexplained"] = (
            found["payout"] - found["balance_change"] - sum(found[name] for name in paid)
        )
        return found

    def _add_days(self, found: Cents, first: date, last: date) -> None:
        for day in days_between(first, last):
            cents = self.days.get(day, {})
            off = cents.get("amazon_sales", 0) - cents.get("revenue", 0)
            found["unpriced" if cents.get("unpriced_units") else "counted"] += off
            for name, value in cents.items():
                found[name] += value
        found["counted_back"] = -found["counted"]
        # Nothing that is pending has been charged.
        found["open"] -= found["unpriced"]
        found["discounts"] = -found["discounts"]

    def _add_orders(self, found: Cents, first: date, last: date) -> None:
        for when, (ordered, charged) in self.orders.items():
            is_charged = when.told_on is not None and when.told_on >= first
            is_in_time = is_charged and when.told_on is not None and when.told_on <= last
            if not first <= when.ordered_on <= last:
                found["earlier"] += charged if is_in_time else 0
                continue
            found["later"] -= charged if is_charged and not is_in_time else 0
            rest = (charged if is_charged else 0) - ordered
            if not (is_charged and when.is_final):
                is_too_old = when.ordered_on < self.known_from and not is_charged
                found["too_old" if is_too_old else "open"] += rest

    def _add_payments(self, found: Cents, first: date, last: date) -> None:
        for (told_on, is_held, paid_on), cents in self.payments.items():
            is_paid = paid_on is not None and first <= paid_on <= last
            if not first <= told_on <= last:
                found["paid_earlier"] += cents if is_paid else 0
            elif is_held:
                found["held"] -= cents
            elif not is_paid:
                found["waiting"] -= cents
        for paid_on, cents in self.reserves.items():
            found["reserve"] += cents if first <= paid_on <= last else 0


def payout_book(
    seed: int, place: Marketplace, first: date, last: date, since: int, now: int
) -> PayoutBook:
    """Return the book of orders of some days and of the money read since second `since`."""
    told = list(_told(seed, place, since, now))
    made = PayoutBook(min(one.day for one in told))
    charges: dict[str, tuple[date, int]] = {}
    for one in told:
        made.payments[one.day, one.is_held, one.paid_on] += one.event.total
        made.days[one.day]["balance_change"] += one.event.total
        for leaf in one.event.entries:
            made.days[one.day][_movement(one.event, leaf.path)] += leaf.cents
        if one.event.kind == "Shipment":
            charges[one.event.order_id] = (one.day, _charge(one.event))
    for day in days_between(first, last):
        for order in shop_of(seed).day(place, day):
            if order.created <= now:
                _order(made, order, order.state_at(now)[0], charges.get(order.order_id))
    _settlements(made, seed, place, now)
    return made


def _told(seed: int, place: Marketplace, since: int, now: int) -> Iterator[Told]:
    for event in money_of(seed).events(place, since, now):
        second = event.posted if event.posted >= since else event.released
        is_known = event.visible <= now if event.posted >= since else event.released <= now
        if is_known:
            is_held = event.released > now
            paid_on = None if is_held else _paid_on(place, event.released, now)
            yield Told(event, local_date(place, second), is_held, paid_on)


def _paid_on(place: Marketplace, released: int, now: int) -> date | None:
    """Return the day of the payout of which the report is still kept."""
    end = settlement_at(place, released).ends
    is_there = now - KEPT_SECONDS <= end + MADE_AFTER <= now
    return local_date(place, end + 2 * _DAY) if is_there else None


def _movement(event: Event, path: tuple[str, ...]) -> str:
    if path[-1] in FEES:
        return "fees"
    if path[0] == "Adjustments":
        return "reimbursements"
    return {"Shipment": "charged", "Refund": "refund_amount"}[event.kind]


def _charge(event: Event) -> int:
    return sum(leaf.cents for leaf in event.entries if leaf.path[-1] not in FEES)


def _order(made: PayoutBook, order: Order, status: str, charge: tuple[date, int] | None) -> None:
    cents, country = made.days[order.day], order.place.country_code
    ordered = 0
    for line in order.lines:
        money = line.amounts
        if status != CANCELLED:
            cents["amazon_sales"] += money.item_price
        if status == PENDING:
            cents["unpriced_units"] += line.quantity
        elif status != CANCELLED:
            cents["revenue"] += money.item_price
            cents["shipping"] += money.shipping_price + money.gift_wrap_price
            cents["discounts"] += money.item_discount + money.shipping_discount
            ordered += paid_by_buyer(money, country)
    told_on, charged = charge or (None, 0)
    sums = made.orders[When(order.day, told_on, status in (SHIPPED, CANCELLED))]
    sums[0] += ordered
    sums[1] += charged


def _settlements(made: PayoutBook, seed: int, place: Marketplace, now: int) -> None:
    ledger = money_of(seed)
    oldest, newest = now - KEPT_SECONDS - MADE_AFTER, now - MADE_AFTER
    for one in ledger.ended(place, oldest, newest):
        day = local_date(place, one.ends + 2 * _DAY)
        made.days[day]["payout"] += ledger.transfer(one)
        made.reserves[day] += ledger.transfer(one) - ledger.payout(one)


def amounts(cents: Cents, names: tuple[str, ...]) -> dict[str, Decimal]:
    """Return some of the steps as money."""
    return {name: Decimal(cents.get(name, 0)) / 100 for name in names}
