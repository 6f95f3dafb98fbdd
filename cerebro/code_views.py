"""What the pages read of the code itself: files, functions, packages, findings over time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from cerebro.views import read


class FileRow(NamedTuple):
    """A Python file of the newest run, with everything that is said of it.

    Shares are 0–1, health 1–10; `parts` are rows of (trait, value, start, full, points taken).
    """

    path: str
    is_test: bool
    lines: int
    health: float
    parts: list[list[Any]]
    land: float
    read: float
    classic: float
    recency: float
    commits: int
    fixes: int
    authors: int
    main_author: str
    main_share: float | None
    is_silent: bool
    coverage: float | None
    debt_minutes: int


def files(path: Path) -> list[FileRow]:
    """Return every file, product and test, by where bugs land.

    `is_silent`: the main author made no commit in the ninety days before the newest one.
    """
    found = read(
        path,
        """SELECT s.path, is_test, lines, health, health_parts, land_score, read_score,
            classic_score, recency, revisions_12m, fixes_12m, authors, coalesce(a.name, ''),
            main_author_share, coalesce(l.last_at < l.newest - interval '90 days', false),
            coverage, debt_minutes
        FROM cerebro.brain_file_scores s
        LEFT JOIN cerebro.brain_authors a
            ON a.repo_id = %(repo)s AND a.author_no = s.main_author_no
        LEFT JOIN (SELECT author_no, max(authored_at) AS last_at,
                max(max(authored_at)) OVER () AS newest
            FROM cerebro.brain_commits WHERE repo_id = %(repo)s GROUP BY author_no) l
            ON l.author_no = s.main_author_no
        WHERE run_id = %(run)s ORDER BY land_score DESC, s.path""",
    )
    return [FileRow(*row) for row in found]


class FunctionRow(NamedTuple):
    """A function of product code; `score` orders for reading: recency of its file × cognitive."""

    path: str
    name: str
    line: int
    lines: int
    cyclomatic: int
    cognitive: int
    nesting: int
    arguments: int
    health: float
    score: float


def functions(path: Path, limit: int = 200) -> list[FunctionRow]:
    """Return the functions that are hard to read in files that change, the first to read first."""
    found = read(
        path,
        """SELECT s.path, f.name, f.line, f.end_line - f.line + 1, cyclomatic,
            coalesce(cognitive, 0), nesting, arguments, health,
            recency * coalesce(cognitive, 0) AS score
        FROM cerebro.brain_file_scores s
        JOIN cerebro.brain_runs r USING (run_id)
        JOIN cerebro.brain_functions f ON f.tool_key = r.tool_key AND f.blob = s.blob
        WHERE run_id = %(run)s AND NOT is_test ORDER BY score DESC, s.path, f.line
        LIMIT %(limit)s""",
        limit=limit,
    )
    return [FunctionRow(*row) for row in found]


class PackageEdge(NamedTuple):
    """How many imports go from one package to another (first names of modules)."""

    importer: str
    imported: str
    imports: int


def packages(path: Path) -> tuple[list[PackageEdge], list[list[Any]], list[list[str]]]:
    """Return imports between the repository's own packages, broken contracts, and circles.

    A breach is a row of (contract, importer, imported, line).
    """
    edges = read(
        path,
        """SELECT split_part(e ->> 0, '.', 1) AS a, split_part(e ->> 1, '.', 1) AS b, count(*)
        FROM cerebro.brain_runs r JOIN cerebro.brain_graphs g USING (repo_id, graph_key),
            jsonb_array_elements(edges) e
        WHERE run_id = %(run)s GROUP BY a, b ORDER BY a, b""",
    )
    own = {a for a, _, _ in edges}
    about = read(
        path,
        "SELECT coalesce(breaches, '[]'), cycles FROM cerebro.brain_runs r"
        " JOIN cerebro.brain_graphs g USING (repo_id, graph_key) WHERE run_id = %(run)s",
    )
    breaches, cycles = about[0] if about else ([], [])
    return [PackageEdge(*row) for row in edges if row[1] in own], breaches, cycles


def burn_up(path: Path) -> list[tuple[datetime, int, int]]:
    """Return run by run how many findings had ever come up, and how many of them were mended."""
    return read(
        path,
        """SELECT started_at,
            (SELECT count(*) FROM cerebro.brain_findings f
                WHERE f.repo_id = r.repo_id AND first_run_id <= r.run_id),
            (SELECT count(*) FROM cerebro.brain_findings f
                WHERE f.repo_id = r.repo_id AND status = 'fixed' AND last_run_id <= r.run_id)
        FROM cerebro.brain_runs r WHERE repo_id = %(repo)s ORDER BY run_id""",
    )


class DebtRow(NamedTuple):
    """Open findings of one rule: how many there are, and the minutes that mending them takes."""

    category: str
    severity: str
    rule: str
    findings: int
    minutes: int


def debt(path: Path) -> list[DebtRow]:
    """Return debt by rule, the most minutes first."""
    found = read(
        path,
        "SELECT category, severity, tool || ' ' || rule, count(*), sum(minutes)"
        " FROM cerebro.brain_findings WHERE repo_id = %(repo)s AND status = 'open'"
        " GROUP BY 1, 2, 3 HAVING sum(minutes) > 0 ORDER BY 5 DESC, 3",
    )
    return [DebtRow(*row) for row in found]
