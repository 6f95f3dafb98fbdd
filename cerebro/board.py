"""What commands and pages read beside the code: runs, budgets, issues, rivals, who decided what."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from cerebro.errors import RepositoryError
from cerebro.views import Table, read


class RunRow(NamedTuple):
    """A run: when, of which commit, how it ended, its stages (name, state, ms, reason).

    `base` is the commit it was compared with, empty when there was none.
    """

    run_id: int
    started_at: Any
    commit: str
    status: str
    milliseconds: float
    gate: str
    stages: list[dict[str, Any]]
    base: str


def runs(path: Path, limit: int = 50) -> list[RunRow]:
    """Return the newest runs of a repository, the newest first."""
    found = read(
        path,
        "SELECT run_id, started_at, left(commit_sha, 10), r.status,"
        " extract(epoch FROM finished_at - started_at) * 1000,"
        " coalesce(g.status, 'not computed'), stages, coalesce(left(base_sha, 10), '')"
        " FROM cerebro.brain_runs r"
        " LEFT JOIN cerebro.brain_gate_results g USING (run_id)"
        " WHERE repo_id = %(repo)s AND finished_at IS NOT NULL ORDER BY run_id DESC"
        " LIMIT %(limit)s",
        limit=limit,
    )
    return [RunRow(row[0], row[1], row[2], row[3], float(row[4]), *row[5:]) for row in found]


def trend(path: Path, keys: list[str]) -> list[tuple[Any, str, float]]:
    """Return figures run by run, oldest first: rows of (when, figure, value)."""
    return read(
        path,
        "SELECT started_at, key, value FROM cerebro.brain_measures m"
        " JOIN cerebro.brain_runs r USING (run_id)"
        " WHERE repo_id = %(repo)s AND key = ANY(%(keys)s) ORDER BY run_id, key",
        keys=keys,
    )


def figures(path: Path) -> dict[str, float]:
    """Return the figures of the newest run by their names."""
    return dict(read(path, "SELECT key, value FROM cerebro.brain_measures WHERE run_id = %(run)s"))


def figures_of(path: Path, run_id: int) -> dict[str, float]:
    """Return the figures of any run; RepositoryError when this repository has no such run."""
    found = read(
        path,
        "SELECT key, value FROM cerebro.brain_measures JOIN cerebro.brain_runs USING (run_id)"
        " WHERE repo_id = %(repo)s AND run_id = %(one)s",
        one=run_id,
    )
    if not found:
        raise RepositoryError(f"There is no run {run_id} with figures in this repository.")
    return dict(found)


def issues(path: Path, status: str = "open") -> Table:
    """Return the backlog, the best first: impact × confidence × ease."""
    found = read(
        path,
        "SELECT issue_id, score, impact, confidence, ease, source, title, note, finding_id,"
        " created_at::date::text, coalesce(closed_at::date::text, '') FROM cerebro.brain_issues"
        " WHERE repo_id = %(repo)s AND status = %(status)s ORDER BY score DESC, issue_id",
        status=status,
    )
    heads = (
        "id", "score", "impact", "confidence", "ease", "from", "title", "note", "finding",
        "since", "closed",
    )  # fmt: skip
    return heads, found


def rivals(path: Path) -> Table:
    """Return the matrix of features: rows of (product, feature, answer, source, day)."""
    found = read(
        path,
        "SELECT competitor, feature, has_it, source, coalesce(checked_on::text, '')"
        " FROM cerebro.brain_competitors ORDER BY feature, competitor",
    )
    return ("product", "feature", "has it", "source", "checked"), found


def decisions(path: Path, limit: int = 100) -> Table:
    """Return who decided what, the newest first."""
    found = read(
        path,
        "SELECT happened_at::timestamp(0)::text, actor, action, subject, detail"
        " FROM cerebro.brain_audit WHERE repo_id = %(repo)s ORDER BY audit_id DESC LIMIT %(limit)s",
        limit=limit,
    )
    heads = ("when (UTC)", "who", "what", "about", "how")
    return heads, [(*row[:4], _in_words(row[4])) for row in found]


def _in_words(detail: dict[str, Any]) -> str:
    """Return what a decision says beside its subject: `reason our own, until 2026-12-01`."""
    return ", ".join(f"{key} {value}" for key, value in detail.items() if value not in (None, ""))


def backtests(path: Path) -> list[tuple[Any, ...]]:
    """Return rows of (day, score, fixes, files, top10, top20, auc, popt, recall20, gains)."""
    return read(
        path,
        "SELECT split_on, score, touches, files, top10, top20, auc, popt, recall20, gains"
        " FROM cerebro.brain_backtests WHERE repo_id = %(repo)s ORDER BY split_on, score",
    )


def dependencies(path: Path) -> Table:
    """Return the packages of the newest run's commit with what is known of their holes."""
    found = read(
        path,
        "SELECT name, version, state, advisory FROM cerebro.brain_dependencies d"
        " JOIN cerebro.brain_runs r USING (repo_id, commit_sha) WHERE run_id = %(run)s"
        " ORDER BY array_position(ARRAY['vulnerable', 'unknown', 'ok'], state), name",
    )
    return ("package", "version", "state", "advisory"), found
