"""Documents and broken lines: a real server on this machine that misbehaves on purpose."""

from __future__ import annotations

import gzip
import io
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from core.errors import DataError, RejectedError, RetryableError
from sync.clients import documents as module
from sync.clients.documents import Document, Documents, ExpiredAddressError
from sync.clients.transport import NoAnswerError, Transport


@contextmanager
def server(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that reads a request and then does as it likes."""
    listener = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client:
                client.recv(65536)
                with suppress(OSError):
                    behave(client)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/document"
    finally:
        ended.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)


def http(body: bytes, status: str = "200 OK", length: int | None = None, extra: str = "") -> bytes:
    size = len(body) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\nConnection: close\r\n{extra}\r\n"
    return head.encode() + body


@contextmanager
def transport(**limits: float) -> Iterator[Transport]:
    line = Transport(**limits)
    try:
        yield line
    finally:
        line.close()


def fetch(url: str, *, is_gzip: bool = True) -> tuple[bytes, str]:
    with transport() as line:
        desk = Documents(line, lambda _seconds: None, may_be_plain_http=True)
        document = desk.fetch(url, is_gzip=is_gzip)
        try:
            return document.content.read(), document.content_type
        finally:
            document.close()


def test_a_document_is_unpacked_and_its_charset_known() -> None:
    body = gzip.compress(b"one") + gzip.compress(b" two")
    extra = "Content-Type: text/xml;charset=UTF-8\r\n"
    with server(lambda client: client.sendall(http(body, extra=extra))) as url:
        assert fetch(url) == (b"one two", "text/xml;charset=UTF-8")


def test_a_truncated_document_is_never_handed_on() -> None:
    body = gzip.compress(b"row\n" * 100_000)[:-200]
    with server(lambda client: client.sendall(http(body))) as url, pytest.raises(RetryableError):
        fetch(url)


def test_a_line_that_is_cut_is_tried_again() -> None:
    whole = http(gzip.compress(b"all of it"))
    tries = iter([whole[:-5], whole])
    with server(lambda client: client.sendall(next(tries, whole))) as url:
        assert fetch(url)[0] == b"all of it"


def test_a_gzip_bomb_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_UNPACKED", 1_000_000)
    bomb = gzip.compress(b"\0" * 50_000_000)
    with server(lambda client: client.sendall(http(bomb))) as url, pytest.raises(DataError):
        fetch(url)


def test_an_expired_address_is_told_apart_from_a_broken_one() -> None:
    with (
        server(lambda client: client.sendall(http(b"<Error/>", "403 Forbidden"))) as url,
        pytest.raises(ExpiredAddressError),
    ):
        fetch(url)


def test_plain_http_is_for_the_demo_only() -> None:
    with transport() as line, pytest.raises(RejectedError):
        Documents(line, lambda _seconds: None, may_be_plain_http=False).fetch(
            "http://127.0.0.1:1/x", is_gzip=True
        )


def test_a_server_that_drips_is_cut_off_at_the_deadline() -> None:
    enough = threading.Event()

    def drip(client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not enough.wait(0.02):
            client.sendall(b"x")

    with server(drip) as url, transport(total_seconds=0.2) as line:
        with pytest.raises(RetryableError, match="too slowly"):
            line.send("GET", url)
        enough.set()


def test_a_server_that_says_nothing_is_given_up() -> None:
    enough = threading.Event()
    with server(lambda _client: enough.wait(5) and None) as url:  # type: ignore[func-returns-value]
        with transport(read_seconds=0.1) as line, pytest.raises(RetryableError):
            line.send("GET", url)
        enough.set()


def test_a_redirect_is_not_followed() -> None:
    reply = http(b"", "302 Found", extra="Location: http://127.0.0.1:1/\r\n")
    with server(lambda client: client.sendall(reply)) as url, transport() as line:
        assert line.send("GET", url).status == 302


def test_nobody_there_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with transport() as line, pytest.raises(NoAnswerError, match="does not answer"):
        line.send("GET", f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    ("body", "content_type", "country", "text", "charset"),
    [
        ("Größe".encode("cp1252"), "text/plain;charset=Cp1252", "DE", "Größe", "Cp1252"),
        ("Größe".encode(), "text/plain", "DE", "Größe", "utf-8-sig"),
        ("Größe".encode("cp1252"), "", "DE", "Größe", "cp1252"),
        ("ランプ".encode("cp932"), "", "JP", "ランプ", "cp932"),
        (b"\xef\xbb\xbfsku", "text/plain; charset=UTF-8", "US", "sku", "UTF-8"),
    ],
)
def test_the_character_set_rule(
    body: bytes, content_type: str, country: str, text: str, charset: str
) -> None:
    document = Document(io.BytesIO(body), content_type)
    assert document.charset(country) == charset
    assert list(document.lines(charset)) == [text]


def test_garbled_text_is_refused_and_not_stored() -> None:
    with pytest.raises(DataError):
        Document(io.BytesIO("Größe".encode("cp1252")), "text/plain;charset=UTF-8").charset("DE")


def test_headers_that_drip_meet_the_same_deadline() -> None:
    enough = threading.Event()

    def drip(client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not enough.wait(0.02):
            client.sendall(b"x")

    with server(drip) as url, transport(total_seconds=0.2) as line:
        with pytest.raises(RetryableError, match="broke"):
            line.send("GET", url)
        enough.set()


@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "a gzip bomb"])
def test_an_answer_that_is_too_large_is_left_unread(
    monkeypatch: pytest.MonkeyPatch, is_packed: bool
) -> None:
    monkeypatch.setattr("sync.clients.transport.LARGEST_ANSWER", 1_000_000)
    body = b" " * 5_000_000
    sent = gzip.compress(body) if is_packed else body
    extra = "Content-Encoding: gzip\r\n" if is_packed else ""
    with (
        server(lambda client: client.sendall(http(sent, extra=extra))) as url,
        transport() as line,
        pytest.raises(DataError, match="larger than"),
    ):
        line.send("GET", url)


def test_a_token_never_follows_a_redirect_to_another_host() -> None:
    asked: list[bytes] = []

    def listen(client: socket.socket) -> None:
        asked.append(b"somebody came")
        client.sendall(http(b"{}"))

    with server(listen) as elsewhere:
        reply = http(b"", "307 Temporary Redirect", extra=f"Location: {elsewhere}\r\n")
        with server(lambda client: client.sendall(reply)) as url, transport() as line:
            answer = line.send("GET", url, headers={"x-amz-access-token": "Atza|secret"})
    assert answer.status == 307
    assert asked == []


def test_a_document_is_bytes_whatever_its_header_says() -> None:
    body = "Größe €".encode("cp1252")
    extra = "Content-Type: text/plain;charset=UTF-8\r\n"
    with server(lambda client: client.sendall(http(body, extra=extra))) as url:
        assert fetch(url, is_gzip=False)[0] == body
