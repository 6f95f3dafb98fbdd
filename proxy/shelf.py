"""Which picture answers now: the kept one, a fresh one, an old one, or none.

Everything here runs in the thread of the event loop, except `_bring`, which looks into
the database and goes out to fetch.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from core.errors import DatabaseError
from core.log import get_logger
from proxy.cache import Failure, Key, Picture, PictureCache, Steady, make_picture
from proxy.fetcher import Fetched, FetchError, Marks

# Who asks waits this long, then gets the stand-in; the fetch itself goes on.
PATIENCE_SECONDS = 8.0
_THREADS = 12

# For how many seconds a failure is remembered, from and to; jitter keeps many
# pictures from asking again in the same moment.
_REMEMBERED = {
    # The database knows no picture: the next sync may bring one.
    "none": (10.0, 20.0),
    # The source says that there is none.
    "missing": (60.0, 300.0),
    # We may not go where the database says.
    "refused": (240.0, 300.0),
}
_REMEMBERED_OTHERWISE = (10.0, 30.0)
# After these, an old copy is no longer right to show.
_FINAL = frozenset({"none", "missing", "refused"})

_log = get_logger(__name__)

LoadSource = Callable[[int, str, str], str | None]
IsAllowed = Callable[[str], bool]
Fetch = Callable[[str, Marks | None], Fetched]


class Shelf:
    """Finds pictures. Many who ask for the same one at once cause one fetch."""

    def __init__(
        self,
        cache: PictureCache,
        steady: Steady,
        load_source: LoadSource,
        is_allowed: IsAllowed,
        fetch: Fetch,
    ) -> None:
        self._cache = cache
        self._steady = steady
        self._load_source = load_source
        self._is_allowed = is_allowed
        self._fetch = fetch
        self._under_way: dict[Key, asyncio.Task[None]] = {}
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="picture")

    async def find(self, key: Key) -> Picture | Failure:
        """Return the picture under a key, or why there is none to show."""
        known = self._cache.picture(key)
        if known and known.is_fresh(self._steady()):
            if known.wants_refresh(self._steady()) and not self._cache.failure(key):
                self._start(key, known)
            return known
        if not self._cache.failure(key):
            # The fetch lives on when one of those who wait for it goes away or gives up.
            await asyncio.wait({self._start(key, known)}, timeout=PATIENCE_SECONDS)
        found = self._cache.picture(key)
        if found and found.is_usable_on_error(self._steady()):
            return found
        return self._cache.failure(key) or Failure("late", _REMEMBERED_OTHERWISE[0])

    def _start(self, key: Key, known: Picture | None) -> asyncio.Task[None]:
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._refresh(key, known))
            self._under_way[key] = task
            task.add_done_callback(lambda _done: self._under_way.pop(key, None))
        return task

    async def _refresh(self, key: Key, known: Picture | None) -> None:
        account_id, asin, _version = key
        loop = asyncio.get_running_loop()
        try:
            source, fetched = await loop.run_in_executor(self._threads, self._bring, key, known)
            self._cache.keep(key, make_picture(source, fetched, self._steady(), known))
            _log.debug("picture fetched", account_id=account_id, asin=asin)
        except FetchError as error:
            self._fail(key, error.kind)
        except DatabaseError:
            self._fail(key, "database")
        except Exception as error:  # noqa: BLE001 - one picture must not stop the others
            # The error's own text may hold the source's address: only its name is told.
            _log.error("picture failed unexpectedly", error=type(error).__name__)
            self._fail(key, "unexpected")

    def _bring(self, key: Key, known: Picture | None) -> tuple[str, Fetched]:
        source = self._load_source(*key)
        if source is None:
            raise FetchError("none")
        if not self._is_allowed(source):
            raise FetchError("refused")
        marks = known.marks if known and known.source == source else None
        return source, self._fetch(source, marks)

    def _fail(self, key: Key, kind: str) -> None:
        account_id, asin, _version = key
        seconds = random.uniform(*_REMEMBERED.get(kind, _REMEMBERED_OTHERWISE))  # noqa: S311
        if kind in _FINAL:
            self._cache.drop(key)
        self._cache.remember(key, Failure(kind, seconds))
        _log.info("no picture", account_id=account_id, asin=asin, why=kind)
