"""The rows of a benchmark run: kept as JSON, shown as a table."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One figure: what was measured, in which unit, against what, and whether it is good enough."""

    id: str
    value: float
    unit: str
    against: str
    ratio: float
    target: float
    ok: bool


def row(
    name: str,
    value: float,
    unit: str,
    against: str,
    other: float,
    target: float,
    *,
    is_speedup: bool = False,
) -> Row:
    """Make a row: ratio = value / other, at most the target.

    A speed-up is the other way round: ratio = other / value, at least the target.
    """
    ratio = other / value if is_speedup else value / other
    is_ok = ratio >= target if is_speedup else ratio <= target
    return Row(name, round(value, 2), unit, against, round(ratio, 2), target, is_ok)


def save(rows: list[Row], path: Path) -> None:
    """Write the rows as a JSON list."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(one) for one in rows], indent=1) + "\n")


def as_table(rows: list[Row]) -> str:
    """Return the rows as a table for the terminal."""
    lines = [f"{'what':<34}{'value':>12}  {'against':<42}{'ratio':>7}{'aim':>7}  ok"]
    for one in rows:
        value = f"{one.value:g} {one.unit}"
        is_ok = "yes" if one.ok else "no"
        lines.append(
            f"{one.id:<34}{value:>12}  {one.against:<42}"
            f"{one.ratio:>7.2f}{one.target:>7.2f}  {is_ok}"
        )
    return "\n".join(lines)
