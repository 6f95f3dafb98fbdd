"""The Selling Partner API of one connection: each answer is data, or an error by recovery."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

from core.clock import Clock, SystemClock
from core.errors import (
    ForbiddenError,
    RejectedError,
    RetryableError,
    SellerMonitorError,
    ThrottledError,
)
from core.log import get_logger
from sync.clients.lwa import AccessTokens
from sync.clients.retry import retrying
from sync.clients.transport import Answer, Transport

_USER_AGENT = "SellerMonitor/0.1 (Language=Python)"
_log = get_logger(__name__)


class NotFoundError(RejectedError):
    """Amazon does not have the thing asked for (any more)."""


class Limits(Protocol):
    """Whoever holds the rate plan: see sync/rates.py."""

    def take(self, operation: str, patience: float = ...) -> None: ...
    def try_take(self, operation: str) -> float: ...
    def heed(self, operation: str, rate: float) -> None: ...
    def throttled(self, operation: str, rate: float | None, after: float | None) -> float: ...


class SpApi:
    """Calls one region's API as one seller."""

    def __init__(
        self,
        transport: Transport,
        host: str,
        tokens: AccessTokens,
        limits: Limits,
        wait: Callable[[float], None],
        clock: Clock | None = None,
    ) -> None:
        self._transport = transport
        self._host = host
        self._tokens = tokens
        self._limits = limits
        self._wait = wait
        self._clock = clock or SystemClock()
        self.calls = 0
        # What time it was at Amazon at the last answer, and how far our clock was behind it
        # then; None before, or when it was not said.
        self.server_date: datetime | None = None
        self.clock_behind: timedelta | None = None

    def call(
        self,
        operation: str,
        path: str,
        *,
        method: str = "GET",
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        expect: str = "",
        quota: str = "",
        patience: float = float("inf"),
        restricted_token: str = "",
    ) -> dict[str, Any]:
        """Call an operation and return its JSON, trying again where that can help.

        `expect` names a field that a true answer has: an empty 2xx answer is a fault,
        not data. `quota` names a rate of its own that the call is held to beside the
        operation's; it is not waited for. `patience`: so many seconds at most are waited for
        the rate plan. `restricted_token` goes in place of the connection's own token. Raises
        the errors of core.errors by what can be done next.
        """

        def once() -> dict[str, Any]:
            answer = self._send(operation, method, path, query, body, patience, restricted_token)
            return self._understand(operation, answer, expect, quota)

        if quota and (seconds := self._limits.try_take(quota)) > 0:
            raise _later(quota, seconds)
        return retrying(operation, once, self._wait, 0.0 if quota else patience)

    def restricted_token(self, path: str) -> str:
        """Return a token for the GET of one path that a role alone does not open.

        Raises ForbiddenError or RejectedError where Amazon gives none.
        """
        answer = self.call(
            "createRestrictedDataToken",
            "/tokens/2021-03-01/restrictedDataToken",
            method="POST",
            body={"restrictedResources": [{"method": "GET", "path": path}]},
            expect="restrictedDataToken",
        )
        return str(answer["restrictedDataToken"])

    def _send(
        self,
        operation: str,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        body: Mapping[str, Any] | None,
        patience: float,
        restricted_token: str,
    ) -> Answer:
        """Send a request; a refused token is replaced once, a restricted one is not."""
        token = restricted_token or self._tokens.current()
        self._limits.take(operation, patience)
        answer = self._exchange(operation, method, path, query, body, token)
        if answer.status in (401, 403) and not restricted_token:
            token = self._tokens.replace(token)
            self._limits.take(operation, patience)
            answer = self._exchange(operation, method, path, query, body, token)
        return answer

    def _exchange(
        self,
        operation: str,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        body: Mapping[str, Any] | None,
        token: str,
    ) -> Answer:
        self.calls += 1
        answer = self._transport.send(
            method,
            self._host + path,
            params=query,
            json=body,
            headers={
                "x-amz-access-token": token,
                "User-Agent": _USER_AGENT,
                "Accept": "application/json",
            },
        )
        said = _date(answer.headers.get("Date"))
        if said is not None:
            self.server_date, self.clock_behind = said, said - self._clock.now()
        _log.debug(
            "called Amazon",
            operation=operation,
            status=answer.status,
            request_id=answer.headers.get("x-amzn-RequestId"),
        )
        return answer

    def _understand(
        self, operation: str, answer: Answer, expect: str, quota: str
    ) -> dict[str, Any]:
        rate = _number(answer.headers.get("x-amzn-RateLimit-Limit"))
        if answer.status == 429:
            after = _number(answer.headers.get("Retry-After"))
            if quota:
                raise _later(quota, self._limits.throttled(quota, None, after))
            seconds = self._limits.throttled(operation, rate, after)
            raise ThrottledError(
                f"Amazon allows no more calls of {operation} for now. The next run goes on.",
                wait_seconds=seconds,
                rate=rate,
            )
        if rate is not None:
            self._limits.heed(operation, rate)
        if 200 <= answer.status < 300:
            return _json_object(operation, answer, expect)
        raise classify(operation, answer)


def _later(quota: str, seconds: float) -> ThrottledError:
    return ThrottledError(
        f"Amazon allows the next call of {quota} in {round(seconds / 60)} minutes."
        " A later run goes on.",
        wait_seconds=seconds,
    )


def classify(operation: str, answer: Answer) -> SellerMonitorError:
    """Return the error of an answer that is neither good nor a 429."""
    said = _message(answer.body)
    if answer.status in (401, 403):
        return ForbiddenError(
            f"Amazon does not let this account use {operation}{said}. "
            "Add the missing role in Seller Central."
        )
    if answer.status == 404:
        return NotFoundError(f"Amazon does not know what {operation} asked for{said}.")
    if answer.status >= 500 or answer.status in (408, 425):
        return RetryableError(f"Amazon answers {operation} with {answer.status}. Try again later.")
    return RejectedError(f"Amazon refused {operation} ({answer.status}){said}.")


def _json_object(operation: str, answer: Answer, expect: str) -> dict[str, Any]:
    try:
        body = json.loads(answer.body)
    except ValueError:
        raise RetryableError(
            f"Amazon's answer to {operation} cannot be read. Try again later."
        ) from None
    if not isinstance(body, dict) or not body or (expect and expect not in body):
        raise RetryableError(f"Amazon's answer to {operation} is empty. Try again later.")
    return body


def _message(body: bytes) -> str:
    """Return Amazon's own words, in brackets, when there are any."""
    try:
        first = json.loads(body)["errors"][0]
        words = [str(first.get(key, "")).strip().rstrip(".") for key in ("message", "details")]
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    text = ": ".join(dict.fromkeys(word for word in words if word))
    return f" ({text[:200]})" if text else ""


def _date(text: str | None) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
    # A date without a zone says nothing.
    return instant if instant is not None and instant.tzinfo is not None else None


def _number(text: str | None) -> float | None:
    try:
        number = float(text) if text else None
    except ValueError:
        return None
    return number if number is not None and 0 < number < float("inf") else None
