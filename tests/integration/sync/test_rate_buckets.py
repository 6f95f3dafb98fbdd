"""Token buckets in PostgreSQL: Amazon's pace, shared, and never full again by a restart."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from core.clock import FakeClock, parse_instant
from core.errors import ThrottledError
from core.rate_plans import PUBLISHED
from sync.connections import SellerConnection
from sync.rates import RateLimits
from tests.integration.sync.conftest import read

START = parse_instant("2026-11-20T12:00:00Z")


def limits(seller: SellerConnection, clock: FakeClock, factor: float | None = 1.0) -> RateLimits:
    return RateLimits(seller, factor, clock, clock.sleep)


def tokens(operation: str) -> float:
    [(left,)] = read(
        "SELECT tokens FROM sync.rate_buckets WHERE operation = :operation", operation=operation
    )
    return float(left)


def test_a_burst_is_free_and_then_the_rate_holds(seller) -> None:
    clock = FakeClock(START)
    bucket = limits(seller, clock)
    for _ in range(15):
        bucket.take("createReport")
    assert clock.monotonic() == 0
    bucket.take("createReport")
    assert clock.monotonic() == pytest.approx(1 / 0.0167, rel=0.01)
    for _ in range(4):
        bucket.take("createReport")
    assert clock.monotonic() == pytest.approx(5 / 0.0167, rel=0.01)


def test_a_new_process_finds_the_bucket_as_the_last_one_left_it(seller) -> None:
    clock = FakeClock(START)
    for _ in range(20):
        limits(seller, clock).take("searchOrders")
    limits(seller, clock).take("searchOrders")
    assert clock.monotonic() == pytest.approx(178.6, rel=0.01)


def test_a_bucket_fills_with_time_up_to_its_burst(seller) -> None:
    clock = FakeClock(START)
    bucket = limits(seller, clock)
    bucket.take("getReport")
    clock.advance(1_000_000)
    bucket.take("getReport")
    assert tokens("getReport") == pytest.approx(14)


def test_a_clock_that_is_put_back_gives_nothing_away(seller) -> None:
    clock = FakeClock(START)
    bucket = limits(seller, clock)
    for _ in range(2):
        bucket.take("getCatalogItem")
    clock.move_to(START - timedelta(hours=1))
    assert tokens("getCatalogItem") == pytest.approx(0)
    bucket.take("getCatalogItem")
    assert clock.monotonic() == pytest.approx(0.5, rel=0.1)


def test_a_wait_too_long_for_a_run_ends_it(seller) -> None:
    clock = FakeClock(START)
    bucket = limits(seller, clock)
    bucket.take("searchOrders")
    bucket.throttled("searchOrders", None, 3600)
    with pytest.raises(ThrottledError, match="in 60 minutes"):
        bucket.take("searchOrders")


def test_the_header_corrects_the_rate(seller) -> None:
    clock = FakeClock(START)
    bucket = limits(seller, clock)
    for _ in range(20):
        bucket.take("searchOrders")
    bucket.heed("searchOrders", 0.5)
    bucket.take("searchOrders")
    assert clock.monotonic() == pytest.approx(2, rel=0.01)


def test_a_429_empties_the_bucket_and_takes_the_rate_over(seller) -> None:
    clock = FakeClock(START)
    bucket = limits(seller, clock)
    bucket.take("getReport")
    assert bucket.throttled("getReport", 0.1, None) == pytest.approx(10)
    bucket.take("getReport")
    assert clock.monotonic() == pytest.approx(10, rel=0.01)


def test_without_a_rate_plan_nobody_waits_and_calls_are_counted(seller) -> None:
    clock = FakeClock(START)
    bucket = limits(seller, clock, None)
    for _ in range(50):
        bucket.take("searchOrders")
    assert clock.monotonic() == 0
    assert read("SELECT operation, calls FROM sync.call_counts") == [("searchOrders", 50)]
    assert read("SELECT 1 FROM sync.rate_buckets") == []


def test_a_factor_makes_everything_so_many_times_faster(seller) -> None:
    clock = FakeClock(START)
    bucket = limits(seller, clock, 10.0)
    for _ in range(21):
        bucket.take("searchOrders")
    assert clock.monotonic() == pytest.approx(17.86, rel=0.01)


def test_two_processes_never_take_one_token_twice(seller) -> None:
    clock = FakeClock(START)
    taken: list[int] = []

    def work() -> None:
        bucket = RateLimits(seller, 1.0, clock, _no_wait)
        while True:
            try:
                bucket.take("createReport")
            except _Empty:
                return
            taken.append(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == PUBLISHED["createReport"].burst


class _Empty(Exception):
    pass


def _no_wait(_seconds: float) -> None:
    raise _Empty
