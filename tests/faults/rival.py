"""Another writer that holds what a page will want, and wants what the page holds: a deadlock."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any

from core.database import DATABASE_NAME, Role, embedded_server, engine_for
from tests.faults.superuser import as_superuser, superuser_session

# The first session that waits this long looks for a deadlock, and is the one that is ended.
_SOON, _NEVER = "50ms", "1h"
# A page moves the version of its data at its end …
_HOLD = "SELECT 1 FROM seller.data_versions WHERE source = 'orders' FOR UPDATE"
# … and has looked at its lease, which nobody may change until it has ended, at its beginning.
_WANT = "SELECT 1 FROM sync.leases WHERE stream = 'orders' FOR UPDATE"
# The sessions that one waits for, from the server's own list of locks: who has been told to go on,
# and has not done so yet, waits for nobody.
_BLOCKERS = "SELECT pg_blocking_pids(%s)"
# One that is not held up has come between two pages; the next one meets this page.
_TRIES = 20


class Rival:
    """Meets the first `times` pages. PostgreSQL ends the page's transaction, not the rival's."""

    def __init__(self, times: int) -> None:
        self._times = times
        self._sessions: list[_Session] = []
        as_superuser(f"ALTER DATABASE {DATABASE_NAME} SET deadlock_timeout = '{_SOON}'")
        engine_for(Role.SYNC).dispose()

    def __call__(self, connection: Any, count: int) -> None:
        """Take what the page will want, then wait for what it holds (see `before_saving`)."""
        if count > self._times:
            return
        page = connection.connection.driver_connection.info.backend_pid
        # One that met the page before may be late: a new page takes the lease before it does. It
        # has what this page will want, so it is its rival; a second one would wait for it, and
        # PostgreSQL does not know that this page waits for that one: they would wait for ever.
        if any(one.waits_for(page) for one in self._sessions):
            return
        for _try in range(_TRIES):
            self._sessions.append(_Session(len(self._sessions)))
            if self._sessions[-1].waits_for(page):
                return
        raise AssertionError("The rival never had to wait.")

    def __enter__(self) -> Rival:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for one in self._sessions:
            one.end()


class _Session:
    """One session that holds what a page will want, and in its own thread wants what one holds."""

    def __init__(self, number: int) -> None:
        self._session = superuser_session()
        self._number = self._session.info.backend_pid
        with self._session.cursor() as cursor:
            cursor.execute(f"SET deadlock_timeout = '{_NEVER}'")
            cursor.execute(_HOLD)
            assert cursor.rowcount > 0
        self._thread = threading.Thread(target=self._want, name=f"rival {number}")
        self._thread.start()

    def waits_for(self, page: int) -> bool:
        """Look until it waits for the page; False when it got all it wanted, and has ended."""
        watching = superuser_session()
        watching.autocommit = True
        try:
            with watching.cursor() as cursor:
                while self._thread.is_alive():
                    cursor.execute(_BLOCKERS, (self._number,))
                    if page in cursor.fetchone()[0]:
                        return True
        finally:
            watching.close()
        return False

    def end(self) -> None:
        """Wait until it has got what it wanted."""
        self._thread.join(timeout=20)
        assert not self._thread.is_alive()

    def _want(self) -> None:
        with self._session.cursor() as cursor:
            cursor.execute(_WANT)
        self._session.rollback()
        self._session.close()


def deadlocks() -> int:
    """Return how many deadlocks the server has found, by its own log."""
    return (embedded_server().home / "server.log").read_text().count("deadlock detected")
