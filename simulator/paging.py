"""Page tokens: sealed, bound to the request they came from, and good for a while only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any

from simulator.errors import ApiError, invalid_input


def filters_mark(filters: dict[str, Any]) -> str:
    """Return a short mark that changes when any filter changes."""
    text = json.dumps(filters, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class PageTokens:
    """Writes and reads page tokens; another process's tokens are refused."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)

    def _seal(self, body: bytes) -> bytes:
        return hmac.new(self._key, body, hashlib.sha256).digest()[:12]

    def write(self, operation: str, mark: str, second: int, state: dict[str, Any]) -> str:
        """Return a token that carries `state` to the next call of the same request."""
        record = {"operation": operation, "mark": mark, "second": second, "state": state}
        body = json.dumps(record, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._seal(body) + body).decode().rstrip("=")

    def read(
        self, token: str, operation: str, mark: str, second: int, lifetime: int
    ) -> dict[str, Any]:
        """Return a token's state. Raises the 400 for a foreign, changed or old token."""
        record = self._open(token)
        if record is None or record["operation"] != operation:
            raise invalid_input("Invalid Input", "The pagination token is invalid.")
        if second > record["second"] + lifetime:
            raise invalid_input("Invalid Input", "The pagination token has expired.")
        if record["mark"] != mark:
            raise invalid_input(
                "Invalid Input",
                "The request parameters differ from those that produced the pagination token.",
            )
        state: dict[str, Any] = record["state"]
        return state

    def _open(self, token: str) -> dict[str, Any] | None:
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            seal, body = raw[:12], raw[12:]
            if not hmac.compare_digest(seal, self._seal(body)):
                return None
            record: dict[str, Any] = json.loads(body)
        except (ValueError, ApiError):
            return None
        return record
