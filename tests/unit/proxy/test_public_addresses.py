"""Which network addresses count as public, and what a connection does with them."""

from __future__ import annotations

import socket
import threading

import pytest

from proxy.network import PrivateAddressError, connect_publicly, is_public


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "52.94.225.248", "2600:9000:2000::1", "64:ff9b::5db8:d822"],
)
def test_addresses_of_the_world(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::ffff:169.254.169.254", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254",
        "ff02::1", "2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::", "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "", "localhost",
        "2130706433", "0x7f.1", "127.1", "93.184.216.34:80",
    ],
)  # fmt: skip
def test_addresses_of_this_machine_and_its_neighbours(address: str) -> None:
    assert not is_public(address)


def test_one_private_address_spoils_a_host() -> None:
    def resolver(_host: str, port: int) -> list[tuple[object, ...]]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))
            for ip in ("93.184.216.34", "127.0.0.1")
        ]

    with pytest.raises(PrivateAddressError):
        connect_publicly("m.media-amazon.com", 443, 1, resolver)


def test_the_checked_address_is_the_one_connected_to_and_the_next_one_is_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("proxy.network.is_public", lambda _text: True)
    asked: list[str] = []
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            dead_port = closed.getsockname()[1]

        def resolver(host: str, _port: int) -> list[tuple[object, ...]]:
            asked.append(host)
            return [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", one))
                for one in (dead_port, port)
            ]

        accepted: list[socket.socket] = []
        thread = threading.Thread(target=lambda: accepted.append(server.accept()[0]))
        thread.start()
        connect_publicly("pictures.example", 443, 2, resolver).close()
        thread.join(5)
        accepted[0].close()
    assert asked == ["pictures.example"]
