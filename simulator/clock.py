"""A clock that runs with real time and can still be moved by a test."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Protocol

from core.clock import Clock, FakeClock


class MovableClock(Clock, Protocol):
    """A clock that the control address may set; core.clock.FakeClock is one."""

    def advance(self, seconds: float) -> None: ...

    def move_to(self, instant: datetime) -> None: ...


class OffsetClock:
    """Another clock plus a distance that can be changed while it runs."""

    def __init__(self, base: Clock) -> None:
        self._base = base
        self._offset = timedelta(0)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        with self._lock:
            return self._base.now() + self._offset

    def monotonic(self) -> float:
        with self._lock:
            return self._base.monotonic() + max(0.0, self._offset.total_seconds())

    def sleep(self, seconds: float) -> None:
        self._base.sleep(seconds)

    def advance(self, seconds: float) -> None:
        """Put the clock forward by `seconds`."""
        with self._lock:
            self._offset += timedelta(seconds=seconds)

    def move_to(self, instant: datetime) -> None:
        """Make it `instant` now; time runs on from there."""
        with self._lock:
            self._offset = instant.astimezone(UTC) - self._base.now()


def movable(clock: Clock) -> MovableClock:
    """Return `clock` itself when it can be moved, else a movable one over it."""
    if isinstance(clock, (FakeClock, OffsetClock)):
        return clock
    return OffsetClock(clock)
