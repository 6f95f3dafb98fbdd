"""The Amazon Ads API of one connection: each answer is data, or an error by recovery.

Sources: Amazon's guides "Profiles", "Reporting version 3" and "Rate limiting". The limits
are dynamic and not published: a call is made, and a 429 is heeded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from core.errors import (
    ConfigurationError,
    ForbiddenError,
    ReauthorizeError,
    RejectedError,
    RetryableError,
    SellerMonitorError,
    ThrottledError,
)
from core.log import get_logger
from sync.clients.lwa import AccessTokens
from sync.clients.retry import retrying
from sync.clients.sp_api import NotFoundError
from sync.clients.transport import Answer, Transport

CREATE_REPORT = "application/vnd.createasyncreportrequest.v3+json"
# So long a call waits for the throttle to open, all tries together; a later run goes on.
PATIENCE_SECONDS = 30.0
_USER_AGENT = "SellerMonitor/0.1 (Language=Python)"
# Amazon says: The Request is a duplicate of : and then the number of the report.
_TWIN = re.compile(r"duplicate of\s*:?\s*([0-9A-Za-z][0-9A-Za-z-]{7,})")
_log = get_logger(__name__)


class NamelessTwinError(RetryableError):
    """Amazon already makes this very report, but its answer does not say under which number."""


class AdsApi:
    """Calls one region's Ads API with one key. Calls are counted by `count`."""

    def __init__(
        self,
        transport: Transport,
        host: str,
        client_id: str,
        tokens: AccessTokens,
        count: Callable[[str], None],
        wait: Callable[[float], None],
    ) -> None:
        self._transport = transport
        self._host = host
        self._client_id = client_id
        self._tokens = tokens
        self._count = count
        self._wait = wait
        self.calls = 0

    def call(
        self,
        operation: str,
        path: str,
        *,
        profile_id: str = "",
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        media_type: str = "application/json",
    ) -> Any:
        """Call an operation and return its JSON, trying again where that can help.

        With a body it is a POST. Numbers with a fraction are Decimal. Raises the errors of
        core.errors by what can be done next; an empty 2xx answer is a fault, not data.
        """

        def once() -> Any:
            answer = self._send(operation, path, profile_id, query, body, media_type)
            return _understand(operation, answer)

        return retrying(operation, once, self._wait, PATIENCE_SECONDS)

    def create_report(self, profile_id: str, wish: Mapping[str, Any]) -> str:
        """Ask for a report and return its id; of the same report already asked for, that one's.

        A full queue is not waited for here: raises ThrottledError at once, with `wait_seconds`
        only if Amazon says how long.
        """

        def once() -> tuple[Answer, ThrottledError | None]:
            answer = self._send(
                "adsCreateReport", "/reporting/reports", profile_id, None, wish, CREATE_REPORT
            )
            if answer.status == 429:
                return answer, _throttled("adsCreateReport", answer)
            if answer.status != 425:
                _understand("adsCreateReport", answer)
            return answer, None

        answer, trouble = retrying("adsCreateReport", once, self._wait)
        if trouble is not None:
            raise trouble
        if answer.status == 425:
            return _twin_of(answer)
        report_id = json.loads(answer.body).get("reportId")
        if not report_id:
            raise RetryableError("Amazon took a report request without a number for it.")
        return str(report_id)

    def _send(
        self,
        operation: str,
        path: str,
        profile_id: str,
        query: Mapping[str, str] | None,
        body: Mapping[str, Any] | None,
        media_type: str,
    ) -> Answer:
        """Send a request; a refused token is replaced once."""
        headers = {
            "Amazon-Advertising-API-ClientId": self._client_id,
            "User-Agent": _USER_AGENT,
            "Accept": "application/json" if media_type == CREATE_REPORT else media_type,
        }
        if profile_id:
            headers["Amazon-Advertising-API-Scope"] = profile_id
        options: dict[str, Any] = {"params": query}
        if body is not None:
            headers["Content-Type"] = media_type
            options["data"] = json.dumps(body).encode()
        token = self._token("")
        answer = self._exchange(operation, path, headers, token, options)
        if answer.status in (401, 403):
            answer = self._exchange(operation, path, headers, self._token(token), options)
        return answer

    def _token(self, refused: str) -> str:
        """Return a token; trouble with the Ads key stops advertising and nothing else."""
        try:
            return self._tokens.replace(refused) if refused else self._tokens.current()
        except ReauthorizeError as error:
            raise ForbiddenError(
                "Amazon no longer accepts the advertising key of this account."
                " Connect advertising again."
            ) from error
        except ConfigurationError as error:
            raise ForbiddenError(error.sentence) from error

    def _exchange(
        self,
        operation: str,
        path: str,
        headers: Mapping[str, str],
        token: str,
        options: Mapping[str, Any],
    ) -> Answer:
        self._count(operation)
        self.calls += 1
        answer = self._transport.send(
            "POST" if "data" in options else "GET",
            self._host + path,
            headers={**headers, "Authorization": f"Bearer {token}"},
            **options,
        )
        _log.debug(
            "called Amazon Ads",
            operation=operation,
            status=answer.status,
            request_id=answer.headers.get("x-amz-request-id"),
        )
        return answer


def _understand(operation: str, answer: Answer) -> Any:
    """Return the JSON of a good answer; every other becomes an error by recovery."""
    if answer.status == 429:
        raise _throttled(operation, answer)
    if not 200 <= answer.status < 300:
        raise classify(operation, answer)
    try:
        body = json.loads(answer.body, parse_float=Decimal)
    except ValueError:
        raise RetryableError(
            f"Amazon's answer to {operation} cannot be read. Try again later."
        ) from None
    if body is None or body == {}:
        raise RetryableError(f"Amazon's answer to {operation} is empty. Try again later.")
    return body


def classify(operation: str, answer: Answer) -> SellerMonitorError:
    """Return the error of an answer that is neither good nor a 429.

    A 401 while a report is looked after happens and passes (Airbyte repeats it as well).
    """
    said = _message(answer.body)
    if answer.status == 401 and operation == "adsGetReport":
        return RetryableError(f"Amazon refuses to say how a report stands{said}. Try again later.")
    if answer.status in (401, 403):
        return ForbiddenError(f"Amazon does not let this advertising key use {operation}{said}.")
    if answer.status == 404:
        return NotFoundError(f"Amazon does not know what {operation} asked for{said}.")
    if answer.status >= 500 or answer.status in (408, 425):
        return RetryableError(f"Amazon answers {operation} with {answer.status}. Try again later.")
    return RejectedError(f"Amazon refused {operation} ({answer.status}){said}.")


def _throttled(operation: str, answer: Answer) -> ThrottledError:
    text = answer.headers.get("Retry-After") or ""
    # Amazon promises the header, and often leaves it out.
    seconds = float(text) if text.isdigit() else None
    return ThrottledError(
        f"Amazon takes no more calls of {operation} for now. A later run goes on.", seconds
    )


def _twin_of(answer: Answer) -> str:
    found = _TWIN.search(answer.body.decode("utf-8", "replace"))
    if found is None:
        raise NamelessTwinError("Amazon already makes this report, but does not say which it is.")
    return found[1]


def _message(body: bytes) -> str:
    """Return Amazon's own words, in brackets, when there are any."""
    try:
        found = json.loads(body)
        text = str(found.get("detail") or found.get("details") or found.get("message") or "")
    except (ValueError, AttributeError):
        return ""
    text = text.strip().rstrip(".")
    return f" ({text[:200]})" if text else ""
