"""Our answers: status, headers, body. Nothing in them says where a picture comes from."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from proxy.cache import KEEP_SECONDS, STALE_IF_ERROR_SECONDS, Failure, Picture, etag_of
from proxy.conditions import is_unchanged
from proxy.placeholder import MEDIA_TYPE, placeholder
from proxy.tickets import Refusal

Headers = list[tuple[bytes, bytes]]

# A browser asks for a stand-in again after this long at the latest.
_MOST_PLACEHOLDER_SECONDS = 60
_SAFE: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; sandbox"),
    # The app on another port shows these pictures.
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"referrer-policy", b"no-referrer"),
]


@dataclass(frozen=True)
class Answer:
    """One answer, ready to be sent."""

    status: int
    headers: Headers
    body: bytes = b""


def answer_picture(picture: Picture, now: float, request: Iterable[tuple[bytes, bytes]]) -> Answer:
    """Answer with a picture, or with 304 when the browser has it. `now` is the steady clock's.

    `max-age` is what is left of the seven days and `Age` what has passed of them: even a
    browser that takes one from the other shows no picture older than seven days.
    """
    age = picture.age(now)
    left = max(0, math.floor(KEEP_SECONDS - age))
    headers = _validators(picture.etag, picture.last_modified)
    headers.append(
        _header(
            "cache-control", f"private, max-age={left}, stale-if-error={STALE_IF_ERROR_SECONDS}"
        )
    )
    headers.append(_header("age", str(math.floor(age))))
    if is_unchanged(request, picture.etag, picture.last_modified):
        return Answer(304, headers + _SAFE)
    return _whole(headers, picture.media_type, picture.body)


def answer_placeholder(failure: Failure, request: Iterable[tuple[bytes, bytes]]) -> Answer:
    """Answer with the stand-in: its own tag, and only for a moment."""
    etag = etag_of(placeholder())
    seconds = min(math.ceil(failure.seconds), _MOST_PLACEHOLDER_SECONDS)
    headers = [*_validators(etag, None), _header("cache-control", f"private, max-age={seconds}")]
    if is_unchanged(request, etag, None, is_representation=False):
        return Answer(304, headers + _SAFE)
    return _whole(headers, MEDIA_TYPE, placeholder())


def answer_refusal(refusal: Refusal) -> Answer:
    """Answer with a sentence instead of a picture."""
    return _sentence(refusal.status, refusal.sentence)


def answer_wrong_method() -> Answer:
    """Answer a method other than GET and HEAD."""
    answer = _sentence(405, "Pictures can only be read.")
    return Answer(405, [_header("allow", "GET, HEAD"), *answer.headers], answer.body)


def _sentence(status: int, sentence: str) -> Answer:
    headers = [_header("cache-control", "no-store")]
    return _whole(headers, "text/plain; charset=utf-8", f"{sentence}\n".encode(), status)


def _whole(headers: Headers, media_type: str, body: bytes, status: int = 200) -> Answer:
    described = [
        _header("content-type", media_type),
        _header("content-length", str(len(body))),
        _header("accept-ranges", "none"),
    ]
    return Answer(status, headers + described + _SAFE, body)


def _validators(etag: str, last_modified: datetime | None) -> Headers:
    headers = [_header("etag", etag)]
    if last_modified is not None:
        headers.append(_header("last-modified", format_datetime(last_modified, usegmt=True)))
    return headers


def _header(name: str, value: str) -> tuple[bytes, bytes]:
    return name.encode("ascii"), value.encode("latin-1")
