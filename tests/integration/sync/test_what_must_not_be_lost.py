"""Traps that lose data without a word: each of them once, by name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.database import Role, account_transaction
from simulator.endpoints import inventory as simulated_stock
from sync.connections import list_connections
from sync.quarantine import SetAside, keep, waiting
from tests.integration.sync.conftest import Amazon, read, states

Make = Callable[..., Amazon]


def test_a_report_that_can_never_be_read_does_not_hold_up_new_orders(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    amazon.fault("truncate_document", operation="document", count=1000)
    amazon.clock.advance(3600)
    results = [one for one in amazon.run("marketplaces", "orders") if one.stream == "orders"]
    assert states(results) == {"failed"}
    assert "past orders" in results[0].sentence
    # The search went on all the same: it has moved the cursor and brought what is new.
    [(orders,)] = read("SELECT count(*) FROM seller.orders WHERE source = 'orders-2026-01-01'")
    assert orders > 0
    amazon.simulator.world.faults.clear()
    amazon.clock.advance(9 * 3600)
    assert states(amazon.run("orders")) == {"done"}
    [(reports,)] = read("SELECT count(*) FROM sync.report_jobs WHERE state <> 'closed'")
    assert reports == 0


def test_an_order_from_before_the_history_that_changed_late_comes_with_a_longer_history(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=2)
    amazon.run("marketplaces", "orders")
    amazon.run("orders", kind="backfill", backfill_days=60)
    longer = {row[1] for row in read("SELECT account_id, amazon_order_id FROM seller.orders")}
    read("DELETE FROM seller.order_items RETURNING 1")
    for name in ("seller.orders", "sync.cursors", "sync.report_jobs"):
        read(f"DELETE FROM {name} RETURNING 1")
    amazon.run("orders", kind="backfill", backfill_days=60)
    assert longer == {
        row[1] for row in read("SELECT account_id, amazon_order_id FROM seller.orders")
    }


def test_an_empty_answer_about_the_stock_is_a_fault_and_no_empty_warehouse(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=2)
    amazon.run("marketplaces", "inventory")
    before = read("SELECT sku, total_units FROM seller.inventory ORDER BY 1, 2")
    gone = [{"payload": {}}] * 40

    class Empty:
        def __init__(self, api: object) -> None:
            self._api = api

        def __getattr__(self, name: str) -> object:
            return getattr(self._api, name)

        def call(self, operation: str, *_: object, **__: object) -> dict[str, object]:
            assert operation == "getInventorySummaries"
            return gone.pop()

    monkeypatch.setattr("sync.runner.SpApi", lambda *args: Empty(_real_api(*args)))
    assert states(amazon.run("inventory")) == {"failed"}
    assert read("SELECT sku, total_units FROM seller.inventory ORDER BY 1, 2") == before


def _real_api(*arguments: object) -> object:
    from sync.clients.sp_api import SpApi

    return SpApi(*arguments)  # type: ignore[arg-type]


def test_a_stock_row_without_an_asin_is_set_aside_and_its_stock_is_not_zeroed(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=2)
    amazon.run("marketplaces", "inventory")
    before = read("SELECT sku, total_units FROM seller.inventory ORDER BY 1, 2")
    real = simulated_stock._summary

    def clumsy(*arguments: object, **more: object) -> dict[str, object]:
        found = real(*arguments, **more)
        return {key: value for key, value in found.items() if key != "asin"}

    monkeypatch.setattr(simulated_stock, "_summary", clumsy)
    # Forced, the whole stock is read and not only what has changed.
    results = amazon.run("inventory", is_forced=True)
    assert states(results) == {"partial"}
    assert read("SELECT sku, total_units FROM seller.inventory ORDER BY 1, 2") == before


def test_the_newest_state_of_what_cannot_be_read_is_the_one_that_is_kept(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=2)
    seller = list_connections(is_demo=True)[0]
    for state in ("Pending", "Shipped"):
        one = SetAside("order of the API", "111-1", "A word is new.", state, amazon.clock.now())
        with account_transaction(Role.SYNC, seller.account_id) as connection:
            keep(connection, seller, "orders", 1, one)
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        assert [row.raw for row in waiting(connection, seller, "orders")] == ["Shipped"]
