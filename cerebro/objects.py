"""The objects of a repository, by one `git cat-file` that stays for as long as it is asked.

A process of its own for each question would be most of what an unchanged commit costs.
"""

from __future__ import annotations

import subprocess
import weakref
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, NamedTuple

# Questions that fit into a pipe: Git may wait with its answers until they are read.
_AT_ONCE = 200


class GitObject(NamedTuple):
    """One object: its id, what it is (`blob`, `commit`, …) and its content."""

    name: str
    kind: str
    content: bytes


class Objects:
    """Reads objects by any name that Git knows. It ends with the last reference to it."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - git with our own words
            [*command, "cat-file", "--batch"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._questions: IO[bytes] = self._process.stdin
        self._answers: IO[bytes] = self._process.stdout
        weakref.finalize(self, _end, self._process)

    def read(self, names: Iterable[str]) -> Iterator[GitObject | None]:
        """Yield the object of each name, None where there is none.

        A folder that is no repository has none at all.
        """
        every = list(names)
        for first in range(0, len(every), _AT_ONCE):
            some = every[first : first + _AT_ONCE]
            try:
                self._questions.write("".join(f"{one}\n" for one in some).encode())
                self._questions.flush()
            except BrokenPipeError:
                yield from [None] * len(some)
                continue
            for _ in some:
                yield self._next()

    def _next(self) -> GitObject | None:
        words = self._answers.readline().decode(errors="replace").split()
        if len(words) != 3 or not words[2].isdigit():
            return None
        content = self._answers.read(int(words[2]))
        self._answers.read(1)
        return GitObject(words[0], words[1], content)


def _end(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except BrokenPipeError:
                continue
    process.wait()
