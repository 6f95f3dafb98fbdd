"""The lines of a file: how many are code, their hashes for duplicates and for findings."""

from __future__ import annotations

import struct
import zlib
from hashlib import blake2b
from typing import NamedTuple


class Lines(NamedTuple):
    """The lines of one file: counts, and number and checksum of each line of code."""

    total: int
    code: int
    comments: int
    hashes: bytes


def read_lines(lines: list[str]) -> Lines:
    """Count lines and give each line of code its checksum, spaces left out.

    Comments, blank lines and imports are no code that could be doubled: every file begins with
    imports. The result holds pairs of 32-bit numbers (line, checksum), in order.
    """
    code, comments = 0, 0
    pairs: list[int] = []
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        if not bare:
            continue
        if bare[0] == "#":
            comments += 1
            continue
        code += 1
        if not bare.startswith(("import ", "from ")):
            pairs += (number, zlib.crc32(bare.replace(" ", "").encode()))
    return Lines(len(lines), code, comments, struct.pack(f"<{len(pairs)}I", *pairs))


class LineHashes:
    """Hashes by which a finding knows its line again: of the line, and with its neighbours."""

    def __init__(self, lines: list[str]) -> None:
        self._bare = ["".join(line.split()) for line in lines]

    def of(self, number: int) -> tuple[str, str]:
        """Return the hash of a line and that of it with the lines of code before and after it."""
        index = min(max(number - 1, 0), max(len(self._bare) - 1, 0))
        line = self._bare[index] if self._bare else ""
        before = next((one for one in reversed(self._bare[:index]) if one), "")
        after = next((one for one in self._bare[index + 1 :] if one), "")
        return _hash(line), _hash(f"{before}\n{line}\n{after}")


def _hash(words: str) -> str:
    return blake2b(words.encode(errors="replace"), digest_size=8).hexdigest()
