"""Orders as they change: clocks that differ, the sweep, fast shops, refusals, new marketplaces."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core.clock import FakeClock
from core.errors import RetryableError
from data.health import load_health
from sync import orders_changes, orders_sweep
from sync.report_desk import OFTEN
from sync.runner import Runner, RunRequest
from sync.sources import orders_report
from sync.status import read_status
from sync.stopping import Stop
from tests.integration.sync.conftest import Amazon, read, states

Make = Callable[..., Amazon]
GERMANY = "A1PA6795UKMFR9"


def orders_now() -> list[Any]:
    return read(
        "SELECT amazon_order_id, status, fulfillment_channel, last_updated_at, currency"
        " FROM seller.orders ORDER BY 1"
    )


def lines_now() -> list[Any]:
    return read(
        "SELECT amazon_order_id, order_item_id, quantity, item_price_amount"
        " FROM seller.order_items ORDER BY 1, 2"
    )


def cursors() -> set[Any]:
    return {row[0] for row in read("SELECT cursor_at FROM sync.cursors WHERE stream = 'orders'")}


@pytest.mark.parametrize("minutes", [10, -10])
def test_a_clock_that_is_ten_minutes_off_makes_no_gap_and_no_refusal(
    amazon_of: Make, minutes: int
) -> None:
    amazon = amazon_of(days=2)
    amazon.run("marketplaces", "orders")
    amazon.clock.advance(3600)
    wrong = FakeClock(amazon.clock.now() + timedelta(minutes=minutes))
    runner = Runner(amazon.settings, wrong, wrong, Stop(wrong), 1)
    assert states(runner.run(RunRequest(streams=("orders",)))) == {"done"}
    assert cursors() == {amazon.clock.now() - timedelta(minutes=3)}
    found = orders_now()
    amazon.run("orders", is_forced=True)
    assert orders_now() == found


def test_a_cursor_of_before_the_list_of_marketplaces_costs_its_history_once_and_changes_nothing(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=2)
    amazon.run("marketplaces", "orders")
    orders, lines, ends = orders_now(), lines_now(), cursors()
    served = amazon.simulator.world.rates.served
    asked = served["createReport"]
    read("UPDATE sync.cursors SET position = position - 'marketplaces'"
         " WHERE stream = 'orders' RETURNING 1")  # fmt: skip
    for _ in range(2):
        assert states(amazon.run("orders")) == {"done"}
        assert (orders_now(), lines_now(), cursors()) == (orders, lines, ends)
        # One report of the two days for each region, and none again.
        assert served["createReport"] == asked + 2


def test_the_sweep_looks_back_three_days_once_a_night(amazon_of: Make) -> None:
    amazon = amazon_of(days=4)
    amazon.run("marketplaces", "orders")
    served = amazon.simulator.world.rates.served
    # An order that the search by last update never showed.
    [(lost,)] = read(
        "SELECT amazon_order_id FROM seller.orders WHERE purchased_at > '2026-11-19T12:00:00Z'"
        " ORDER BY purchased_at LIMIT 1"
    )
    read("DELETE FROM seller.order_items WHERE amazon_order_id = :lost RETURNING 1", lost=lost)
    read("DELETE FROM seller.orders WHERE amazon_order_id = :lost RETURNING 1", lost=lost)
    amazon.clock.advance(2 * 3600)
    amazon.run("orders")
    where = "SELECT 1 FROM seller.orders WHERE amazon_order_id = :lost"
    assert read(where, lost=lost) == []
    amazon.clock.advance(20 * 3600)
    assert states(amazon.run("orders")) == {"done"}
    assert read(where, lost=lost) == [(1,)]
    before = served["searchOrders"]
    amazon.clock.advance(900)
    amazon.run("orders")
    assert served["searchOrders"] - before == 2


def test_a_large_shop_is_swept_by_one_report_that_no_run_waits_for(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders_sweep, "MOST_ORDERS", 10)
    amazon = amazon_of(days=4, rate_plan="real")
    amazon.run("marketplaces", "orders")
    amazon.clock.advance(22 * 3600)
    served = amazon.simulator.world.rates.served
    reports = served["createReport"]
    assert states(amazon.run("orders")) == {"done"}
    assert served["createReport"] - reports == 2
    amazon.clock.advance(900)
    assert states(amazon.run("orders")) == {"done"}
    assert served["createReport"] - reports == 2
    swept = read("SELECT state, rows_read > 0 FROM sync.report_jobs WHERE stream = 'orders_swept'")
    assert swept == [("closed", True)] * 2


def test_a_fast_shop_is_read_by_report_and_a_slower_one_by_search_again(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=2, rate_plan="real")
    amazon.run("marketplaces", "orders")
    monkeypatch.setattr("sync.orders_pace.MOST_AN_HOUR", 0.01)
    monkeypatch.setattr("sync.orders_pace.FEW_AN_HOUR", 0.005)
    monkeypatch.setattr("sync.orders_pace.WORTH_A_REPORT", 1)
    amazon.clock.advance(3600)
    amazon.run("orders")
    served = amazon.simulator.world.rates.served
    searches, reports = served["searchOrders"], served["createReport"]
    amazon.clock.advance(3600)
    assert states(amazon.run("orders")) == {"done"}
    assert (served["searchOrders"], served["createReport"]) == (searches, reports + 2)
    ends = read(
        "SELECT DISTINCT j.data_end_at = c.cursor_at FROM sync.report_jobs j"
        " JOIN sync.cursors c USING (account_id, connection_id)"
        " WHERE j.stream = 'orders_changed' AND c.stream = 'orders'"
    )
    assert ends == [(True,)]
    # Asking costs the same for few and for many: the next report waits until it is worth it.
    monkeypatch.setattr("sync.orders_pace.WORTH_A_REPORT", 10**6)
    amazon.clock.advance(3600)
    assert states(amazon.run("orders")) == {"done"}
    told = [one for one in read_status(amazon.settings, amazon.clock) if one["stream"] == "orders"]
    assert {one["next_due_at"] - one["cursor_at"] for one in told} == {timedelta(minutes=63)}
    # A person who asks for it is obeyed at once.
    by_report = orders_now()
    amazon.run("orders", is_forced=True)
    monkeypatch.setattr("sync.orders_pace.FEW_AN_HOUR", 1e9)
    amazon.clock.advance(900)
    amazon.run("orders")
    searches = served["searchOrders"]
    amazon.clock.advance(900)
    amazon.run("orders")
    assert served["searchOrders"] > searches
    # Nothing that the report said is said otherwise by the search.
    assert {row[0] for row in by_report} <= {row[0] for row in orders_now()}
    assert amazon.simulator.world.rates.refused.total() == 0


def test_where_no_report_can_be_had_the_search_does_it_all_the_same(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=2)
    amazon.run("marketplaces", "orders")
    monkeypatch.setattr(orders_changes, "MOST_PAGES", 0)
    amazon.fault("fatal_report", operation="createReport", count=6)
    amazon.clock.advance(3600)
    asked = amazon.clock.now()
    assert states(amazon.run("orders")) == {"done"}
    # The other region's turn comes when the first has given up.
    assert asked - timedelta(minutes=3) <= min(cursors())
    assert max(cursors()) == amazon.clock.now() - timedelta(minutes=3)
    assert read("SELECT DISTINCT state FROM sync.report_jobs WHERE stream = 'orders_changed'") == [
        ("given up",)
    ]


def test_a_report_of_changes_that_arrives_damaged_is_told_and_read_by_the_next_run(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=2)
    amazon.run("marketplaces", "orders")
    monkeypatch.setattr(orders_changes, "MOST_PAGES", 0)
    before = cursors()
    amazon.clock.advance(3600)

    def cut_short(*_: Any) -> Any:
        raise RetryableError("The report ends in the middle.")

    with monkeypatch.context() as patch:
        patch.setattr(orders_report, "read_orders", cut_short)
        results = amazon.run("orders")
    assert states(results) == {"partial"}
    assert {one.sentence for one in results} == {orders_changes._DAMAGED}
    assert cursors() == before
    amazon.clock.advance(900)
    assert states(amazon.run("orders")) == {"done"}
    assert min(cursors()) > min(before)


def let_every_report_be_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every change come by report, and no run wait until one is ready."""
    monkeypatch.setattr(orders_changes, "MOST_PAGES", 0)
    monkeypatch.setattr(orders_changes, "_PATIENCE_SECONDS", 1.0)
    monkeypatch.setattr(orders_changes, "_LOOKS", OFTEN)
    monkeypatch.setattr(orders_changes, "_REPORTS_A_RUN", 1)


