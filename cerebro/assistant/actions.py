"""What the assistant can do: each action once, for commands in words and for a model's tools."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from cerebro import board, decisions, pipeline, views
from cerebro.errors import DecisionRefused
from cerebro.explain.notes import explain_file
from cerebro.issues import Rating, add_issue

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What the assistant says: a text, perhaps a table, perhaps what it would write if it may."""

    text: str
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    proposal: Proposal | None = None


@dataclass(frozen=True)
class Proposal:
    """A writing act that waits for a person's yes."""

    action: str
    arguments: Arguments
    words: str


@dataclass(frozen=True)
class Action:
    """One thing the assistant does.

    `usage` is how a person asks for it, `pattern` reads that; `parameters` are the same arguments
    for a model (JSON schema). One that writes is proposed in `words` first.
    """

    name: str
    usage: str
    about: str
    pattern: str
    act: Callable[[Path, Arguments, str], Reply]
    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    words: str = ""

    @property
    def is_writing(self) -> bool:
        """Whether it changes what people have decided."""
        return bool(self.words)

    def read(self, text: str) -> Arguments | None:
        """Return the arguments of a command in words, None when it is another one."""
        match = re.fullmatch(self.pattern, text.strip(), re.IGNORECASE)
        if match is None:
            return None
        return {name: value for name, value in match.groupdict().items() if value is not None}


def _run(path: Path, _arguments: Arguments, _actor: str) -> Reply:
    done = pipeline.run(path)
    if not done.is_new:
        return Reply(f"Nothing has changed since run {done.run_id}.")
    rows = [(one.name, one.state, round(one.milliseconds), one.reason) for one in done.stages]
    return Reply(f"Run {done.run_id} is {done.status}.", ("stage", "state", "ms", "why"), rows)


def _hotspots(path: Path, arguments: Arguments, _actor: str) -> Reply:
    by = str(arguments.get("by", "land"))
    if by not in views.RANKS:
        raise DecisionRefused(f"{by!r} is no rank. There are: {', '.join(views.RANKS)}.")
    heads, rows = views.hotspots(path, by, 10)
    return Reply("The first ten files.", heads, rows)


def _explain(path: Path, arguments: Arguments, _actor: str) -> Reply:
    note = explain_file(path, str(arguments["path"]))
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(note["steps"], 1))
    return Reply(f"{note['summary']}\n\n{note['cause']}\n\n{steps}")


def _compare(path: Path, arguments: Arguments, _actor: str) -> Reply:
    first, second = (_whole(arguments[name]) for name in ("first", "second"))
    before, after = (board.figures_of(path, one) for one in (first, second))
    rows = [
        (key, before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]
    said = f"{len(rows)} figures differ." if rows else "No figure differs."
    return Reply(said, ("figure", f"run {first}", f"run {second}"), rows)


def _accept(path: Path, arguments: Arguments, actor: str) -> Reply:
    number = _whole(arguments["finding"])
    try:
        until = date.fromisoformat(str(arguments["until"]))
    except ValueError:
        raise DecisionRefused("A day is written like 2027-01-31.") from None
    decisions.accept(path, number, until, str(arguments["reason"]), actor)
    return Reply(f"Finding {number} is accepted until {until}.")


def _issue(path: Path, arguments: Arguments, actor: str) -> Reply:
    rating = Rating(*(_whole(arguments.get(name, 5)) for name in Rating._fields))
    number = add_issue(path, str(arguments["title"]), rating, "", actor)
    return Reply(f"It is issue {number}.")


def _budget(path: Path, arguments: Arguments, actor: str) -> Reply:
    limits = {
        name: _number(arguments[name])
        for name in ("most", "least")
        if arguments.get(name) is not None
    }
    if not limits:
        raise DecisionRefused("A budget has a limit: at most or at least how much?")
    key = str(arguments["figure"])
    decisions.set_budget(path, key, limits.get("most"), limits.get("least"), actor)
    return Reply(f"The budget of {key} is set. The next run goes by it.")


def _whole(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise DecisionRefused(f"{value!r} is no whole number.") from None


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise DecisionRefused(f"{value!r} is no number.") from None


_TEXT, _WHOLE, _NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}
_N = r"-?\d+(?:\.\d+)?"
ACTIONS = (
    Action("run", "run", "Analyse the newest commit.", r"run", _run),
    Action(
        "hotspots", "hotspots by read", "Show the files where bugs land, or what to read first.",
        r"(?:show )?hotspots(?: by (?P<by>\w+))?", _hotspots,
        {"by": {"type": "string", "enum": list(views.RANKS)}},
    ),
    Action(
        "explain", "explain sync/runner.py", "Say what is the matter with a file.",
        r"explain (?P<path>\S+)", _explain, {"path": _TEXT}, ("path",),
    ),
    Action(
        "compare", "compare 3 7", "Show which figures differ between two runs.",
        r"compare (?:runs? )?(?P<first>\d+)(?: and| with|,)? (?P<second>\d+)", _compare,
        {"first": _WHOLE, "second": _WHOLE}, ("first", "second"),
    ),
    Action(
        "accept", "accept 12 until 2027-01-31 because it is our own input",
        "Accept a finding until a day, with the reason.",
        r"accept (?:finding )?(?P<finding>\d+) until (?P<until>\S+) because (?P<reason>.+)",
        _accept, {"finding": _WHOLE, "until": _TEXT, "reason": _TEXT},
        ("finding", "until", "reason"), "Accept finding {finding} until {until}: {reason}",
    ),
    Action(
        "issue", "issue Write the guide impact 8 ease 3",
        "Put something on the list of work; impact, confidence and ease are 1 to 10.",
        r"(?:create )?issue (?P<title>.+?)(?: impact (?P<impact>\d+))?"
        r"(?: confidence (?P<confidence>\d+))?(?: ease (?P<ease>\d+))?",
        _issue, {"title": _TEXT, **dict.fromkeys(Rating._fields, _WHOLE)}, ("title",),
        "Write the issue “{title}”",
    ),
    Action(
        "budget", "budget lines at most 90000", "Set the limit of a figure.",
        rf"(?:set )?budget (?P<figure>.+?)(?: at least (?P<least>{_N}))?"
        rf"(?: at most (?P<most>{_N}))?",
        _budget, {"figure": _TEXT, "least": _NUMBER, "most": _NUMBER}, ("figure",),
        "Set the budget of {figure}",
    ),
)  # fmt: skip
BY_NAME = {one.name: one for one in ACTIONS}
