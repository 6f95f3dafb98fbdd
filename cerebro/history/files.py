"""Which file a path is: a file keeps its number when it is renamed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cerebro.history.log import Commit, Touch


class FileNumbers:
    """Numbers files as commits touch them, from the oldest on.

    A commit of a parallel branch may touch a path after another one has renamed it: unless that
    path still stands in the newest tree, it is taken for the renamed file.
    """

    def __init__(self, known: Mapping[str, int], standing: Iterable[str]) -> None:
        self.by_path = dict(known)
        self._standing = frozenset(standing)
        self._moved: dict[str, int] = {}
        self._next = max(known.values(), default=0) + 1

    def touch(self, touch: Touch) -> int:
        """Return the number of the file that a commit touched."""
        if touch.old_path != touch.path and touch.old_path in self.by_path:
            number = self.by_path.pop(touch.old_path)
            self._moved[touch.old_path] = number
            self.by_path[touch.path] = number
            return number
        return self.of(touch.path)

    def of(self, path: str) -> int:
        """Return the number of the file at a path; a path nobody knows gets the next one."""
        if path not in self.by_path:
            if path in self._moved and path not in self._standing:
                return self._moved[path]
            self.by_path[path] = self._next
            self._next += 1
        return self.by_path[path]


def number_commits(
    commits: Iterable[Commit], numbers: FileNumbers
) -> list[tuple[Commit, list[tuple[int, Touch]]]]:
    """Return each commit with the numbers of the files it touched, each file once."""
    numbered = []
    for commit in commits:
        touched: dict[int, Touch] = {}
        for touch in commit.touches:
            touched.setdefault(numbers.touch(touch), touch)
        numbered.append((commit, list(touched.items())))
    return numbered
