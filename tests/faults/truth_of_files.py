"""What the simulator's own books say must be stored of flat files: returns to the seller,
reimbursements, and what was lost, found or broken in Amazon's warehouses.

As in `truth.py`, none of it goes through the sync or through what the shop answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from simulator.shop.calendar import day_bounds, days_between, local_date, marketplaces_of
from simulator.shop.reimbursements import reimbursements_between
from simulator.shop.returns import returns_between
from simulator.shop.stock_moves import ADJUSTMENTS, moves_of_day
from simulator.world import World
from sync.connections import SellerConnection
from tests.faults.truth import AHEAD, Missing, Span, instant_of, planned_of, span_of
from tests.integration.sync.conftest import read

_DAY = timedelta(days=1)


def missing_seller_returns(world: World, seller: SellerConnection) -> Missing:
    """Return what buyers asked to send back before the cursor, neither stored nor planned."""
    span = span_of(seller, "returns_merchant")
    if span is None:
        return []
    first, last = span.start(), _last(span)
    stored = set(read("SELECT amazon_order_id, sku FROM seller.returns WHERE channel = 'MFN'"))
    return _unplanned(
        seller,
        "returns_merchant",
        (
            (f"{one.order.order_id} {one.line.offer.sku}", instant_of(one.requested))
            for place in marketplaces_of(seller.region)
            for day in returns_between(world.seed, place, first, last)
            for one in day.seller
            if first <= one.requested < last
            and (one.order.order_id, one.line.offer.sku) not in stored
        ),
    )


def missing_reimbursements(world: World, seller: SellerConnection) -> Missing:
    """Return payments that Amazon told of before the cursor, neither stored nor planned."""
    span = span_of(seller, "reimbursements")
    if span is None:
        return []
    first, last = span.start(), _last(span)
    stored = {row[0] for row in read("SELECT reimbursement_id FROM seller.reimbursements")}
    return _unplanned(
        seller,
        "reimbursements",
        (
            (one.number, instant_of(one.second))
            for place in marketplaces_of(seller.region)
            for one in reimbursements_between(world.seed, place, first, last)
            if one.visible < last and one.number not in stored
        ),
    )


def missing_ledger_events(world: World, seller: SellerConnection) -> Missing:
    """Return what was lost, found or broken on whole days before the cursor and is not here.

    The day in which the history begins is left out: only a part of it was asked for.
    """
    span = span_of(seller, "ledger_events")
    if span is None:
        return []
    last = _last(span)
    stored = set(
        read(
            "SELECT local_date, sku, reference_id, units FROM seller.ledger_events"
            " WHERE connection_id = :connection",
            connection=seller.connection_id,
        )
    )
    planned = planned_of(seller, "ledger_events")
    return [
        (f"{move.event} {move.reference}", datetime.combine(day, time(), UTC))
        for place in marketplaces_of(seller.region)
        for day in days_between(local_date(place, span.start()) + _DAY, local_date(place, last))
        if day_bounds(place, day)[1] <= last
        and not any(start - _DAY <= datetime.combine(day, time(), UTC) < end
                    for start, end in planned)
        for moves in moves_of_day(world.seed, place, day).values()
        for move in moves
        if move.event == ADJUSTMENTS
        and (day, move.offer.sku, move.reference, move.units) not in stored
    ]  # fmt: skip


def _last(span: Span) -> int:
    """Return the second before which everything that Amazon told of was there to be read."""
    return int((span.through - AHEAD).timestamp())


def _unplanned(
    seller: SellerConnection, stream: str, missing: Iterable[tuple[str, datetime]]
) -> Missing:
    """Leave out what lies in a window that is still to be read."""
    planned = planned_of(seller, stream)
    return [one for one in missing if not any(start <= one[1] < end for start, end in planned)]
