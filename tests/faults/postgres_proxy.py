"""The TCP proxy before PostgreSQL: it knows each statement and strikes at the one it is told.

The driver sends every statement, and each BEGIN and COMMIT, as a simple query (message `Q` of
PostgreSQL's protocol, manual chapter "Message Formats"); so all of them can be counted.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.tcp_proxy import TcpProxy

# Asking for TLS, for GSSAPI, or to cancel: the real start of a session follows these.
_REQUESTS = (80877102, 80877103, 80877104)
# A transaction that holds one of these changes something; a kill at any other commit is only a
# kill between two statements.
_WRITES = ("INSERT INTO ", "UPDATE ", "DELETE FROM ")
#: Counts the commits of transactions that have written something.
WRITING_COMMIT = "COMMIT of what was written"


@dataclass
class Strike:
    """What to do at the `at`th statement (from 1) of those that hold `only`.

    `only` may be WRITING_COMMIT, or a piece of SQL.
    before: `do` happens, and the statement never reaches the server. after: the server has done
    it, and the client never hears of it. pass: `do` happens and all goes on. hold: the statement
    waits until `go_on` is set.
    """

    at: int
    do: Callable[[], Any] = lambda: None
    only: str = "COMMIT"
    how: str = "before"
    has_struck: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)


@dataclass
class _Line:
    is_deaf: bool = False
    rest: bytes = b""
    has_started: bool = False
    has_written: bool = False


class PostgresProxy(TcpProxy):
    """Passes sessions on to a server's Unix socket."""

    def __init__(self, socket_folder: Path) -> None:
        super().__init__(next(socket_folder.glob(".s.PGSQL.[0-9]*")))
        self.seen: list[str] = []
        self._strike: Strike | None = None
        self._counted = 0

    def strike(self, strike: Strike | None) -> None:
        """Count anew from here, and strike once; None only counts."""
        self._strike, self._counted = strike, 0
        self.seen.clear()

    def _ways(
        self,
        near: asyncio.StreamReader,
        forth: asyncio.StreamWriter,
        far: asyncio.StreamReader,
        back: asyncio.StreamWriter,
    ) -> list[Coroutine[Any, Any, None]]:
        line = _Line()
        return [self._there(near, forth, line), self._back(far, back, line)]

    async def _there(
        self, near: asyncio.StreamReader, forth: asyncio.StreamWriter, line: _Line
    ) -> None:
        while data := await near.read(65536):
            line.rest += data
            for message in _messages(line):
                if (
                    message[:1] == b"Q"
                    and line.has_started
                    and not await self._may_pass(message, line)
                ):
                    return
                forth.write(message)
            await forth.drain()

    async def _may_pass(self, message: bytes, line: _Line) -> bool:
        text = _named(message[5:-1].decode(errors="replace"), line)
        self.seen.append(text)
        strike = self._strike
        if strike is None or strike.only not in text:
            return True
        self._counted += 1
        if self._counted != strike.at:
            return True
        if strike.how == "after":
            line.is_deaf = True
            return True
        strike.do()
        strike.has_struck.set()
        if strike.how == "hold":
            await asyncio.to_thread(strike.go_on.wait, 60)
        return strike.how != "before"

    async def _back(
        self, far: asyncio.StreamReader, back: asyncio.StreamWriter, line: _Line
    ) -> None:
        while data := await far.read(65536):
            if line.is_deaf and self._strike is not None:
                self._strike.do()
                self._strike.has_struck.set()
                return
            back.write(data)
            await back.drain()


def _named(text: str, line: _Line) -> str:
    """Return a statement; a commit of a transaction that has written something is named so."""
    if text.startswith("COMMIT"):
        return WRITING_COMMIT if line.has_written else text
    if text.startswith("BEGIN"):
        line.has_written = False
    elif any(word in text for word in _WRITES):
        line.has_written = True
    return text


def _messages(line: _Line) -> Iterator[bytes]:
    """Take the whole messages out of what has come so far."""
    while True:
        head = 1 if line.has_started else 0
        if len(line.rest) < head + 4:
            return
        size = head + int.from_bytes(line.rest[head : head + 4])
        if len(line.rest) < size:
            return
        message, line.rest = line.rest[:size], line.rest[size:]
        if not line.has_started:
            line.has_started = int.from_bytes(message[4:8]) not in _REQUESTS
            yield b"" + message
            continue
        yield message
