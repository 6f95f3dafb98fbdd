"""Ending in order: a run that is told to stop rolls its page back or finishes it, and goes."""

from __future__ import annotations

import threading

from core.clock import Clock, SystemClock
from core.errors import SellerMonitorError


class StoppedError(SellerMonitorError):
    """The run was told to stop. What was saved stays saved; the next run goes on."""


class Stop:
    """A wish to end, seen by every thread at its next page or wait."""

    def __init__(self, timer: Clock) -> None:
        self._timer = timer
        self._wished = threading.Event()

    @property
    def is_wished(self) -> bool:
        """Whether somebody wants the run to end."""
        return self._wished.is_set()

    def wish(self) -> None:
        """Ask all threads to end."""
        self._wished.set()

    def check(self) -> None:
        """Raise StoppedError when the run is to end."""
        if self._wished.is_set():
            raise StoppedError("Stopped. What was saved stays saved; the next run goes on.")

    def wait_quietly(self, seconds: float | None = None) -> None:
        """Wait in real time, and no longer than until the run is to end; raises nothing."""
        self._wished.wait(seconds)

    def wait(self, seconds: float) -> None:
        """Wait on the timer, and no longer than until the run is to end."""
        self.check()
        if isinstance(self._timer, SystemClock):
            self._wished.wait(max(seconds, 0.0))
        else:
            self._timer.sleep(seconds)
        self.check()
