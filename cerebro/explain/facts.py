"""The facts that an explanation may speak of; nothing else exists for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection

from cerebro import database
from cerebro.database import brain, rows
from cerebro.errors import RepositoryError
from cerebro.repository import Repository
from cerebro.views import Newest, newest


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
        return facts_of(connection, Repository(path), newest(connection, path), name)


def facts_of(connection: Connection, repository: Repository, run: Newest, name: str) -> FileFacts:
    """Collect the facts of a file of a run; RepositoryError when the run does not know it."""
    found = rows(
        connection,
        "SELECT * FROM (SELECT path, blob, lines, health, health_parts, revisions_12m,"
        " fixes_12m, rank() OVER (PARTITION BY is_test ORDER BY land_score DESC),"
        " count(*) OVER (PARTITION BY is_test), file_no FROM cerebro.brain_file_scores"
        " WHERE run_id = %(run)s) s WHERE path = %(path)s",
        run=run.run_id,
        path=name,
    )
    if not found:
        raise RepositoryError(f"The newest run knows no Python file {name!r}.")
    row: list[Any] = list(found[0])
    # PostgreSQL keeps no NUL, and a file in UTF-16 is full of them.
    source = repository.blobs([row[1]])[row[1]].decode("utf-8", errors="replace").replace("\0", "")
    return FileFacts(
        path=row[0],
        source=source.splitlines(),
        **dict(zip(FileFacts._fields[2:9], row[2:9], strict=True)),
        functions=_functions(connection, run, row[1]),
        findings=_findings(connection, run, name),
        partners=_partners(connection, run, row[9]),
    )


def _functions(connection: Connection, run: Newest, blob: str) -> list[FunctionFact]:
    found = rows(
        connection,
        "SELECT name, line, end_line, cyclomatic, cognitive, nesting"
        " FROM cerebro.brain_functions WHERE tool_key = %(key)s AND blob = %(blob)s"
        " ORDER BY coalesce(cognitive, 0) DESC, cyclomatic DESC, line",
        key=run.tool_key,
        blob=blob,
    )
    return [FunctionFact(*each) for each in found]


def _findings(connection: Connection, run: Newest, name: str) -> list[Any]:
    return rows(
        connection,
        "SELECT line, rule, severity, message FROM cerebro.brain_findings"
        " WHERE repo_id = %(repo)s AND path = %(path)s AND status = 'open'"
        " ORDER BY array_position(ARRAY['blocker','critical','major','minor','info'],"
        " severity), line",
        repo=run.repo_id,
        path=name,
    )


def _partners(connection: Connection, run: Newest, number: int) -> list[Any]:
    return rows(
        connection,
        "SELECT s.path, c.shared, c.has_import FROM cerebro.brain_couplings c"
        " JOIN cerebro.brain_file_scores s ON s.run_id = c.run_id"
        " AND s.file_no = CASE WHEN file_a = %(no)s THEN file_b ELSE file_a END"
        " WHERE c.run_id = %(run)s AND %(no)s IN (file_a, file_b)"
        " ORDER BY has_import, degree DESC, s.path",
        run=run.run_id,
        no=number,
    )
