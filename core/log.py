"""The log: one JSON object a line on standard error, with run ids and no secrets."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog

# What must never reach a log: Amazon's tokens and secrets, bearer headers, passwords in
# addresses, and whatever stands behind a name that says it is secret. No part of it
# reaches over a quotation mark, so that a line of JSON stays JSON.
_SECRETS = re.compile(
    r"""
    (?P<name>(?i:password|passwd|client_secret|refresh_token|access_token|x-amz-access-token
        |x-amz-signature|x-amz-security-token|x-amz-credential
        |signing_key|cookie_key|credentials_key)
        \\?["']?\s*[=:]\s*)
        (?P<quote>\\?["']?)(?:(?<=")(?:[^"\\]|\\.)+(?=")|(?<=')[^'"\\]+|[^\s"'\\,}&]+)
    | (?i:Atz[ra](?:\||%7C))[^\s"'\\,}&]+
    | amzn1\.oa2-cs\.[^\s"'\\,}&]+
    | (?i:bearer|basic)\s+(?=[A-Za-z0-9+/=_.-]{8})[^\s"'\\,}]+
    | (?<=://)[^:/@\s"'\\]*:[^\s"'\\]+(?=@)
    """,
    re.VERBOSE,
)
_HIDDEN = "[hidden]"


def redact(text: str) -> str:
    """Return the text with tokens and passwords blotted out."""
    return _SECRETS.sub(_blot, text)


def _blot(match: re.Match[str]) -> str:
    return f"{match['name'] or ''}{match['quote'] or ''}{_HIDDEN}"


def _redact_value(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {key: _redact_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_redact_value(item) for item in value]
    return value


def _redact_event(_logger: Any, _method: str, event: Any) -> Any:
    return {key: _redact_value(value) for key, value in event.items()}


def _redact_line(_logger: Any, _method: str, line: Any) -> str:
    # The last look: names of values, and objects that became text only now.
    return redact(str(line))


def configure_logging(process_name: str, level: str = "INFO") -> None:
    """Send every log line of this process to standard error as JSON.

    `process_name` ("sync", "app", ...) stands in each line. Lines of libraries
    that use the standard `logging` module come out in the same form.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redact_event,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(default=str),
                _redact_line,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # Each start would tell that no migration is due.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(process=process_name)


def bind_run(**ids: object) -> None:
    """Put ids such as run_id or account_id on every later line of this thread."""
    structlog.contextvars.bind_contextvars(**ids)


def get_logger(name: str) -> Any:
    """Return the logger of one module; call it with an event and named values."""
    return structlog.get_logger(name)
