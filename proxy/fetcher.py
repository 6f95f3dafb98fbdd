"""Fetch one picture from its source: guarded, bounded in time and size, no redirects.

The only file of this package that goes out.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Retry
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError

from proxy.formats import Format, read_format
from proxy.network import Resolver, connect_publicly, resolve

DEADLINE_SECONDS = 5.0
MOST_BYTES = 5 * 1024 * 1024
_CHUNK = 64 * 1024
# Amazon's picture host may vouch for pictures that lay in its own caches for months. More
# than a day of that is not counted, or no browser would keep a picture at all.
_MOST_UPSTREAM_AGE = 24 * 3600


class FetchError(Exception):
    """The source gave no picture. `kind` says why in a word; it holds no address."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind

    @property
    def is_missing(self) -> bool:
        """Whether the source itself says that there is no such picture."""
        return self.kind == "missing"


@dataclass(frozen=True)
class Marks:
    """What the source says about its copy, to be asked again with."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Fetched:
    """A picture just fetched. `body` is None when the source says that ours is still right."""

    body: bytes | None
    format: Format | None
    marks: Marks
    age_seconds: int = 0


class Fetcher:
    """Fetches pictures. In the demo (`is_local`) the source is on this machine, otherwise never."""

    def __init__(
        self,
        *,
        is_local: bool,
        resolver: Resolver = resolve,
        deadline_seconds: float = DEADLINE_SECONDS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._is_local = is_local
        self._resolver = resolver
        self._deadline_seconds = deadline_seconds
        self._most_bytes = most_bytes

    def fetch(self, address: str, known: Marks | None = None) -> Fetched:
        """Fetch the picture at an address that `sources.is_allowed` has let through.

        `known` are the marks of a copy we hold; then the answer may be "still right".
        Raises FetchError.
        """
        with _Line(self._deadline_seconds) as line, self._session(line) as session:
            try:
                answer = session.get(
                    address,
                    headers=_request_headers(known),
                    allow_redirects=False,
                    stream=True,
                    timeout=self._deadline_seconds,
                )
                with answer:
                    return self._read(answer, known, line)
            except (requests.RequestException, HTTPError, OSError, ValueError) as error:
                raise FetchError("late" if line.is_cut else "unreachable") from error

    @contextlib.contextmanager
    def _session(self, line: _Line) -> Iterator[requests.Session]:
        with requests.Session() as session:
            # Settings of the environment (a proxy, .netrc) must not lead elsewhere.
            session.trust_env = False
            session.headers.clear()
            session.adapters.clear()
            if self._is_local:
                session.mount("http://", _Adapter("http", _local_pool(line)))
            else:
                session.mount("https://", _Adapter("https", _public_pool(line, self._resolver)))
            yield session

    def _read(self, answer: requests.Response, known: Marks | None, line: _Line) -> Fetched:
        marks = Marks(answer.headers.get("ETag"), _date_or_none(answer.headers))
        age = _age(answer.headers)
        if answer.status_code == 304 and known is not None:
            return Fetched(None, None, known, age)
        if answer.status_code in (404, 410):
            raise FetchError("missing")
        if answer.status_code != 200:
            raise FetchError(f"status {answer.status_code}")
        body = self._read_body(answer, line)
        found = read_format(body)
        if found is None:
            raise FetchError("no picture")
        return Fetched(body, found, marks, age)

    def _read_body(self, answer: requests.Response, line: _Line) -> bytes:
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise FetchError("packed")
        media_type = answer.headers.get("Content-Type", "").lower()
        if media_type and not media_type.startswith(("image/", "application/octet-stream")):
            raise FetchError("no picture")
        promised = answer.headers.get("Content-Length", "")
        if promised.isdecimal() and int(promised) > self._most_bytes:
            raise FetchError("too large")
        body = bytearray()
        # read1 hands over what has arrived; read would wait for a full chunk.
        while chunk := answer.raw.read1(_CHUNK, decode_content=False):
            body += chunk
            if len(body) > self._most_bytes:
                raise FetchError("too large")
        if line.is_cut:
            raise FetchError("late")
        if promised.isdecimal() and len(body) != int(promised):
            raise FetchError("cut short")
        return bytes(body)


class _Line:
    """The connection of one fetch; it is cut when the time is up, whatever it is doing.

    A time-out of the socket alone would not do: a source that sends one byte every few
    seconds never runs into it.
    """

    def __init__(self, seconds: float) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._ends_at = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self.is_cut = False

    def __enter__(self) -> _Line:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        with self._lock:
            if self._socket is not None:
                self._socket.close()

    @property
    def seconds_left(self) -> float:
        return max(0.05, self._ends_at - time.monotonic())

    def hold(self, made: socket.socket) -> socket.socket:
        """Take note of the connection, by a second handle that nobody else closes."""
        with self._lock:
            self._socket = made.dup()
            if self.is_cut:
                self._shut()
        return made

    def _cut(self) -> None:
        with self._lock:
            self.is_cut = True
            self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """Makes connections through a pool class of ours; tries once."""

    def __init__(self, scheme: str, pool: type[HTTPConnectionPool]) -> None:
        self._scheme = scheme
        self._pool = pool
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=Retry(0, read=False))

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {self._scheme: self._pool}


def _public_pool(line: _Line, resolver: Resolver) -> type[HTTPConnectionPool]:
    class PublicConnection(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            try:
                return line.hold(
                    connect_publicly(self.host, self.port or 443, line.seconds_left, resolver)
                )
            except OSError as error:
                raise NewConnectionError(self, type(error).__name__) from error

    class PublicPool(HTTPSConnectionPool):
        ConnectionCls = PublicConnection

    return PublicPool


def _local_pool(line: _Line) -> type[HTTPConnectionPool]:
    class LocalConnection(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return line.hold(super()._new_conn())

    class LocalPool(HTTPConnectionPool):
        ConnectionCls = LocalConnection

    return LocalPool


def _request_headers(known: Marks | None) -> dict[str, str]:
    headers = {
        "User-Agent": "SellerMonitor/1",
        "Accept": "image/jpeg,image/png,image/webp,image/gif",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    if known and known.etag:
        headers["If-None-Match"] = known.etag
    elif known and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers


def _date_or_none(headers: Any) -> str | None:
    value = headers.get("Last-Modified")
    try:
        parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return str(value)


def _age(headers: Any) -> int:
    value = headers.get("Age", "")
    return min(int(value), _MOST_UPSTREAM_AGE) if value.isdecimal() and len(value) < 12 else 0
