"""Types, by mypy with the repository's own configuration."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from cerebro.checks.outcome import Outcome, Place, Tree, broke, missing, run_tool

_TOOL = "mypy"


def check_types(tree: Tree) -> Outcome:
    """Let mypy look at a commit; skipped where the repository does not use it."""
    named = _configured(tree.files)
    if named is None:
        return Outcome("skipped", "the repository has no configuration of mypy")
    options = ["--output", "json", "--no-error-summary", "--cache-dir", str(tree.cache / "mypy")]
    answer = run_tool(tree, _TOOL, *options, *([] if named else ["."]))
    if answer is None:
        return missing(_TOOL)
    if answer.code > 1:
        return broke(_TOOL, answer)
    found = [place for line in answer.text.splitlines() if (place := _place(line))]
    return Outcome(tool=_TOOL, places=found, measures={"type errors": len(found)})


def _configured(folder: Path) -> bool | None:
    """Return whether the configuration names what to look at; None when there is none."""
    if (folder / "mypy.ini").is_file():
        return "files" in (folder / "mypy.ini").read_text(encoding="utf-8", errors="replace")
    try:
        section = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    mypy = section.get("tool", {}).get("mypy")
    return None if mypy is None else not {"files", "packages", "modules"}.isdisjoint(mypy)


def _place(line: str) -> Place | None:
    """Read one line of mypy's answer; None for a note, which belongs to another line."""
    if not line.startswith("{"):
        return None
    one = json.loads(line)
    if one["severity"] != "error":
        return None
    number = max(int(one["line"]), 1)
    return Place(one["code"] or "error", "major", one["file"], number, number, one["message"])
