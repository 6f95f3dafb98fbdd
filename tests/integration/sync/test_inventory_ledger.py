"""The inventory ledger: what was lost and found as Amazon tells it, and stock of uncounted days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from core.clock import parse_instant
from core.database import Role, account_transaction
from simulator.shop.calendar import SHOP_MARKETPLACES, second_of
from simulator.shop.stock_book import BookDay, book
from sync.connections import list_connections
from sync.registry import SOURCES
from tests.conftest import FROZEN_NOW
from tests.integration.sync.conftest import Amazon, read, states

Make = Callable[..., Amazon]
TODAY = parse_instant(FROZEN_NOW).date()
API, LEDGER = "fba-inventory-v1", "GET_LEDGER_SUMMARY_VIEW_DATA"


def before(days: int) -> date:
    return TODAY - timedelta(days=days)


def pages_of(first: date, last: date) -> list[BookDay]:
    return [one for place in SHOP_MARKETPLACES for one in book(7, place, first, last)]


def truth_of_events(first: date, last: date, now: int) -> Counter[tuple[Any, ...]]:
    return Counter(
        (one.offer.place.marketplace_id, one.day, one.offer.sku, move.disposition, move.reason,
         move.units, move.centre, 0 if 0 < move.settled <= now else abs(move.units))
        for one in pages_of(first, last)
        for move in one.moves
        if move.event == "Adjustments"
    )  # fmt: skip


def events() -> Counter[tuple[Any, ...]]:
    return Counter(
        read(
            "SELECT marketplace_id, local_date, sku, disposition, reason, units,"
            " fulfillment_center, unreconciled_units FROM seller.ledger_events"
        )
    )


def stock(source: str) -> dict[tuple[str, date, str], tuple[Any, ...]]:
    rows = read(
        "SELECT marketplace_id, local_date, sku, fulfillable_units, reserved_units,"
        " unfulfillable_units, inbound_units FROM seller.inventory_daily WHERE source = :source",
        source=source,
    )
    return {row[:3]: row[3:] for row in rows}


def truth_of_stock(first: date, last: date) -> dict[tuple[str, date, str], tuple[Any, ...]]:
    return {
        (one.offer.place.marketplace_id, one.day, one.offer.sku): (
            one.after["SELLABLE"], one.transit,
            sum(one.after.values()) - one.after["SELLABLE"], None,
        )
        for one in pages_of(first, last)
    }  # fmt: skip


def test_events_are_those_of_the_ledger_and_a_second_run_writes_nothing(amazon_of: Make) -> None:
    amazon = amazon_of(days=70)
    assert states(amazon.run("marketplaces", "ledger_events")) == {"done"}
    now = second_of(amazon.clock.now())
    # The first day of the history is cut off, and today is not over.
    assert events() == truth_of_events(before(69), before(1), now)
    assert {reason for *_, reason, _, _, _ in events()} >= {"M", "F", "E", "P"}
    asked = read("SELECT count(*) FROM sync.report_jobs WHERE stream = 'ledger_events'")
    assert asked == [(4,)]
    again = amazon.run("ledger_events", is_forced=True)
    assert all(one.rows_read > 0 and one.rows_written == 0 for one in again)


def test_what_is_found_later_changes_the_event_that_lost_it(amazon_of: Make) -> None:
    amazon = amazon_of(days=30)
    amazon.run("marketplaces", "ledger_events")
    lost = sum(row[-1] for row in events() if row[4] == "M")
    for _ in range(4):
        amazon.clock.advance(3 * 86400)
        assert states(amazon.run("ledger_events")) == {"done"}
    now = second_of(amazon.clock.now())
    assert events() == truth_of_events(before(29), before(-11), now)
    assert any(row[1] < TODAY and row[4] == "M" and not row[-1] for row in events())
    assert lost > 0


def test_days_before_the_first_sync_are_filled_and_days_read_from_the_api_stay(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=75)
    amazon.run("marketplaces", "listings", "inventory")
    counted = stock(API)
    assert {day for _, day, _ in counted} == {TODAY}
    assert states(amazon.run("ledger_stock")) == {"done"}
    assert stock(LEDGER) == truth_of_stock(before(74), before(1))
    assert stock(API) == counted
    again = amazon.run("ledger_stock", is_forced=True)
    assert all(one.rows_read > 0 and one.rows_written == 0 for one in again)


def test_days_without_a_sync_are_filled_later_and_no_others(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    amazon.run("marketplaces", "listings", "inventory", "ledger_stock")
    amazon.clock.advance(4 * 86400)
    amazon.run("inventory", "ledger_stock")
    counted = stock(API)
    assert {day for _, day, _ in counted} == {TODAY, before(-4)}
    amazon.clock.advance(86400)
    amazon.run("ledger_stock")
    assert {day for _, day, _ in stock(LEDGER)} == {
        before(2),
        before(1),
        *map(before, (-1, -2, -3)),
    }
    assert stock(API) == counted


def test_a_long_history_comes_two_reports_a_run_the_newest_first(amazon_of: Make) -> None:
    amazon = amazon_of(days=200)
    amazon.run("marketplaces", "ledger_events")
    newest, edge = events(), min(row[1] for row in events())
    assert before(121) < edge < before(90)
    assert has_more(amazon)
    amazon.run("ledger_events")
    assert not has_more(amazon)
    now = second_of(amazon.clock.now())
    assert events() == truth_of_events(before(199), before(1), now) > newest
    # Nothing was asked for twice on the way.
    asked = read("SELECT count(*), count(DISTINCT data_start_at) FROM sync.report_jobs"
                 " WHERE stream = 'ledger_events' GROUP BY connection_id")  # fmt: skip
    assert asked == [(4, 4), (4, 4)]
    assert states(amazon.run("ledger_events")) == {"done"}


def has_more(amazon: Amazon) -> bool:
    more = SOURCES["ledger_events"].has_more
    assert more is not None
    found = set()
    for seller in list_connections(is_demo=True):
        with account_transaction(Role.SYNC, seller.account_id) as connection:
            found.add(more(connection, seller, amazon.clock.now(), 200))
    assert len(found) == 1
    return found.pop()
