"""What the page Data health reads: the last run, the last good one, calls, quotas, other accounts."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from core.accounts import create_account
from core.clock import SystemClock
from core.database import Role, name_account, transaction
from core.settings import Settings, get_settings
from core.streams import STREAMS
from data.health import NEVER, StreamHealth, load_health, load_imports, load_reasons, load_runs

ACCOUNT = 1


def say(statement: str, account_id: int = ACCOUNT, **values: Any) -> None:
    with transaction(Role.OWNER) as connection:
        name_account(connection, account_id)
        connection.execute(text(statement), values)


def run(state: str, minutes_ago: int, **more: Any) -> datetime:
    started = SystemClock().now() - timedelta(minutes=minutes_ago)
    values = {"connection": 1, "stream": "orders", "kind": "run", "calls": 2, **more}
    say(
        "INSERT INTO sync.runs (account_id, connection_id, stream, kind, state, started_at,"
        " finished_at, rows_read, rows_written, calls)"
        " VALUES (1, :connection, :stream, :kind, :state, :at, :at, 9, 4, :calls)",
        state=state, at=started, **values,
    )  # fmt: skip
    return started


def at_rates(plan: str = "real") -> Settings:
    """The settings of an installation whose Amazon holds everybody to rates."""
    return get_settings().model_copy(update={"simulator_rate_plan": plan})


def orders(connection: int = 0) -> StreamHealth:
    found = load_health(ACCOUNT, get_settings(), SystemClock().now())[connection]
    assert [one.stream for one in found.streams] == list(STREAMS)
    return next(one for one in found.streams if one.stream == "orders")


@pytest.fixture(autouse=True)
def _database(database: Any) -> None:
    """Each test has a database of its own."""


def test_the_next_run_goes_by_the_last_good_one_and_the_state_by_the_last() -> None:
    good = run("done", 20)
    run("failed", 5)
    run("done", 1, kind="replay")
    run("failed", 0)
    one = orders()
    assert (one.state, one.rows_read, one.rows_written) == ("failed", 9, 4)
    assert one.next_due_at == good + timedelta(minutes=get_settings().sync_every_minutes)
    assert orders(1).state == NEVER


def test_a_stream_that_has_nothing_to_do_is_due_again_after_its_pace() -> None:
    run("done", 300)
    skipped = run("skipped", 3)
    assert orders().next_due_at == skipped + timedelta(minutes=15)


def test_a_stream_left_alone_and_a_paused_one_say_so() -> None:
    run("done", 20)
    until = datetime(2099, 1, 1, tzinfo=UTC)
    say(
        "INSERT INTO sync.stream_health (account_id, connection_id, stream, failures,"
        " left_alone_until) VALUES (1, 1, 'orders', 3, :until)",
        until=until,
    )
    assert (orders().next_due_at, orders().failures) == (until, 3)
    say(
        "INSERT INTO app.stream_schedules (account_id, stream, is_paused) VALUES (1, 'orders', true)"
    )
    assert orders().next_due_at is None


def test_a_run_whose_process_was_killed_does_not_run_for_ever() -> None:
    run("running", 5)
    assert orders().state == "abandoned"
    say(
        "INSERT INTO sync.leases (account_id, connection_id, stream, expires_at)"
        " VALUES (1, 1, 'orders', clock_timestamp() + interval '1 minute')"
    )
    assert orders().state == "running"
    say("UPDATE sync.leases SET expires_at = clock_timestamp() - interval '1 second'")
    assert orders().state == "abandoned"


def test_calls_of_the_last_day_are_counted_and_older_ones_are_not() -> None:
    run("done", 60 * 25, calls=100)
    run("done", 60, calls=3)
    run("failed", 10, calls=4)
    assert orders().calls_today == 7


def test_data_is_complete_up_to_the_cursor_where_there_is_one() -> None:
    run("done", 1)
    say(
        "INSERT INTO seller.data_versions (account_id, source, connection_id, version, synced_at)"
        " VALUES (1, 'orders', 1, 1, '2026-11-20 12:00+00')"
    )
    assert orders().complete_until == datetime(2026, 11, 20, 12, tzinfo=UTC)
    say(
        "INSERT INTO sync.cursors (account_id, connection_id, stream, cursor_at)"
        " VALUES (1, 1, 'orders', '2026-11-20 11:57+00')"
    )
    assert orders().complete_until == datetime(2026, 11, 20, 11, 57, tzinfo=UTC)


def test_quotas_tell_what_was_used_and_what_amazon_allows() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    say(
        "INSERT INTO sync.call_counts (account_id, connection_id, operation, called_on, calls)"
        " VALUES (1, 1, 'searchOrders', '2026-11-20', 5), (1, 1, 'searchOrders', '2026-11-19', 7),"
        " (1, 1, 'searchOrders', '2026-10-01', 99), (1, 1, 'adsReport', '2026-11-20', 1)"
    )
    say(
        "INSERT INTO sync.rate_buckets (account_id, connection_id, operation, rate, burst, tokens,"
        " updated_at) VALUES (1, 1, 'searchOrders', 0.0056, 20, 1, '2026-11-20 11:50+00')"
    )
    used, ads = load_health(ACCOUNT, at_rates(), now)[0].quotas
    assert (used.operation, used.today, used.month) == ("searchOrders", 5, 12)
    assert used.per_day == pytest.approx(483.84 + 20)
    assert used.left_now == pytest.approx(1 + 600 * 0.0056)
    assert (ads.today, ads.per_day, ads.left_now) == (1, None, None)


def test_before_a_rate_was_ever_held_amazon_s_published_one_is_told() -> None:
    say(
        "INSERT INTO sync.call_counts (account_id, connection_id, operation, called_on, calls)"
        " VALUES (1, 1, 'getReport', '2026-11-20', 5)"
    )
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    (quota,) = load_health(ACCOUNT, at_rates(), now)[0].quotas
    assert (quota.per_day, quota.left_now, quota.burst) == (2 * 86_400 + 15, None, None)
    (quota,) = load_health(ACCOUNT, at_rates("3"), now)[0].quotas
    assert quota.per_day == pytest.approx(3 * 2 * 86_400 + 15)


def test_where_nobody_is_held_to_a_rate_nothing_is_allowed_or_used_up() -> None:
    say(
        "INSERT INTO sync.call_counts (account_id, connection_id, operation, called_on, calls)"
        " VALUES (1, 1, 'createReport GET_SALES_AND_TRAFFIC_REPORT', '2026-11-20', 152)"
    )
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    (quota,) = load_health(ACCOUNT, at_rates("off"), now)[0].quotas
    assert (quota.today, quota.per_day) == (152, None)


def test_another_account_sees_nothing_of_it() -> None:
    run("done", 1)
    say(
        "INSERT INTO sync.quarantine (account_id, connection_id, stream, what, reason, sealed,"
        " fetched_at) VALUES (1, 1, 'orders', 'order', 'odd', 'x', now())"
    )
    say("INSERT INTO sync.imports (account_id, file_name, sha256, kind) VALUES (1, 'f', 'x', 'y')")
    with transaction(Role.OWNER) as connection:
        other = create_account(connection, "Somebody else")
    for account_id, is_there in ((ACCOUNT, True), (other, False)):
        seen = (
            load_health(account_id, get_settings(), SystemClock().now()),
            load_runs(account_id, 1, "orders"),
            load_reasons(account_id, 1, "orders"),
            load_imports(account_id),
        )
        assert [bool(one) for one in seen] == [is_there] * 4


def test_years_of_runs_do_not_slow_the_page_down() -> None:
    say(
        "INSERT INTO sync.runs (account_id, connection_id, stream, kind, state, started_at, calls)"
        " SELECT 1, 1 + n % 2, 'orders', 'run', 'done', now() - n * interval '10 minutes', 1"
        " FROM generate_series(1, 100000) n"
    )
    say("ANALYZE sync.runs")
    began = time.perf_counter()
    assert orders().calls_today == 71
    assert time.perf_counter() - began < 3.0
