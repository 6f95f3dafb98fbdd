"""The stage of scores: health, ranks, debt, coupling and knowledge of each file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cerebro.database import copy, rows
from cerebro.policy import is_test
from cerebro.scores import coupling, knowledge, ranks
from cerebro.scores.clones import doubled_lines
from cerebro.scores.debt import debt_ratio
from cerebro.scores.health import health, health_parts, mean_health
from cerebro.scores.records import Activity, Knowledge, Measures
from cerebro.stages import history
from cerebro.stages.structure import connected
from cerebro.state import FileScore, State

_COLUMNS = (
    "run_id", "file_no", "path", "blob", "is_test", "lines", "revisions_12m", "fixes_12m",
    "recency", "authors", "main_author_no", "main_author_share", "health", "health_parts",
    "land_score", "read_score", "classic_score", "debt_minutes", "coverage",
)  # fmt: skip


def score(state: State) -> None:
    """Score every Python file of the commit and keep the figures of the whole."""
    activity = history.activity(state)
    people = {
        number: knowledge.knowledge(commits)
        for number, commits in history.commits_by_author(state).items()
    }
    state.couplings = coupling.couplings(
        history.pairs(state, coupling.FEWEST_SHARED),
        {number: one.revisions for number, one in activity.items()},
        history.count_commits(state),
    )
    debts = dict(_debts(state))
    traits = Traits(state, people)
    for path, blob in state.python.items():
        if blob in state.facts:
            number = state.numbers[path]
            measures = state.facts[blob].measures
            state.scores.append(
                _score(state, path, measures, activity.get(number, Activity()), traits, debts)
            )
    _save(state)
    state.measures.update(project_measures(state))


class Traits:
    """What health is made of, beside the content: partners, people, coverage, doubled lines."""

    def __init__(self, state: State, people: Mapping[int, Knowledge]) -> None:
        self.people = people
        self._doubled = doubled_lines(state.clones)
        self._coverage = state.coverage
        self._partners: dict[int, int] = {}
        for one in state.couplings:
            for number in (one.file_a, one.file_b):
                self._partners[number] = self._partners.get(number, 0) + 1

    def of(self, number: int, path: str, measures: Measures) -> dict[str, float | None]:
        """Return the figure of each trait, as health_parts wants them."""
        covered = self.covered_share(path)
        return {
            "worst cognitive complexity": measures.cognitive_max,
            "longest function, lines": measures.function_lines_max,
            "deepest nesting": measures.nesting_max,
            "most arguments": measures.arguments_max,
            "lines": measures.lines,
            "coupled files": self._partners.get(number, 0),
            "share of occasional authors": self.people.get(number, Knowledge()).minor_share,
            "uncovered share": None if covered is None else 1 - covered,
            "doubled share": len(self._doubled.get(path, ())) / max(measures.lines, 1),
        }

    def covered_share(self, path: str) -> float | None:
        """Return the share of statements that tests reach; None when nobody measured it."""
        one = self._coverage.get(path)
        statements = len(one.covered) + len(one.missing) if one else 0
        return len(one.covered) / statements if one and statements else None


def _score(
    state: State,
    path: str,
    measures: Measures,
    activity: Activity,
    traits: Traits,
    debts: Mapping[str, int],
) -> FileScore:
    number = state.numbers[path]
    parts = health_parts(traits.of(number, path, measures))
    return FileScore(
        number,
        path,
        state.python[path],
        is_test(path),
        measures,
        activity,
        traits.people.get(number, Knowledge()),
        health(parts),
        parts,
        ranks.land_score(activity, measures),
        ranks.read_score(activity, measures),
        ranks.classic_score(activity, measures),
        debts.get(path, 0),
        traits.covered_share(path),
    )


def _debts(state: State) -> list[Any]:
    return rows(
        state.connection,
        "SELECT path, sum(minutes) FROM cerebro.brain_findings"
        " WHERE repo_id = %(repo)s AND status = 'open' GROUP BY path",
        repo=state.repo_id,
    )


def project_measures(state: State) -> dict[str, float]:
    """Return the figures of the whole repository, for budgets and trends."""
    product = [one for one in state.scores if not one.is_test]
    lines = sum(one.measures.lines for one in product)
    minutes = sum(one.debt_minutes for one in product)
    mains = {
        one.file_no: one.knowledge.main_author
        for one in product
        if one.knowledge.main_author is not None
    }
    figures: dict[str, float | None] = {
        "files": len(product),
        "lines": lines,
        "test lines": sum(one.measures.lines for one in state.scores if one.is_test),
        "debt minutes": minutes,
        "debt ratio": debt_ratio(minutes, lines),
        "health by activity": mean_health((one.health, one.land) for one in product),
        "health by lines": mean_health((one.health, one.measures.lines) for one in product),
        "worst health": min((one.health for one in product), default=None),
        "doubled share": sum(map(len, doubled_lines(state.clones).values())) / max(lines, 1),
        "coupled pairs": len(state.couplings),
        "bus factor": knowledge.bus_factor(mains),
    }
    return {key: float(value) for key, value in figures.items() if value is not None}


def _save(state: State) -> None:
    copy(
        state.connection, "brain_file_scores", _COLUMNS, (_row(state, one) for one in state.scores)
    )
    coupled = {number for one in state.couplings for number in (one.file_a, one.file_b)}
    modules = {
        number: module
        for path, module in state.modules.items()
        if (number := state.numbers[path]) in coupled
    }
    imports = connected(state, modules.values()) if modules else set()
    copy(
        state.connection,
        "brain_couplings",
        ("run_id", "file_a", "file_b", "shared", "degree", "lift", "has_import"),
        (
            (state.run_id, *one, bool(imports & {(a, b), (b, a)}))
            for one in state.couplings
            if (a := modules.get(one.file_a)) and (b := modules.get(one.file_b))
        ),
    )


def _row(state: State, one: FileScore) -> tuple[object, ...]:
    return (
        state.run_id,
        one.file_no,
        one.path,
        one.blob,
        one.is_test,
        one.measures.lines,
        one.activity.revisions_12m,
        one.activity.fixes_12m,
        one.activity.recency,
        one.knowledge.authors,
        one.knowledge.main_author,
        one.knowledge.main_share,
        one.health,
        json.dumps(one.parts) if one.parts else "[]",
        one.land,
        one.read,
        one.classic,
        one.debt_minutes,
        one.coverage,
    )
