"""What the simulator's own books say must be stored: orders, movements of money, returned units.

None of it goes through the sync: it is read from the shop, not from what the shop answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from simulator.endpoints.finances import postings_of
from simulator.shop.calendar import day_bounds, marketplaces_of
from simulator.shop.money import money_of
from simulator.shop.returns import returns_between
from simulator.world import World
from sync.connections import SellerConnection
from tests.integration.sync.conftest import read

OPEN = "('wanted', 'requested', 'ready', 'failed')"
# The clocks of these tests are this much ahead at most.
AHEAD = timedelta(minutes=10)

Missing = list[tuple[str, datetime]]


class Span(NamedTuple):
    """What a stream says it has read: from the start of its history up to its cursor."""

    first: str
    through: datetime

    def start(self) -> int:
        """Return the first second, where the history begins at an instant."""
        return int(datetime.fromisoformat(self.first).timestamp())


def span_of(seller: SellerConnection, stream: str) -> Span | None:
    """Return how far a stream says it has come; None when it has not begun."""
    found = read(
        "SELECT position ->> 'history_from', cursor_at FROM sync.cursors"
        " WHERE connection_id = :connection AND stream = :stream",
        connection=seller.connection_id,
        stream=stream,
    )
    return Span(*found[0]) if found and all(found[0]) else None


def missing_orders(world: World, seller: SellerConnection) -> Missing:
    """Return the orders before the cursor that are neither stored nor still to be read."""
    span = span_of(seller, "orders")
    if span is None:
        return []
    planned = planned_of(seller, "orders")
    stored = dict(read("SELECT amazon_order_id, last_updated_at FROM seller.orders"))
    return [
        (order_id, updated)
        for order_id, updated in _orders(world, seller.region, span)
        if (order_id not in stored or stored[order_id] < updated)
        and not any(start <= updated < end for start, end in planned)
    ]


def missing_money(world: World, seller: SellerConnection) -> Missing:
    """Return the transactions before the cursor that are not stored.

    Amazon tells of some up to two days late: those that it told of when the cursor stood there.
    """
    span = span_of(seller, "finances")
    if span is None:
        return []
    first, last = span.start(), int(span.through.timestamp())
    stored = {row[0] for row in read("SELECT transaction_id FROM seller.transactions")}
    return [
        (one.transaction_id, instant_of(one.second))
        for place in marketplaces_of(seller.region)
        for event in money_of(world.seed).events(place, first, last)
        for one in postings_of(event, last)
        if first <= one.second < last and one.transaction_id not in stored
    ]


def missing_units(world: World, seller: SellerConnection) -> Missing:
    """Return the units that came back before the cursor and are neither stored nor planned.

    Those that Amazon dates anew later are left out: which window holds them changes.
    """
    span = span_of(seller, "returns_fba")
    if span is None:
        return []
    planned = planned_of(seller, "returns_fba")
    first, last = span.start(), int((span.through - AHEAD).timestamp())
    stored = {row[0] for row in read("SELECT return_key FROM seller.returns")}
    return [
        (one.lpn, instant_of(one.second))
        for place in marketplaces_of(seller.region)
        for day in returns_between(world.seed, place, first, last)
        for one in day.units
        if first <= one.second < last
        and not one.moved
        and one.lpn not in stored
        and not any(start <= instant_of(one.second) < end for start, end in planned)
    ]


def instant_of(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def planned_of(seller: SellerConnection, stream: str) -> list[tuple[datetime, datetime]]:
    """Return the windows of a stream that are on the list to be read."""
    return read(
        "SELECT data_start_at, data_end_at FROM sync.report_jobs"
        f" WHERE connection_id = :connection AND stream = :stream AND state IN {OPEN}",
        connection=seller.connection_id,
        stream=stream,
    )


def _orders(world: World, region: str, span: Span) -> Iterator[tuple[str, datetime]]:
    """Yield the orders of a history whose last change, as of now, lies before its end."""
    first = date.fromisoformat(span.first)
    last = int(span.through.timestamp()) - 1
    for place in marketplaces_of(region):
        start = day_bounds(place, first)[0]
        for order, _status, updated in world.shop.updated_between(
            place, start, last, world.second()
        ):
            if order.day >= first:
                yield order.order_id, instant_of(updated)
