"""The facts that an explanation may speak of; nothing else exists for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from cerebro import database
from cerebro.database import brain, rows
from cerebro.errors import RepositoryError
from cerebro.repository import Repository
from cerebro.views import newest


class FunctionFact(NamedTuple):
    """A function of the file, the hardest to read first."""

    name: str
    line: int
    end_line: int
    cyclomatic: int
    cognitive: int | None
    nesting: int


class FileFacts(NamedTuple):
    """Everything that is known of one file of the newest run."""

    path: str
    source: list[str]
    lines: int
    health: float
    parts: list[list[Any]]
    revisions: int
    fixes: int
    land_rank: int
    files: int
    functions: list[FunctionFact]
    findings: list[tuple[int, str, str, str]]
    partners: list[tuple[str, int, bool]]


def file_facts(path: Path, name: str) -> FileFacts:
    """Collect the facts of a file; RepositoryError when the newest run does not know it."""
    database.require()
    with brain() as connection:
        one = newest(connection, path)
        found = rows(
            connection,
            "SELECT * FROM (SELECT path, blob, lines, health, health_parts, revisions_12m,"
            " fixes_12m, rank() OVER (PARTITION BY is_test ORDER BY land_score DESC),"
            " count(*) OVER (PARTITION BY is_test), file_no FROM cerebro.brain_file_scores"
            " WHERE run_id = %(run)s) s WHERE path = %(path)s",
            run=one.run_id,
            path=name,
        )
        if not found:
            raise RepositoryError(f"The newest run knows no Python file {name!r}.")
        row: list[Any] = list(found[0])
        functions = rows(
            connection,
            "SELECT name, line, end_line, cyclomatic, cognitive, nesting"
            " FROM cerebro.brain_functions WHERE tool_key = %(key)s AND blob = %(blob)s"
            " ORDER BY coalesce(cognitive, 0) DESC, cyclomatic DESC, line",
            key=one.tool_key,
            blob=row[1],
        )
        findings = rows(
            connection,
            "SELECT line, rule, severity, message FROM cerebro.brain_findings"
            " WHERE repo_id = %(repo)s AND path = %(path)s AND status = 'open'"
            " ORDER BY array_position(ARRAY['blocker','critical','major','minor','info'],"
            " severity), line",
            repo=one.repo_id,
            path=name,
        )
        partners = rows(
            connection,
            "SELECT s.path, c.shared, c.has_import FROM cerebro.brain_couplings c"
            " JOIN cerebro.brain_file_scores s ON s.run_id = c.run_id"
            " AND s.file_no = CASE WHEN file_a = %(no)s THEN file_b ELSE file_a END"
            " WHERE c.run_id = %(run)s AND %(no)s IN (file_a, file_b)"
            " ORDER BY has_import, degree DESC, s.path",
            run=one.run_id,
            no=row[9],
        )
    source = Repository(path).blobs([row[1]])[row[1]].decode("utf-8", errors="replace")
    return FileFacts(
        path=row[0],
        source=source.splitlines(),
        **dict(zip(FileFacts._fields[2:9], row[2:9], strict=True)),
        functions=[FunctionFact(*each) for each in functions],
        findings=findings,
        partners=partners,
    )
