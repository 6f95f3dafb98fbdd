"""The shop's chance: a source of its own for each thing, from a text that names it."""

from __future__ import annotations

from random import Random


def dice_for(*parts: object) -> Random:
    """Return a random source that is the same for the same parts, on every machine."""
    return Random("|".join(str(part) for part in parts))  # noqa: S311 - an invented shop, no secret
