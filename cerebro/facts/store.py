"""The facts of blobs in PostgreSQL: which are there, and new ones written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import blake2b
from importlib.metadata import version

from sqlalchemy import Connection

from cerebro.database import copy, rows
from cerebro.facts.blob import LIMITS
from cerebro.facts.lint import FAMILIES
from cerebro.facts.records import FACTS_VERSION, BlobFacts, FunctionFacts

_BLOB_COLUMNS = (
    "tool_key", "blob", "lines", "code_lines", "comment_lines", "functions", "cyclomatic_sum",
    "cyclomatic_max", "cognitive_sum", "cognitive_max", "nesting_max", "arguments_max",
    "function_lines_max", "docstring_share", "annotated_share", "imports", "imports_key",
    "line_hashes", "error",
)  # fmt: skip
_FINDING_COLUMNS = (
    "tool_key", "blob", "tool", "rule", "line", "end_line", "message", "line_hash", "context_hash",
)  # fmt: skip


@cache
def tool_key() -> str:
    """Return the key of all that facts depend on: versions of the tools, our rules, our limits."""
    parts = [
        FACTS_VERSION,
        FAMILIES,
        sorted(LIMITS.items()),
        version("ruff"),
        version("complexipy"),
    ]
    return blake2b(json.dumps(parts).encode(), digest_size=8).hexdigest()


def unseen(connection: Connection, blobs: Iterable[str], key: str) -> set[str]:
    """Return the blobs that no run has read yet with these tools."""
    asked = set(blobs)
    found = rows(
        connection,
        "SELECT blob FROM cerebro.brain_blobs WHERE tool_key = %(key)s AND blob = ANY(%(asked)s)",
        key=key,
        asked=list(asked),
    )
    return asked - {blob for (blob,) in found}


def save(connection: Connection, facts: Sequence[BlobFacts], key: str) -> None:
    """Write facts of blobs that are not there yet."""
    copy(connection, "brain_blobs", _BLOB_COLUMNS, (_blob_row(one, key) for one in facts))
    copy(
        connection,
        "brain_functions",
        ("tool_key", "blob", *FunctionFacts._fields),
        ((key, one.blob, *function) for one in facts for function in one.functions),
    )
    copy(
        connection,
        "brain_raw_findings",
        _FINDING_COLUMNS,
        ((key, one.blob, *finding) for one in facts for finding in one.findings),
    )


def _blob_row(one: BlobFacts, key: str) -> tuple[object, ...]:
    functions = one.functions
    imports = json.dumps(one.imports)
    cognitive = [function.cognitive or 0 for function in functions]
    return (
        key,
        one.blob,
        one.lines,
        one.code_lines,
        one.comment_lines,
        len(functions),
        sum(function.cyclomatic for function in functions),
        max((function.cyclomatic for function in functions), default=0),
        sum(cognitive),
        max(cognitive, default=0),
        max((function.nesting for function in functions), default=0),
        max((function.arguments for function in functions), default=0),
        max((function.end_line - function.line + 1 for function in functions), default=0),
        one.docstring_share,
        one.annotated_share,
        imports,
        blake2b(imports.encode(), digest_size=8).hexdigest(),
        one.line_hashes,
        one.error,
    )
