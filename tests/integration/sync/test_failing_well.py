"""Trouble stays where it is: one key, one stream, one row; and each trouble ends."""

from __future__ import annotations

import json
import select
from collections.abc import Callable
from typing import Any

import pytest

from core.database import Role, engine_for
from core.errors import DataError
from core.setup_accounts import ensure_first_account
from data.health import load_health
from sync import after_update
from sync.connections import NEEDS_REAUTH, list_connections
from sync.doctor import examine
from sync.findings import WARNING
from sync.runner import Runner
from sync.sources import orders_api, orders_report
from sync.stopping import Stop
from tests.conftest import FROZEN_NOW
from ui.health.words import standing_of

from .conftest import Amazon, read, snapshot, states

Make = Callable[..., Amazon]


def test_an_invalid_key_stops_its_own_connection_only_and_waits_for_a_new_one(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=3)
    monkeypatch.setattr(
        "sync.runner.refresh_token_of",
        lambda seller: "Atzr|gone" if seller.region == "NA" else "Atzr|demo-eu",
    )
    results = amazon.run()
    assert [one.state for one in results if one.connection == "NA"] == ["needs_reauth"]
    assert {one.state for one in results if one.connection == "EU"} == {"done"}
    assert [one.region for one in list_connections(is_demo=True, state=NEEDS_REAUTH)] == ["NA"]
    calls = amazon.simulator.world.rates.served["token"]
    again = amazon.run("orders")
    assert {(one.connection, one.state) for one in again} == {
        ("NA", "needs_reauth"),
        ("EU", "done"),
    }
    assert "new key" in next(one.sentence for one in again if one.connection == "NA")
    assert amazon.simulator.world.rates.served["token"] - calls <= 1


def test_a_forced_run_tries_the_old_key_and_a_good_answer_makes_the_connection_active(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=3)
    with engine_for(Role.OWNER).begin() as connection:
        connection.exec_driver_sql("SELECT set_config('app.account_id', '1', true)")
        connection.exec_driver_sql("UPDATE app.connections SET state = 'needs_reauth'")
    assert amazon.run("marketplaces")[0].state == "needs_reauth"
    assert states(amazon.run("marketplaces", is_forced=True)) == {"done"}
    assert list_connections(is_demo=True, state=NEEDS_REAUTH) == []


def test_the_same_key_at_a_new_start_does_not_make_a_refused_connection_active(
    database: Any,
) -> None:
    with engine_for(Role.OWNER).begin() as connection:
        connection.exec_driver_sql("SELECT set_config('app.account_id', '1', true)")
        connection.exec_driver_sql("UPDATE app.connections SET state = 'needs_reauth'")
    ensure_first_account()
    assert len(list_connections(is_demo=True, state=NEEDS_REAUTH)) == 2


def test_a_missing_role_stops_its_stream_for_a_while_and_no_other(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=3)
    amazon.fault("http_error", operation="getInventorySummaries", status=403, count=8)
    results = amazon.run()
    assert {one.state for one in results if one.stream == "inventory"} == {"forbidden"}
    assert {one.state for one in results if one.stream != "inventory"} == {"done"}
    amazon.simulator.world.faults.clear()
    amazon.clock.advance(14 * 60)
    assert "inventory" not in {one.stream for one in amazon.run_due()}
    amazon.clock.advance(2 * 60)
    assert {one.state for one in amazon.run_due() if one.stream == "inventory"} == {"done"}


def test_a_stream_that_fails_again_and_again_is_left_alone_until_a_person_asks(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=3)
    amazon.run("marketplaces", "orders")
    for _ in range(3):
        amazon.fault("http_error", operation="getInventorySummaries", status=400, count=40)
        assert states(amazon.run("inventory")) == {"failed"}
        amazon.simulator.world.faults.clear()
    assert "inventory" not in {one.stream for one in amazon.run_due()}
    assert states(amazon.run("inventory")) == {"done"}
    assert read("SELECT DISTINCT failures FROM sync.stream_health WHERE stream = 'inventory'") == [
        (0,)
    ]


