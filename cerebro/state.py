"""What a run knows so far. Each stage fills its part; the next read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection

from cerebro.findings.track import Finding
from cerebro.graph.contracts import Breach
from cerebro.policy import Policy
from cerebro.repository import ChangedFile, Repository
from cerebro.rules import Rule
from cerebro.scores.clones import Clone
from cerebro.scores.coupling import Coupling
from cerebro.scores.records import Activity, Knowledge, Measures, Part


class FileFacts(NamedTuple):
    """What a run reads back of one Python file's blob. Equal keys mean the same imports."""

    measures: Measures
    imports_key: str
    line_hashes: bytes
    error: str


class FileScore(NamedTuple):
    """Everything a run says of one file."""

    file_no: int
    path: str
    blob: str
    is_test: bool
    measures: Measures
    activity: Activity
    knowledge: Knowledge
    health: float
    parts: list[Part]
    land: float
    read: float
    classic: float
    debt_minutes: int
    coverage: float | None


class Coverage(NamedTuple):
    """The lines of a file that tests reach, and those that they do not."""

    covered: frozenset[int]
    missing: frozenset[int]


@dataclass
class State:
    """One run. `at` is when the commit was made, in seconds since 1970: scores are as of it."""

    connection: Connection
    repository: Repository
    repo_id: int
    run_id: int
    head: str
    named_base: str | None
    tool_key: str
    at: int = 0
    base: str | None = None
    base_reason: str = ""
    changes: list[ChangedFile] = field(default_factory=list)
    policy: Policy = field(default_factory=Policy)
    # Path to blob: Python files, other texts, and the Python files of the base that are changed.
    python: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    base_python: dict[str, str] = field(default_factory=dict)
    ignored_revs: str = ""
    read_blobs: int = 0
    facts: dict[str, FileFacts] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)
    graph_key: str = ""
    cycles: list[list[str]] = field(default_factory=list)
    breaches: list[Breach] | None = None
    breach_reason: str = ""
    coverage: dict[str, Coverage] = field(default_factory=dict)
    clones: list[Clone] = field(default_factory=list)
    couplings: list[Coupling] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    # What other tools say that their rules mean, by tool and rule.
    told_rules: dict[tuple[str, str], Rule] = field(default_factory=dict)
    scores: list[FileScore] = field(default_factory=list)
    # Tools beside ours that have looked at this commit: what they no longer tell is mended.
    spoken: set[str] = field(default_factory=set)
    # Measured figures that miss their aim, in words.
    slow: list[str] = field(default_factory=list)
    # Set when the run before had the same tools and policy: only what is changed is compared.
    previous_blobs: dict[str, str] | None = None
    done: set[str] = field(default_factory=set)
    measures: dict[str, float] = field(default_factory=dict)
