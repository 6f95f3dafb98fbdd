"""Answers kept until the data that they came from has changed.

Bounded by bytes, safe for threads, and each answer is worked out once however many wait
for it. An answer is kept under its question; the data versions that it was read with
stand beside it, so an old one is replaced and not piled up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Generic, TypeVar

from cachetools import LRUCache

T = TypeVar("T")


@dataclass(frozen=True)
class _Entry(Generic[T]):
    versions: Hashable
    value: T
    size: int


class VersionedCache(Generic[T]):
    """A cache of answers by question and data version."""

    def __init__(self, most_bytes: int, size_of: Callable[[T], int]) -> None:
        self._size_of = size_of
        self._entries: LRUCache[Hashable, _Entry[T]] = LRUCache(
            most_bytes, getsizeof=lambda entry: entry.size
        )
        self._running: dict[Hashable, Future[T]] = {}
        self._lock = threading.Lock()

    @property
    def bytes_used(self) -> int:
        """How much the kept answers take, as `size_of` counts."""
        with self._lock:
            return int(self._entries.currsize)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()

    def get(
        self, question: Hashable, versions: Hashable, load: Callable[[], tuple[Hashable, T]]
    ) -> T:
        """Return the answer of these versions, kept or loaded.

        `load` returns the answer and the versions it was read with, which may be newer than
        those asked for. Its error goes to everyone who waits, and is not kept.
        """
        with self._lock:
            entry = self._entries.get(question)
            if entry is not None and entry.versions == versions:
                return entry.value
            running = self._running.get((question, versions))
            is_first = running is None
            if running is None:
                running = self._running[(question, versions)] = Future()
        if not is_first:
            return running.result()
        try:
            read_with, value = load()
        except BaseException as error:
            self._finish(question, versions)
            running.set_exception(error)
            raise
        self._keep(question, _Entry(read_with, value, self._size_of(value)))
        self._finish(question, versions)
        running.set_result(value)
        return value

    def _finish(self, question: Hashable, versions: Hashable) -> None:
        with self._lock:
            self._running.pop((question, versions), None)

    def _keep(self, question: Hashable, entry: _Entry[T]) -> None:
        with self._lock:
            if entry.size <= self._entries.maxsize:
                self._entries[question] = entry