def test_a_schedule_set_by_a_person_is_kept(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    amazon.run()
    with engine_for(Role.OWNER).begin() as connection:
        connection.exec_driver_sql("SELECT set_config('app.account_id', '1', true)")
        connection.exec_driver_sql(
            "INSERT INTO app.stream_schedules (account_id, stream, every_minutes, is_paused)"
            " VALUES (1, 'inventory', 600, false), (1, 'orders', NULL, true)"
        )
        # The database's own clock says when a run began; the test's stands elsewhere.
        connection.exec_driver_sql(f"UPDATE sync.runs SET started_at = '{FROZEN_NOW}'")
    amazon.clock.advance(2 * 3600)
    assert {"inventory", "orders"}.isdisjoint({one.stream for one in amazon.run_due()})
    amazon.clock.advance(9 * 3600)
    assert "inventory" in {one.stream for one in amazon.run_due()}


def test_what_cannot_be_read_is_kept_sealed_and_read_again_by_later_code(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=4)
    amazon.run()
    expected = snapshot()
    _forget()
    parse_text, parse_json = orders_report.parse_order, orders_api.parse_order
    victims: list[str] = []

    def clumsy(element: Any) -> Any:
        order = parse_text(element)
        if order is not None and len(victims) < 5:
            victims.append(order.order.amazon_order_id)
            raise DataError(f"The order {victims[-1]} has a word we do not know.")
        return order

    monkeypatch.setattr(orders_report, "parse_order", clumsy)
    results = amazon.run()
    assert [one.state for one in results if one.stream == "orders"].count("partial") >= 1
    kept = read("SELECT natural_key, reason, sealed FROM sync.quarantine")
    assert {row[0] for row in kept} == set(victims)
    assert all(b"<Order" not in bytes(row[2]) for row in kept)
    assert read(
        "SELECT count(*) FROM seller.orders WHERE amazon_order_id = ANY(:keys)", keys=victims
    ) == [(0,)]
    monkeypatch.setattr(orders_report, "parse_order", parse_text)
    monkeypatch.setattr(orders_api, "parse_order", parse_json)
    assert states(amazon.run("orders", kind="replay", is_forced=True)) == {"done"}
    assert read("SELECT count(*) FROM sync.quarantine WHERE replayed_at IS NULL") == [(0,)]
    assert snapshot()["orders"] == expected["orders"]
    assert snapshot()["sales_daily"] == expected["sales_daily"]


def test_what_was_set_aside_is_read_again_once_by_the_first_run_after_an_update(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=4)
    amazon.run("marketplaces")
    parse = orders_report.parse_order

    def clumsy(element: Any) -> Any:
        order = parse(element)
        if order is not None and order.order.amazon_order_id.endswith("7"):
            raise DataError("It has a word we do not know.")
        return order

    waiting = "SELECT count(*) FROM sync.quarantine WHERE replayed_at IS NULL"
    replays = "SELECT count(*) FROM sync.runs WHERE kind = 'replay'"
    monkeypatch.setattr(orders_report, "parse_order", clumsy)
    amazon.run("orders")
    [(kept,)] = read(waiting)
    assert kept > 0
    # The same code does not try in vain what it has tried; an update does, once.
    amazon.run("orders")
    assert (read(waiting), read(replays)) == ([(kept,)], [(0,)])
    monkeypatch.setattr(after_update, "edition", lambda: "newer, and no wiser")
    amazon.run("orders")
    [(tried,)] = read(replays)
    amazon.run("orders")
    assert (read(waiting), read(replays)) == ([(kept,)], [(tried,)])
    assert tried > 0
    monkeypatch.setattr(orders_report, "parse_order", parse)
    monkeypatch.setattr(after_update, "edition", lambda: "newer and wiser")
    amazon.run("orders")
    assert read(waiting) == [(0,)]
    assert read(replays)[0][0] > tried


def test_listeners_hear_of_each_commit_that_changed_rows(amazon_of: Make) -> None:
    amazon = amazon_of(days=2)
    listener = engine_for(Role.WEB).raw_connection()
    try:
        listener.driver_connection.autocommit = True
        with listener.cursor() as cursor:
            cursor.execute("LISTEN seller_monitor")
        amazon.run()
        assert select.select([listener.driver_connection], [], [], 10)[0]
        listener.driver_connection.poll()
        heard = [json.loads(one.payload) for one in listener.driver_connection.notifies]
        listener.driver_connection.notifies.clear()
        assert {name for one in heard for name in one["versions"]} >= {"orders", "inventory"}
        assert {one["account_id"] for one in heard} == {1}
        amazon.run(is_forced=True)
        listener.driver_connection.poll()
        assert listener.driver_connection.notifies == []
    finally:
        listener.invalidate()


def _forget() -> None:
    with engine_for(Role.OWNER).begin() as connection:
        connection.exec_driver_sql(
            "TRUNCATE seller.orders, seller.order_items, seller.sales_daily, seller.sales_hourly,"
            " seller.sales_product_daily, sync.cursors, sync.report_jobs CASCADE"
        )


@pytest.mark.parametrize(
    ("stream", "operation", "told"),
    [
        ("sales_control", "getOrderMetrics", "SELECT marketplace_id FROM seller.sales_control"),
        (
            "products",
            "searchCatalogItems",
            "SELECT marketplace_id FROM seller.listings WHERE catalog_asked_at IS NOT NULL",
        ),
    ],
)
def test_a_marketplace_that_fails_does_not_stop_the_next_one(
    amazon_of: Make, stream: str, operation: str, told: str
) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces", "inventory")
    # America has one marketplace, Europe two: the first of each is refused.
    amazon.fault("http_error", operation=operation, status=400, count=2)
    results = {one.connection: one for one in amazon.run(stream)}
    assert {one.state for one in results.values()} == {"failed"}
    assert len(set(read(told))) == 1
    assert results["EU"].rows_written > 0
    assert states(amazon.run(stream)) == {"done"}
    assert len(set(read(told))) == 3


def test_a_marketplace_that_is_too_new_for_us_is_told_and_stops_nothing(amazon_of: Make) -> None:
    amazon = amazon_of(days=2)

    def with_a_new_one(answer: dict[str, Any]) -> dict[str, Any]:
        place = {"id": "A0NEW", "name": "Amazon.xy", "domainName": "www.amazon.xy"}
        entry = {"marketplace": place, "participation": {"isParticipating": True}}
        return {"payload": [*answer["payload"], entry]}

    amazon.simulator.world.faults.edit("getMarketplaceParticipations", with_a_new_one)
    results = amazon.run("marketplaces", "orders")
    assert {one.state for one in results if one.stream == "orders"} == {"done"}
    told = [one for one in results if one.stream == "marketplaces"]
    assert {one.state for one in told} == {"partial"}
    assert all("Amazon.xy (A0NEW)" in one.sentence for one in told)
    runner = Runner(amazon.settings, amazon.clock, amazon.clock, Stop(amazon.clock))
    doctor = {one.what: one for one in examine(amazon.settings, amazon.clock, runner.connected)}
    assert doctor["stream marketplaces NA"].level == WARNING
    assert "A0NEW" in doctor["stream marketplaces NA"].sentence
    page = load_health(1, amazon.settings, amazon.clock.now())[0]
    stream = next(one for one in page.streams if one.stream == "marketplaces")
    assert standing_of(stream, amazon.clock.now()).advice == told[0].sentence
