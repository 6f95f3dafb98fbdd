"""What a check has found out about a commit, and where it looks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from cerebro.repository import Repository

# A check that takes longer has lost its way.
_LONGEST_SECONDS = 900


class Place(NamedTuple):
    """One fault: the tool's rule, how bad it is, where (lines from 1), and the tool's words."""

    rule: str
    severity: str
    path: str
    line: int
    end_line: int
    message: str


class Package(NamedTuple):
    """A package that is depended on: `ok`, `vulnerable` or `unknown`, and why."""

    name: str
    version: str
    state: str
    advisory: str


@dataclass(frozen=True)
class Outcome:
    """How a check ended: `ok`, `skipped` or `failed` with the reason, and what it found.

    `broken` names figures that miss their aim, in words.
    """

    state: str = "ok"
    reason: str = ""
    tool: str = ""
    places: Sequence[Place] = ()
    packages: Sequence[Package] = ()
    measures: dict[str, float] = field(default_factory=dict)
    broken: Sequence[str] = ()


class Tree(NamedTuple):
    """A commit to be checked. `files` is a folder with all of its files, for tools that read some.

    `cache` is a folder that a tool may keep things in from one commit to the next.
    """

    repository: Repository
    commit: str
    files: Path
    cache: Path


class Answer(NamedTuple):
    """What a tool printed, and its exit code."""

    code: int
    text: str
    errors: str


def run_tool(tree: Tree, module: str, *arguments: str) -> Answer | None:
    """Run a tool of Python over the files of a commit; None when it is not installed here."""
    if find_spec(module) is None:
        return None
    finished = subprocess.run(  # noqa: S603 - our own choice of words
        [sys.executable, "-m", module, *arguments],
        cwd=tree.files,
        capture_output=True,
        text=True,
        timeout=_LONGEST_SECONDS,
        check=False,
    )
    return Answer(finished.returncode, finished.stdout, finished.stderr)


def missing(module: str) -> Outcome:
    """Return the outcome of a check whose tool is not there."""
    return Outcome("skipped", f"{module} is not installed: pip install {module}")


def broke(module: str, answer: Answer) -> Outcome:
    """Return the outcome of a check whose tool gave up, with its last words."""
    words = (answer.errors.strip() or answer.text.strip()).splitlines() or ["no word"]
    return Outcome("failed", f"{module} gave up ({answer.code}): {words[-1][:300]}")
