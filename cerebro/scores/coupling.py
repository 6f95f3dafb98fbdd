"""Files that change together (degree as code-maat counts it), with the lift over chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

# code-maat's defaults.
FEWEST_REVISIONS, FEWEST_SHARED, LEAST_DEGREE = 5, 5, 0.30


class Coupling(NamedTuple):
    """Two files: how often both changed in one commit, degree (0–1), lift (1 = chance)."""

    file_a: int
    file_b: int
    shared: int
    degree: float
    lift: float


def couplings(
    pairs: Iterable[tuple[int, int, int]], revisions: Mapping[int, int], commits: int
) -> list[Coupling]:
    """Return the pairs that are coupled, the strongest first.

    `pairs` are (file, file, shared commits); `revisions` counts the commits of each file, `commits`
    all of them. degree = shared / mean of both; lift = shared × commits / (a × b).
    """
    found = []
    for a, b, shared in pairs:
        of_a, of_b = revisions.get(a, 0), revisions.get(b, 0)
        if shared < FEWEST_SHARED or min(of_a, of_b) < FEWEST_REVISIONS:
            continue
        degree = shared / ((of_a + of_b) / 2)
        if degree >= LEAST_DEGREE:
            found.append(Coupling(a, b, shared, min(degree, 1.0), shared * commits / (of_a * of_b)))
    return sorted(found, key=lambda one: (-one.degree, -one.shared, one.file_a, one.file_b))
