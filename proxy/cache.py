"""Pictures in memory, the longest unused go first; and failures, remembered for a moment."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from cachetools import LRUCache, TLRUCache

from proxy.fetcher import Fetched, Marks

DAY = 24 * 3600
# A picture is at most this old when it is shown, counted from the fetch.
KEEP_SECONDS = 7 * DAY
# In the last of the seven days whoever asks starts a refresh behind the scenes.
REFRESH_AFTER_SECONDS = 6 * DAY
# So much longer an old picture is shown while its source cannot be reached.
STALE_IF_ERROR_SECONDS = DAY
# All pictures together; the bodies are what counts.
MOST_BYTES = 256 * 1024 * 1024
# What an entry costs beside its body, roughly: the key and the objects around it.
_OVERHEAD_BYTES = 1024
# So many failures are remembered at the most.
_MOST_FAILURES = 10_000

# Account, ASIN and version of the picture.
Key = tuple[int, str, str]
Steady = Callable[[], float]


@dataclass(frozen=True)
class Picture:
    """A picture as it is served. `etag` depends on the bytes alone, not on the process or time.

    `source` is where it came from; it never leaves the process. `fetched_at` is a reading of
    the steady clock, moved back by the age the source gave.
    """

    source: str
    body: bytes
    media_type: str
    etag: str
    marks: Marks
    last_modified: datetime | None
    fetched_at: float

    def age(self, now: float) -> float:
        """Return the seconds since the bytes were known to be right."""
        return max(0.0, now - self.fetched_at)

    def is_fresh(self, now: float) -> bool:
        """Whether it may be shown without asking the source."""
        return self.age(now) < KEEP_SECONDS

    def wants_refresh(self, now: float) -> bool:
        """Whether it is time to ask the source again behind the scenes."""
        return self.age(now) >= REFRESH_AFTER_SECONDS

    def is_usable_on_error(self, now: float) -> bool:
        """Whether it may be shown when the source cannot be reached."""
        return self.age(now) < KEEP_SECONDS + STALE_IF_ERROR_SECONDS


@dataclass(frozen=True)
class Failure:
    """A source that gave no picture: why, and for how long that is remembered."""

    kind: str
    seconds: float


def etag_of(body: bytes) -> str:
    """Return the strong entity tag of some bytes."""
    return f'"{hashlib.sha256(body).hexdigest()}"'


def make_picture(source: str, fetched: Fetched, now: float, known: Picture | None) -> Picture:
    """Turn what was fetched into a picture; with "still right" the known bytes stay."""
    fetched_at = now - fetched.age_seconds
    if fetched.body is None or fetched.format is None:
        if known is None:
            raise ValueError("The source confirmed a picture that we do not hold.")
        return replace(known, fetched_at=fetched_at)
    return Picture(
        source=source,
        body=fetched.body,
        media_type=fetched.format.media_type,
        etag=etag_of(fetched.body),
        marks=fetched.marks,
        last_modified=_past_date(fetched.marks.last_modified),
        fetched_at=fetched_at,
    )


def _past_date(value: str | None) -> datetime | None:
    if value is None:
        return None
    date = parsedate_to_datetime(value)
    date = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    # A date to come says nothing about the past (RFC 9110, 8.8.2.1).
    return date if date <= datetime.now(UTC) else None


class PictureCache:
    """Pictures and failures by key. Used from one thread: that of the event loop."""

    def __init__(self, steady: Steady, most_bytes: int = MOST_BYTES) -> None:
        self._pictures: LRUCache[Key, Picture] = LRUCache(
            most_bytes, getsizeof=lambda picture: len(picture.body) + _OVERHEAD_BYTES
        )
        self._failures: TLRUCache[Key, Failure] = TLRUCache(
            _MOST_FAILURES, ttu=lambda _key, failure, now: now + failure.seconds, timer=steady
        )

    @property
    def size_bytes(self) -> int:
        """What all pictures weigh together."""
        return int(self._pictures.currsize)

    def picture(self, key: Key) -> Picture | None:
        """Return the picture kept under a key, however old."""
        return self._pictures.get(key)

    def failure(self, key: Key) -> Failure | None:
        """Return the failure remembered under a key, while it counts."""
        return self._failures.get(key)

    def keep(self, key: Key, picture: Picture) -> None:
        """Keep a picture; one that is larger than the whole cache is not kept."""
        self._failures.pop(key, None)
        if len(picture.body) + _OVERHEAD_BYTES <= self._pictures.maxsize:
            self._pictures[key] = picture

    def remember(self, key: Key, failure: Failure) -> None:
        """Remember a failure for as long as it says."""
        self._failures[key] = failure

    def drop(self, key: Key) -> None:
        """Forget a picture."""
        self._pictures.pop(key, None)
