"""The stage of the gate: the commit against its base."""

from __future__ import annotations

import json

from cerebro.database import copy, rows
from cerebro.findings.track import Finding, match
from cerebro.gate import conditions as gate
from cerebro.graph.edges import find_cycles, find_edges, module_names
from cerebro.rules import OF_BLOBS, is_at_least
from cerebro.scores.clones import doubled_lines
from cerebro.scores.health import health, health_parts
from cerebro.stages.findings import meaning, of_blobs
from cerebro.stages.scores import Traits
from cerebro.stages.structure import imports_of
from cerebro.state import State


def judge(state: State) -> None:
    """Look at every condition and keep the verdict."""
    found = [
        *_against_base(state), _contracts(state), _dependencies(state), _speed(state),
        _budgets(state),
    ]  # fmt: skip
    copy(
        state.connection,
        "brain_gate_results",
        ("run_id", "status", "conditions"),
        [(state.run_id, gate.verdict(found), json.dumps([one._asdict() for one in found]))],
    )


def _against_base(state: State) -> list[gate.Condition]:
    names = (
        "new findings", "new security findings", "coverage of new code",
        "duplication in new code", "new circles of imports", "health of hot files",
    )  # fmt: skip
    if state.base is None:
        reason = f"there is no base to compare with: {state.base_reason}"
        return [gate.not_computed(name, reason) for name in names]
    if "findings" not in state.done or "scores" not in state.done:
        return [gate.not_computed(name, "an earlier stage has failed") for name in names]
    new = new_findings(state)
    return [
        gate.no_new(
            names[0],
            "new findings that are major or worse",
            [_place(one) for one in new if _is_bad(state, one)],
        ),
        gate.no_new(
            names[1],
            "new security findings that nobody has reviewed",
            [_place(one) for one in new if _is_security(state, one)],
        ),
        _coverage(state),
        _doubled(state),
        gate.no_new(names[4], "new circles", _new_cycles(state)),
        _hot_files(state),
    ]


def _is_bad(state: State, one: Finding) -> bool:
    return is_at_least(meaning(state, one).severity, "major")


def _is_security(state: State, one: Finding) -> bool:
    rule = meaning(state, one)
    return rule.category == "security" and is_at_least(rule.severity, "minor")


def _place(one: Finding) -> str:
    return f"{one.path}:{one.line} {one.rule} {one.message}"


def new_findings(state: State) -> list[Finding]:
    """Return the findings of changed files that the base did not have, less those waived.

    Both sides are read from the facts of their blobs, so that a moved finding is known again. What
    another tool told of the commit is new where its line is.
    """
    touched = {
        one.path: state.python[one.path] for one in state.changes if one.path in state.python
    }
    before = _renamed(state, list(of_blobs(state, state.base_python)))
    now = list(of_blobs(state, touched))
    fresh = [now[place] for place in match(before, now).new]
    lines = {one.path: _new_lines(state, one.path) for one in state.changes}
    fresh += [
        one
        for one in state.findings
        if one.tool not in OF_BLOBS and one.line in lines.get(one.path, ())
    ]
    waived = {
        tuple(row)
        for row in rows(
            state.connection,
            "SELECT path, rule, line_hash FROM cerebro.brain_findings WHERE repo_id = %(repo)s"
            " AND status IN ('accepted', 'false positive')",
            repo=state.repo_id,
        )
    }
    return [one for one in fresh if (one.path, one.rule, one.line_hash) not in waived]


def _renamed(state: State, before: list[Finding]) -> list[Finding]:
    """Give findings of the base the number that their file has now."""
    now = {one.old_path: state.numbers.get(one.path) for one in state.changes}
    return [one._replace(file=now.get(one.path)) for one in before]


def _new_lines(state: State, path: str) -> set[int]:
    change = next((one for one in state.changes if one.path == path), None)
    spans = change.lines if change else ()
    return {line for first, last in spans for line in range(first, last + 1)}


def _coverage(state: State) -> gate.Condition:
    if not state.coverage:
        return gate.not_computed("coverage of new code", "no coverage of this commit was imported")
    covered = missing = 0
    culprits = []
    for one in state.changes:
        measured = state.coverage.get(one.path)
        if measured:
            lines = _new_lines(state, one.path)
            covered += len(lines & measured.covered)
            if away := sorted(lines & measured.missing):
                missing += len(away)
                culprits.append(f"{one.path}: {len(away)} lines, the first is {away[0]}")
    return gate.coverage_of_new(covered, covered + missing, culprits)


def _doubled(state: State) -> gate.Condition:
    twice = doubled_lines(state.clones)
    doubled = total = 0
    culprits = []
    for one in state.changes:
        lines = _new_lines(state, one.path)
        total += len(lines)
        if both := sorted(lines & twice.get(one.path, set())):
            doubled += len(both)
            culprits.append(f"{one.path}: {len(both)} lines, the first is {both[0]}")
    return gate.doubled_in_new(doubled, total, culprits)


def _new_cycles(state: State) -> list[str]:
    """Return the circles that the base did not have."""
    if not state.cycles or state.base is None:
        return []
    tree = dict(state.python)
    for one in state.changes:
        tree.pop(one.path, None)
    tree.update(state.base_python)
    imports = imports_of(state, tree)
    before = find_cycles(find_edges(imports, module_names(imports)))
    known = {frozenset(group) for group in before}
    return [", ".join(one) for one in state.cycles if frozenset(one) not in known]


def _hot_files(state: State) -> gate.Condition:
    """Compare the health of touched hot files with what it would be with the base's content."""
    product = sorted((one for one in state.scores if not one.is_test), key=lambda one: -one.land)
    hot = {one.path: one for one in product[: max(1, round(len(product) * gate.HOT_SHARE))]}
    traits = Traits(state, {one.file_no: one.knowledge for one in state.scores})
    lost = {}
    for change in state.changes:
        one, blob = hot.get(change.path), state.base_python.get(change.old_path, "")
        if one and blob in state.facts:
            figures = traits.of(one.file_no, one.path, state.facts[blob].measures)
            lost[one.path] = (health(health_parts(figures)), one.health)
    return gate.hot_files(lost)


def _contracts(state: State) -> gate.Condition:
    if state.breaches is None:
        reason = state.breach_reason or "the import graph could not be read"
        return gate.not_computed("import contracts", reason)
    found = [f"{one.importer} imports {one.imported} ({one.contract})" for one in state.breaches]
    return gate.no_new("import contracts", "imports that a contract forbids", found)


def _dependencies(state: State) -> gate.Condition:
    """No dependency has a known hole. What could not be looked up is told, and fails nothing."""
    found = rows(
        state.connection,
        "SELECT name, version, state, advisory FROM cerebro.brain_dependencies"
        " WHERE repo_id = %(repo)s AND commit_sha = %(sha)s ORDER BY name",
        repo=state.repo_id,
        sha=state.head,
    )
    return gate.dependencies(found)


def _speed(state: State) -> gate.Condition:
    if "performance" not in state.done:
        return gate.not_computed("speed", "no benchmark of this commit was read")
    return gate.no_new("speed", "measured figures miss their aim", state.slow)


def _budgets(state: State) -> gate.Condition:
    found = rows(
        state.connection,
        "SELECT key, most, least FROM cerebro.brain_budgets WHERE repo_id = %(repo)s ORDER BY key",
        repo=state.repo_id,
    )
    return gate.budgets_kept((gate.Budget(*row) for row in found), state.measures)
