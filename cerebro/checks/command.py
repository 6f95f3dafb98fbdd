"""`python -m cerebro check`: run checks over a commit and keep what they say for its runs."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from sqlalchemy import Connection

from cerebro import database
from cerebro.checks.dead_code import find_dead_code
from cerebro.checks.dependencies import audit_dependencies
from cerebro.checks.outcome import Outcome, Package, Tree
from cerebro.checks.performance import read_performance
from cerebro.checks.static_types import check_types
from cerebro.database import brain, copy, rows
from cerebro.exchange.placed import keep_findings
from cerebro.pipeline import repository_id
from cerebro.repository import Repository
from core.settings import get_settings

CHECKS: dict[str, Callable[[Tree], Outcome]] = {
    "types": check_types,
    "dead code": find_dead_code,
    "dependencies": audit_dependencies,
    "performance": read_performance,
}


def run_checks(path: Path, reference: str, names: Sequence[str]) -> list[tuple[str, str, str, int]]:
    """Run checks over a commit; returns (name, state, reason, findings) of each.

    What the same check said of that commit before is replaced. One that fails hides no other.
    """
    repository = Repository(path)
    commit = repository.commit(reference)
    database.prepare()
    said = []
    with _tree(repository, commit) as tree:
        for name in names or CHECKS:
            began = time.perf_counter()
            outcome = _run(name, tree)
            took = round((time.perf_counter() - began) * 1000)
            with brain() as connection:
                _save(connection, repository, commit, name, outcome, took)
            count = len(outcome.places) + len(outcome.broken) + _count(outcome.packages)
            said.append((name, outcome.state, outcome.reason, count))
    return said


def _count(packages: Sequence[Package]) -> int:
    return sum(one.state == "vulnerable" for one in packages)


def _run(name: str, tree: Tree) -> Outcome:
    try:
        return CHECKS[name](tree)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Outcome("failed", f"{type(error).__name__}: {error}"[:300])


@contextmanager
def _tree(repository: Repository, commit: str) -> Iterator[Tree]:
    """Lay the files of a commit into a folder of ours: tools leave caches where they look."""
    mark = blake2b(str(repository.root).encode(), digest_size=8).hexdigest()
    cache = get_settings().local_dir / "cerebro" / mark
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="cerebro-") as folder:
        files = Path(folder) / "files"
        files.mkdir()
        archive = repository.git("archive", "--format=tar", commit)
        with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
            packed.extractall(files, filter="data")
        yield Tree(repository, commit, files, cache)


def _save(
    connection: Connection,
    repository: Repository,
    commit: str,
    name: str,
    outcome: Outcome,
    took: int,
) -> None:
    repo_id = repository_id(connection, repository.root)
    for table, of_check in (("brain_checks", "name = %(name)s"), ("brain_dependencies", "true")):
        if table == "brain_checks" or name == "dependencies":
            rows(
                connection,
                f"DELETE FROM cerebro.{table} WHERE repo_id = %(repo)s AND commit_sha = %(sha)s"
                f" AND {of_check}",
                repo=repo_id,
                sha=commit,
                name=name,
            )
    copy(
        connection,
        "brain_checks",
        ("repo_id", "commit_sha", "name", "state", "reason", "measures", "broken", "took_ms"),
        [(
            repo_id, commit, name, outcome.state, outcome.reason, json.dumps(outcome.measures),
            json.dumps(list(outcome.broken)), took,
        )],
    )  # fmt: skip
    copy(
        connection,
        "brain_dependencies",
        ("repo_id", "commit_sha", "name", "version", "state", "advisory"),
        ((repo_id, commit, *one) for one in outcome.packages),
    )
    if outcome.tool:
        told = [(outcome.tool, *one) for one in outcome.places]
        keep_findings(connection, repository, repo_id, commit, [outcome.tool], told)
