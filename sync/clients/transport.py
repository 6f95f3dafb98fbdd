"""One HTTP exchange: bytes in, bytes out, with limits on time and size and no redirects."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from core.errors import DataError, RetryableError
from sync.clients.deadline import DeadlineAdapter

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
TOTAL_SECONDS = 120.0
# A page of 100 orders is about 300 kB; anything near this limit is not an answer.
LARGEST_ANSWER = 32 * 1024 * 1024
_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class NoAnswerError(RetryableError):
    """Nobody answers at the address: a retry or two, then the run ends."""


class Transport:
    """Sends requests over kept connections; one instance for each thread of work."""

    def __init__(
        self, read_seconds: float = READ_SECONDS, total_seconds: float = TOTAL_SECONDS
    ) -> None:
        self._timeout = (CONNECT_SECONDS, read_seconds)
        self._total = total_seconds
        self._session = requests.Session()
        # Proxies of the environment are honoured; a .netrc never adds a login of its own.
        self._session.auth = _leave_alone
        self._local = requests.Session()
        self._local.trust_env = False
        for session in (self._session, self._local):
            session.mount("https://", DeadlineAdapter(total_seconds))
            session.mount("http://", DeadlineAdapter(total_seconds))

    def send(self, method: str, url: str, **options: Any) -> Answer:
        """Send a request and return the whole answer.

        Raises RetryableError on any trouble of the line, and DataError for an answer
        that is too large.
        """
        deadline = time.monotonic() + self._total
        with self._open(method, url, options) as response:
            body = b"".join(_chunks(response, deadline, LARGEST_ANSWER, decode=True))
        return Answer(response.status_code, response.headers, body)

    def download(self, url: str, into: IO[bytes], largest: int) -> Answer:
        """Write the body of a GET to `into` as it came; the answer returned has no body."""
        deadline = time.monotonic() + self._total * 5
        options = {"headers": {"Accept-Encoding": "identity"}}
        with self._open("GET", url, options) as response:
            for chunk in _chunks(response, deadline, largest, decode=False):
                into.write(chunk)
        return Answer(response.status_code, response.headers, b"")

    def _open(self, method: str, url: str, options: dict[str, Any]) -> requests.Response:
        is_local = urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
        session = self._local if is_local else self._session
        try:
            return session.request(
                method, url, timeout=self._timeout, allow_redirects=False, stream=True, **options
            )
        except requests.exceptions.ConnectionError as error:
            if _is_nobody_there(error):
                raise NoAnswerError(_no_answer(url)) from error
            raise RetryableError(f"The line to {_host(url)} broke. Try again later.") from error
        except requests.exceptions.RequestException as error:
            raise RetryableError(f"The line to {_host(url)} broke. Try again later.") from error

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()
        self._local.close()


def _leave_alone(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _chunks(
    response: requests.Response, deadline: float, largest: int, *, decode: bool
) -> Iterator[bytes]:
    """Yield the body as it arrives: a server that drips is cut off at the deadline."""
    size = 0
    try:
        while chunk := response.raw.read1(_CHUNK, decode_content=decode):
            size += len(chunk)
            if size > largest:
                raise DataError(
                    f"The answer of {_host(response.url)} is larger than"
                    f" {largest // 1024 // 1024} MB. It was not read."
                )
            if time.monotonic() > deadline:
                raise RetryableError(f"{_host(response.url)} answers too slowly. Try again later.")
            yield chunk
    except (HTTPError, OSError) as error:
        raise RetryableError(
            f"The answer of {_host(response.url)} was cut short. Try again later."
        ) from error


def _is_nobody_there(error: requests.exceptions.ConnectionError) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError))


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _no_answer(url: str) -> str:
    host = _host(url)
    if host.startswith("127.0.0.1"):
        return f"The simulator at {host} does not answer. Start it with `make up`, then try again."
    return f"{host} does not answer. Check the network, then try again."
