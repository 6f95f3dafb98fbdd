"""Windows of a history, and the patience of retries."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import FakeClock
from core.errors import EXIT_BUSY, ConfigurationError, RetryableError, ThrottledError
from sync.clients import retry
from sync.clients.retry import backoff_seconds, retrying
from sync.clients.transport import NoAnswerError
from sync.orders_backfill import windows_between
from sync.runner import exit_code
from sync.stopping import Stop, StoppedError
from sync.stream_run import StreamResult

END = datetime(2026, 11, 20, 12, tzinfo=UTC)


@given(st.integers(min_value=1, max_value=730 * 24))
def test_windows_cover_the_history_without_gap_or_overlap(hours: int) -> None:
    start = END - timedelta(hours=hours)
    windows = windows_between(start, END)
    assert windows[0][1] == END
    assert windows[-1][0] == start
    assert all(end - begin <= timedelta(days=30) for begin, end in windows)
    assert all(newer[0] == older[1] for newer, older in itertools.pairwise(windows))


def test_waits_double_and_end_at_half_a_minute() -> None:
    assert 0.125 <= backoff_seconds(1) <= 0.25
    assert 15 <= backoff_seconds(20) <= 30


class Flaky:
    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)

    def __call__(self) -> str:
        if self.errors:
            raise self.errors.pop(0)
        return "data"


def test_a_burst_of_five_faults_is_survived() -> None:
    clock = FakeClock(END)
    assert retrying("x", Flaky(*[RetryableError("500")] * 5), clock.sleep) == "data"
    assert clock.monotonic() > 1


def test_faults_without_end_end_the_retries() -> None:
    with pytest.raises(RetryableError):
        retrying("x", Flaky(*[RetryableError("500")] * 500), FakeClock(END).sleep)


def test_where_nobody_answers_the_run_does_not_insist() -> None:
    clock = FakeClock(END)
    with pytest.raises(NoAnswerError):
        retrying("x", Flaky(*[NoAnswerError("gone")] * 500), clock.sleep)
    assert clock.monotonic() < 2


def test_throttling_is_waited_out_as_told() -> None:
    clock = FakeClock(END)
    flaky = Flaky(ThrottledError("429", wait_seconds=178.6), ThrottledError("429"))
    assert retrying("x", flaky, clock.sleep) == "data"
    assert clock.monotonic() >= 178.6


def test_throttled_for_an_hour_ends_the_run_politely() -> None:
    clock = FakeClock(END)
    with pytest.raises(ThrottledError):
        retrying("x", Flaky(ThrottledError("429", wait_seconds=3600)), clock.sleep)
    assert clock.monotonic() == 0


def test_throttling_for_ever_is_bounded() -> None:
    flaky = Flaky(*[ThrottledError("429")] * 500)
    with pytest.raises(ThrottledError):
        retrying("x", flaky, FakeClock(END).sleep)
    assert len(flaky.errors) == 500 - retry.THROTTLED_TRIES


def test_a_wait_ends_when_the_run_is_to_stop() -> None:
    stop = Stop(FakeClock(END))
    stop.wait(5)
    stop.wish()
    with pytest.raises(StoppedError):
        stop.wait(5)


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ([], 0),
        (["done", "done"], 0),
        (["done", "busy"], 0),
        (["done", "failed"], 1),
        (["done", "throttled"], 1),
        (["failed", "failed"], 2),
        (["failed", "busy"], 2),
        (["busy", "busy"], EXIT_BUSY),
    ],
)
def test_exit_codes(states: list[str], code: int) -> None:
    assert exit_code([StreamResult("orders", "NA", state) for state in states]) == code


def test_a_wrong_setting_is_told_by_its_exit_code() -> None:
    error = ConfigurationError("The key is wrong.")
    assert exit_code([StreamResult("orders", "NA", "failed", error=error)]) == 78
