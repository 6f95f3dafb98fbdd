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
# One that is not held up has come between two pages; the next one meets this page.
_TRIES = 20
_WAITS = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"


class Rival:
    """Meets the first `times` pages. PostgreSQL ends the page's transaction, not the rival's."""

    def __init__(self, times: int) -> None:
        self._times = times
        self._threads: list[threading.Thread] = []
        as_superuser(f"ALTER DATABASE {DATABASE_NAME} SET deadlock_timeout = '{_SOON}'")
        engine_for(Role.SYNC).dispose()

    def __call__(self, _connection: object, count: int) -> None:
        """Take what the page will want, then wait for what it holds (see `before_saving`)."""
        if count > self._times:
            return
        for _try in range(_TRIES):
            if self._waits():
                return
        raise AssertionError("The rival never had to wait.")

    def _waits(self) -> bool:
        """Start a session that wants what the page holds; return whether it has to wait for it."""
        session = superuser_session()
        number = session.info.backend_pid
        with session.cursor() as cursor:
            cursor.execute(f"SET deadlock_timeout = '{_NEVER}'")
            cursor.execute(_HOLD)
            assert cursor.rowcount > 0
        thread = threading.Thread(target=_want, args=(session,), name="rival")
        self._threads.append(thread)
        thread.start()
        return _is_waiting(number, thread)

    def __enter__(self) -> Rival:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for thread in self._threads:
            thread.join(timeout=20)
            assert not thread.is_alive()


def deadlocks() -> int:
    """Return how many deadlocks the server has found, by its own log."""
    return (embedded_server().home / "server.log").read_text().count("deadlock detected")


def _want(session: Any) -> None:
    with session.cursor() as cursor:
        cursor.execute(_WANT)
    session.rollback()
    session.close()


def _is_waiting(number: int, thread: threading.Thread) -> bool:
    """Look until the session waits for a lock; False when it got all it wanted."""
    watching = superuser_session()
    watching.autocommit = True
    try:
        with watching.cursor() as cursor:
            while thread.is_alive():
                cursor.execute(_WAITS, (number,))
                if cursor.fetchone() == (1,):
                    return True
    finally:
        watching.close()
    return False
