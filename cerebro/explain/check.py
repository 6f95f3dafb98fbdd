"""The check of an explanation: what it quotes, counts and names must be there.

A model cites real names beside things that are not so; therefore nothing is taken on trust, and
an explanation that fails is refused as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from cerebro.explain.facts import FileFacts

# A quote may be off by as many lines.
_NEAR = 3
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\w)")
_SYMBOL = re.compile(r"`([^`]+)`")


def refusal(note: Any, facts: FileFacts) -> str:
    """Return why an explanation is refused, or nothing when it holds. It may be anything."""
    if not _is_shaped(note):
        return "It has not the parts that an explanation has."
    for one in note["evidence"]:
        if one.get("path") != facts.path or not _is_quoted(one, facts.source):
            return f"The quote {one.get('quote')!r} does not stand at line {one.get('line')}."
    text = " ".join([note["summary"], note["cause"], *note["steps"]])
    known = _known_symbols(facts)
    if wrong := [one for one in _SYMBOL.findall(text) if one not in known]:
        return f"There is no `{wrong[0]}` in what it was told."
    numbers = _known_numbers(facts)
    plain = _SYMBOL.sub("", text).replace(facts.path, "")
    for message in [one[3] for one in facts.findings]:
        plain = plain.replace(_SYMBOL.sub("", message), "")
    if wrong := [one for one in _NUMBER.findall(plain) if float(one) not in numbers]:
        return f"The number {wrong[0]} is none that it was told."
    return ""


def _is_shaped(note: Any) -> bool:
    return (
        isinstance(note, dict)
        and set(note) == {"summary", "cause", "steps", "evidence"}
        and isinstance(note["summary"], str)
        and isinstance(note["cause"], str)
        and isinstance(note["steps"], list)
        and all(isinstance(one, str) for one in note["steps"])
        and isinstance(note["evidence"], list)
        and all(isinstance(one, dict) for one in note["evidence"])
    )


def _is_quoted(one: dict[str, Any], source: list[str]) -> bool:
    line, quote = one.get("line"), str(one.get("quote", "")).strip()
    if not isinstance(line, int) or not quote:
        return False
    near = source[max(line - 1 - _NEAR, 0) : line + _NEAR]
    return any(quote in each for each in near)


def _known_symbols(facts: FileFacts) -> set[str]:
    names = {one.name for one in facts.functions} | {facts.path}
    names |= {name.rpartition(".")[2] for name in names}
    names |= {path for path, _, _ in facts.partners}
    return names | {one for row in facts.findings for one in _SYMBOL.findall(row[3])}


def _known_numbers(facts: FileFacts) -> set[float]:
    """Return the numbers of the facts, shares also in per cent, and the scale of ten and twelve."""
    found: set[float] = {10, 12, facts.lines, facts.health, facts.revisions, facts.fixes}
    found |= {facts.land_rank, facts.files}
    for _, value, start, full, points in facts.parts:
        found |= {value, start, full, points, float(f"{value:g}"), float(round(value * 100))}
    for one in facts.functions:
        found |= _numbers(one[1:])
    found |= {float(line) for line, _, _, _ in facts.findings}
    return found | {float(shared) for _, shared, _ in facts.partners}


def _numbers(values: Iterable[Any]) -> set[float]:
    return {float(one) for one in values if isinstance(one, int | float)}
