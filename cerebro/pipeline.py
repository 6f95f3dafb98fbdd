"""A run: the stages one after the other, each timed, none hiding the others."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection

from cerebro import database
from cerebro.database import brain, copy, rows
from cerebro.errors import StageSkipped
from cerebro.facts.gather import no_collector
from cerebro.facts.store import tool_key
from cerebro.repository import Repository
from cerebro.stages import (
    backlog,
    checks,
    explaining,
    findings,
    gate,
    history,
    imports,
    reading,
    scores,
    structure,
)
from cerebro.state import State
from core.errors import SellerMonitorError
from core.log import get_logger

log = get_logger("cerebro.pipeline")


@dataclass(frozen=True)
class Stage:
    """One stage: its name, its version (part of what a run depends on), what it needs, its work."""

    name: str
    version: int
    work: Callable[[State], None]
    needs: tuple[str, ...] = ()


STAGES = (
    Stage("resolve", 1, reading.resolve),
    Stage("inventory", 1, reading.inventory, ("resolve",)),
    Stage("facts", 1, reading.read_facts, ("inventory",)),
    Stage("history", 1, history.read, ("inventory",)),
    Stage("graph", 1, structure.graph, ("facts",)),
    Stage("imports", 1, imports.read),
    Stage("secrets", 1, checks.secrets, ("facts",)),
    *(Stage(name, 1, checks.reader(name)) for name in checks.CHECK_NAMES),
    Stage("clones", 1, structure.clones, ("facts",)),
    Stage("findings", 1, findings.track, ("facts", "history")),
    Stage("scores", 1, scores.score, ("facts", "history")),
    Stage("gate", 1, gate.judge),
    Stage("issues", 1, backlog.fill, ("findings", "scores")),
    Stage("explain", 1, explaining.explain, ("findings", "scores")),
    Stage("backtest", 1, explaining.backtest, ("history",)),
)


class StageResult(NamedTuple):
    """What became of a stage: `ok`, `skipped` or `failed`, with its time and the reason."""

    name: str
    state: str
    milliseconds: float
    reason: str
    version: int


class Run(NamedTuple):
    """One run: its number, how it ended, and its stages. `is_new` is False when nothing changed."""

    run_id: int
    status: str
    stages: list[StageResult]
    is_new: bool


def run(path: Path, reference: str = "HEAD", base: str | None = None) -> Run:
    """Analyse a commit of a repository; returns the earlier run when nothing has changed since.

    Raises RepositoryError when the path is no repository, or the commit or base is none.
    """
    database.prepare()
    repository = Repository(path)
    head = repository.commit(reference)
    if base:
        repository.commit(base)
    with brain() as connection:
        repo_id = repository_id(connection, repository.root)
        # Two runs of one repository wait for each other.
        rows(
            connection,
            "SELECT 1 FROM cerebro.brain_repos WHERE repo_id = %(repo)s FOR UPDATE",
            repo=repo_id,
        )
        input_key = _input_key(connection, repo_id, base)
        known = _same_run(connection, repo_id, head, input_key)
        if known is not None:
            return known
        return _run(connection, repository, repo_id, head, base)


def repository_id(connection: Connection, root: Path) -> int:
    """Return the number of a repository; it gets one at its first run."""
    found = rows(
        connection,
        "SELECT repo_id FROM cerebro.brain_repos WHERE root_path = %(root)s",
        root=str(root),
    ) or rows(
        connection,
        "INSERT INTO cerebro.brain_repos (root_path) VALUES (%(root)s)"
        " ON CONFLICT (root_path) DO UPDATE SET root_path = excluded.root_path RETURNING repo_id",
        root=str(root),
    )
    return int(found[0][0])


def _input_key(connection: Connection, repo_id: int, base: str | None) -> str:
    """Return the key of all that results depend on beside the commit and the tools."""
    found = rows(
        connection,
        """SELECT
            (SELECT jsonb_agg(b ORDER BY key) FROM cerebro.brain_budgets b
                WHERE repo_id = r.repo_id),
            (SELECT max(imported_at) FROM cerebro.brain_coverage WHERE repo_id = r.repo_id),
            (SELECT max(imported_at) FROM cerebro.brain_imported_findings
                WHERE repo_id = r.repo_id),
            (SELECT max(checked_at) FROM cerebro.brain_checks WHERE repo_id = r.repo_id),
            (SELECT max(measured_at) FROM cerebro.brain_backtests WHERE repo_id = r.repo_id),
            (SELECT max(audit_id) FROM cerebro.brain_audit WHERE repo_id = r.repo_id),
            (SELECT count(*) FROM cerebro.brain_findings WHERE repo_id = r.repo_id
                AND status = 'accepted' AND expires_on < current_date)
        FROM cerebro.brain_repos r WHERE repo_id = %(repo)s""",
        repo=repo_id,
    )
    parts = [base, [(one.name, one.version) for one in STAGES], [str(one) for one in found[0]]]
    return blake2b(json.dumps(parts).encode(), digest_size=12).hexdigest()


def _same_run(connection: Connection, repo_id: int, head: str, input_key: str) -> Run | None:
    """Return the newest run when it was of the same commit, tools and other inputs."""
    newest = rows(
        connection,
        "SELECT run_id, status, stages, commit_sha, tool_key, input_key FROM cerebro.brain_runs"
        " WHERE repo_id = %(repo)s ORDER BY run_id DESC LIMIT 1",
        repo=repo_id,
    )
    if not newest or newest[0][1] != "ok" or newest[0][3:] != (head, tool_key(), input_key):
        return None
    run_id, status, stages = newest[0][:3]
    return Run(run_id, status, [StageResult(**one) for one in stages], is_new=False)


def _run(
    connection: Connection, repository: Repository, repo_id: int, head: str, base: str | None
) -> Run:
    previous = _previous_blobs(connection, repo_id)
    ((run_id,),) = rows(
        connection,
        "INSERT INTO cerebro.brain_runs (repo_id, commit_sha, status, tool_key, input_key)"
        " VALUES (%(repo)s, %(sha)s, 'running', %(key)s, '') RETURNING run_id",
        repo=repo_id,
        sha=head,
        key=tool_key(),
    )
    state = State(connection, repository, repo_id, run_id, head, base, tool_key())
    state.previous_blobs = previous
    findings.reopen_expired(state)
    with no_collector():
        results = [_do(stage, state) for stage in STAGES]
    status = "partial" if any(one.state == "failed" for one in results) else "ok"
    _finish(state, results, status)
    return Run(run_id, status, results, is_new=True)


def _do(stage: Stage, state: State) -> StageResult:
    """Do one stage in a savepoint of its own: what fails leaves nothing half done."""
    began = time.perf_counter()
    outcome, reason = "ok", ""
    missing = [one for one in stage.needs if one not in state.done]
    try:
        if missing:
            raise StageSkipped(f"it needs what {' and '.join(missing)} would have brought")
        with state.connection.begin_nested():
            stage.work(state)
        state.done.add(stage.name)
    except StageSkipped as skipped:
        outcome, reason = "skipped", skipped.sentence
    except SellerMonitorError as error:
        outcome, reason = "failed", error.sentence
    except Exception as error:
        log.exception("a stage failed", stage=stage.name)
        outcome, reason = "failed", f"{type(error).__name__}: {error}"
    took = round((time.perf_counter() - began) * 1000, 2)
    return StageResult(stage.name, outcome, took, reason, stage.version)


def _previous_blobs(connection: Connection, repo_id: int) -> dict[str, str] | None:
    """Return path and blob of each file of the last run, when its findings still hold."""
    found: list[Any] = rows(
        connection,
        "SELECT tree, tool_key, status FROM cerebro.brain_runs WHERE repo_id = %(repo)s"
        " ORDER BY run_id DESC LIMIT 1",
        repo=repo_id,
    )
    if not found or found[0][1] != tool_key() or found[0][2] != "ok":
        return None
    tree: dict[str, str] = found[0][0]
    return tree


def _finish(state: State, results: list[StageResult], status: str) -> None:
    copy(
        state.connection,
        "brain_measures",
        ("run_id", "key", "value"),
        ((state.run_id, key, value) for key, value in sorted(state.measures.items())),
    )
    rows(
        state.connection,
        "UPDATE cerebro.brain_runs SET status = %(status)s, finished_at = clock_timestamp(),"
        " base_sha = %(base)s, stages = %(stages)s, input_key = %(key)s, tree = %(tree)s,"
        " graph_key = %(graph)s"
        " WHERE run_id = %(run)s",
        status=status,
        base=state.base,
        stages=json.dumps([one._asdict() for one in results]),
        key=_input_key(state.connection, state.repo_id, state.named_base),
        tree=json.dumps({**state.texts, **state.python}),
        graph=state.graph_key,
        run=state.run_id,
    )
