"""Whole runs of the sync against the simulator: twice, with faults, and at Amazon's own pace."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.clock import parse_instant
from core.database import Role, account_transaction
from core.marketplaces import MARKETPLACES
from simulator.shop.calendar import days_between, local_date
from sync.connections import list_connections
from sync.registry import SOURCES
from sync.traffic_desk import MOST_HISTORY
from tests.conftest import FROZEN_NOW
from tests.integration.sync.conftest import FACTS, REPORTED, Amazon, read, snapshot, states

# Streams of sync/snapshots.py.
SNAPSHOTS = {"listings", "inventory_planning", "stranded_inventory", "storage_fees",
             "fee_estimates"}  # fmt: skip


def test_the_second_run_reads_every_stream_and_writes_no_row(amazon_of) -> None:
    versions_of = "SELECT connection_id, source, version FROM seller.data_versions ORDER BY 1, 2"
    amazon = amazon_of()
    first = amazon.run(is_forced=True)
    assert states(first) == {"done"}
    # Rates of exchange belong to everybody: the second connection finds them written.
    # Few buyers send anything back to the seller: there may be none in these days.
    maybe_none = {"fx_rates", "returns_merchant"}
    assert all(one.rows_written > 0 for one in first if one.stream not in maybe_none)
    before, versions = snapshot((*FACTS, *REPORTED)), read(versions_of)
    second = amazon.run(is_forced=True)
    assert states(second) == {"done"}
    # Of traffic nothing new is there yet: Amazon's quota is not spent on the same days again.
    maybe_none |= {"sales_traffic"}
    assert all(one.rows_read > 0 for one in second if one.stream not in maybe_none)
    assert [one.rows_written for one in second] == [0] * len(second)
    assert snapshot((*FACTS, *REPORTED)) == before
    assert read(versions_of) == versions


def test_report_and_api_give_the_very_same_rows(amazon_of) -> None:
    amazon = amazon_of(days=5)
    amazon.run("marketplaces", "orders")
    by_report = snapshot()
    # Read the same days once more, by search.
    read_back = read(
        "UPDATE sync.cursors SET cursor_at = cursor_at - interval '5 days' RETURNING 1"
    )
    assert len(read_back) == 2
    results = amazon.run("orders")
    assert sum(one.rows_read for one in results) > 900
    assert [one.rows_written for one in results] == [0, 0]
    assert snapshot() == by_report


def test_new_orders_appear_as_time_passes(amazon_of) -> None:
    amazon = amazon_of(days=3)
    amazon.run("marketplaces", "orders")
    [(before,)] = read("SELECT count(*) FROM seller.orders")
    where = "SELECT connection_id, cursor_at FROM sync.cursors WHERE stream = 'orders'"
    cursors = dict(read(where))
    amazon.clock.advance(6 * 3600)
    results = amazon.run("orders")
    [(after,)] = read("SELECT count(*) FROM seller.orders")
    assert states(results) == {"done"}
    assert after > before
    moved = dict(read(where))
    assert all((moved[key] - cursors[key]).total_seconds() == 6 * 3600 for key in cursors)


def test_a_backfill_can_be_made_longer_and_is_as_if_asked_for_at_once(amazon_of) -> None:
    amazon = amazon_of(days=10)
    # The streams that have a history to make longer, and those that they stand on.
    history = ("orders", "finances", "ledger_stock")
    streams = ("marketplaces", "orders", "inventory", "products", *history[1:])
    amazon.run(*streams)
    [(first,)] = read("SELECT min(local_date) FROM seller.orders")
    results = amazon.run(*history, kind="backfill", backfill_days=20)
    assert states(results) == {"done"}
    [(earlier,)] = read("SELECT min(local_date) FROM seller.orders")
    assert (first - earlier).days == 10
    amazon.run(*streams)
    longer = snapshot()
    assert all(longer[name] for name in ("orders", "money_daily", "inventory_daily"))
    _forget_everything()
    amazon.run(*streams, backfill_days=20)
    amazon.run(*streams)
    assert snapshot() == longer


def test_a_marketplace_that_joins_later_brings_its_history(amazon_of) -> None:
    takes_part = (
        "UPDATE seller.marketplaces SET is_participating = :is_in"
        " WHERE country_code = 'GB' RETURNING 1"
    )
    amazon = amazon_of(days=5)
    amazon.run("marketplaces")
    read(takes_part, is_in=False)
    amazon.run("orders")
    in_britain = (
        "SELECT count(*) FROM seller.orders JOIN seller.marketplaces"
        " USING (account_id, marketplace_id) WHERE country_code = 'GB'"
    )
    assert read(in_britain) == [(0,)]
    begun = "SELECT position ->> 'history_from' FROM sync.cursors WHERE stream = 'orders'"
    [(first,), _] = read(begun)
    read(takes_part, is_in=True)
    assert states(amazon.run("orders")) == {"done"}
    # In the marketplaces that were there before, nothing is unknown in the meantime.
    noted = (
        "SELECT position -> 'read_from', position -> 'marketplaces' FROM sync.cursors"
        " WHERE stream = 'orders' AND position ? 'read_from'"
    )
    [(read_from, places)] = read(noted)
    assert set(read_from.values()) == {first}
    assert set(places) - set(read_from) == {"A1F83G8C2ARO7P"}
    joined = snapshot()
    # The history is asked for once.
    [(jobs,)] = read("SELECT count(*) FROM sync.report_jobs WHERE stream = 'orders'")
    assert [one.rows_written for one in amazon.run("orders")] == [0, 0]
    assert read("SELECT count(*) FROM sync.report_jobs WHERE stream = 'orders'") == [(jobs,)]
    _forget_everything()
    amazon.run("marketplaces", "orders")
    assert snapshot() == joined


def test_a_storm_of_faults_leaves_the_same_database(amazon_of) -> None:
    calm = amazon_of()
    calm.run()
    expected = snapshot((*FACTS, *REPORTED))
    calm.simulator.stop()
    _forget_everything()
    amazon = amazon_of()
    for operation in ("createReport", "getReport", "getReportDocument", "searchOrders",
                      "searchCatalogItems", "getInventorySummaries"):  # fmt: skip
        amazon.fault("throttle", operation=operation, count=5)
        amazon.fault("http_error", operation=operation, count=5, status=503)
        amazon.fault("drop_connection", operation=operation, count=1)
    amazon.fault("expire_tokens", operation="createReport", count=2)
    amazon.fault("truncate_document", operation="document", count=2)
    amazon.fault("fatal_report", operation="createReport", count=2)
    results = amazon.run()
    assert states(results) == {"done"}
    assert snapshot((*FACTS, *REPORTED)) == expected
    assert amazon.simulator.world.faults.waiting() == []


def test_a_report_that_never_works_does_not_stop_the_rest(amazon_of) -> None:
    amazon = amazon_of(days=40)
    amazon.fault("fatal_report", operation="createReport", count=6)
    streams = ("marketplaces", "orders", "inventory", "products")
    results = {(one.stream, one.connection): one for one in amazon.run(*streams, threads=1)}
    assert results["orders", "NA"].state == "failed"
    assert "reports of past orders" in results["orders", "NA"].sentence
    assert results["inventory", "NA"].state == results["products", "NA"].state == "done"
    [(note,)] = read("SELECT DISTINCT note FROM sync.report_jobs WHERE state = 'failed'")
    assert "internal error" in note
    # The newest orders are there all the same, and the gap is filled later.
    assert read("SELECT count(*) FROM seller.orders")[0][0] > 0
    amazon.clock.advance(9 * 3600)
    assert states(amazon.run("orders")) == {"done"}
    assert read(
        "SELECT count(*) FROM sync.report_jobs WHERE state <> 'closed' AND stream = 'orders'"
    ) == [(0,)]


def test_throttled_without_end_keeps_what_is_there(amazon_of) -> None:
    amazon = amazon_of(days=3)
    amazon.run("marketplaces", "orders", "inventory")
    # The stock is not throttled, and goes on.
    cursors = "SELECT cursor_at FROM sync.cursors WHERE stream = 'orders' ORDER BY connection_id"
    before = read(cursors)
    amazon.clock.advance(3600)
    amazon.fault("throttle", operation="searchOrders", count=1000)
    results = amazon.run("orders", "inventory")
    assert {one.state for one in results if one.stream == "orders"} == {"throttled"}
    assert {one.state for one in results if one.stream == "inventory"} == {"done"}
    assert read(cursors) == before


def test_no_run_is_left_without_a_final_state(amazon_of) -> None:
    amazon = amazon_of(days=3)
    amazon.fault("http_error", operation="*", count=1000, status=500)
    assert states(amazon.run()) == {"failed"}
    assert read("SELECT DISTINCT state, finished_at IS NULL FROM sync.runs") == [("failed", False)]


def test_nothing_personal_is_stored_anywhere(amazon_of) -> None:
    amazon = amazon_of(days=10)
    amazon.run(is_forced=True)
    shop, world = amazon.simulator.world.shop, amazon.simulator.world
    canaries = set()
    for key in ("ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P"):
        place = MARKETPLACES[key]
        today = local_date(place, world.second())
        for day in days_between(today.replace(day=today.day - 8), today):
            for order in shop.day(place, day):
                canaries |= {order.buyer.name, order.buyer.street, order.buyer.postal_code}
                for line in order.lines:
                    canaries |= {line.gift_message, line.customised_url}
    canaries.discard("")
    assert len(canaries) > 200
    stored = "\n".join(
        json.dumps(row, default=str)
        for (table,) in read(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables"
            " WHERE table_schema IN ('seller', 'sync') AND table_type = 'BASE TABLE'"
        )
        for row in read(f"SELECT t::text FROM {table} t")
    )
    found = [word for word in canaries if len(word) > 5 and word in stored]
    assert found == []


_OPEN_REPORTS = (
    "SELECT 1 FROM sync.report_jobs WHERE stream = 'sales_traffic'"
    " AND state NOT IN ('closed', 'empty', 'failed')"
)


@pytest.mark.parametrize("days", [33, pytest.param(730, marks=pytest.mark.soak)])
def test_two_runs_at_amazon_s_pace_and_the_rest_without_it_bring_the_rows_of_no_pace_at_all(
    amazon_of, tell, days: int
) -> None:
    """At pace are two runs of every stream, in which nothing may be refused.

    What of a long history they leave is read with the rates off: all 730 days at pace would be days
    of waiting (`test_sales_and_traffic.py` has those of visits, the longest of them).
    """
    amazon = amazon_of(days=days, rate_plan="real")
    # Both regions wait on one fake clock here, so they go one after the other.
    results = amazon.run(threads=1)
    assert states(results) <= {"done", "waiting"}
    # Reports take minutes to make: no run waits long for them (test_advertising, test_listings).
    assert {one.stream for one in results if one.state == "waiting"} <= slow_streams()
    minutes = amazon.clock.monotonic() / 60
    amazon.clock.advance(600)
    assert states(amazon.run(threads=1)) <= {"done", "waiting"}
    assert amazon.simulator.world.rates.refused.total() == 0
    slow = _at_the_same_instants(amazon, days)
    _forget_everything()
    free = amazon_of(days=days)
    free.run()
    assert _differences(_at_the_same_instants(free, days), slow) == {}
    tell(
        f"{days} days, the first run at Amazon's own pace: {minutes:.0f} minutes on the fake clock"
    )


def slow_streams() -> set[str]:
    """The streams whose reports Amazon makes while nobody waits."""
    reports = {name for name in SOURCES if name.startswith("ads_s")}
    money = {"returns_fba", "returns_merchant", "reimbursements", "settlements"}
    ledger = {"ledger_events", "ledger_stock"}
    return reports | SNAPSHOTS | money | ledger | {"sales_traffic"}


def _at_the_same_instants(amazon: Amazon, days: int) -> dict[str, list[Any]]:
    """Bring a history to where another one can be compared with it, and return every table.

    From here on nobody waits. First every stream is brought to its end; then each runs at an
    instant of its own, the same in both worlds, so that what a report says of the moment is about
    the same one: hours later on that day (Amazon makes no second daily report within four), and on
    the next, on which the days of traffic that are still restated are read again.
    """
    amazon.simulator.world.rates.change_plan("off")
    amazon.settings = amazon.settings.model_copy(update={"simulator_rate_plan": "off"})
    began = parse_instant(FROZEN_NOW)
    amazon.clock.move_to(began + timedelta(hours=4))
    for name in SOURCES:
        _to_its_end(amazon, name)
    for hours in (9, 33):
        for minute, name in enumerate(SOURCES):
            amazon.clock.move_to(began + timedelta(hours=hours, minutes=minute))
            assert states(amazon.run(name, threads=1, is_forced=True)) == {"done"}, name
    amazon.simulator.stop()
    return _from_where_both_are_whole(snapshot(_every_table()), days)


def _to_its_end(amazon: Amazon, name: str) -> None:
    """Run a stream until nothing is under way and nothing of its history is missing."""
    for _ in range(12 + amazon.settings.backfill_days // MOST_HISTORY):
        results = amazon.run(name, threads=1)
        assert states(results) <= {"done", "waiting"}, results
        if states(results) == {"done"} and not _has_more(amazon, name):
            return
    raise AssertionError(f"{name} does not come to its end")


def _has_more(amazon: Amazon, name: str) -> bool:
    has_more = SOURCES[name].has_more
    if has_more is None:
        # Days of products come a few weeks a run, as reports that are planned.
        return name == "sales_traffic" and bool(read(_OPEN_REPORTS))
    now, days = amazon.clock.now(), amazon.settings.backfill_days
    with account_transaction(Role.SYNC, 1) as connection:
        return any(
            has_more(connection, seller, now, days) for seller in list_connections(is_demo=True)
        )


def _every_table() -> tuple[str, ...]:
    """Return every table of facts and sums, without those that say when something was seen.

    What an order was in between is one of them: who looks later may find it changed twice.
    """
    names = read(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = 'seller' AND table_type = 'BASE TABLE' ORDER BY 1"
    )
    seen = ("data_versions", "ads_restatements", "order_statuses")
    return tuple(name for (name,) in names if name not in seen)


def _differences(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return the first rows of each table that only one of two snapshots has."""
    texts = [{name: set(map(str, tables[name])) for name in one} for tables in (one, other)]
    found = {name: sorted(texts[0][name] ^ texts[1][name])[:6] for name in one}
    return {name: rows for name, rows in found.items() if rows}


