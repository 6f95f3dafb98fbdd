"""Login with Amazon: access tokens for a connection, fetched once and kept until they age.

Where Amazon's login cannot be had at all, one stream has tried long enough for all of them: the
others of the same run are told at once.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from core.clock import Clock
from core.errors import ConfigurationError, ReauthorizeError, RemoteError, RetryableError
from sync.clients.retry import NO_ANSWER_TRIES, TRIES
from sync.clients.transport import Answer, NoAnswerError, Transport

# A token lives an hour; it is replaced this long before its end.
_EARLY_SECONDS = 120.0


class LoginFailedError(RemoteError):
    """No access token is to be had in this run. The next one tries again."""


class AccessTokens:
    """The access token of one connection. Threads that need one at once share one request."""

    def __init__(
        self,
        transport: Transport,
        address: str,
        application: tuple[str, str],
        refresh_token: Callable[[], str],
        timer: Clock,
        settings: str = "SP_API_CLIENT_ID and SP_API_CLIENT_SECRET",
    ) -> None:
        self._transport = transport
        self._address = address
        self._application = application
        self._refresh_token = refresh_token
        self._timer = timer
        self._settings = settings
        self._lock = threading.Lock()
        self._token = ""
        self._good_until = 0.0
        self._failures = 0
        # What is said to whoever asks after the login has failed for good.
        self._trouble = ""

    def current(self) -> str:
        """Return a token that is good for a while.

        Raises ReauthorizeError when the seller's key is no longer valid,
        ConfigurationError when the application's own key is wrong, RetryableError
        for passing trouble, and LoginFailedError from then on when it does not pass.
        """
        with self._lock:
            if not self._token or self._timer.monotonic() >= self._good_until:
                self._fetch()
            return self._token

    def replace(self, refused: str) -> str:
        """Return another token than the one that was refused."""
        with self._lock:
            if self._token == refused:
                self._fetch()
            return self._token

    def _fetch(self) -> None:
        if self._trouble:
            raise LoginFailedError(self._trouble)
        try:
            self._ask()
        except LoginFailedError as error:
            self._trouble = error.sentence
            raise
        except RetryableError as error:
            self._failures += 1
            most = NO_ANSWER_TRIES if isinstance(error, NoAnswerError) else TRIES
            if self._failures < most:
                raise
            self._trouble = error.sentence
            raise LoginFailedError(self._trouble) from error
        self._failures = 0

    def _ask(self) -> None:
        client_id, client_secret = self._application
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self._refresh_token(),
            "client_id": client_id,
            "client_secret": client_secret,
        }
        asked_at = self._timer.monotonic()
        answer = self._transport.send("POST", self._address, data=form)
        body = _read(answer, self._settings)
        token = body.get("access_token")
        if not token:
            raise RetryableError("Amazon's login gave an answer without a token. Try again later.")
        self._token = str(token)
        lifetime = float(body.get("expires_in") or 3600)
        self._good_until = asked_at + max(lifetime - _EARLY_SECONDS, lifetime / 2)


def _read(answer: Answer, settings: str) -> dict[str, Any]:
    """Return the body of a good answer; every other becomes an error by recovery."""
    if answer.status >= 500 or answer.status in (408, 429):
        raise RetryableError(f"Amazon's login answers {answer.status}. Try again later.")
    try:
        body = json.loads(answer.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise RetryableError("Amazon's login gave an answer that cannot be read. Try again later.")
    if answer.status == 200:
        return body
    raise _refusal(str(body.get("error", "")), answer.status, settings)


def _refusal(error: str, status: int, settings: str) -> Exception:
    # The codes are those of RFC 6749, section 5.2.
    if error == "invalid_grant":
        return ReauthorizeError(
            "Amazon no longer accepts the key of this account. Connect the account again."
        )
    if error in ("invalid_client", "unauthorized_client"):
        return ConfigurationError(
            f"Amazon does not accept the application's key. Check {settings}."
        )
    return LoginFailedError(f"Amazon's login refused the request ({error or status}).")