def test_a_report_of_changes_that_takes_long_is_found_again_and_not_asked_for_twice(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=2, rate_plan="real")
    amazon.run("marketplaces", "orders")
    let_every_report_be_late(monkeypatch)
    before = cursors()
    amazon.clock.advance(3600)
    asked = amazon.clock.now()
    assert states(amazon.run("orders")) == {"waiting"}
    assert cursors() == before
    told = [one for one in read_status(amazon.settings, amazon.clock) if one["stream"] == "orders"]
    assert [one["open_reports"] for one in told] == [1, 1]
    assert open_on_the_page(amazon) == [1, 1]
    served = amazon.simulator.world.rates.served["createReport"]
    amazon.clock.advance(900)
    assert states(amazon.run("orders")) == {"done"}
    assert amazon.simulator.world.rates.served["createReport"] == served
    assert min(cursors()) >= asked - timedelta(minutes=3)


def open_on_the_page(amazon: Amazon) -> list[int]:
    """How many reports of orders are open, as the Data health page tells it."""
    health = load_health(1, amazon.settings, amazon.clock.now())
    return [one.open_reports for place in health for one in place.streams if one.stream == "orders"]


def test_a_report_of_changes_that_is_late_does_not_keep_the_nightly_look_waiting(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=2, rate_plan="real")
    amazon.run("marketplaces", "orders")
    let_every_report_be_late(monkeypatch)
    monkeypatch.setattr(orders_sweep, "MOST_ORDERS", 10)
    swept = "SELECT DISTINCT position ->> 'swept_on' FROM sync.cursors WHERE stream = 'orders'"
    [(first,)] = read(swept)
    amazon.clock.advance(22 * 3600)
    before = cursors()
    results = amazon.run("orders")
    assert states(results) == {"waiting"}
    assert "still preparing a report" in results[0].sentence
    assert cursors() == before
    assert min(row[0] for row in read(swept)) > first
    # The report of changes and that of the look back.
    assert open_on_the_page(amazon) == [2, 2]
    amazon.clock.advance(900)
    assert states(amazon.run("orders")) == {"done"}


