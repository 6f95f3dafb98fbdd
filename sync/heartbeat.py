"""A thread that says again and again that its process is alive, until it is told to end."""

from __future__ import annotations

import threading
from collections.abc import Callable

from core.errors import SellerMonitorError
from core.log import get_logger

ALIVE_SECONDS = 60
BEAT_SECONDS = 15.0
_log = get_logger(__name__)


class Heartbeat:
    """Calls `renew` every 15 seconds; ends by itself when that says that it is too late."""

    def __init__(self, renew: Callable[[], bool], name: str, seconds: float = BEAT_SECONDS) -> None:
        self._renew = renew
        self._name = name
        self._seconds = seconds
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=name, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """End the thread. Safe to call twice."""
        self._ended.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._ended.wait(self._seconds):
            try:
                if not self._renew():
                    return
            except SellerMonitorError as error:
                # What is written at the end checks whose it is; a missed beat is no harm.
                _log.warning("a heartbeat was missed", what=self._name, cause=error.sentence)
            except Exception as error:  # noqa: BLE001 - one odd answer must not end the beat
                _log.error("a heartbeat failed", what=self._name, exc_info=error)
