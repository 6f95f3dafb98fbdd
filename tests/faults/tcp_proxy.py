"""A small TCP proxy that spoils a line on purpose, on 127.0.0.1 only.

Toxics are those of toxiproxy (Shopify), whose server is not to be had as a Python package.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

HOST = "127.0.0.1"
_CHUNK = 64 * 1024
_ABORT = struct.pack("ii", 1, 0)


@dataclass
class Toxic:
    """What happens to the bytes on their way back; nothing is spoiled by default.

    latency: seconds before each chunk. bandwidth: bytes a second (0 = no limit).
    slow_close: seconds before the end is passed on. timeout: no byte passes.
    reset_peer: the connection is reset (SO_LINGER 0) when the first byte comes back.
    slicer: bytes in a slice (0 = whole chunks). limit_data: bytes before the line is
    closed (None = no limit). connections: how many connections it strikes.
    """

    latency: float = 0.0
    bandwidth: int = 0
    slow_close: float = 0.0
    timeout: bool = False
    reset_peer: bool = False
    slicer: int = 0
    limit_data: int | None = None
    connections: int = 1


class TcpProxy:
    """Passes connections on to a port of this machine, or to a Unix socket.

    with TcpProxy(5432) as proxy:
        proxy.spoil(Toxic(limit_data=500))
    """

    def __init__(self, target: int | Path) -> None:
        self.target = target
        self.struck = 0
        self._toxic: Toxic | None = None
        self._loop = asyncio.new_event_loop()
        self._lines: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="tcp-proxy")
        self._thread.daemon = True
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._connect, HOST, 0))
        self.port: int = self._server.sockets[0].getsockname()[1]

    def spoil(self, toxic: Toxic | None) -> None:
        """Let a toxic strike the next connections; None heals the line."""
        self._toxic = toxic

    def cut(self) -> None:
        """End every line that is open now."""
        self._do(self._end_lines())

    def stop(self) -> None:
        """Cut every line and give the port back."""
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    def __enter__(self) -> TcpProxy:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _end(self) -> None:
        self._server.close()
        await self._end_lines()

    async def _end_lines(self) -> None:
        lines = list(self._lines)
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self.target, Path):
            return await asyncio.open_unix_connection(str(self.target))
        return await asyncio.open_connection(HOST, self.target)

    def _take(self) -> Toxic:
        toxic = self._toxic
        if toxic is None or toxic.connections < 1:
            return Toxic()
        toxic.connections -= 1
        self.struck += 1
        return toxic

    def _ways(
        self,
        near: asyncio.StreamReader,
        forth: asyncio.StreamWriter,
        far: asyncio.StreamReader,
        back: asyncio.StreamWriter,
    ) -> list[Coroutine[Any, Any, None]]:
        """Return the two halves of a line: there, and back with a toxic."""
        return [_pass(near, forth, Toxic()), _pass(far, back, self._take())]

    async def _connect(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        writers = [back]
        try:
            far, forth = await self._reach()
            writers.append(forth)
            ways = [asyncio.ensure_future(one) for one in self._ways(near, forth, far, back)]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
        except (OSError, asyncio.CancelledError):
            # The line ends here, and with it both of its halves.
            pass
        finally:
            for writer in writers:
                writer.close()
            self._lines.discard(task)


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, toxic: Toxic) -> None:
    passed = 0
    while data := await reader.read(_CHUNK):
        if toxic.reset_peer:
            _reset(writer)
            return
        if toxic.timeout:
            continue
        if toxic.latency:
            await asyncio.sleep(toxic.latency)
        if toxic.limit_data is not None:
            data = data[: toxic.limit_data - passed]
        await _write(writer, data, toxic)
        passed += len(data)
        if toxic.limit_data is not None and passed >= toxic.limit_data:
            return
    if toxic.slow_close:
        await asyncio.sleep(toxic.slow_close)


async def _write(writer: asyncio.StreamWriter, data: bytes, toxic: Toxic) -> None:
    size = toxic.slicer or len(data) or 1
    for start in range(0, len(data), size):
        part = data[start : start + size]
        writer.write(part)
        await writer.drain()
        if toxic.bandwidth:
            await asyncio.sleep(len(part) / toxic.bandwidth)


def _reset(writer: asyncio.StreamWriter) -> None:
    line = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
    writer.transport.abort()
