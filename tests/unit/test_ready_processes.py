"""The processes that the tests fork: each end is told once, and to its own process."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.support.ready import ReadyProcesses


@pytest.fixture(scope="module")
def ready() -> Iterator[ReadyProcesses]:
    """The process that forks, with nothing imported ahead."""
    processes = ReadyProcesses(())
    yield processes
    processes.stop()


def test_many_that_end_at_once_all_tell_their_own_end(ready: ReadyProcesses) -> None:
    """Half of them print a calendar, half ask for a year that is none."""
    started = [
        ready.start("calendar", "2026" if one % 2 else "never", environment=dict(os.environ))
        for one in range(30)
    ]
    assert [one.wait(60) for one in started] == [0 if one % 2 else 2 for one in range(30)]
    assert len({one.communicate()[0] for one in started}) == 2


def test_a_signal_after_the_end_reaches_nobody(
    ready: ReadyProcesses, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = ready.start("calendar", "2026", environment=dict(os.environ))
    assert process.wait(60) == 0
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("another process may have its number"))
    process.kill()
