"""Threads of the sync outlive an answer that nobody foresaw."""

from __future__ import annotations

import threading

import pytest

from core.errors import DatabaseUnavailable
from sync.heartbeat import Heartbeat


@pytest.mark.parametrize("trouble", [ValueError("odd"), DatabaseUnavailable("It is away.")])
def test_a_heart_beats_on_after_a_failure(trouble: Exception) -> None:
    beats: list[int] = []
    enough = threading.Event()

    def renew() -> bool:
        beats.append(1)
        if len(beats) == 1:
            raise trouble
        enough.set()
        return True

    heart = Heartbeat(renew, "test", seconds=0.001)
    assert enough.wait(10)
    heart.end()


def test_a_heart_ends_when_it_is_too_late() -> None:
    beats: list[int] = []
    heart = Heartbeat(lambda: bool(beats.append(1)), "test", seconds=0.001)
    heart._thread.join(10)
    assert not heart._thread.is_alive()
    assert len(beats) == 1