def _from_where_both_are_whole(tables: dict[str, list[Any]], days: int) -> dict[str, list[Any]]:
    """Leave out the edge of the histories that begin at the minute at which their stream first ran.

    What was held back before the history of money begins is released up to two weeks later.
    """
    edge = parse_instant(FROZEN_NOW) - timedelta(days=days - 1)
    for name in ("money_daily", "money_product_daily"):
        first = min(row[2] for row in tables[name]) + timedelta(days=16)
        tables[name] = [row for row in tables[name] if row[2] > first]
        assert len({row[2] for row in tables[name]}) > 10
    later = {row[1] for row in tables["transactions"] if _instant_of(row) > edge}
    for name in ("transactions", "transaction_amounts"):
        tables[name] = [row for row in tables[name] if row[1] in later]
    for name in ("returns", "reimbursements"):
        tables[name] = [row for row in tables[name] if _instant_of(row) > edge]
    assert all(tables[name] for name in ("transactions", "returns", "reimbursements"))
    return tables


def _instant_of(row: tuple[Any, ...]) -> datetime:
    """Return when money moved, or a unit came back: the first instant of a row."""
    return next(value for value in row if isinstance(value, datetime))


def _forget_everything() -> None:
    for name in ("seller.storage_fees", "seller.fee_estimates", "seller.ledger_events",
                 "seller.inventory_planning", "seller.stranded_inventory",
                 "seller.returns", "seller.reimbursements", "seller.settlements",
                 "seller.transaction_amounts", "seller.transactions",
                 "seller.ads_restatements", "seller.ads_daily", "seller.ad_products_daily",
                 "seller.ad_targets_daily", "seller.ad_search_terms", "seller.ad_targets",
                 "seller.ad_groups", "seller.ad_campaigns", "seller.ad_profiles",
                 "seller.sales_control", "seller.traffic_daily", "seller.traffic_product_daily",
                 "seller.sales_daily", "seller.sales_hourly",
                 "seller.sales_product_daily", "seller.money_daily", "seller.money_product_daily",
                 "seller.inventory_daily", "seller.inventory", "seller.order_items",
                 "seller.order_statuses", "seller.orders", "seller.product_images",
                 "seller.listings", "seller.products",
                 "seller.marketplaces", "seller.data_versions", "sync.cursors",
                 "sync.report_jobs", "sync.rate_buckets", "sync.runs"):  # fmt: skip
        read(f"DELETE FROM {name} RETURNING 1")
