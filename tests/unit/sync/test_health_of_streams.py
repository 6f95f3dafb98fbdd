"""A stream that fails again and again is left alone, longer each time, and not for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import ThrottledError
from sync.health import FIRST_PAUSE, LONGEST_PAUSE, Health, after
from sync.personal import is_personal
from sync.runs import (
    BUSY,
    DONE,
    FAILED,
    FORBIDDEN,
    INTERRUPTED,
    NEEDS_REAUTH,
    PARTIAL,
    THROTTLED,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_the_first_failures_cost_nothing_and_then_the_pause_doubles_to_six_hours() -> None:
    health, pauses = Health(), []
    for _ in range(12):
        health = after(health, FAILED, None, NOW)
        pauses.append(health.left_alone_until - NOW if health.left_alone_until else timedelta())
    assert pauses[:2] == [timedelta(), timedelta()]
    assert pauses[2:5] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert pauses[-1] == LONGEST_PAUSE


@pytest.mark.parametrize("state", [DONE, PARTIAL])
def test_one_good_run_forgets_all_failures(state: str) -> None:
    assert after(Health(7, NOW), state, None, NOW) == Health()


def test_a_stream_that_has_nothing_worth_reading_rests_and_that_is_no_failure() -> None:
    rest = NOW + timedelta(minutes=20)
    assert after(Health(2), DONE, None, NOW, rest) == Health(0, rest)
    assert after(Health(2), FAILED, None, NOW, rest).failures == 3
    assert after(Health(0, rest), DONE, None, NOW) == Health()


def test_many_years_of_failures_do_not_break_the_sum() -> None:
    assert after(Health(10**6), FAILED, None, NOW).left_alone_until == NOW + LONGEST_PAUSE


def test_a_refusal_is_looked_at_again_soon_and_a_missing_role_once_a_day_in_the_end() -> None:
    health, pauses = Health(), []
    for _ in range(12):
        health = after(health, FORBIDDEN, None, NOW)
        assert health.left_alone_until is not None
        pauses.append(health.left_alone_until - NOW)
    assert pauses[:3] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert pauses[6:] == [FIRST_PAUSE * 64, *[timedelta(hours=24)] * 5]


def test_a_refusal_that_passes_is_forgotten() -> None:
    assert after(after(Health(), FORBIDDEN, None, NOW), DONE, None, NOW) == Health()


def test_amazon_s_own_wait_is_kept_and_is_no_failure() -> None:
    error = ThrottledError("Later.", wait_seconds=3600)
    assert after(Health(1), THROTTLED, error, NOW) == Health(1, NOW + timedelta(hours=1))


@pytest.mark.parametrize("state", [BUSY, INTERRUPTED, NEEDS_REAUTH])
def test_what_is_nobody_s_failure_changes_nothing(state: str) -> None:
    assert after(Health(3, NOW), state, None, NOW) == Health(3, NOW)


@pytest.mark.parametrize(
    "name",
    ["buyerName", "buyer_email", "ship-postal-code", "giftMessage", "customizedUrl",
     "customer-comments", "City", "recipient", "cpf", "phone"],
)  # fmt: skip
def test_names_of_fields_about_a_person_are_known(name: str) -> None:
    assert is_personal(name)


@pytest.mark.parametrize("name", ["orderId", "sku", "asin", "quantityOrdered", "salesChannel"])
def test_names_of_other_fields_are_left_alone(name: str) -> None:
    assert not is_personal(name)
