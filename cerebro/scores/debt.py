"""Debt in minutes, on SonarQube's grid (CoreProperties: 30 minutes to write a line, A to E)."""

from __future__ import annotations

from collections.abc import Iterable

from cerebro.rules import SEVERITIES

MINUTES_PER_LINE = 30
_GRID = ((0.05, "A"), (0.10, "B"), (0.20, "C"), (0.50, "D"))


def debt_ratio(minutes: int, lines: int) -> float | None:
    """Return what mending takes as a share of what writing took; None without lines."""
    return minutes / (MINUTES_PER_LINE * lines) if lines else None


def debt_rating(ratio: float) -> str:
    """Return A (at most 5 %) to E (more than 50 %)."""
    return next((letter for limit, letter in _GRID if ratio <= limit), "E")


def worst_rating(severities: Iterable[str]) -> str:
    """Return the rating of reliability or security: the worst open finding decides.

    None or only information: A; minor B, major C, critical D, blocker E.
    """
    worst = max((SEVERITIES.index(one) for one in severities), default=0)
    return "ABCDE"[worst]
