"""Waiting for requests: woken by PostgreSQL's NOTIFY, and looking twice a minute in any case.

Streams and files have a thread each: a file is not to wait for a long history to end.
"""

from __future__ import annotations

import select
import threading
from collections.abc import Sequence

import psycopg2
from sqlalchemy import Connection

from core.channels import REQUESTS
from core.database import Role, engine_for, translated_errors
from core.errors import EXIT_OK, SellerMonitorError
from core.log import get_logger
from core.sync_requests import IMPORTS, SYNC
from sync.requests import RequestDesk
from sync.stopping import Stop

# A notice may be lost, and a process may die with a request in its hands.
LOOK_SECONDS = 30.0
_STEP_SECONDS = 0.5
RETRY_SECONDS = 5.0
_log = get_logger(__name__)


class RequestService:
    """Two threads that do what people ask for, until told to stop."""

    def __init__(self, desk: RequestDesk, stop: Stop) -> None:
        self._desk = desk
        self._stop = stop
        self._threads = [
            threading.Thread(target=self._serve, args=(kinds,), name=name, daemon=True)
            for name, kinds in (("requests: streams", (SYNC,)), ("requests: files", IMPORTS))
        ]

    def __enter__(self) -> RequestService:
        """Start waiting."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Tell both threads to end, and wait until they have."""
        self._stop.wish()
        for thread in self._threads:
            thread.join()

    def _serve(self, kinds: Sequence[str]) -> None:
        while not self._stop.is_wished:
            try:
                self._listen(kinds)
            except (SellerMonitorError, psycopg2.Error) as error:
                # The database is away, or a line to it was cut: nothing asked for is lost.
                _log.warning("requests cannot be read just now", cause=str(error))
            except Exception as error:  # noqa: BLE001 - people wait for what this thread does
                _log.error("waiting for requests failed", exc_info=error)
            self._stop.wait_quietly(RETRY_SECONDS)

    def _listen(self, kinds: Sequence[str]) -> None:
        """Listen first and look then, so that nothing falls in between."""
        with translated_errors(), engine_for(Role.SYNC).connect() as plain:
            connection = plain.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql(f"LISTEN {REQUESTS}")
            try:
                while not self._stop.is_wished:
                    self._desk.drain(kinds)
                    self._wait_for_notice(connection)
            finally:
                # The pool is not to hand out a connection that listens.
                connection.invalidate()

    def _wait_for_notice(self, connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        for _ in range(int(LOOK_SECONDS / _STEP_SECONDS)):
            if self._stop.is_wished:
                return
            if select.select([driver], [], [], _STEP_SECONDS)[0]:
                driver.poll()
            if driver.notifies:
                driver.notifies.clear()
                return


def serve_requests(desk: RequestDesk, stop: Stop) -> int:
    """Do what people ask for until told to stop; nothing is read by schedule."""
    with RequestService(desk, stop):
        stop.wait_quietly()
    return EXIT_OK
