"""Everything that one content says about itself."""

from __future__ import annotations

import ast
import warnings

from complexipy import code_complexity

from cerebro.facts.lines import LineHashes, read_lines
from cerebro.facts.lint import Lint
from cerebro.facts.records import BlobFacts, FunctionFacts, RawFinding
from cerebro.facts.secrets import find_secrets
from cerebro.facts.syntax import Syntax, read_syntax

# Where a function asks too much of its reader. Cognitive 15 is Sonar's limit (S3776), five
# arguments and four levels are pylint's and CodeScene's; sixty lines are two screens.
LIMITS = {"cognitive": 15, "nesting": 4, "arguments": 7, "lines": 60}
_NOTHING = Syntax([], [], None, None)


def read_blob(blob: str, content: bytes, *, is_python: bool = True) -> BlobFacts:
    """Return the facts of one content. What is no valid Python has lines and an error only."""
    text = content.decode("utf-8", errors="replace")
    lines = text.splitlines()
    counted = read_lines(lines)
    syntax, error = _parse(text) if is_python else (_NOTHING, "")
    findings = [*_long_functions(syntax.functions), *_secrets(text)]
    return BlobFacts(
        blob,
        counted.total,
        counted.code,
        counted.comments,
        syntax.functions,
        syntax.imports,
        with_hashes(lines, findings) if findings else [],
        syntax.docstring_share,
        syntax.annotated_share,
        counted.hashes if is_python else b"",
        error,
    )


def _parse(text: str) -> tuple[Syntax, str]:
    try:
        with warnings.catch_warnings():
            # A wrong escape in somebody else's string is no warning of ours.
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return _NOTHING, f"{type(error).__name__}: {error}"
    return read_syntax(tree, _cognitive(text)), ""


def _cognitive(text: str) -> dict[int, int]:
    """Return complexipy's figures by line; nothing when its own parser does not know the syntax."""
    try:
        return {one.line_start: one.complexity for one in code_complexity(text).functions}
    except ValueError:
        return {}


def _long_functions(functions: list[FunctionFacts]) -> list[RawFinding]:
    found = []
    for one in functions:
        figures = {
            "cognitive": one.cognitive or 0,
            "nesting": one.nesting,
            "arguments": one.arguments,
            "lines": one.end_line - one.line + 1,
        }
        for rule, value in figures.items():
            if value > LIMITS[rule]:
                words = f"`{one.name}` has {rule} {value}; the limit is {LIMITS[rule]}."
                found.append(RawFinding("cerebro", rule, one.line, one.end_line, words, "", ""))
    return found


def _secrets(text: str) -> list[RawFinding]:
    return [
        RawFinding("cerebro", "secret", line, line, f"This looks like {what}.", "", "")
        for line, what in find_secrets(text)
    ]


def with_hashes(lines: list[str], findings: list[RawFinding]) -> list[RawFinding]:
    """Give findings the hashes of their lines."""
    hashes = LineHashes(lines)
    return [RawFinding(*one[:5], *hashes.of(one.line)) for one in findings]


def with_lint(facts: BlobFacts, content: bytes, lints: list[Lint]) -> BlobFacts:
    """Add what ruff has found to the facts of a blob."""
    if not lints:
        return facts
    lines = content.decode("utf-8", errors="replace").splitlines()
    found = [
        RawFinding("ruff", one.rule, one.line, one.end_line, one.message, "", "") for one in lints
    ]
    return facts._replace(findings=[*facts.findings, *with_hashes(lines, found)])
