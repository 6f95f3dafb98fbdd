"""F35 to F40 and F57: the database goes away, fills up, collides, or is being changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text

from core.database import Role, address_of, embedded_server, engine_for
from core.errors import EXIT_FAILED
from tests.faults.oracle import History, assert_honest, assert_same, assert_settled, history
from tests.faults.postgres_proxy import Strike
from tests.faults.processes import Commands
from tests.faults.rival import Rival, deadlocks
from tests.faults.shop import Shop, by_stream, states
from tests.faults.small_disk import SmallDisk
from tests.integration.sync.conftest import read
from tests.integration.sync.test_database_faults import before_saving, fail_with

INTO_ORDERS = "INSERT INTO seller.orders AS stored"


@pytest.fixture(autouse=True)
def calm(commands: Commands) -> Iterator[None]:
    """No strike is left from another test."""
    commands.proxy.strike(None)
    yield
    commands.proxy.strike(None)


def test_f35_a_session_that_is_ended_in_a_page_costs_a_second_try(
    later: Shop, expected_later: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(connection: object, count: int) -> None:
        if count in (1, 3):
            connection.execute(  # type: ignore[attr-defined]
                text("SELECT pg_terminate_backend(pg_backend_pid())")
            )

    before_saving(monkeypatch, "orders", end)
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)


@pytest.mark.parametrize("how", ["before", "after"])
def test_f35_a_commit_whose_answer_is_lost_is_done_once(
    commands: Commands, later: Shop, expected_later: History, how: str
) -> None:
    """The line to the database breaks at a page's commit: nobody knows whether it was done."""
    lost = Strike(1, only="pg_notify", how=how)
    commands.proxy.strike(lost)
    assert commands.run(later) == 0, commands.said()[-2000:]
    assert lost.has_struck.is_set()
    assert_same(history(), expected_later)
    assert_settled()


def test_f35_a_server_that_is_stopped_at_once_in_a_page_loses_nothing(
    commands: Commands, later: Shop, expected_later: History
) -> None:
    stopped = Strike(1, only=INTO_ORDERS, how="hold")
    commands.proxy.strike(stopped)
    commands.start(later)
    assert stopped.has_struck.wait(30)
    embedded_server().stop("immediate")
    embedded_server().ensure_running()
    stopped.go_on.set()
    assert commands.wait() in (0, 1)
    engine_for(Role.SYNC).dispose()
    assert_honest(later.world)
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)
    assert_settled()


def test_f36_a_database_that_is_down_at_the_start_is_one_sentence(
    commands: Commands, later: Shop, expected_later: History
) -> None:
    nobody = "postgresql://postgres@127.0.0.1:9/amazon_monitor"
    said = len(commands.said())
    assert commands.run(later, DATABASE_URL=nobody) == EXIT_FAILED
    words = commands.said()[said:]
    assert "The database does not answer" in words
    assert "Traceback" not in words
    assert later.world.rates.served.total() == 0
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)


def test_f37_a_full_disk_leaves_no_half_page_and_goes_on_when_there_is_room(
    later: Shop, expected_later: History
) -> None:
    before = history()
    with SmallDisk() as disk:
        disk.fill()
        results = by_stream(later.run("orders"))
        assert results["orders"].state == "failed"
        assert "The disk that holds the database is full" in results["orders"].sentence
        assert_same(history(), before)
        assert_honest(later.world)
        assert_settled()
        disk.make_room()
        assert states(later.run()) == {"done"}
        assert_same(history(), expected_later)


def test_f37_what_postgresql_says_of_a_full_disk_is_understood_on_every_machine(
    later: Shop, expected_later: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = history()
    with monkeypatch.context() as patch:
        before_saving(patch, "orders", fail_with("53100", times=99))
        results = by_stream(later.run("orders"))
    assert results["orders"].state == "failed"
    assert "The disk that holds the database is full" in results["orders"].sentence
    assert_same(history(), before)
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)


def test_f38_a_deadlock_with_another_writer_is_repeated_three_times_at_most(
    later: Shop, expected_later: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = deadlocks()
    with monkeypatch.context() as patch, Rival(times=99) as rival:
        pages = before_saving(patch, "orders", rival)
        assert states(later.run("orders")) == {"failed"}
    # Two connections, three tries each; then the run ends.
    assert pages == [6]
    assert deadlocks() == found + 6
    assert_honest(later.world)
    assert_settled()
    with Rival(times=2) as rival:
        before_saving(monkeypatch, "orders", rival)
        assert states(later.run()) == {"done"}
    assert deadlocks() == found + 8
    assert_same(history(), expected_later)


def test_f38_a_serialization_failure_is_repeated_three_times_at_most(
    later: Shop, expected_later: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading what is committed, as we do, never fails so; a server may be set otherwise."""
    with monkeypatch.context() as patch:
        pages = before_saving(patch, "orders", fail_with("40001", times=99))
        assert states(later.run("orders")) == {"failed"}
    assert pages == [6]
    before_saving(monkeypatch, "orders", fail_with("40001", times=2))
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)


def test_f39_f57_a_migration_in_the_middle_of_a_run_is_waited_for(
    commands: Commands, later: Shop, expected_later: History
) -> None:
    """A table is locked and gets a column while a page is on its way into it."""
    arriving = Strike(1, only="CREATE TEMPORARY TABLE incoming_orders", how="hold")
    commands.proxy.strike(arriving)
    commands.start(later)
    assert arriving.has_struck.wait(30)
    with engine_for(Role.OWNER).begin() as connection:
        connection.exec_driver_sql("ALTER TABLE seller.orders ADD COLUMN something_new text")
        arriving.go_on.set()
        wait_until_somebody_waits()
    assert commands.wait() == 0, commands.said()[-2000:]
    with engine_for(Role.OWNER).begin() as connection:
        connection.exec_driver_sql("ALTER TABLE seller.orders DROP COLUMN something_new")
    assert_same(history(), expected_later)


def wait_until_somebody_waits() -> None:
    """Return when a session of the sync waits for a lock."""
    watching = create_engine(address_of(Role.OWNER), isolation_level="AUTOCOMMIT")
    try:
        with watching.connect() as connection:
            while not connection.scalar(
                text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            ):
                pass
    finally:
        watching.dispose()


def test_f39_a_lock_that_is_held_too_long_ends_the_stream_with_a_sentence(
    commands: Commands, later: Shop, expected_later: History
) -> None:
    said = len(commands.said())
    with engine_for(Role.OWNER).begin() as connection:
        connection.exec_driver_sql("LOCK TABLE seller.orders IN ACCESS EXCLUSIVE MODE")
        code = commands.run(later, "run", "orders", PGOPTIONS="-c statement_timeout=1500ms")
    assert code == EXIT_FAILED
    words = commands.said()[said:]
    assert "took too long" in words
    assert "Traceback" not in words
    assert_settled()
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)


def test_f40_a_pool_without_a_free_connection_is_waited_for_and_then_left(
    later: Shop, expected_later: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engine_for(Role.SYNC)
    monkeypatch.setattr(engine.pool, "_timeout", 0.1)
    taken = [engine.connect() for _ in range(15)]
    try:
        with pytest.raises(Exception, match="The database is busy"):
            later.run("orders")
    finally:
        for connection in taken:
            connection.close()
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)
    assert read("SELECT 1") == [(1,)]
