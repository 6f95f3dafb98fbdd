"""The rows that facts come as. They are plain tuples: thousands are written and read at once."""

from __future__ import annotations

from typing import NamedTuple

# One version for all that this package computes: a change of meaning makes old facts unseen.
FACTS_VERSION = 3


class FunctionFacts(NamedTuple):
    """One function: 1-based lines, complexities, deepest nesting, number of arguments."""

    name: str
    line: int
    end_line: int
    cyclomatic: int
    cognitive: int | None
    nesting: int
    arguments: int


class ImportFacts(NamedTuple):
    """One import as written: the dots before it, the module, and the name taken from it.

    It is deferred when it stands in a function or is for type checkers: it runs later or never.
    """

    level: int
    module: str
    name: str
    line: int
    is_deferred: bool


class RawFinding(NamedTuple):
    """What a tool found in a blob; hashes tell its line and neighbours again after a move."""

    tool: str
    rule: str
    line: int
    end_line: int
    message: str
    line_hash: str
    context_hash: str


class BlobFacts(NamedTuple):
    """What is known of one blob. `error` says why it could not be read as Python, if so."""

    blob: str
    lines: int
    code_lines: int
    comment_lines: int
    functions: list[FunctionFacts]
    imports: list[ImportFacts]
    findings: list[RawFinding]
    docstring_share: float | None
    annotated_share: float | None
    line_hashes: bytes
    error: str
