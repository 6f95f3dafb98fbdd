"""Which network addresses are out in the world, and a connection that goes nowhere else."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

Resolver = Callable[[str, int], list[tuple[Any, ...]]]

_IP = ipaddress.IPv4Address | ipaddress.IPv6Address
# How a network without IPv4 writes an IPv4 address of the world (RFC 6052, section 2.1).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class PrivateAddressError(OSError):
    """A host name leads to an address that is not public. Nothing was sent there."""


def is_public(text: str) -> bool:
    """Whether an IP address, and any IPv4 address inside it, is reachable by all the world."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(_is_global(one) for one in _parts_of(address))


def _is_global(address: _IP) -> bool:
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _parts_of(address: _IP) -> list[_IP]:
    """Return the address and the IPv4 addresses that it carries."""
    if not isinstance(address, ipaddress.IPv6Address):
        return [address]
    if address in _NAT64:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    carried: list[_IP] = [one for one in (address.ipv4_mapped, address.sixtofour) if one]
    return [address, *carried, *(address.teredo or ())]


def resolve(host: str, port: int) -> list[tuple[Any, ...]]:
    """Ask the system for the addresses of a host."""
    return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


def connect_publicly(
    host: str, port: int, timeout: float, resolver: Resolver = resolve
) -> socket.socket:
    """Connect to a host, to public addresses only.

    The address that was checked is the address that is connected to: a name server
    that answers differently the second time gains nothing. One private address among
    a host's addresses spoils them all.

    Raises PrivateAddressError before anything is sent, OSError when nobody answers.
    """
    found = resolver(host, port)
    if not found or not all(is_public(str(one[4][0])) for one in found):
        raise PrivateAddressError("The host does not lead to a public address.")
    failure: OSError | None = None
    for family, kind, protocol, _name, address in found:
        line = socket.socket(family, kind, protocol)
        try:
            line.settimeout(timeout)
            line.connect(address)
            return line
        except OSError as error:
            line.close()
            failure = error
    raise failure or OSError("no address")
