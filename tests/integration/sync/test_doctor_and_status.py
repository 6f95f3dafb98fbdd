"""The doctor finds what is wrong and says what to do; the status tells what is next."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from core.accounts import create_account
from core.clock import FakeClock, SystemClock
from core.database import Role, engine_for, transaction
from core.rate_plans import PUBLISHED
from core.streams import STREAMS
from sync.connections import list_connections
from sync.doctor import _rates, examine, print_findings
from sync.findings import OK, TROUBLE, WARNING, Finding
from sync.rates import RateLimits
from sync.roles import PROBES
from sync.runner import Runner
from sync.status import hours_between_looks, print_status, read_status, read_usage
from sync.stopping import Stop
from tests.integration.sync.conftest import Amazon, read, states

Make = Callable[..., Amazon]


def findings(amazon: Amazon, **settings: object) -> dict[str, Finding]:
    """Ask the doctor, on the shop's own clock."""
    own = amazon.settings.model_copy(update=settings)
    runner = Runner(own, amazon.clock, amazon.clock, Stop(amazon.clock))
    return {one.what: one for one in examine(own, amazon.clock, runner.connected)}


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
    wrong = FakeClock(amazon.clock.now() + timedelta(minutes=10))
    runner = Runner(amazon.settings, wrong, wrong, Stop(wrong))
    found = {one.what: one for one in examine(amazon.settings, wrong, runner.connected)}
    assert found["clock NA"].level == TROUBLE
    assert "600 seconds" in found["clock NA"].sentence


def test_the_doctor_says_where_amazon_allows_less_than_usual(amazon_of: Make) -> None:
    amazon = amazon_of(days=3, rate_plan="real")
    assert findings(amazon)["rates NA"].level == OK
    read("UPDATE sync.rate_buckets SET rate = rate / 4 WHERE operation = 'getOrder' RETURNING 1")
    seller = list_connections(is_demo=True)[0]
    limits = RateLimits(seller, 1.0, amazon.clock, amazon.clock.sleep)
    for _ in range(20):
        limits.take("searchOrders")
    told = [
        one.sentence
        for one in _rates(seller, amazon.settings, amazon.clock)
        if one.level == WARNING
    ]
    assert any("450 calls of getOrder an hour, and usually 1800" in one for one in told), told
    assert any("searchOrders are used up; the next is in 3 minutes" in one for one in told), told
    limits.throttled("getReports", None, 1800)
    told = [one.sentence for one in _rates(seller, amazon.settings, amazon.clock)]
    assert any("no call of getReports before 12:30 UTC" in one for one in told), told


