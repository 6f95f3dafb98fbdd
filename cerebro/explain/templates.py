"""Explanations without a model: templates, ordered by what takes most of the health."""

from __future__ import annotations

from typing import Any

from cerebro.explain.facts import FileFacts

_MOST_STEPS = 5
_OF_FUNCTIONS = ("worst cognitive complexity", "longest function, lines", "deepest nesting")
_ADVICE = {
    "worst cognitive complexity": "Take a block out of `{function}` (lines {line} to {end}) and"
    " give it a name: it has cognitive complexity {value:g}, and {start:g} is where it costs.",
    "longest function, lines": "Split a function: the longest has {value:g} lines, and {start:g}"
    " is where it costs.",
    "deepest nesting": "Return early instead of nesting: blocks stand {value:g} deep.",
    "most arguments": "Hand a record instead of {value:g} arguments.",
    "lines": "Divide the file: it has {value:g} lines, and {start:g} is where it costs.",
    "coupled files": "Bring together what changes together: {value:g} other files change with it.",
    "share of occasional authors": "Let one person look after it: {value:.0%} of its commits are"
    " by people who are seldom here.",
    "uncovered share": "Write tests: {value:.0%} of its statements are reached by none.",
    "doubled share": "Keep one copy: {value:.0%} of its lines stand elsewhere as well.",
}


def explain(facts: FileFacts) -> dict[str, Any]:
    """Fill the templates with the facts of a file."""
    steps = [_advice(part, facts) for part in facts.parts]
    steps += [
        f"Mend line {line}: {message} ({rule}, {severity})"
        for line, rule, severity, message in facts.findings
        if severity not in ("info", "minor")
    ]
    steps += [
        f"Look why {other} changed with it {shared} times though neither imports the other."
        for other, shared, has_import in facts.partners
        if not has_import
    ]
    return {
        "summary": _summary(facts),
        "cause": _cause(facts),
        "steps": steps[:_MOST_STEPS] or ["Nothing needs to be done here."],
        "evidence": _evidence(facts),
    }


def _summary(facts: FileFacts) -> str:
    times = "once" if facts.revisions == 1 else f"{facts.revisions} times"
    fixes = "1 of them a fix" if facts.fixes == 1 else f"{facts.fixes} of them fixes"
    return (
        f"{facts.path} has {facts.lines} lines and health {facts.health:g} of 10. It changed"
        f" {times} in twelve months, {fixes}, and is number"
        f" {facts.land_rank} of {facts.files} by where bugs land."
    )


def _cause(facts: FileFacts) -> str:
    if not facts.parts:
        return "Nothing takes from its health."
    taken = ", ".join(f"{points:g} for {name}" for name, _, _, _, points in facts.parts)
    return f"10 less {taken}."


def _advice(part: list[Any], facts: FileFacts) -> str:
    name, value, start, _, _ = part
    worst = facts.functions[0] if facts.functions else None
    return _ADVICE[name].format(
        value=value,
        start=start,
        function=worst.name if worst else "",
        line=worst.line if worst else 0,
        end=worst.end_line if worst else 0,
    )


def _evidence(facts: FileFacts) -> list[dict[str, Any]]:
    """Quote the lines that the steps speak of, as they stand in the file."""
    lines = [line for line, _, severity, _ in facts.findings if severity not in ("info", "minor")]
    if facts.functions and any(part[0] in _OF_FUNCTIONS for part in facts.parts):
        lines.insert(0, facts.functions[0].line)
    return [
        {"path": facts.path, "line": line, "quote": facts.source[line - 1].strip()}
        for line in dict.fromkeys(lines)
        if 0 < line <= len(facts.source)
    ][:_MOST_STEPS]
