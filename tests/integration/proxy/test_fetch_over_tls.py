"""Fetching for real: over TLS, from a named host, with the certificate checked."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from proxy.fetcher import Fetcher, FetchError
from tests.integration.proxy.picture_host import HostServer, png

HOST = "m.media-amazon.com"


@dataclass
class TlsHost:
    server: HostServer
    port: int
    authority: Path


def _certificate(name: str, folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / f"{name}.pem", folder / f"{name}.key"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return pem, secret


@pytest.fixture
def tls_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TlsHost]:
    """A picture host behind TLS; its address counts as public for this test."""
    pem, secret = _certificate(HOST, tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    server = HostServer()
    server.renew()
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    threading.Thread(target=_relay, args=(listener, context, server.host.port), daemon=True).start()
    monkeypatch.setattr("proxy.network.is_public", lambda _text: True)
    yield TlsHost(server, listener.getsockname()[1], pem)
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    server.close()


def _relay(listener: socket.socket, context: ssl.SSLContext, port: int) -> None:
    """Take TLS off and pass one request on to the plain host."""
    while True:
        try:
            plain, _address = listener.accept()
        except OSError:
            return
        try:
            with (
                context.wrap_socket(plain, server_side=True) as line,
                socket.create_connection(("127.0.0.1", port)) as behind,
            ):
                behind.sendall(line.recv(65536))
                while chunk := behind.recv(65536):
                    line.sendall(chunk)
        except OSError:
            plain.close()


def _fetcher(tls_host: TlsHost) -> Fetcher:
    def resolver(_host: str, _port: int) -> list[tuple[object, ...]]:
        address = ("127.0.0.1", tls_host.port)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address)]

    return Fetcher(is_local=False, resolver=resolver)


def test_a_picture_comes_over_tls(tls_host: TlsHost, monkeypatch: pytest.MonkeyPatch) -> None:
    _trust(monkeypatch, tls_host.authority)
    fetched = _fetcher(tls_host).fetch(f"https://{HOST}/images/I/one.png")
    assert fetched.body == png()
    assert tls_host.server.host.requests[0][2]["Host"] == HOST


def test_a_certificate_that_nobody_vouches_for_is_refused(tls_host: TlsHost) -> None:
    with pytest.raises(FetchError, match="unreachable"):
        _fetcher(tls_host).fetch(f"https://{HOST}/images/I/one.png")
    assert tls_host.server.host.requests == []


def test_a_certificate_of_another_name_is_refused(
    tls_host: TlsHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    _trust(monkeypatch, tls_host.authority)
    with pytest.raises(FetchError, match="unreachable"):
        _fetcher(tls_host).fetch("https://images-na.ssl-images-amazon.com/images/I/one.png")
    assert tls_host.server.host.requests == []


def test_plain_http_is_not_spoken_outside_the_demo(tls_host: TlsHost) -> None:
    with pytest.raises(FetchError):
        _fetcher(tls_host).fetch(f"http://127.0.0.1:{tls_host.server.host.port}/images/I/one.png")
    assert tls_host.server.host.connections == 0


def _trust(monkeypatch: pytest.MonkeyPatch, authority: Path) -> None:
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(authority))
