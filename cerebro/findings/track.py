"""The ladder by which a finding is known again after an edit or a move.

SonarQube's own, strongest first: same line and text; same text between the same neighbours; same
message and text; same message and line; same text. Then across files, for code that was moved.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple


class Finding(NamedTuple):
    """One finding at its place. `file` is a name that survives a rename (its number)."""

    file: Hashable
    path: str
    tool: str
    rule: str
    line: int
    end_line: int
    message: str
    line_hash: str
    context_hash: str


_Key = Callable[[Finding], Hashable]
_IN_FILE: tuple[_Key, ...] = (
    lambda one: (one.file, one.tool, one.rule, one.line, one.line_hash),
    lambda one: (one.file, one.tool, one.rule, one.line_hash, one.context_hash),
    lambda one: (one.file, one.tool, one.rule, one.message, one.line_hash),
    lambda one: (one.file, one.tool, one.rule, one.message, one.line),
    lambda one: (one.file, one.tool, one.rule, one.line_hash),
)
_ANYWHERE: tuple[_Key, ...] = (
    lambda one: (one.tool, one.rule, one.line_hash, one.context_hash),
    lambda one: (one.tool, one.rule, one.message, one.line_hash),
)


class Matched(NamedTuple):
    """What became of findings: pairs that are the same, those that went, those that came.

    Pairs and the others are places in the two lists that were compared.
    """

    same: list[tuple[int, int]]
    gone: list[int]
    new: list[int]


def match(before: list[Finding], now: list[Finding]) -> Matched:
    """Find each finding of now among those of before, each at most once."""
    gone, new = dict.fromkeys(range(len(before))), dict.fromkeys(range(len(now)))
    same: list[tuple[int, int]] = []
    for key in (*_IN_FILE, *_ANYWHERE):
        waiting: dict[Hashable, list[int]] = {}
        for place in reversed(gone):
            waiting.setdefault(key(before[place]), []).append(place)
        for place in list(new):
            if known := waiting.get(key(now[place])):
                old = known.pop()
                same.append((old, place))
                del gone[old], new[place]
    return Matched(same, list(gone), list(new))


def only_in(findings: Iterable[Finding], paths: set[str]) -> list[Finding]:
    """Return the findings in some paths."""
    return [one for one in findings if one.path in paths]
