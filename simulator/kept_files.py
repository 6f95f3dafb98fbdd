"""Documents that were made, kept for every world of a process.

What a document says depends on the seed, the wish, the second at which it is made, and on what
makes it. So the same wish at the same second is the same file: a second run of a sync, or another
test in the same process, does not have it worked out again. A test that has a kind of document
made in another way is given that one.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from simulator.reports.kinds import File

# Some hundred reports of a month.
_MOST_BYTES = 32 * 1024 * 1024


class KeptFiles:
    """The newest files, up to so many bytes; None is kept too: a report may have no rows."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._files: OrderedDict[Hashable, File | None] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], File | None]) -> File | None:
        """Return the file of a key, made now if it is not kept."""
        with self._lock:
            if key in self._files:
                self._files.move_to_end(key)
                return self._files[key]
        made = make()
        with self._lock:
            self._keep(key, made)
        return made

    def _keep(self, key: Hashable, made: File | None) -> None:
        # Another thread may have made the very same one meanwhile.
        self._bytes += _size(made) - _size(self._files.pop(key, None))
        self._files[key] = made
        while self._bytes > self._most_bytes:
            _, oldest = self._files.popitem(last=False)
            self._bytes -= _size(oldest)


def _size(file: File | None) -> int:
    return len(file.content) if file else 0


KEPT = KeptFiles()
