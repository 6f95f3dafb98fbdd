"""How many units of each offer lie where, as of a second; always in line with the orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.marketplaces import Marketplace
from simulator.shop.calendar import day_bounds, days_between, local_date
from simulator.shop.closed import ClosedOffer, closed_offers
from simulator.shop.demand import offer_demand
from simulator.shop.old_stock import OldLot, old_lot
from simulator.shop.order import PENDING, UNSHIPPED, Order
from simulator.shop.products import Offer, offers
from simulator.shop.shop import Shop
from simulator.shop.stock_cycles import Cycle, cycle_on

_CARTON = 12
_LEAD_DAYS = 18
#: So long a part of a delivery is on its way between two warehouses.
MOVING_DAYS = 4
# An order leaves Amazon's warehouse within this many days.
_OPEN_DAYS = 6


@dataclass(frozen=True)
class StockLevel:
    """One FBA offer's stock. `ages` are (days, units) of what can be sold, the newest first."""

    offer: Offer
    fulfillable: int
    reserved_orders: int
    reserved_transfers: int
    reserved_processing: int
    inbound_working: int
    inbound_shipped: int
    inbound_receiving: int
    customer_damaged: int
    warehouse_damaged: int
    defective: int
    updated: int
    ages: tuple[tuple[int, int], ...] = ()

    @property
    def reserved(self) -> int:
        """Units that are there but promised or on the move."""
        return self.reserved_orders + self.reserved_transfers + self.reserved_processing

    @property
    def unfulfillable(self) -> int:
        """Units that cannot be sold."""
        return self.customer_damaged + self.warehouse_damaged + self.defective

    @property
    def inbound(self) -> int:
        """Units on their way to Amazon."""
        return self.inbound_working + self.inbound_shipped + self.inbound_receiving

    @property
    def total(self) -> int:
        """What Amazon calls totalQuantity."""
        return self.fulfillable + self.reserved + self.unfulfillable + self.inbound


@dataclass
class _Moves:
    """What the orders around now do to one SKU."""

    later_units: int = 0  # leave the shelf after now, by orders that last
    held_units: int = 0  # held for orders that will be cancelled
    pending_units: int = 0
    unshipped_units: int = 0
    last_change: int = 0


def _follow(moves: dict[str, _Moves], order: Order, now: int) -> None:
    """Add one order of today or the days before to the moves of its SKUs."""
    is_later = order.created > now
    status, changed = order.state_at(now)
    for index, line in enumerate(order.lines):
        move = moves.get(line.offer.sku)
        if move is None:
            continue
        if is_later:
            move.later_units += 0 if order.is_cancelled_in_the_end else line.quantity
            continue
        move.last_change = max(move.last_change, changed)
        line_status = order.line_status(status, index)
        if line_status in (PENDING, UNSHIPPED):
            if line_status == PENDING:
                move.pending_units += line.quantity
            else:
                move.unshipped_units += line.quantity
            move.held_units += line.quantity if order.is_cancelled_in_the_end else 0


def _inbound(seed: int, offer: Offer, cycle: Cycle, today: date) -> tuple[int, int, int]:
    """Return what is on its way for the next cycle: working, shipped, receiving."""
    left = (cycle.last_day - today).days
    if left >= _LEAD_DAYS:
        return 0, 0, 0
    following = cycle_on(seed, offer, today, ahead=1)
    days = (following.last_day - following.first_day).days + 1
    middle = following.first_day + timedelta(days=days // 2)
    a_day = offer_demand(seed, offer.place, middle)[offer.index]
    units = -(-int(a_day * days * 1.15 + 1) // _CARTON) * _CARTON
    if left >= _LEAD_DAYS - 5:
        return units, 0, 0
    return (0, units, 0) if left >= 2 else (0, units - units // 2, units // 2)


def _level(shop: Shop, offer: Offer, moves: _Moves, today: date, delivered: int) -> StockLevel:
    cycle = cycle_on(shop.seed, offer, today)
    sold = sum(
        shop.units_sold(offer.place, day)[offer.sku]
        for day in days_between(cycle.first_day, cycle.last_day)
    )
    later = moves.later_units + sum(
        shop.units_sold(offer.place, day)[offer.sku]
        for day in days_between(today + timedelta(days=1), cycle.last_day)
    )
    leftover = 0 if cycle.gap_days else int(sold * cycle.leftover_share) + 4
    age = (today - cycle.first_day).days
    moving = sold // 25 if age < MOVING_DAYS else 0
    if age >= MOVING_DAYS:
        # What was on the move has arrived: that is a change as well.
        arrived = cycle.first_day + timedelta(days=MOVING_DAYS)
        delivered = day_bounds(offer.place, arrived)[0]
    shelf = max(0, leftover + later - moves.held_units - moving)
    working, shipped, receiving = _inbound(shop.seed, offer, cycle, today)
    lot = old_lot(shop.seed, offer, today)
    ages = _ages(shelf, leftover, cycle, today, lot)
    return StockLevel(
        offer,
        shelf + (lot.units if lot else 0),
        moves.pending_units + moves.unshipped_units,
        min(moving, max(0, leftover + later - moves.held_units)),
        0,
        working,
        shipped,
        receiving,
        (sold - later) // 60,
        cycle.number % 3,
        (sold - later) // 110,
        max(moves.last_change, delivered),
        ages,
    )


def _ages(
    shelf: int, leftover: int, cycle: Cycle, today: date, lot: OldLot | None
) -> tuple[tuple[int, int], ...]:
    """Return how old what can be sold is: of this delivery, of the one before, and older."""
    age = (today - cycle.first_day).days
    length = (cycle.last_day - cycle.first_day).days + 1
    # What will be left of this delivery stands for what was left of the last one.
    before = min(shelf, leftover)
    parts = [(age, shelf - before), (age + length, before)]
    if lot:
        parts.append(((today - lot.arrived_on).days, lot.units))
    return tuple(part for part in parts if part[1])


def _closed_level(row: ClosedOffer, today: date) -> StockLevel:
    """Return what lies there of a closed offer: nothing of it moves."""
    closed = day_bounds(row.offer.place, row.closed_on)[0]
    # It had lain there for a while when it was closed.
    age = (today - row.closed_on).days + 60
    return StockLevel(
        row.offer, row.units, 0, 0, 0, 0, 0, 0, row.damaged, 0, 0, closed, ((age, row.units),)
    )


def stock_levels(shop: Shop, place: Marketplace, now: int) -> list[StockLevel]:
    """Return the stock of every FBA offer of a marketplace as of `now`, the closed ones last."""
    today = local_date(place, now)
    rows = [
        row
        for row in offers(place.marketplace_id)
        if row.is_fba and row.product.launched_on <= today
    ]
    moves = {row.sku: _Moves() for row in rows}
    for day in days_between(today - timedelta(days=_OPEN_DAYS), today):
        for order in shop.day(place, day):
            if order.is_fba:
                _follow(moves, order, now)
    found = []
    for row in rows:
        cycle = cycle_on(shop.seed, row, today)
        delivered = day_bounds(place, cycle.first_day)[0]
        found.append(_level(shop, row, moves[row.sku], today, delivered))
    closed = closed_offers(shop.seed, place, today)
    return found + [_closed_level(one, today) for one in closed]
