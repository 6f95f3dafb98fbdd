"""How often and how long to try again: exponential backoff with jitter."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeVar

from core.errors import RetryableError, ThrottledError
from core.log import get_logger
from sync.clients.transport import NoAnswerError

T = TypeVar("T")
_log = get_logger(__name__)

# A burst of five errors in a row is survived.
TRIES = 7
# Where nobody answers at all, the next run is soon enough.
NO_ANSWER_TRIES = 3
# Throttling is not a fault: it is met with more patience, and still ends.
THROTTLED_TRIES = 10
_FIRST_SECONDS = 0.25
_LONGEST_SECONDS = 30.0
# Told to wait longer than this, a run ends politely; the next one goes on.
LONGEST_WAIT_SECONDS = 900.0


def backoff_seconds(attempt: int, first: float = _FIRST_SECONDS) -> float:
    """Return the wait after the `attempt`th failure (from 1): doubling, with jitter."""
    longest = min(_LONGEST_SECONDS, first * 2.0 ** (attempt - 1))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret


def retrying(
    what: str,
    work: Callable[[], T],
    wait: Callable[[float], None],
    patience: float = float("inf"),
) -> T:
    """Do `work`, again after passing faults and throttling, until it succeeds or patience ends.

    Raises the last error. A ThrottledError's own `wait_seconds` is honoured; all waits for
    throttling together are no longer than `patience` seconds.
    """
    faults = throttles = 0
    left = patience
    while True:
        try:
            return work()
        except RetryableError as error:
            faults += 1
            if faults >= (NO_ANSWER_TRIES if isinstance(error, NoAnswerError) else TRIES):
                raise
            seconds, cause = backoff_seconds(faults), error.sentence
        except ThrottledError as error:
            throttles += 1
            if throttles >= THROTTLED_TRIES or (error.wait_seconds or 0) > LONGEST_WAIT_SECONDS:
                raise
            seconds = max(error.wait_seconds or 0.0, backoff_seconds(throttles))
            cause = error.sentence
            left -= seconds
            if left < 0:
                raise
        _log.info("trying again", what=what, after_seconds=round(seconds, 2), cause=cause)
        wait(seconds)
