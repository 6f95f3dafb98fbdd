"""The shop's chance: a source of its own for each thing, from a text that names it."""

from __future__ import annotations

import math
from random import Random


def dice_for(*parts: object) -> Random:
    """Return a random source that is the same for the same parts, on every machine."""
    return Random("|".join(str(part) for part in parts))  # noqa: S311 - an invented shop, no secret


def poisson(draw: Random, mean: float, normal_above: float) -> int:
    """Draw a count; above `normal_above` the normal shape is close enough, and quicker."""
    if mean > normal_above:
        return max(0, round(draw.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), draw.random(), 0
    while product > limit:
        product *= draw.random()
        count += 1
    return count
