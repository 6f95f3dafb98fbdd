"""F06, F07, F08 and F10: Amazon wants it slower."""

from __future__ import annotations

import pytest

from core.rate_plans import PUBLISHED
from sync.clients.retry import THROTTLED_TRIES
from tests.faults.oracle import History, assert_honest, assert_same, history
from tests.faults.shop import Shop, by_stream, states
from tests.integration.sync.conftest import read

BUCKET = "SELECT DISTINCT rate FROM sync.rate_buckets WHERE operation = 'searchOrders'"


@pytest.fixture
def strict(later: Shop) -> Shop:
    """Two days later, with Amazon's own rate plan on our side."""
    later.set(simulator_rate_plan="real")
    return later


def test_f06_a_429_that_names_its_rate_corrects_the_bucket(
    strict: Shop, expected_later: History
) -> None:
    strict.world.rates.rate_header = lambda _operation: "0.056"
    strict.fault("throttle", "searchOrders", count=2, rate=0.056)
    waited = strict.timer.monotonic()
    assert states(strict.run()) == {"done"}
    assert read(BUCKET) == [(0.056,)]
    # Two refusals cost a call's time each, at the rate that was named.
    assert strict.timer.monotonic() - waited >= 2 / 0.056
    assert_same(history(), expected_later)


def test_f07_a_429_without_a_header_is_met_with_the_published_rate(
    strict: Shop, expected_later: History
) -> None:
    strict.fault("throttle", "searchOrders", count=1)
    waited = strict.timer.monotonic()
    assert states(strict.run()) == {"done"}
    assert read(BUCKET) == [(PUBLISHED["searchOrders"].rate,)]
    assert strict.timer.monotonic() - waited >= 1 / PUBLISHED["searchOrders"].rate
    assert_same(history(), expected_later)


def test_f08_a_429_for_ever_ends_the_run_as_throttled_and_keeps_the_cursor(
    later: Shop, expected_later: History
) -> None:
    cursors = "SELECT connection_id, cursor_at FROM sync.cursors WHERE stream = 'orders' ORDER BY 1"
    before = read(cursors)
    later.fault("throttle", "searchOrders", count=9999)
    results = later.run()
    assert by_stream(results)["orders"].state == "throttled"
    assert by_stream(results)["inventory"].state == "done"
    assert later.calls("searchOrders") == 2 * THROTTLED_TRIES
    assert read(cursors) == before
    assert_honest(later.world)
    later.heal()
    assert states(later.run()) == {"done"}
    assert_same(history(), expected_later)


def test_f10_told_to_come_back_in_an_hour_the_run_ends_and_the_stream_waits_that_hour(
    strict: Shop, expected_later: History
) -> None:
    strict.fault("throttle", "searchOrders", count=2, retry_after=3600)
    waited = strict.timer.monotonic()
    results = strict.run()
    assert by_stream(results)["orders"].state == "throttled"
    assert by_stream(results)["inventory"].state == "done"
    assert strict.timer.monotonic() - waited < 60
    asked = strict.calls("searchOrders")
    strict.timer.advance(1800)
    assert "orders" not in {one.stream for one in strict.run_due()}
    # Even a person who names the stream does not make us call before the hour is over.
    assert by_stream(strict.run("orders"))["orders"].state == "throttled"
    assert strict.calls("searchOrders") == asked
    strict.timer.advance(1900)
    assert states(strict.run()) == {"done"}
    assert_same(history(), expected_later)
