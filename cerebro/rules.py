"""What a finding means: its kind, how bad it is, and the minutes that mending it takes.

The minutes are of the order that SonarQube's own rules use (5 for a line, 10 to 60 for a shape).
A rule is found by the longest beginning of its name that stands here.
"""

from __future__ import annotations

from typing import NamedTuple

# What mending takes where another tool told the severity and not the time.
TOLD_MINUTES = 10
SEVERITIES = ("info", "minor", "major", "critical", "blocker")


class Rule(NamedTuple):
    """Kind, severity and minutes of a rule."""

    category: str
    severity: str
    minutes: int


_RULES: dict[str, dict[str, Rule]] = {
    "ruff": {
        "": Rule("maintainability", "minor", 5),
        "ASYNC": Rule("reliability", "major", 20),
        "B": Rule("reliability", "major", 10),
        "B008": Rule("reliability", "minor", 5),
        "B904": Rule("reliability", "minor", 5),
        "B905": Rule("reliability", "minor", 5),
        "BLE": Rule("reliability", "major", 15),
        "DTZ": Rule("reliability", "minor", 10),
        "E7": Rule("maintainability", "minor", 5),
        "E722": Rule("reliability", "major", 15),
        "E9": Rule("reliability", "blocker", 15),
        "F": Rule("reliability", "major", 5),
        "F401": Rule("maintainability", "minor", 2),
        "F541": Rule("maintainability", "minor", 2),
        "F82": Rule("reliability", "critical", 10),
        "PLE": Rule("reliability", "critical", 10),
        "PLW": Rule("reliability", "minor", 10),
        "RUF006": Rule("reliability", "major", 15),
        "S": Rule("security", "major", 30),
        "S101": Rule("maintainability", "info", 0),
        "S311": Rule("security", "minor", 10),
        "S404": Rule("security", "info", 0),
        # They name every program that is started, however it is started.
        "S603": Rule("security", "info", 0),
        "S606": Rule("security", "info", 0),
        "S607": Rule("security", "info", 0),
    },
    "cerebro": {
        "": Rule("maintainability", "minor", 20),
        "cognitive": Rule("maintainability", "major", 45),
        "nesting": Rule("maintainability", "minor", 20),
        "arguments": Rule("maintainability", "minor", 15),
        "lines": Rule("maintainability", "minor", 30),
        "secret": Rule("security", "blocker", 60),
        "duplicate": Rule("maintainability", "minor", 30),
        "cycle": Rule("maintainability", "major", 60),
        "contract": Rule("maintainability", "critical", 60),
        "unreadable": Rule("reliability", "blocker", 15),
    },
    "mypy": {"": Rule("reliability", "major", 10)},
    "vulture": {"": Rule("maintainability", "info", 5)},
}
# The tools whose rules stand here; what the rules of another mean, it tells itself.
OWN_TOOLS = frozenset(_RULES)
# Those that read one blob at a time; what the others find is of a whole commit.
OF_BLOBS = ("ruff", "cerebro")


def rule_of(tool: str, name: str) -> Rule:
    """Return what a finding of a tool means; a tool nobody knows finds what is minor."""
    known = _RULES.get(tool, {"": Rule("maintainability", "minor", 10)})
    for length in range(len(name), 0, -1):
        if name[:length] in known:
            return known[name[:length]]
    return known[""]


def is_at_least(severity: str, least: str) -> bool:
    """Whether a severity is as bad as another, or worse."""
    return SEVERITIES.index(severity) >= SEVERITIES.index(least)
