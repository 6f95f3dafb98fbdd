"""`python -m cerebro backtest`: every rank at every half year of a history, beside size alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from cerebro import database
from cerebro.backtest.measures import Judged, judge, ordered
from cerebro.backtest.splits import FEWEST_DAYS, Known, history_days, known_at, split_days
from cerebro.database import brain, copy, rows
from cerebro.errors import RepositoryError
from cerebro.facts.gather import gather
from cerebro.facts.records import BlobFacts
from cerebro.history.log import read_log
from cerebro.pipeline import repository_id
from cerebro.policy import is_test
from cerebro.repository import LARGEST_BLOB, Repository
from cerebro.scores import ranks
from cerebro.scores.records import Activity, Measures
from cerebro.views import Table

HEADS = ("split", "score", "fixes", "files", "top10", "top20", "auc", "popt", "recall20")
_Row = tuple[str, str, int, int, Judged]


def backtest(path: Path) -> Table:
    """Judge the ranks on the history of a clone; keep and return a row for each split and rank.

    Raises RepositoryError when the history is shorter than two years.
    """
    found = measure(Repository(path))
    database.prepare()
    with brain() as connection:
        repo_id = repository_id(connection, Repository(path).root)
        rows(
            connection,
            "DELETE FROM cerebro.brain_backtests WHERE repo_id = %(repo)s",
            repo=repo_id,
        )
        copy(
            connection,
            "brain_backtests",
            ("repo_id", "split_on", "score", "touches", "files", *Judged._fields),
            ((repo_id, *row[:4], *row[4][:5], json.dumps(row[4].gains)) for row in found),
        )
    return HEADS, [(*row[:4], *row[4][:5]) for row in found]


def measure(repository: Repository) -> list[_Row]:
    """Judge each rank at each split of a history."""
    head = repository.commit("HEAD")
    commits = read_log(repository, head)
    days = history_days(commits)
    splits = split_days(commits) if days >= FEWEST_DAYS else []
    if not splits:
        raise RepositoryError(f"Not computed: {days} days of history, {FEWEST_DAYS} are needed.")
    facts: dict[str, BlobFacts] = {}
    found: list[_Row] = []
    for at in splits:
        tree = _tree(repository, head, at)
        _read(repository, set(tree.values()) - facts.keys(), facts)
        known = known_at(at, commits, set(tree))
        measures = {path: _measures(facts[blob]) for path, blob in tree.items()}
        if sum(known.fixes.values()):
            found += _judge_all(known, measures)
    return found


def _tree(repository: Repository, head: str, at: int) -> dict[str, str]:
    """Return path and blob of the product's Python files at an instant, along first parents."""
    commit = repository.git("rev-list", "-1", "--first-parent", f"--before={at}", head)
    entries = repository.tree(commit.decode().strip()) if commit.strip() else []
    return {
        one.path: one.blob
        for one in entries
        if one.path.endswith(".py") and one.size <= LARGEST_BLOB and not is_test(one.path)
    }


def _read(repository: Repository, blobs: set[str], facts: dict[str, BlobFacts]) -> None:
    if blobs:
        contents = repository.blobs(sorted(blobs))
        facts.update((one.blob, one) for one in gather(contents, blobs, with_ruff=False))


def _measures(one: BlobFacts) -> Measures:
    cyclomatic = sum(function.cyclomatic for function in one.functions)
    return Measures(one.lines, cyclomatic, 0, 0, 0, 0)


def _judge_all(known: Known, measures: dict[str, Measures]) -> list[_Row]:
    def of(rank: Callable[[Activity, Measures], float]) -> Callable[[str], float]:
        return lambda path: rank(known.activity.get(path, Activity()), measures[path])

    scores: dict[str, Callable[[str], float]] = {
        "land": of(ranks.land_score),
        "read": of(ranks.read_score),
        "classic": of(ranks.classic_score),
        "lines": lambda path: measures[path].lines,
        "commits": lambda path: known.activity.get(path, Activity()).revisions_12m,
        "oracle": lambda path: known.fixes.get(path, 0),
    }
    day = datetime.fromtimestamp(known.at, UTC).date().isoformat()
    lines = {path: one.lines for path, one in measures.items()}
    touches = sum(known.fixes.values())
    return [
        (day, name, touches, len(lines), judge(ordered(list(lines), score), known.fixes, lines))
        for name, score in scores.items()
    ]
