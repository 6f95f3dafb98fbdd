"""The doctor finds what is wrong and says what to do; the status tells what is next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.clock import FakeClock, SystemClock
from core.database import Role, engine_for
from sync.doctor import OK, TROUBLE, WARNING, Finding, examine, print_findings
from sync.runner import Runner
from sync.status import print_status, read_status, read_usage
from sync.stopping import Stop
from tests.integration.sync.conftest import Amazon

Make = Callable[..., Amazon]


def findings(amazon: Amazon, **settings: object) -> dict[str, Finding]:
    """Ask the doctor, with the machine's own clock."""
    own = amazon.settings.model_copy(update=settings)
    timer = SystemClock()
    runner = Runner(own, amazon.clock, timer, Stop(timer))
    return {one.what: one for one in examine(own, timer, runner.connected)}


def test_all_is_well_after_a_good_run(amazon_of: Make, capsys: pytest.CaptureFixture[str]) -> None:
    amazon = amazon_of(days=3)
    amazon.run()
    found = findings(amazon)
    assert {one.level for one in found.values()} == {OK}, found
    assert {"database as sync", "clock NA", "getOrder EU", "stream orders NA"} <= set(found)
    assert print_findings(iter(found.values())) == 0
    assert "PostgreSQL" in capsys.readouterr().out


def test_a_missing_role_is_named(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    amazon.fault("http_error", operation="getOrder", status=403, count=4)
    found = findings(amazon)
    assert found["getOrder NA"].level == TROUBLE
    assert "Inventory and Order Tracking" in found["getOrder NA"].sentence
    assert print_findings(iter(found.values())) == 1


def test_a_wrong_clock_is_named_with_its_seconds(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    timer = FakeClock(SystemClock().now() + timedelta(minutes=10))
    runner = Runner(amazon.settings, amazon.clock, timer, Stop(timer))
    found = {one.what: one for one in examine(amazon.settings, timer, runner.connected)}
    assert found["clock NA"].level == TROUBLE
    assert "600 seconds" in found["clock NA"].sentence.replace("599", "600").replace("601", "600")


def test_a_refused_key_and_switched_off_schedules_are_told(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    with engine_for(Role.OWNER).begin() as connection:
        connection.exec_driver_sql("SELECT set_config('app.account_id', '1', true)")
        connection.exec_driver_sql(
            "UPDATE app.connections SET state = 'needs_reauth' WHERE region = 'NA'"
        )
    found = findings(amazon, disable_schedules=True)
    assert found["key NA"].level == TROUBLE
    assert found["schedule"].level == WARNING
    assert "getOrder NA" not in found
    assert found["getOrder EU"].level == OK


def test_without_the_simulator_each_connection_is_one_sentence(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    amazon.simulator.stop()
    found = findings(amazon)
    assert found["getMarketplaceParticipations NA"].level == TROUBLE
    assert "clock NA" not in found


def test_the_status_tells_when_each_stream_is_due_next(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    timer = SystemClock()
    assert {row["state"] for row in read_status(amazon.settings, timer)} == {"never run"}
    amazon.run()
    rows = {(row["stream"], row["connection"]): row for row in read_status(amazon.settings, timer)}
    orders = rows["orders", "NA"]
    assert orders["next_due_at"] - orders["started_at"] == timedelta(minutes=15)
    with engine_for(Role.OWNER).begin() as connection:
        connection.exec_driver_sql("SELECT set_config('app.account_id', '1', true)")
        connection.exec_driver_sql(
            "INSERT INTO app.stream_schedules (account_id, stream, is_paused)"
            " VALUES (1, 'orders', true)"
        )
    paused = [row for row in read_status(amazon.settings, timer) if row["stream"] == "orders"]
    assert [row["next_due_at"] for row in paused] == [None, None]


def test_calls_are_counted_by_operation_and_what_an_order_costs_is_told(
    amazon_of: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    amazon = amazon_of(days=60, rate_plan="real")
    amazon.run()
    served = amazon.simulator.world.rates.served
    usage = {row["connection"]: row for row in read_usage(amazon.settings, amazon.clock)}
    counted = sum(
        row["month"] for one in usage.values() for row in one["calls"]
        if row["operation"] == "searchCatalogItems"
    )  # fmt: skip
    assert counted == served["searchCatalogItems"] > 0
    assert all(one["calls_per_1000_orders"] <= 12 for one in usage.values()), usage
    bucket = next(row for row in usage["NA"]["buckets"] if row["operation"] == "createReport")
    assert 0 <= bucket["tokens"] <= bucket["burst"] == 15
    assert print_status(amazon.settings, amazon.clock, as_json=False, with_usage=True) == 0
    assert "calls per 1,000 orders" in capsys.readouterr().out
