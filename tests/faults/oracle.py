"""What must be true after every fault: the same rows as without it, and honest cursors."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from simulator.shop.calendar import day_bounds, marketplaces_of
from simulator.world import World
from sync.connections import SellerConnection, list_connections
from tests.integration.sync.conftest import read

History = dict[str, list[Any]]

# Which run wrote a row and when, by which way it came, and marks of a picture's address.
_OWN = ["source", "report_id", "run_id", "fetched_at", "version", "image_version"]
# How often a data version moved says how many commits there were.
_LEFT_OUT = {"data_versions"}
_PORT = re.compile(r"http://127\.0\.0\.1:\d+")
_OPEN = "('wanted', 'requested', 'ready', 'failed')"


def history() -> History:
    """Return every row of every table of facts and sums, the cursors and the reports."""
    names = read(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = 'seller' AND table_type = 'BASE TABLE' ORDER BY 1"
    )
    found = {
        name: sorted(
            _PORT.sub("", row)
            for (row,) in read(
                f"SELECT (to_jsonb(t) - cast(:own AS text[]))::text FROM seller.{name} t", own=_OWN
            )
        )
        for (name,) in names
        if name not in _LEFT_OUT
    }
    # How busy the last windows were tells the next search's pace, and nothing of the data.
    found["cursors"] = read(
        "SELECT connection_id, stream, cursor_at, (position - 'windows')::text FROM sync.cursors"
        " ORDER BY 1, 2"
    )
    found["report_jobs"] = read(
        "SELECT connection_id, stream, data_start_at, data_end_at, state FROM sync.report_jobs"
        " ORDER BY 1, 2, 3, 4, 5"
    )
    found["rates"] = read("SELECT rate_on, currency, per_euro FROM app.fx_rates ORDER BY 1, 2")
    return found


def assert_same(found: History, expected: History) -> None:
    """Two histories are equal, row for row; of a difference a few rows are shown."""
    for name in sorted({*found, *expected}):
        ours, theirs = found.get(name, []), expected.get(name, [])
        if ours != theirs:
            more = [row for row in ours if row not in theirs][:3]
            less = [row for row in theirs if row not in ours][:3]
            raise AssertionError(
                f"{name}: {len(ours)} rows, expected {len(theirs)}; too much: {more};"
                f" missing: {less}"
            )


def assert_settled() -> None:
    """No run is left without an end, and no lease without a holder that lives."""
    assert read("SELECT stream FROM sync.runs WHERE state = 'running'") == []
    assert read("SELECT stream FROM sync.leases WHERE owner IS NOT NULL") == []


def assert_honest(world: World) -> None:
    """No cursor of orders is past anything that is neither stored nor on a list to be read.

    The truth is the simulator's shop itself, not another run of the sync.
    """
    for seller in list_connections(is_demo=True):
        missing = _missing(world, seller)
        assert missing == [], f"past its cursor in {seller.region}: {missing[:3]}"


def _missing(world: World, seller: SellerConnection) -> list[tuple[str, datetime]]:
    key = {"connection": seller.connection_id}
    cursors = read(
        "SELECT cursor_at, position ->> 'history_from' FROM sync.cursors"
        " WHERE connection_id = :connection AND stream = 'orders'",
        **key,
    )
    if not cursors:
        return []
    [(through, first)] = cursors
    planned = read(
        "SELECT data_start_at, data_end_at FROM sync.report_jobs"
        f" WHERE connection_id = :connection AND stream = 'orders' AND state IN {_OPEN}",
        **key,
    )
    stored = dict(read("SELECT amazon_order_id, last_updated_at FROM seller.orders"))
    return [
        (order_id, updated)
        for order_id, updated in _orders(world, seller.region, date.fromisoformat(first), through)
        if (order_id not in stored or stored[order_id] < updated)
        and not any(start <= updated < end for start, end in planned)
    ]


def _orders(
    world: World, region: str, first: date, through: datetime
) -> list[tuple[str, datetime]]:
    """Return the orders of a history whose last change, as of now, lies before an instant."""
    last = int(through.timestamp()) - 1
    return [
        (order.order_id, datetime.fromtimestamp(updated, UTC))
        for place in marketplaces_of(region)
        for order, _status, updated in world.shop.updated_between(
            place, day_bounds(place, first)[0], last, world.second()
        )
        if order.day >= first
    ]
