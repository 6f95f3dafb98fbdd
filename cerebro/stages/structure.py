"""The stages of structure: the import graph with its contracts, and doubled code."""

from __future__ import annotations

import json
from hashlib import blake2b

from cerebro.database import copy, rows
from cerebro.errors import StageSkipped
from cerebro.graph.contracts import Breach, check_contracts
from cerebro.graph.edges import Edge, find_cycles, find_edges, module_names
from cerebro.policy import is_test
from cerebro.scores.clones import find_clones
from cerebro.state import State

_GRAPH_VERSION = 1


def graph(state: State) -> None:
    """Find imports and circles, and what breaks the repository's own contracts."""
    state.modules = module_names(state.python)
    imports = {
        path: state.facts[blob].imports
        for path, blob in state.python.items()
        if blob in state.facts
    }
    state.edges = find_edges(imports, state.modules)
    state.cycles = find_cycles(state.edges)
    state.measures["cycles"] = len(state.cycles)
    try:
        state.breaches = _contracts(state)
        state.measures["contract breaches"] = len(state.breaches)
    except StageSkipped as skipped:
        state.breach_reason = skipped.sentence


def _contracts(state: State) -> list[Breach]:
    """Check the contracts, unless imports and contracts are those of an earlier check."""
    section = state.policy.import_linter
    key = _key(section, state.edges)
    known = rows(
        state.connection,
        "SELECT breaches FROM cerebro.brain_contract_checks"
        " WHERE repo_id = %(repo)s AND input_key = %(key)s",
        repo=state.repo_id,
        key=key,
    )
    if known:
        return [Breach(*one) for one in known[0][0]]
    found = check_contracts(section, state.modules.values(), state.edges)
    copy(
        state.connection,
        "brain_contract_checks",
        ("repo_id", "input_key", "breaches"),
        [(state.repo_id, key, json.dumps(found))],
    )
    return found


def _key(section: dict[str, object], edges: list[Edge]) -> str:
    parts = [_GRAPH_VERSION, section, sorted(edges)]
    return blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=12).hexdigest()


def clones(state: State) -> None:
    """Find code that stands in two places; test code may repeat itself."""
    state.clones = find_clones(
        {
            path: state.facts[blob].line_hashes
            for path, blob in state.python.items()
            if blob in state.facts and not is_test(path)
        }
    )
    copy(
        state.connection,
        "brain_clones",
        ("run_id", "path_a", "line_a", "end_line_a", "path_b", "line_b", "end_line_b"),
        ((state.run_id, *one[:6]) for one in state.clones),
    )
