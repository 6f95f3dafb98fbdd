"""Who gets which picture, and where the proxy never goes."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from core.signing import PictureAddress, encode_asin, expiry_of, picture_path, signature_of
from proxy.asgi import create_app
from proxy.fetcher import Fetcher
from tests.integration.proxy.conftest import ASIN, Gallery
from tests.integration.proxy.picture_host import SEEN_AT, Reply, make_app, png, settings_for, signed


def _shows_nothing(reply: Reply) -> bool:
    return reply.status == 200 and reply.headers["content-type"] == "image/png" and (
        reply.body != png() and "stale-if-error" not in reply.headers["cache-control"]
    )  # fmt: skip


@pytest.mark.parametrize(
    "code",
    [
        "QjA4TjVXUldOVx==",  # stray padding bits
        "QjA4*TjVXUldOVw==",  # junk inside
        "QjA4TjVXUldOVw",  # no padding
        "QjA4TjVXUldOVw===",
        "QjA4TjVXUldOVw==%0A",
        "QjA4TjVXUldOVw==/",
        "",
        "/",
        "%00",
        "Li4vLi4vZXRjL3Bhc3N3ZA==",  # ../../etc/passwd
        "..%2f..%2fetc%2fpasswd",
        "YjA4bjV3cnduVw==",  # small letters
        "QjA4TjVXUldOVzE=",  # eleven characters
        "QjA4TjVXUldO",  # nine
        "2aHZotmj2aTZpdmm2afZqNmp2aA=",  # Arabic digits
        "%E2%82%AC",
        "A" * 4000,
    ],
)
def test_anything_but_the_canonical_base64_of_an_asin_is_400(gallery: Gallery, code: str) -> None:
    query = signed("B08N5WRWNW", gallery.account_id).partition("?")[2]
    assert gallery.proxy.ask(f"/images/{code}?{query}").status == 400


def test_padding_may_be_percent_encoded(gallery: Gallery) -> None:
    gallery.plant()
    path = signed(ASIN, gallery.account_id).replace("==?", "%3D%3D?")
    assert gallery.proxy.ask(path).body == png()


def test_a_changed_address_is_403_and_goes_nowhere(gallery: Gallery) -> None:
    gallery.plant()
    gallery.plant("B0PICTURE2")
    good = PictureAddress(gallery.account_id, ASIN, "v1", expiry_of(SEEN_AT))
    signature = signature_of(good)

    def status(address: PictureAddress, sign: str = signature) -> int:
        code = encode_asin(address.asin)
        query = f"a={address.account_id}&v={address.version}&e={address.expires_at}&s={sign}"
        return gallery.proxy.ask(f"/images/{code}?{query}").status

    assert status(good) == 200
    assert gallery.host.connections == 1
    changed = [
        replace(good, account_id=gallery.other_account_id),
        replace(good, asin="B0PICTURE2"),
        replace(good, version="v2"),
        replace(good, expires_at=good.expires_at + 1),
    ]
    assert [status(one) for one in changed] == [403] * 4
    for sign in ("", "0" * 32, signature.upper(), signature[:-1], f"{signature}0", "%C3%A4"):
        assert status(good, sign) == 403
    assert gallery.host.connections == 1


@pytest.mark.parametrize(
    "query",
    [
        "",
        "a=1",
        "a={a}&v=v1&e={e}",
        "a={a}&a={a}&v=v1&e={e}&s={s}",
        "a=0{a}&v=v1&e={e}&s={s}",
        "a=%20{a}&v=v1&e={e}&s={s}",
        "a=-{a}&v=v1&e={e}&s={s}",
        "a={a}&v=v1&e={e}_0&s={s}",
        "a=" + "9" * 5000 + "&v=v1&e={e}&s={s}",
        "a=%D9%A1&v=v1&e={e}&s={s}",
        "a=1;DROP&v=v1&e={e}&s={s}",
        "&".join(["x=1"] * 50) + "&a={a}&v=v1&e={e}&s={s}",
        "%FF=%FF",
    ],
)
def test_a_query_that_is_not_whole_is_403(gallery: Gallery, query: str) -> None:
    address = PictureAddress(gallery.account_id, ASIN, "v1", expiry_of(SEEN_AT))
    filled = query.format(a=address.account_id, e=address.expires_at, s=signature_of(address))
    reply = gallery.proxy.ask(f"/images/{encode_asin(ASIN)}?{filled}")
    assert reply.status == 403
    assert reply.headers["cache-control"] == "no-store"


def test_an_address_works_for_a_week_at_least_and_then_expires(gallery: Gallery) -> None:
    gallery.plant()
    path = picture_path(gallery.account_id, ASIN, "v1", SEEN_AT)
    for days, status in ((0, 200), (7, 200), (14.1, 403)):
        later = SEEN_AT + timedelta(days=days)
        gallery.proxy.app = create_app(settings_for(gallery.host.port), now=lambda at=later: at)
        assert gallery.proxy.ask(path).status == status


def test_another_accounts_picture_cannot_be_seen(gallery: Gallery) -> None:
    gallery.plant(account_id=gallery.other_account_id)
    # Not even when it is already in the cache, under the other account's own address.
    other = gallery.proxy.ask(signed(ASIN, gallery.other_account_id))
    assert other.body == png()
    mine = gallery.get()
    assert _shows_nothing(mine)
    assert len(gallery.host.requests) == 1


def test_two_accounts_with_one_asin_see_their_own_pictures(gallery: Gallery) -> None:
    gallery.host.script = lambda handler: _send(
        handler, png(1) if "mine" in handler.path else png(2)
    )
    gallery.plant(source_url=gallery.host.address("mine.png"))
    gallery.plant(source_url=gallery.host.address("other.png"), account_id=gallery.other_account_id)
    assert gallery.get().body == png(1)
    assert gallery.proxy.ask(signed(ASIN, gallery.other_account_id)).body == png(2)


def test_the_main_picture_is_shown_unless_the_version_names_another(gallery: Gallery) -> None:
    gallery.plant(variant="PT01", version="v9", source_url=gallery.host.address("side.png"))
    gallery.plant(variant="MAIN", version="v1")
    gallery.get(version="v0")
    gallery.get(version="v9")
    assert [path for _m, path, _h in gallery.host.requests] == [
        f"/images/I/{ASIN}.png",
        "/images/I/side.png",
    ]


DEMO_TRAPS = [
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1/images/I/one.png",
    "http://127.0.0.1:{next}/images/I/one.png",
    "http://localhost:{port}/images/I/one.png",
    "https://127.0.0.1:{port}/images/I/one.png",
    "http://[::1]:{port}/images/I/one.png",
    "http://[::ffff:127.0.0.1]:{port}/images/I/one.png",
    "http://2130706433:{port}/images/I/one.png",
    "http://0x7f.1:{port}/images/I/one.png",
    "http://127.1:{port}/images/I/one.png",
    "http://0:{port}/images/I/one.png",
    "http://user@127.0.0.1:{port}/images/I/one.png",
    "http://127.0.0.1:{port}@evil.example/images/I/one.png",
    "http://127.0.0.1:{port}\\@evil.example/images/I/one.png",
    "http://127.0.0.1:{port}/_simulator/health",
    "http://127.0.0.1:{port}/images/../_simulator/health",
    "http://127.0.0.1:{port}/images/I/one.png#x",
    "http://127.0.0.1:{port}/images/I/one.png\r\nX-Evil: 1",
    " http://127.0.0.1:{port}/images/I/one.png",
    "HTTP://127.0.0.1:{port}/images/I/one.png",
    "http://127.0.0.1:0{port}/images/I/one.png",
    "http:/127.0.0.1:{port}/images/I/one.png",
    "//127.0.0.1:{port}/images/I/one.png",
    "file:///etc/passwd",
    "ftp://127.0.0.1:{port}/images/I/one.png",
    "gopher://127.0.0.1:{port}/images/I/one.png",
    "data:image/png;base64,AAAA",
    "https://m.media-amazon.com/images/I/one.jpg",
    "",
    "x",
]


@pytest.mark.parametrize("trap", DEMO_TRAPS)
def test_in_the_demo_only_the_simulators_picture_host_is_asked(
    gallery: Gallery, trap: str, dials: list[object]
) -> None:
    port = gallery.host.port
    gallery.plant(source_url=trap.format(port=port, next=port + 1))
    assert _shows_nothing(gallery.get())
    assert gallery.host.connections == 0
    assert [one for one in dials if one != ("127.0.0.1", gallery.proxy.port)] == []


REAL_TRAPS = [
    *DEMO_TRAPS[:-3],
    "http://m.media-amazon.com/images/I/one.jpg",
    "https://m.media-amazon.com:8443/images/I/one.jpg",
    "https://m.media-amazon.com.evil.example/images/I/one.jpg",
    "https://evil.example/m.media-amazon.com/one.jpg",
    "https://user@m.media-amazon.com/images/I/one.jpg",
    "https://m.media-amazon.com@127.0.0.1:{port}/one.jpg",
    "https://m.media-amazon.com\\@127.0.0.1:{port}/one.jpg",
    "https://m.media-amazon.com#@127.0.0.1/one.jpg",
    "https://m.media-amazon.com./images/I/one.jpg",
    "https://M.media-amazon.com/images/I/one.jpg",
    "https://m.media-amazon.com",
    "https://m.media-amazon.com/a b.jpg",
    "https://ⅿ.media-amazon.com/one.jpg",
]


@pytest.mark.parametrize("trap", REAL_TRAPS)
def test_for_real_only_the_named_hosts_are_asked_and_only_over_https(
    gallery: Gallery, trap: str, dials: list[object]
) -> None:
    port = gallery.host.port
    gallery.plant(source_url=trap.format(port=port, next=port + 1))
    asked: list[str] = []
    gallery.proxy.app = _real_app(gallery, lambda host, _port: asked.append(host) or [])
    assert _shows_nothing(gallery.get())
    assert asked == []
    assert gallery.host.connections == 0
    assert [one for one in dials if one != ("127.0.0.1", gallery.proxy.port)] == []


@pytest.mark.parametrize(
    "leads_to",
    [
        ["127.0.0.1"],
        ["10.0.0.7"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["0.0.0.0"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["2002:7f00:1::"],
        ["fe80::1%eth0"],
        ["93.184.216.34", "127.0.0.1"],
        [],
    ],
)
def test_a_named_host_that_leads_to_a_private_address_is_not_connected_to(
    gallery: Gallery, leads_to: list[str], dials: list[object]
) -> None:
    gallery.plant(source_url="https://m.media-amazon.com/images/I/one.jpg")

    def resolver(_host: str, _port: int) -> list[tuple[object, ...]]:
        return [
            (socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "",
             (ip, gallery.host.port))
            for ip in leads_to
        ]  # fmt: skip

    gallery.proxy.app = _real_app(gallery, resolver)
    assert _shows_nothing(gallery.get())
    assert gallery.host.connections == 0
    assert [one for one in dials if one != ("127.0.0.1", gallery.proxy.port)] == []


def _real_app(gallery: Gallery, resolver) -> object:
    settings = settings_for(gallery.host.port).model_copy(update={"demo_mode": "off"})
    fetcher = Fetcher(is_local=False, resolver=resolver)
    return create_app(settings, now=lambda: SEEN_AT, fetcher=fetcher)


@pytest.fixture
def dials(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every address that a socket of this process connects to."""
    seen: list[object] = []
    connect = socket.socket.connect

    def noted(line: socket.socket, address: object) -> None:
        if line.family != socket.AF_UNIX:
            seen.append(address)
        connect(line, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    return seen


def _send(handler, body: bytes, *headers: tuple[str, str], status: int = 200) -> None:
    handler.send_response(status)
    for name, value in headers or (("Content-Length", str(len(body))),):
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def _endless(handler) -> None:
    _send(handler, png(), ("Content-Type", "image/png"))
    while True:
        handler.wfile.write(b"\x00" * 65536)


def _reset(handler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


SOURCE_FAULTS = {
    "redirect inside": lambda h: _send(h, b"", ("Location", "/images/I/else.png"), status=302),
    "redirect out": lambda h: _send(h, b"", ("Location", "http://169.254.169.254/"), status=301),
    "not found": lambda h: _send(h, png(), status=404),
    "half an answer": lambda h: _send(h, png()[:20], ("Content-Length", str(len(png())))),
    "partial content": lambda h: _send(h, png(), status=206),
    "unasked 304": lambda h: _send(h, b"", ("ETag", '"x"'), status=304),
    "says ten gigabytes": lambda h: _send(h, png(), ("Content-Length", str(10**10))),
    "never ends": _endless,
    "packed": lambda h: _send(h, gzip.compress(png()), ("Content-Encoding", "gzip")),
    "gzip bomb": lambda h: _send(
        h, gzip.compress(b"\x00" * 50_000_000), ("Content-Encoding", "gzip")
    ),
    "too many pixels": lambda h: _send(h, png(width=50_000, height=50_000)),
    "no pixels": lambda h: _send(h, png(width=0, height=0)),
    "html as png": lambda h: _send(
        h, b"<html><script>alert(1)</script>", ("Content-Type", "image/png")
    ),
    "svg": lambda h: _send(
        h, b"<svg xmlns='http://www.w3.org/2000/svg'/>", ("Content-Type", "image/svg+xml")
    ),
    "png said to be html": lambda h: _send(h, png(), ("Content-Type", "text/html")),
    "empty": lambda h: _send(h, b""),
    "reset": _reset,
    "no http": lambda h: h.wfile.write(b"SSH-2.0-OpenSSH\r\n"),
}


@pytest.mark.parametrize("fault", SOURCE_FAULTS)
def test_a_faulty_source_gives_the_stand_in(
    gallery: Gallery, fault: str, dials: list[object]
) -> None:
    gallery.plant()
    gallery.host.script = SOURCE_FAULTS[fault]
    started = time.monotonic()
    assert _shows_nothing(gallery.get())
    assert time.monotonic() - started < 4
    assert len(gallery.host.requests) == 1
    ours = {("127.0.0.1", gallery.proxy.port), ("127.0.0.1", gallery.host.port)}
    assert set(dials) <= ours


@pytest.mark.parametrize("part", ["headers", "body", "silence"])
def test_a_source_that_drips_is_cut_off_at_the_deadline(gallery: Gallery, part: str) -> None:
    gallery.plant()
    over = threading.Event()

    def drip(handler) -> None:
        if part == "body":
            _send(handler, b"", ("Content-Length", "100000"))
        while part != "silence" and not over.wait(0.05):
            try:
                handler.wfile.write(b"X")
                handler.wfile.flush()
            except OSError:
                return
        over.wait(5)

    gallery.host.script = drip
    fetcher = Fetcher(is_local=True, deadline_seconds=0.4)
    gallery.proxy.app = make_app(gallery.host, fetcher=fetcher)
    started = time.monotonic()
    reply = gallery.get()
    took = time.monotonic() - started
    over.set()
    assert _shows_nothing(reply)
    assert took < 2


def test_a_proxy_named_in_the_environment_is_not_used(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    gallery.plant()
    assert gallery.get().body == png()


def test_the_source_is_asked_without_cookies_or_keys(gallery: Gallery) -> None:
    gallery.plant()
    gallery.get(headers={"Cookie": "session=1", "Authorization": "Bearer x", "X-Evil": "1"})
    sent = {name.lower() for name in gallery.host.requests[0][2]}
    assert sent == {"host", "user-agent", "accept", "accept-encoding", "connection"}
