"""How good an order of files is, held against the fixes that came afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple


class Judged(NamedTuple):
    """One order of files: shares (0–1) of the fixes in the first 10 % and 20 % of the files, AUC,
    Popt (area over lines read, 1 = best), recall within 20 % of the lines, and the gain curve.

    `gains` are (share of the files, share of the fixes), from (0, 0) to (1, 1).
    """

    top10: float
    top20: float
    auc: float | None
    popt: float | None
    recall20: float
    gains: list[tuple[float, float]]


def judge(order: Sequence[str], fixes: Mapping[str, int], lines: Mapping[str, int]) -> Judged:
    """Judge an order, best first; `fixes` has the later fixes of each file that had any."""
    total = sum(fixes.get(path, 0) for path in order)
    hits = [fixes.get(path, 0) for path in order]
    return Judged(
        _top(hits, 0.10) / total,
        _top(hits, 0.20) / total,
        _auc(hits),
        _popt(order, fixes, lines),
        _recall(order, fixes, lines, 0.20) / total,
        _gains(hits),
    )


def _top(hits: Sequence[int], share: float) -> int:
    """Return the fixes in the first files; a tenth of a few files is at least one."""
    return sum(hits[: max(1, round(len(hits) * share))])


def _auc(hits: Sequence[int]) -> float | None:
    """Return the chance that a file with a later fix stands before one without."""
    buggy = sum(1 for one in hits if one)
    clean = len(hits) - buggy
    if not buggy or not clean:
        return None
    before, pairs = 0, 0
    for one in hits:
        if one:
            before += 1
        else:
            pairs += before
    return pairs / (buggy * clean)


def _area(order: Sequence[str], fixes: Mapping[str, int], lines: Mapping[str, int]) -> int:
    """Return twice the area under the fixes found over the lines read: whole, so exact."""
    area, found = 0, 0
    for path in order:
        height = fixes.get(path, 0)
        area += max(lines[path], 1) * (2 * found + height)
        found += height
    return area


def _popt(order: Sequence[str], fixes: Mapping[str, int], lines: Mapping[str, int]) -> float | None:
    """Return 1 − (best − this) / (best − worst) over lines read (Mende and Koschke, 2010)."""

    def density(path: str) -> tuple[float, str]:
        return fixes.get(path, 0) / max(lines[path], 1), path

    best = _area(sorted(order, key=density, reverse=True), fixes, lines)
    worst = _area(sorted(order, key=density), fixes, lines)
    if best == worst:
        return None
    return 1 - (best - _area(order, fixes, lines)) / (best - worst)


def _recall(
    order: Sequence[str], fixes: Mapping[str, int], lines: Mapping[str, int], share: float
) -> int:
    """Return the fixes in the files that can be read whole within a share of all lines."""
    left = share * sum(max(lines[path], 1) for path in order)
    found = 0
    for path in order:
        left -= max(lines[path], 1)
        if left < 0:
            break
        found += fixes.get(path, 0)
    return found


def _gains(hits: Sequence[int]) -> list[tuple[float, float]]:
    total, found = sum(hits), 0
    curve = [(0.0, 0.0)]
    for place, one in enumerate(hits, 1):
        found += one
        curve.append((place / len(hits), found / total))
    return curve


def ordered(paths: Sequence[str], score: Callable[[str], float]) -> list[str]:
    """Return paths by a score, the highest first; equal ones by name."""
    return sorted(paths, key=lambda path: (-score(path), path))
