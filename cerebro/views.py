"""What the commands and pages read: always of the newest run of a repository."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection

from cerebro import database
from cerebro.database import brain, rows
from cerebro.errors import RepositoryError
from cerebro.rules import SEVERITIES, is_at_least

RANKS = {"land": "land_score", "read": "read_score", "classic": "classic_score"}
STATUSES = ("open", "accepted", "false positive", "fixed")
Table = tuple[tuple[str, ...], list[Any]]


class KnownFinding(NamedTuple):
    """A finding as it is stored."""

    finding_id: int
    path: str
    line: int
    end_line: int
    tool: str
    rule: str
    category: str
    severity: str
    minutes: int
    message: str
    line_hash: str
    context_hash: str


class Newest(NamedTuple):
    """The newest run of a repository."""

    repo_id: int
    run_id: int
    commit: str
    tool_key: str


def newest(connection: Connection, path: Path) -> Newest:
    """Return the newest run; RepositoryError when there is none yet."""
    found = rows(
        connection,
        "SELECT repo_id, run_id, commit_sha, tool_key FROM cerebro.brain_runs"
        " JOIN cerebro.brain_repos USING (repo_id) WHERE root_path = %(root)s"
        " ORDER BY run_id DESC LIMIT 1",
        root=str(path.resolve()),
    )
    if not found:
        raise RepositoryError(
            f"{path.resolve()} was never analysed. Do it: python -m cerebro run --repo {path}"
        )
    return Newest(*found[0])


def read(path: Path, statement: str, **values: object) -> list[Any]:
    """Run a query about the newest run of a repository: `repo` and `run` are its numbers."""
    database.require()
    with brain() as connection:
        one = newest(connection, path)
        return rows(connection, statement, repo=one.repo_id, run=one.run_id, **values)


def gate(path: Path) -> dict[str, Any]:
    """Return the verdict of the newest run: `status` and `conditions`."""
    found = read(
        path,
        "SELECT status, conditions FROM cerebro.brain_gate_results WHERE run_id = %(run)s",
    )
    status, conditions = found[0] if found else ("not computed", [])
    return {"status": status, "conditions": conditions}


def first_notes(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return what the newest run says to look at first: paths with their explanations."""
    return read(
        path,
        "SELECT path, note FROM cerebro.brain_run_notes WHERE run_id = %(run)s ORDER BY place",
    )


def hotspots(path: Path, by: str, limit: int) -> Table:
    """Return the product's files by one of the ranks, with the two others beside it."""
    heads = ("path", "land", "read", "classic", "recency", "commits", "fixes", "lines", "health")
    found = read(
        path,
        "SELECT path, land_score, read_score, classic_score, recency, revisions_12m, fixes_12m,"
        " lines, health FROM cerebro.brain_file_scores WHERE run_id = %(run)s AND NOT is_test"
        f" ORDER BY {RANKS[by]} DESC, path LIMIT %(limit)s",
        limit=limit,
    )
    return heads, found


def coupling(path: Path) -> Table:
    """Return the coupled files, those without an import between them first."""
    found = read(
        path,
        "SELECT a.path, b.path, shared, round(degree::numeric, 2)::float,"
        " round(lift::numeric, 1)::float, CASE WHEN has_import THEN 'yes' ELSE 'no' END"
        " FROM cerebro.brain_couplings c"
        " JOIN cerebro.brain_file_scores a ON a.run_id = c.run_id AND a.file_no = file_a"
        " JOIN cerebro.brain_file_scores b ON b.run_id = c.run_id AND b.file_no = file_b"
        " WHERE c.run_id = %(run)s ORDER BY has_import, degree DESC, a.path, b.path",
    )
    return ("file", "other", "together", "degree", "lift", "import"), found


def owners(path: Path) -> Table:
    """Return who knows each file of the product most, the most active files first."""
    found = read(
        path,
        "SELECT path, name, round(main_author_share::numeric, 2)::float, authors"
        " FROM cerebro.brain_file_scores s JOIN cerebro.brain_authors a"
        " ON a.repo_id = %(repo)s AND a.author_no = s.main_author_no"
        " WHERE run_id = %(run)s AND NOT is_test ORDER BY land_score DESC, path",
    )
    return ("path", "main author", "share", "authors"), found


def findings(path: Path, status: str, least: str) -> list[KnownFinding]:
    """Return the findings of a status that are at least so bad, the worst first."""
    if least not in SEVERITIES:
        raise RepositoryError(f"{least!r} is no severity. There are: {', '.join(SEVERITIES)}.")
    wanted = [one for one in SEVERITIES if is_at_least(one, least)]
    found = read(
        path,
        f"SELECT {', '.join(KnownFinding._fields)} FROM cerebro.brain_findings"
        " WHERE repo_id = %(repo)s AND status = %(status)s AND severity = ANY(%(wanted)s)"
        " ORDER BY array_position(%(wanted)s, severity) DESC, path, line",
        status=status,
        wanted=wanted,
    )
    return [KnownFinding(*row) for row in found]


def budgets(path: Path) -> Table:
    """Return the figures of the newest run beside their limits."""
    found = read(
        path,
        "SELECT coalesce(b.key, m.key), m.value, b.least, b.most FROM"
        " (SELECT * FROM cerebro.brain_measures WHERE run_id = %(run)s) m FULL JOIN"
        " (SELECT * FROM cerebro.brain_budgets WHERE repo_id = %(repo)s) b ON b.key = m.key"
        " ORDER BY 1",
    )
    return ("figure", "now", "least", "most"), found
