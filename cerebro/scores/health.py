"""Health of a file, 1 to 10, as an open subtraction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cerebro.scores.records import Part


class _Trait(NamedTuple):
    name: str
    weight: float
    start: float
    full: float


# From `start` on a trait begins to take points, at `full` it takes all of its weight. The ramps are
# proposed, not proven: they order files for reading and are shown with every health.
TRAITS = (
    _Trait("worst cognitive complexity", 2.0, 15, 60),
    _Trait("longest function, lines", 1.5, 60, 200),
    _Trait("deepest nesting", 1.0, 4, 8),
    _Trait("most arguments", 0.5, 6, 12),
    _Trait("lines", 1.5, 400, 1500),
    _Trait("coupled files", 1.5, 3, 12),
    _Trait("share of occasional authors", 1.0, 0.3, 0.8),
    _Trait("uncovered share", 1.5, 0.2, 1.0),
    _Trait("doubled share", 0.5, 0.03, 0.3),
)
BEST, WORST = 10.0, 1.0


def health_parts(values: dict[str, float | None]) -> list[Part]:
    """Return what each trait takes away. An unknown trait (None) leaves its weight to the others.

    `values` has a figure for each name in TRAITS.
    """
    # Most files have no trait that takes anything: they are done here.
    taking = [
        (trait, value)
        for trait in TRAITS
        if (value := values[trait.name]) is not None and value > trait.start
    ]
    if not taking:
        return []
    known = sum(trait.weight for trait in TRAITS if values[trait.name] is not None)
    stretch = sum(trait.weight for trait in TRAITS) / known
    parts = []
    for trait, value in taking:
        ramp = min((value - trait.start) / (trait.full - trait.start), 1.0)
        points = round(trait.weight * stretch * ramp, 2)
        if points:
            parts.append(Part(trait.name, round(float(value), 3), trait.start, trait.full, points))
    return sorted(parts, key=lambda part: -part.points)


def health(parts: Iterable[Part]) -> float:
    """Return 10 less what the parts take, never below 1."""
    return round(max(BEST - sum(part.points for part in parts), WORST), 2)


def mean_health(weighted: Iterable[tuple[float, float]]) -> float | None:
    """Return the mean of (health, weight); None when nothing has a weight."""
    rows = list(weighted)
    total = sum(weight for _, weight in rows)
    return sum(value * weight for value, weight in rows) / total if total else None
