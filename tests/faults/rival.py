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
        session = superuser_session()
        with session.cursor() as cursor:
            cursor.execute(f"SET deadlock_timeout = '{_NEVER}'")
            cursor.execute(_HOLD)
            assert cursor.rowcount > 0
        thread = threading.Thread(target=_want, args=(session,), name="rival")
        self._threads.append(thread)
        thread.start()
        _until_it_waits(session.info.backend_pid)

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


def _until_it_waits(number: int) -> None:
    watching = superuser_session()
    watching.autocommit = True
    with watching.cursor() as cursor:
        while True:
            cursor.execute(_WAITS, (number,))
            if cursor.fetchone() == (1,):
                break
    watching.close()
