"""F29 to F34: the process is killed, frozen, told to end, or not alone."""

from __future__ import annotations

import signal
import time

import pytest

from core.errors import EXIT_BUSY
from simulator.reports.kinds import File
from sync.runner import exit_code
from tests.faults.killing import KILLED, count, kill_at, run_and_kill, spread, without_jobs
from tests.faults.oracle import (
    Expected,
    History,
    assert_free,
    assert_honest,
    assert_same,
    assert_settled,
    history,
)
from tests.faults.postgres_proxy import WRITING_COMMIT, Strike
from tests.faults.processes import Commands
from tests.faults.shop import STREAMS, Shop, by_stream, states
from tests.integration.sync.conftest import read

# A page of orders goes into its table by this statement; it is in the middle of a transaction.
INTO_ORDERS = "INSERT INTO seller.orders AS stored"


def test_f29_f30_a_run_without_a_fault_behind_the_proxy_is_the_same(
    commands: Commands, shop: Shop, expected: History
) -> None:
    assert count(commands, shop, "COMMIT") > 20
    assert_same(history(), expected)


@pytest.mark.parametrize("how", ["before", "after"])
def test_f29_f30_killed_at_some_commits_nothing_is_lost_and_nothing_is_double(
    commands: Commands, shop: Shop, expected: History, how: str
) -> None:
    total = count(commands, shop, "COMMIT")
    for at in spread(total, 6)[1:-1]:
        shop.restore("empty")
        assert kill_at(commands, shop, Expected(expected), at, how, "COMMIT")


def test_f30_killed_between_a_page_and_its_cursor_neither_is_there(
    commands: Commands, shop: Shop, expected: History
) -> None:
    for only in ("INSERT INTO sync.cursors", INTO_ORDERS):
        shop.restore("empty")
        assert kill_at(commands, shop, Expected(expected), 1, "after", only)


def test_f29_killed_in_the_search_its_pages_come_again(
    commands: Commands, later: Shop, expected_later: History
) -> None:
    for at in (1, 3):
        later.restore("first_day")
        assert kill_at(commands, later, Expected(expected_later), at, "before", INTO_ORDERS)


def test_f29_f30_killed_again_and_again_over_every_stream_nothing_is_lost_and_nothing_is_double(
    commands: Commands, every_stream: Shop
) -> None:
    assert count(commands, every_stream, WRITING_COMMIT) > 500
    expected = history()
    # The marketplaces of this shop share no stock.
    assert [name for name, rows in expected.items() if not rows] == ["stock_pools"]
    every_stream.restore("empty")
    assert run_and_kill(commands, every_stream, 120, seed=1) > 5
    assert_same(without_jobs(history()), without_jobs(expected))
    assert_free()


def test_f31_killed_while_a_report_is_downloaded_the_same_report_is_read_next(
    commands: Commands, shop: Shop, expected: History
) -> None:
    def die(file: File) -> File:
        commands.kill()
        return file

    shop.edit("document", die)
    assert commands.run(shop) == KILLED
    asked = {row[0] for row in read("SELECT report_id FROM sync.report_jobs"
                                    " WHERE report_id IS NOT NULL")}  # fmt: skip
    assert asked
    shop.world.faults.clear()
    assert commands.run(shop) == 0
    assert asked <= {row[0] for row in read("SELECT report_id FROM sync.report_jobs")}
    assert_same(history(), expected)


def test_f32_a_second_cron_finds_the_work_taken_and_ends_with_75(
    commands: Commands, later: Shop, expected_later: History
) -> None:
    holding = Strike(1, only="FOR SHARE", how="hold")
    commands.proxy.strike(holding)
    commands.start(later, "run", "orders")
    assert holding.has_struck.wait(20)
    try:
        second = later.run("orders")
        assert "busy" in states(second)
        taken = [one for one in second if one.state == "busy"]
        assert exit_code(taken) == EXIT_BUSY
        assert "Nothing is lost" in taken[0].sentence
    finally:
        holding.go_on.set()
    assert commands.wait() in (0, 1)
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)


def test_f33_a_holder_that_was_frozen_is_refused_at_its_commit(
    commands: Commands, later: Shop, expected_later: History
) -> None:
    # Frozen after Amazon has answered and before the page's transaction looks at the lease.
    frozen = Strike(1, only="FOR SHARE", how="hold", do=lambda: commands.kill(signal.SIGSTOP))
    commands.proxy.strike(frozen)
    commands.start(later, "run", "orders", "--json")
    assert frozen.has_struck.wait(20)
    # Ten minutes pass; another worker takes the lease and does the work.
    read("UPDATE sync.leases SET expires_at = now() - interval '9 minutes' RETURNING 1")
    commands.proxy.strike(None)
    assert states(later.run("orders")) == {"done"}
    before = history()
    runs = read("SELECT run_id, rows_written FROM sync.runs WHERE state = 'done' ORDER BY 1")
    commands.kill(signal.SIGCONT)
    frozen.go_on.set()
    commands.wait()
    assert "Another process has taken this work over" in commands.said()
    assert_same(history(), before)
    assert read("SELECT run_id, rows_written FROM sync.runs WHERE state = 'done' AND run_id <="
                " (SELECT max(run_id) FROM sync.runs) ORDER BY 1")[: len(runs)] == runs  # fmt: skip
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)
    assert_settled()


@pytest.mark.parametrize("at", [2, 15])
def test_f34_told_to_end_it_finishes_or_rolls_back_its_page_and_goes_soon(
    commands: Commands, shop: Shop, expected: History, at: int
) -> None:
    told = Strike(at, lambda: commands.kill(signal.SIGTERM), how="pass")
    commands.proxy.strike(told)
    commands.start(shop)
    assert told.has_struck.wait(20)
    since = time.monotonic()
    code = commands.wait()
    assert time.monotonic() - since < 10
    assert code == 1
    assert_settled()
    assert_honest(shop.world)
    commands.proxy.strike(None)
    assert commands.run(shop) == 0
    assert_same(history(), expected)


def test_f34_told_to_end_while_the_database_hangs_it_goes_within_ten_seconds(
    commands: Commands, later: Shop, expected_later: History
) -> None:
    hanging = Strike(1, lambda: commands.kill(signal.SIGTERM), INTO_ORDERS, "hold")
    commands.proxy.strike(hanging)
    commands.start(later, "run", *STREAMS)
    assert hanging.has_struck.wait(20)
    since = time.monotonic()
    commands.wait()
    assert time.monotonic() - since < 10
    hanging.go_on.set()
    commands.proxy.strike(None)
    assert by_stream(later.run())["orders"].state == "done"
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)
    assert_settled()
