"""Lines that stand in two places: runs of at least ten equal lines of code, spaces left out.

(SonarQube asks for ten lines as well.) All windows of ten lines are given one number each; equal
numbers that follow one another in the same two files are one clone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

WINDOW = 10
# The first 21 bits: two million buckets.
_BUCKET_SHIFT = np.uint64(43)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


class Clone(NamedTuple):
    """The same code in two places: path and lines (from 1, both ends included) of each.

    `text` tells the first ten lines again, wherever they are moved.
    """

    path_a: str
    line_a: int
    end_line_a: int
    path_b: str
    line_b: int
    end_line_b: int
    text: str


class _Lines(NamedTuple):
    numbers: NDArray[np.uint32]
    file: NDArray[np.int64]
    window: NDArray[np.uint64]
    starts: NDArray[np.int64]


def find_clones(hashes: Mapping[str, bytes]) -> list[Clone]:
    """Return the clones among files; `hashes` has pairs of (line, checksum) for each path.

    Where a text stands in many places, each is told beside the one before it, not beside all.
    """
    paths = sorted(path for path in hashes if len(hashes[path]) >= 8 * WINDOW)
    if not paths:
        return []
    lines = _repeated(_windows([hashes[path] for path in paths]))
    order = np.argsort(lines.window, kind="stable")
    same = np.nonzero(lines.window[order][1:] == lines.window[order][:-1])[0]
    number = dict(zip(lines.starts.tolist(), lines.window.tolist(), strict=True))
    first, second = lines.starts[order[same]], lines.starts[order[same + 1]]
    return [
        Clone(
            paths[lines.file[a]], int(lines.numbers[a]), int(lines.numbers[a + size - 1]),
            paths[lines.file[b]], int(lines.numbers[b]), int(lines.numbers[b + size - 1]),
            f"{int(number[a]):016x}",
        )
        for a, b, size in _runs(first, second, lines.file)
    ]  # fmt: skip


def _windows(parts: list[bytes]) -> _Lines:
    """Return all lines in a row, and a number for each window that lies within one file."""
    pairs = [np.frombuffer(part, dtype="<u4").reshape(-1, 2) for part in parts]
    file = np.repeat(np.arange(len(pairs)), [len(one) for one in pairs])
    joined = np.concatenate(pairs)
    sums = joined[:, 1].astype(np.uint64)
    count = len(sums) - WINDOW + 1
    window = np.zeros(count, dtype=np.uint64)
    for place in range(WINDOW):
        window = window * _FACTOR + sums[place : place + count]
    starts = np.nonzero(file[:count] == file[WINDOW - 1 :])[0]
    return _Lines(joined[:, 0], file, window[starts], starts)


def _repeated(lines: _Lines) -> _Lines:
    """Leave out most windows that are there once: those that are alone in their bucket.

    Counting buckets is quick, and what is left to sort is a tenth.
    """
    bucket = (lines.window >> _BUCKET_SHIFT).astype(np.int64)
    often = np.bincount(bucket, minlength=1)[bucket] > 1
    return lines._replace(window=lines.window[often], starts=lines.starts[often])


def _runs(
    first: NDArray[np.int64], second: NDArray[np.int64], file: NDArray[np.int64]
) -> list[tuple[int, int, int]]:
    """Join pairs of windows that follow one another; return (place, place, number of lines)."""
    order = np.lexsort((first, second - first))
    found: list[tuple[int, int, int]] = []
    for a, b in zip(first[order].tolist(), second[order].tolist(), strict=True):
        if found:
            last_a, last_b, size = found[-1]
            follows = a == last_a + size - WINDOW + 1 and b == last_b + size - WINDOW + 1
            if follows and file[a] == file[last_a] and file[b] == file[last_b]:
                found[-1] = (last_a, last_b, size + 1)
                continue
        found.append((a, b, WINDOW))
    # A text that repeats itself would be a clone of its own next line.
    return [(a, b, size) for a, b, size in found if file[a] != file[b] or b - a >= size]


def doubled_lines(clones: list[Clone]) -> dict[str, set[int]]:
    """Return the lines of each path that stand elsewhere as well."""
    found: dict[str, set[int]] = {}
    for one in clones:
        found.setdefault(one.path_a, set()).update(range(one.line_a, one.end_line_a + 1))
        found.setdefault(one.path_b, set()).update(range(one.line_b, one.end_line_b + 1))
    return found
