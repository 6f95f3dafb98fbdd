"""Listening to the order queue while the loop runs: a changed order is here within seconds."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from core.errors import SellerMonitorError
from core.log import get_logger
from sync.mailroom import Mailroom
from sync.notices import KIND
from sync.runner import Runner, RunRequest
from sync.runs import BUSY, DONE, PARTIAL
from sync.stopping import Stop
from sync.stream_run import StreamResult

# One call to SQS each ten seconds where nothing happens; told to end, nobody waits for it.
POLL_SECONDS = 10
_PAUSE_SECONDS = 30.0
_JOIN_SECONDS = 3.0
_log = get_logger(__name__)


def fetch_noticed(runner: Runner, mailroom: Mailroom) -> list[StreamResult]:
    """Fetch the orders that wait in the inboxes."""
    if not mailroom.has_notices():
        return []
    return runner.run(RunRequest(streams=("orders",), kind=KIND))


class Listener:
    """A thread that takes in what comes, and has it fetched."""

    def __init__(self, runner: Runner, mailroom: Mailroom, stop: Stop) -> None:
        self._runner = runner
        self._mailroom = mailroom
        self._stop = stop
        self._thread = threading.Thread(target=self._listen, name="order queue", daemon=True)

    def __enter__(self) -> Listener:
        """Start listening."""
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Tell the thread to end; one that waits for the queue holds nothing."""
        self._stop.wish()
        self._thread.join(_JOIN_SECONDS)

    def _listen(self) -> None:
        while not self._stop.is_wished:
            try:
                is_well = self._once()
            except SellerMonitorError as error:
                # What is in the queue stays there; the search finds the orders all the same.
                _log.warning("the order queue cannot be read just now", cause=error.sentence)
                is_well = False
            except Exception as error:  # noqa: BLE001 - one odd message must not end listening
                _log.error("listening to the order queue failed", exc_info=error)
                is_well = False
            if not is_well:
                self._stop.wait_quietly(_PAUSE_SECONDS)

    def _once(self) -> bool:
        """Take in what comes and fetch it; tell whether to go on at once."""
        if self._mailroom.take(POLL_SECONDS):
            self._mailroom.drain()
        return _is_well(fetch_noticed(self._runner, self._mailroom))


def _is_well(results: Sequence[StreamResult]) -> bool:
    return all(one.state in (DONE, PARTIAL, BUSY) for one in results)
