"""Stored credentials: sealed with AES-256-GCM, bound to the account they belong to."""

from __future__ import annotations

import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.errors import ConfigurationError
from core.keys import secret

_NONCE_BYTES = 12


def _key() -> bytes:
    return hashlib.sha256(secret("credentials_key").encode()).digest()


def key_id() -> str:
    """Name the key in use, without giving it away; stands beside each sealed value."""
    return hashlib.sha256(b"id:" + _key()).hexdigest()[:12]


def seal(plain: str, account_id: int) -> bytes:
    """Encrypt a credential for one account. Another account's id cannot open it."""
    return seal_bytes(plain.encode(), account_id)


def seal_bytes(plain: bytes, account_id: int) -> bytes:
    """Encrypt bytes for one account, such as a file that waits to be read."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_key()).encrypt(nonce, plain, str(account_id).encode())


def open_sealed(sealed: bytes, account_id: int) -> str:
    """Decrypt a credential of one account.

    Raises ConfigurationError when the key has changed or the row is another account's.
    """
    return open_bytes(sealed, account_id).decode()


def open_bytes(sealed: bytes, account_id: int) -> bytes:
    """Decrypt what `seal_bytes` has made; raises like `open_sealed`."""
    sealed = bytes(sealed)
    try:
        return AESGCM(_key()).decrypt(
            sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], str(account_id).encode()
        )
    except (InvalidTag, ValueError):
        raise ConfigurationError(
            "A saved Amazon key cannot be opened. CREDENTIALS_KEY has changed: "
            "put the old one back, or connect the account again. If this is a new copy in the "
            "place of an old one whose data you do not need: .venv/bin/python -m ops remove-data"
        ) from None