def test_each_role_has_a_probe_that_names_it_and_what_comes_in_by_it(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    for operation in {one.operation for one in PROBES}:
        # Refused with a token, and with a fresh one: that is a missing role.
        calls = 2 * sum(one.operation == operation for one in PROBES)
        amazon.fault("http_error", operation=operation, status=403, count=calls)
    found = findings(amazon)
    for one in PROBES:
        told = found[f"{one.what} NA"]
        assert told.level == TROUBLE, one
        assert f"The role is called {one.role}." in told.sentence
        assert all(STREAMS[name].title in told.sentence for name in one.streams)
        assert found[f"{one.what} EU"].level == OK


def test_a_stream_that_was_refused_names_its_role(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    amazon.run("marketplaces")
    amazon.fault("http_error", operation="createReport", status=403, count=4)
    assert states(amazon.run("sales_traffic")) == {"forbidden"}
    told = findings(amazon)["stream sales_traffic NA"]
    assert told.level == WARNING
    assert "The role is called Brand Analytics." in told.sentence


def test_an_advertising_key_that_opens_nothing_is_told_with_what_to_do(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    amazon.fault("http_error", operation="adsProfiles", status=403, count=2)
    amazon.fault("answer", operation="adsProfiles", status=200, body="[]")
    found = findings(amazon)
    assert found["advertising NA"].level == TROUBLE
    assert "ADS_REFRESH_TOKEN_NA" in found["advertising NA"].sentence
    assert found["advertising EU"].level == WARNING
    assert "no advertising account" in found["advertising EU"].sentence


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
    assert all(one["calls_per_1000_orders_read"] <= 12 for one in usage.values()), usage
    reading = sum(row["calls"] for one in usage.values() for row in one["get_calls_by_day"])
    writing = ("createReport", "adsReportCreate")
    rates = amazon.simulator.world.rates
    made = {name: served[name] + rates.refused[name] for name in PUBLISHED}
    assert reading == sum(count for name, count in made.items() if name not in writing)
    bucket = next(row for row in usage["NA"]["buckets"] if row["operation"] == "createReport")
    assert 0 <= bucket["tokens"] <= bucket["burst"] == 15
    assert print_status(amazon.settings, amazon.clock, as_json=False, with_usage=True) == 0
    assert "calls per 1,000 orders" in capsys.readouterr().out


def test_a_line_of_status_says_day_and_zone_and_whose_it_is_where_there_are_several_accounts(
    amazon_of: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    amazon = amazon_of(days=3)
    amazon.run("marketplaces")

    def lines() -> list[str]:
        capsys.readouterr()
        print_status(amazon.settings, amazon.clock, as_json=False, with_usage=True)
        return [one for one in capsys.readouterr().out.splitlines() if "marketplaces" in one]

    moment = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"
    assert all(re.search(f"{moment} +next {moment}", one) for one in lines())
    assert all(one.startswith("marketplaces ") for one in lines())
    with transaction(Role.OWNER) as connection:
        create_account(connection, "The other shop", is_demo=True)
    [(name,)] = read("SELECT name FROM app.accounts WHERE account_id = 1")
    assert lines()
    assert all(one.startswith(f"{name}: marketplaces ") for one in lines())


def test_the_doctor_names_the_account_in_each_of_its_lines_where_there_are_several(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=3)
    amazon.run("marketplaces")
    alone = findings(amazon)
    with transaction(Role.OWNER) as connection:
        create_account(connection, "The other shop", is_demo=True)
        connection.exec_driver_sql("SELECT set_config('app.account_id', '1', true)")
        connection.exec_driver_sql(
            "UPDATE app.connections SET state = 'needs_reauth' WHERE region = 'EU'"
        )
    [(name,)] = read("SELECT name FROM app.accounts WHERE account_id = 1")
    found = findings(amazon)
    ours = {what for what, one in alone.items() if one.account_id == 1 and what.endswith(" NA")}
    assert {"clock NA", "getOrder NA", "rates NA", "advertising NA", "stream orders NA"} <= ours
    assert {f"{name}: {what}" for what in (*ours, "key EU")} <= set(found)
    # What is nobody's alone has no name before it.
    assert {what for what in found if not what.startswith(f"{name}: ")} == {
        "schedule", "database as sync", "database as web", "free SQL", "order queue"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "hours", "between"),
    # 100 orders a day change 300 times; 2,000 a day need a look every 22 minutes.
    [
        (2_100, 168.0, 7.2),
        (42_000, 168.0, 0.4),
        (0, 168.0, None),
        (50, 23.0, None),
        (5, None, None),
    ],
)
def test_how_seldom_a_shop_has_to_be_looked_at_for_12_calls_in_all(
    changes: int, hours: float | None, between: float | None
) -> None:
    found = hours_between_looks(changes, hours)
    assert found == between
    if found is not None and hours is not None:
        assert 1000 / (changes * found / hours) <= 12


def test_beyond_looks_and_sweep_1000_orders_read_once_in_a_search_cost_at_most_12_calls(
    amazon_of: Make,
) -> None:
    """What a page brings, lines included: not what a shop pays in all.

    Five days are searched at once, so that each order is read in one state only; the look that is
    made whether or not there is anything is taken out, and the nightly sweep is said to be done.
    What an order costs in all at 100, 2,000 and 10,000 a day stands in docs/operators.md.
    """
    amazon = amazon_of(days=2)
    amazon.run("marketplaces", "orders")
    served = amazon.simulator.world.rates.served
    searches, reports = served["searchOrders"], served["createReport"]
    amazon.clock.advance(5 * 24 * 3600)
    # The nightly sweep is three more calls a night, for however many orders.
    read(
        'UPDATE sync.cursors SET position = position || \'{"swept_on": "2026-11-25"}\''
        " WHERE stream = 'orders' RETURNING 1"
    )
    began = amazon.clock.now()
    assert {one.state for one in amazon.run("orders")} == {"done"}
    assert served["createReport"] == reports
    [(orders, lines)] = read(
        "SELECT count(DISTINCT o.amazon_order_id), count(*) FROM seller.orders o"
        " JOIN sync.runs r USING (account_id, run_id)"
        " JOIN seller.order_items USING (account_id, amazon_order_id)"
        " WHERE r.started_at >= :began",
        began=began,
    )
    assert orders > 700
    assert lines > orders
    # Each connection's first page is the look that is made whether or not there is anything.
    looks = 2
    assert (served["searchOrders"] - searches - looks) / orders * 1000 <= 12
