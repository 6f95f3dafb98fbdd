"""How streams fare: one that fails again and again is left alone for a while.

The first failures cost nothing: the next run tries again. From the third in a row on the
pause doubles, from a quarter of an hour to six hours. A missing permission is waited for from
the first refusal on, and up to a day. A person who names a stream, or says --force, is always
obeyed. Amazon's login is no stream's: where it fails, none of them is left alone for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.database import Role, account_transaction
from core.errors import ConfigurationError, SellerMonitorError, ThrottledError
from sync.clients.lwa import LoginFailedError
from sync.connections import SellerConnection
from sync.runs import DONE, FAILED, FORBIDDEN, PARTIAL, THROTTLED, WAITING
from sync.statements import statements

FREE_FAILURES = 2
FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(hours=6)
# A refusal may pass at once; a missing role is granted by a person, and then once a day is enough.
LONGEST_FORBIDDEN_PAUSE = timedelta(hours=24)


@dataclass(frozen=True)
class Health:
    """Failures in a row, and until when the stream is left alone."""

    failures: int = 0
    left_alone_until: datetime | None = None


def after(
    health: Health,
    state: str,
    error: SellerMonitorError | None,
    now: datetime,
    rest_until: datetime | None = None,
) -> Health:
    """Return how a stream fares after a run that ended in `state`.

    `rest_until`: before that it has nothing to read that is worth its calls.
    """
    if state in (DONE, PARTIAL):
        return Health(0, rest_until)
    if state == FORBIDDEN:
        pause = _doubled(health.failures, LONGEST_FORBIDDEN_PAUSE)
        return Health(health.failures + 1, now + pause)
    if state in (THROTTLED, WAITING):
        seconds = error.wait_seconds if isinstance(error, ThrottledError) else None
        return Health(health.failures, now + timedelta(seconds=seconds) if seconds else None)
    if state != FAILED or isinstance(error, (ConfigurationError, LoginFailedError)):
        # A setting that a person has mended is to work at the next run, and so is the login.
        return health
    failures = health.failures + 1
    if failures <= FREE_FAILURES:
        return Health(failures)
    return Health(failures, now + _doubled(failures - FREE_FAILURES - 1, LONGEST_PAUSE))


def _doubled(times: int, longest: timedelta) -> timedelta:
    # The exponent is bounded, so that the pause does not outgrow a timedelta.
    doubled: timedelta = FIRST_PAUSE * 2 ** min(times, 10)
    return min(doubled, longest)


def read_health(seller: SellerConnection) -> dict[str, Health]:
    """Return how each stream of a connection fares; streams never seen are not in it."""
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        rows = connection.execute(statements("health")["read"], seller.key).all()
    return {row.stream: Health(row.failures, row.left_alone_until) for row in rows}


def note_result(
    seller: SellerConnection,
    stream: str,
    state: str,
    error: SellerMonitorError | None,
    now: datetime,
    rest_until: datetime | None = None,
) -> None:
    """Save how a stream fares after a run."""
    old = read_health(seller).get(stream, Health())
    new = after(old, state, error, now, rest_until)
    if new == old:
        return
    values = {
        **seller.key,
        "stream": stream,
        "failures": new.failures,
        "error_kind": type(error).__name__ if error and new.failures else None,
        "left_alone_until": new.left_alone_until,
    }
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        connection.execute(statements("health")["save"], values)


def set_connection_state(seller: SellerConnection, state: str) -> None:
    """Note that a connection works (`active`) or waits for a new key (`needs_reauth`)."""
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        connection.execute(statements("health")["connection_state"], {**seller.key, "state": state})
