"""Signed picture addresses, shared by who writes them and who checks them.

An address is `/images/<base64 of ASIN>?a=<account>&v=<version>&e=<expiry>&s=<signature>`.
The signature is an HMAC-SHA256 over account, ASIN, version and expiry. The expiry is
rounded up to a whole week so that one picture keeps one address, which the browser
can keep, for a week at least and two at most.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlencode

from core.keys import secret

WEEK_SECONDS = 7 * 24 * 3600
_ASIN = re.compile(r"[A-Z0-9]{10}")
_SIGNATURE_CHARACTERS = 32


@dataclass(frozen=True)
class PictureAddress:
    """What a signed address says: whose picture, which one, until when (Unix seconds)."""

    account_id: int
    asin: str
    version: str
    expires_at: int


def is_asin(text: str) -> bool:
    """Whether the text is an ASIN: ten capital letters or digits of ASCII."""
    return _ASIN.fullmatch(text) is not None


def encode_asin(asin: str) -> str:
    """Write an ASIN as URL-safe Base64, with its padding."""
    return base64.urlsafe_b64encode(asin.encode("ascii")).decode("ascii")


def decode_asin(text: str) -> str | None:
    """Read an ASIN from Base64; None unless it is the one canonical spelling.

    Python's decoder skips junk and stray padding bits, so many texts would mean one
    ASIN and flood the cache: only the text that encoding gives back is accepted.
    """
    try:
        asin = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True).decode("ascii")
    except (ValueError, UnicodeError):
        return None
    if not is_asin(asin) or encode_asin(asin) != text:
        return None
    return asin


def expiry_of(now: datetime) -> int:
    """Return the end of the week after the present one, in Unix seconds."""
    week = int(now.timestamp()) // WEEK_SECONDS
    return (week + 2) * WEEK_SECONDS


@lru_cache(maxsize=1)
def _signing_key() -> bytes:
    return secret("signing_key").encode()


def signature_of(address: PictureAddress) -> str:
    """Sign an address: 32 hexadecimal characters (128 bits)."""
    message = f"{address.account_id}\n{address.asin}\n{address.version}\n{address.expires_at}"
    return hmac.new(_signing_key(), message.encode(), hashlib.sha256).hexdigest()[
        :_SIGNATURE_CHARACTERS
    ]


def is_signed(address: PictureAddress, signature: str) -> bool:
    """Whether the signature belongs to the address, compared in constant time."""
    return hmac.compare_digest(signature_of(address).encode(), signature.encode())


def picture_path(account_id: int, asin: str, version: str, now: datetime) -> str:
    """Return the signed path of a product picture, from `/images/` on."""
    address = PictureAddress(account_id, asin, version, expiry_of(now))
    query = urlencode(
        {"a": account_id, "v": version, "e": address.expires_at, "s": signature_of(address)}
    )
    return f"/images/{encode_asin(asin)}?{query}"
