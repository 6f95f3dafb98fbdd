"""Measured speed: the figures that a benchmark of the repository has left in a file.

The file is a list of rows with `id`, `value`, `unit`, `ratio`, `target` and `ok`, as `make bench`
writes it; `[tool.cerebro] bench` names another than `.local/bench/latest.json`.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from cerebro.checks.outcome import Outcome, Tree

_USUAL = ".local/bench/latest.json"


def read_performance(tree: Tree) -> Outcome:
    """Take the figures of the last benchmark, and name those that miss their aim."""
    file = tree.repository.root / _place(tree.files / "pyproject.toml")
    if not file.is_file():
        return Outcome("skipped", f"there is no {file.name} of a benchmark: make bench")
    try:
        rows: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
        measures = {f"bench: {one['id']} ({one['unit']})": float(one["value"]) for one in rows}
        broken = [_in_words(one) for one in rows if not one["ok"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return Outcome("failed", f"{file.name} is no list of figures: {error!r}")
    return Outcome(measures=measures, broken=broken)


def _in_words(row: dict[str, Any]) -> str:
    figure = f"{row['id']}: {row['value']:g} {row['unit']}"
    return f"{figure} is {row['ratio']:g} times {row['against']}, the aim is {row['target']:g}"


def _place(pyproject: Path) -> str:
    try:
        tool = tomllib.loads(pyproject.read_text(encoding="utf-8")).get("tool", {})
    except (OSError, ValueError):
        return _USUAL
    return str(tool.get("cerebro", {}).get("bench", _USUAL))