def test_a_marketplace_that_refuses_a_part_is_read_without_it_and_mended_later(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=2)
    amazon.run("marketplaces", "orders")
    known = {row[0]: row[1:3] for row in orders_now()}
    amazon.simulator.world.refuses_fulfillment = {GERMANY}
    amazon.clock.advance(6 * 3600)
    results = {one.connection: one for one in amazon.run("orders")}
    assert (results["NA"].state, results["EU"].state) == ("done", "partial")
    assert "For now Amazon does not say for Germany" in results["EU"].sentence
    german = read(
        "SELECT amazon_order_id, status, fulfillment_channel FROM seller.orders"
        " WHERE marketplace_id = :place",
        place=GERMANY,
    )
    assert {row[1] for row in german if row[0] not in known} == {"Unknown"}
    # What was known of an order stays known.
    assert all(row[1:] == known[row[0]] for row in german if row[0] in known)
    assert read("SELECT count(*) FROM seller.orders WHERE status = ''") == [(0,)]
    amazon.simulator.world.refuses_fulfillment = set()
    amazon.clock.advance(2 * 3600)
    assert states(amazon.run("orders")) == {"done"}
    mended, lines = orders_now(), lines_now()
    assert all(row[1] != "Unknown" for row in mended)
    # As if nothing had been refused.
    for name in ("seller.order_items", "seller.orders", "sync.cursors", "sync.report_jobs"):
        read(f"DELETE FROM {name} RETURNING 1")
    history = amazon.settings.backfill_days + 1
    amazon.run("orders", backfill_days=history)
    amazon.run("orders")
    whole = {row[0]: row for row in orders_now()}
    # What has changed in the last three minutes is in no window yet.
    settled = [row for row in mended if row[0] in whole]
    assert len(mended) - len(settled) < 5
    assert [whole[row[0]] for row in settled] == settled
    keys = {row[0] for row in settled}
    assert {row for row in lines if row[0] in keys} <= set(lines_now())
