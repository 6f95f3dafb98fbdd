"""A tiny picture host and a running picture proxy, for tests."""

from __future__ import annotations

import http.client
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import uvicorn
from sqlalchemy import text

from core.database import Role, account_transaction
from core.settings import Settings, get_settings
from core.signing import picture_path
from proxy.asgi import create_app

SEEN_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def png(shade: int = 120, width: int = 8, height: int = 8) -> bytes:
    """Return a small PNG of one colour; a size beyond 64 is only claimed in its header."""
    rows = b"".join(b"\x00" + bytes([shade]) * 3 * min(width, 64) for _ in range(min(height, 64)))

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


class Steady:
    """A steady clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class PictureHost:
    """What the source answers next, and what it was asked."""

    port: int = 0
    status: int = 200
    body: bytes = field(default_factory=png)
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "image/png"})
    script: Callable[[Any], None] | None = None
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    connections: int = 0
    gate: threading.Event = field(default_factory=threading.Event)

    def address(self, name: str = "one.png") -> str:
        return f"http://127.0.0.1:{self.port}/images/I/{name}"


class HostServer:
    """The picture host's server; which `host` it plays is changed from test to test."""

    def __init__(self) -> None:
        self.host = PictureHost()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def setup(self) -> None:
                outer.host.connections += 1
                super().setup()

            def do_GET(self) -> None:
                host = outer.host
                host.requests.append((self.command, self.path, dict(self.headers)))
                host.gate.wait(10)
                if host.script is not None:
                    host.script(self)
                    return
                self.send_response(host.status)
                headers = dict(host.headers)
                if host.status != 304:
                    headers.setdefault("Content-Length", str(len(host.body)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if host.status != 304:
                    self.wfile.write(host.body)

            def log_message(self, *_unused: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_unused: Any) -> None:
                pass  # The proxy hangs up on answers it does not want.

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def renew(self) -> PictureHost:
        """Play a new host, which has been asked nothing yet."""
        self.host = PictureHost(port=self._server.server_address[1])
        self.host.gate.set()
        return self.host

    def close(self) -> None:
        self.host.gate.set()
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Reply:
    """One answer as it came over the line."""

    status: int
    headers: dict[str, str]
    pairs: list[tuple[str, str]]
    body: bytes


class RunningProxy:
    """An app behind a real server on 127.0.0.1; the app is changed from test to test."""

    def __init__(self, app: Any = None) -> None:
        self.app = app
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(512)
        self.port = int(self._socket.getsockname()[1])
        config = uvicorn.Config(
            self._pass_on,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            interface="asgi3",
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)

    async def _pass_on(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        self._socket.close()

    def ask(self, path: str, method: str = "GET", headers: Any = ()) -> Reply:
        return ask(self.port, path, method, headers)


def ask(port: int, path: str, method: str = "GET", headers: Any = ()) -> Reply:
    """Send one request; header lines go out as they are, repeated ones too."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        line.putrequest(method, path, skip_accept_encoding=True)
        for name, value in dict(headers).items() if isinstance(headers, dict) else headers:
            line.putheader(name, value)
        line.endheaders()
        answer = line.getresponse()
        pairs = [(name.lower(), value) for name, value in answer.getheaders()]
        return Reply(answer.status, dict(pairs), pairs, answer.read())
    finally:
        line.close()


def settings_for(port: int) -> Settings:
    """The demo's settings, with the picture host in the simulator's place."""
    return get_settings().model_copy(update={"simulator_port": port, "demo_mode": "on"})


def plant_picture(
    account_id: int, asin: str, source_url: str, version: str = "v1", variant: str = "MAIN"
) -> None:
    """Save a picture's source as the sync does."""
    row = {"a": account_id, "asin": asin, "url": source_url, "v": version, "variant": variant}
    with account_transaction(Role.SYNC, account_id) as connection:
        connection.execute(
            text(
                "INSERT INTO seller.products (account_id, asin, title, source, fetched_at)"
                " VALUES (:a, :asin, 'A product', 'test', now()) ON CONFLICT DO NOTHING"
            ),
            row,
        )
        connection.execute(
            text(
                "INSERT INTO seller.product_images"
                " (account_id, asin, variant, source_url, version, source, fetched_at)"
                " VALUES (:a, :asin, :variant, :url, :v, 'test', now())"
                " ON CONFLICT (account_id, asin, variant) DO UPDATE"
                " SET source_url = excluded.source_url, version = excluded.version"
            ),
            row,
        )


def signed(asin: str, account_id: int = 1, version: str = "v1") -> str:
    """Return a picture's signed path."""
    return picture_path(account_id, asin, version, SEEN_AT)


def make_app(host: PictureHost, **options: Any) -> Any:
    """Make the proxy's app for a picture host."""
    return create_app(settings_for(host.port), now=lambda: SEEN_AT, **options)
