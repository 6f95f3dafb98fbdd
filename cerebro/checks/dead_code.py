"""Dead code, by vulture. It is advice: a framework may call what nothing here names."""

from __future__ import annotations

import re

from cerebro.checks.outcome import Outcome, Place, Tree, broke, missing, run_tool

_TOOL = "vulture"
# Below it vulture guesses: it names each method that only a framework calls.
LEAST_CONFIDENCE = 80
_LINE = re.compile(
    r"^(.+?):(\d+): (unused|unreachable|redundant|unsatisfiable) (.+) \((\d+)% .*\)$"
)
# Its exit codes: nothing found, dead code found; files that are no Python do not stop it.
_NOTHING, _NO_PYTHON, _FOUND = 0, 1, 3


def find_dead_code(tree: Tree) -> Outcome:
    """Let vulture look at a commit."""
    answer = run_tool(tree, _TOOL, ".", "--min-confidence", str(LEAST_CONFIDENCE))
    if answer is None:
        return missing(_TOOL)
    if answer.code not in (_NOTHING, _NO_PYTHON, _FOUND):
        return broke(_TOOL, answer)
    found = [place for line in answer.text.splitlines() if (place := _place(line))]
    return Outcome(tool=_TOOL, places=found, measures={"dead code": len(found)})


def _place(line: str) -> Place | None:
    match = _LINE.match(line)
    if match is None:
        return None
    path, number, what, rest, confidence = match.groups()
    words = f"{what.capitalize()} {rest} ({confidence} % sure)."
    rule = f"{what} {rest.split(' ')[0]}" if what == "unused" else what
    return Place(rule, "info", path.removeprefix("./"), int(number), int(number), words)
