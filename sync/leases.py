"""Leases: one process at a time works on a stream of a connection.

A lease has a fencing token that grows each time it changes hands. Whoever was frozen
and lost it in the meantime is refused at its next commit, in the very transaction.
"""

from __future__ import annotations

import socket
from typing import Any

import psutil
from sqlalchemy import Connection

from core.database import Role, account_transaction
from core.errors import AlreadyRunningError, SellerMonitorError
from core.log import get_logger
from sync.connections import SellerConnection
from sync.heartbeat import ALIVE_SECONDS, Heartbeat
from sync.statements import statements

_log = get_logger(__name__)


class LeaseLostError(AlreadyRunningError):
    """Another process has taken this work over. Nothing was written twice."""


def owner_name() -> str:
    """Name this process so that another one on the same machine can see whether it lives."""
    process = psutil.Process()
    return f"{socket.gethostname()}/{process.pid}/{process.create_time():.2f}"


def has_died(owner: str | None) -> bool:
    """Whether the owner was a process of this machine that is no more."""
    parts = (owner or "").rsplit("/", 2)
    if len(parts) != 3 or parts[0] != socket.gethostname() or not parts[1].isdigit():
        return False
    try:
        process = psutil.Process(int(parts[1]))
        return (
            f"{process.create_time():.2f}" != parts[2] or process.status() == psutil.STATUS_ZOMBIE
        )
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:
        return False


class Lease:
    """A lease that is held; a thread of its own keeps it alive until `release`."""

    def __init__(self, seller: SellerConnection, stream: str, owner: str, token: int) -> None:
        self._seller = seller
        self._values: dict[str, Any] = {
            **seller.stream_key(stream),
            "owner": owner,
            "token": token,
            "seconds": ALIVE_SECONDS,
        }
        self._sql = statements("leases")
        self._heart = Heartbeat(self.renew, f"lease {stream}")

    @property
    def token(self) -> int:
        """The fencing token."""
        return int(self._values["token"])

    def check(self, connection: Connection) -> None:
        """Hold the lease until this transaction ends. Raises LeaseLostError when it is gone."""
        if connection.execute(self._sql["check"], self._values).first() is None:
            raise LeaseLostError("Another process has taken this work over. It goes on there.")

    def renew(self) -> bool:
        """Put the end of the lease off; False when it is gone."""
        with account_transaction(Role.SYNC, self._seller.account_id) as connection:
            return connection.execute(self._sql["renew"], self._values).rowcount == 1

    def release(self) -> None:
        """Give the lease back. Safe to call when it is gone."""
        self._heart.end()
        try:
            with account_transaction(Role.SYNC, self._seller.account_id) as connection:
                connection.execute(self._sql["release"], self._values)
        except SellerMonitorError as error:
            # It runs out by itself, or the next process sees that this one is gone.
            _log.warning("the lease was not given back", cause=error.sentence)


def take_lease(seller: SellerConnection, stream: str) -> Lease | None:
    """Take the lease of a stream; None when another living process holds it."""
    owner = owner_name()
    sql = statements("leases")
    values = {
        **seller.stream_key(stream),
        "owner": owner,
        "seconds": ALIVE_SECONDS,
    }
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        holder = connection.scalar(sql["owner"], values)
        dead_owner = holder if has_died(holder) else None
        token = connection.scalar(sql["take"], {**values, "dead_owner": dead_owner})
    return None if token is None else Lease(seller, stream, owner, int(token))
