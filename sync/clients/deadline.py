"""A deadline for the head of an answer: a server that drips its headers is cut off as well.

The read timeout of a socket starts again with every letter, so it never ends such an answer.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import HTTPResponse


class DeadlineAdapter(HTTPAdapter):
    """Opens connections that give up when the head of an answer is not there in time."""

    def __init__(self, seconds: float) -> None:
        self._pools = _pools(seconds)
        super().__init__(pool_maxsize=4)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Make the pools for direct connections."""
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *arguments: Any, **options: Any) -> PoolManager:
        """Make the pools for connections over a proxy of the environment."""
        manager: PoolManager = super().proxy_manager_for(*arguments, **options)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _pools(seconds: float) -> dict[str, Any]:
    class Plain(_Watched, HTTPConnection):
        longest = seconds

    class Sealed(_Watched, HTTPSConnection):
        longest = seconds

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SealedPool(HTTPSConnectionPool):
        ConnectionCls = Sealed

    return {"http": PlainPool, "https": SealedPool}


class _Watched(HTTPConnection):
    longest = 0.0

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        """Read the head of an answer. Raises TimeoutError when it takes too long."""
        is_late = threading.Event()
        watch = threading.Timer(self.longest, _cut, (self.sock, is_late))
        watch.daemon = True
        watch.start()
        try:
            answer = super().getresponse()
        finally:
            watch.cancel()
        if is_late.is_set():
            # Headers that end early look like headers that end.
            answer.close()
            raise TimeoutError("The head of the answer came too slowly.")
        return answer


def _cut(line: socket.socket, is_late: threading.Event) -> None:
    is_late.set()
    with suppress(OSError):
        # Of the socket below TLS: the reader sees the end of the line, and nothing else.
        socket.socket.shutdown(line, socket.SHUT_RDWR)
