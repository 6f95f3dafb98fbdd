"""Requests of people: taken up one by one, done, answered, and their files deleted.

Several processes may do it at once: each request is one process's at a time. When that one
dies, another takes the request over; what was done of it is not done twice, because streams
and files are written so that again changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from core.clock import Clock
from core.database import Role, account_transaction, transaction
from core.errors import ConfigurationError, DatabaseError, SellerMonitorError
from core.log import bind_run, get_logger
from core.marketplaces import MARKETPLACES
from core.settings import Settings
from core.sync_requests import IMPORT_APPLY, IMPORT_PREVIEW, SYNC, unpack
from sync.heartbeat import ALIVE_SECONDS, Heartbeat
from sync.imports.importer import Outcome, Wish, import_bytes
from sync.leases import has_died, owner_name
from sync.registry import SOURCES
from sync.runner import Runner, RunRequest
from sync.statements import statements
from sync.stopping import Stop, StoppedError

ALL_KINDS = (SYNC, IMPORT_PREVIEW, IMPORT_APPLY)
# A request that has ended its process so often is not tried again.
MOST_TRIES = 3
HOURS_OPEN = 24
DAYS_KEPT = 30
_UNEXPECTED = "Something unexpected happened. Nothing was lost; the log has the details."
_log = get_logger(__name__)


@dataclass(frozen=True)
class Taken:
    """A request that this process works on."""

    account_id: int
    request_id: int
    kind: str
    stream: str | None
    wish: dict[str, Any]
    asked_by: str
    attempts: int

    def key(self) -> dict[str, int]:
        """Return what its statements go by."""
        return {
            "account_id": self.account_id,
            "request_id": self.request_id,
            "attempts": self.attempts,
        }


class RequestDesk:
    """Does what people have asked for, for every account of this installation."""

    def __init__(self, runner: Runner, settings: Settings, clock: Clock, stop: Stop) -> None:
        self._runner = runner
        self._settings = settings
        self._clock = clock
        self._stop = stop
        self._sql = statements("requests")

    def drain(self, kinds: Sequence[str] = ALL_KINDS) -> int:
        """Take up what waits until nothing does; return how many requests were answered."""
        answered = 0
        for account_id in self._accounts():
            self._tidy(account_id)
            while not self._stop.is_wished and (taken := self.take(account_id, kinds)):
                answered += self._work_on(taken)
        return answered

    def _accounts(self) -> Sequence[int]:
        with transaction(Role.SYNC) as connection:
            return connection.scalars(
                text("SELECT account_id FROM app.accounts WHERE is_demo = :is_demo ORDER BY 1"),
                {"is_demo": self._settings.is_demo},
            ).all()

    def _tidy(self, account_id: int) -> None:
        """Close what nobody waits for any more, and forget old answers."""
        key = {"account_id": account_id}
        result = {"sentence": "Nobody took this up for a day: no sync was running. Ask again."}
        with account_transaction(Role.SYNC, account_id) as connection:
            closed = connection.scalars(
                self._sql["close_old"],
                {**key, "hours": HOURS_OPEN, "result": json.dumps(result)},
            ).all()
            for request_id in closed:
                connection.execute(self._sql["drop_files"], {**key, "request_id": request_id})
            connection.execute(self._sql["forget_old"], {**key, "days": DAYS_KEPT})

    def take(self, account_id: int, kinds: Sequence[str] = ALL_KINDS) -> Taken | None:
        """Take the oldest request that waits or whose taker has died; None: there is none."""
        key = {"account_id": account_id}
        with account_transaction(Role.SYNC, account_id) as connection:
            takers = connection.scalars(self._sql["takers"], key).all()
            row = connection.execute(
                self._sql["take"],
                {**key, "kinds": list(kinds), "owner": owner_name(), "seconds": ALIVE_SECONDS,
                 "dead": [one for one in takers if has_died(one)]},
            ).one_or_none()  # fmt: skip
        return Taken(account_id, *row) if row else None

    def _work_on(self, taken: Taken) -> bool:
        """Do it and answer it; False when it was given back or is another's now."""
        bind_run(process="sync", account_id=taken.account_id, request_id=taken.request_id)
        heart = Heartbeat(lambda: self._renew(taken), f"request {taken.request_id}")
        try:
            return self._finish(taken, self._result_of(taken))
        except StoppedError:
            self._run("give_back", taken)
            return False
        finally:
            heart.end()

    def _result_of(self, taken: Taken) -> dict[str, Any]:
        if taken.attempts > MOST_TRIES:
            return {"sentence": f"This was tried {MOST_TRIES} times and never came to its end."}
        try:
            return self._sync(taken) if taken.kind == SYNC else self._import(taken)
        except (DatabaseError, StoppedError):
            # Not the request's fault: it stays, and is taken up again.
            raise
        except SellerMonitorError as error:
            return {"sentence": error.sentence}
        except Exception as error:  # noqa: BLE001 - the next request is not to suffer for it
            _log.error("a request failed", exc_info=error)
            return {"sentence": _UNEXPECTED}

    def _sync(self, taken: Taken) -> dict[str, Any]:
        streams = (taken.stream,) if taken.stream else tuple(SOURCES)
        if not set(streams) <= set(SOURCES):
            raise ConfigurationError("There is no such stream.")
        results = self._runner.run(
            RunRequest(streams=streams, kind="asked", account_id=taken.account_id)
        )
        self._stop.check()
        for result in results:
            if result.crash is not None:
                _log.error("a stream failed", stream=result.stream, exc_info=result.crash)
        return {"streams": [result.as_line() for result in results]}

    def _import(self, taken: Taken) -> dict[str, Any]:
        outcomes: list[Outcome] = []
        with account_transaction(Role.SYNC, taken.account_id) as connection:
            rows = connection.execute(self._sql["files"], taken.key()).all()
        wish = Wish(
            taken.account_id,
            MARKETPLACES.get(taken.wish.get("marketplace_id", "")),
            date.fromisoformat(taken.wish["day"]) if "day" in taken.wish else None,
            taken.kind == IMPORT_PREVIEW,
            taken.asked_by,
        )
        for row in rows:
            self._stop.check()
            body = unpack(row.sealed, taken.account_id)
            outcomes.append(import_bytes(row.file_name, body, wish, self._clock))
        return {"files": [one.as_line() for one in outcomes]}

    def _finish(self, taken: Taken, result: dict[str, Any]) -> bool:
        """Save the answer and delete the files, unless another process has taken it over."""
        with account_transaction(Role.SYNC, taken.account_id) as connection:
            values = {**taken.key(), "result": json.dumps(result)}
            is_ours = connection.execute(self._sql["finish"], values).rowcount == 1
            if is_ours:
                connection.execute(self._sql["drop_files"], taken.key())
        _log.info("a request was answered", kind=taken.kind, is_ours=is_ours)
        return is_ours

    def _renew(self, taken: Taken) -> bool:
        return self._run("renew", taken) == 1

    def _run(self, name: str, taken: Taken) -> int:
        with account_transaction(Role.SYNC, taken.account_id) as connection:
            values = {**taken.key(), "seconds": ALIVE_SECONDS}
            return int(connection.execute(self._sql[name], values).rowcount)
