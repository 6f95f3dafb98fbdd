"""The stages of structure: the import graph with its contracts, and doubled code."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from cerebro.database import copy, rows
from cerebro.errors import StageSkipped
from cerebro.graph.contracts import Breach, check_contracts
from cerebro.graph.edges import find_cycles, find_edges, module_names
from cerebro.policy import is_test
from cerebro.scores.clones import find_clones
from cerebro.state import State

_GRAPH_VERSION = 2


def graph(state: State) -> None:
    """Find imports and circles, and what breaks the repository's own contracts.

    They are those of an earlier run when imports and contracts are.
    """
    state.modules = module_names(state.python)
    state.graph_key = _key(state)
    found = _known(state) or _find(state)
    state.cycles, state.breaches, state.breach_reason = found
    state.measures["cycles"] = len(state.cycles)
    if state.breaches is not None:
        state.measures["contract breaches"] = len(state.breaches)


def _key(state: State) -> str:
    imports = sorted(
        (path, state.facts[blob].imports_key)
        for path, blob in state.python.items()
        if blob in state.facts
    )
    parts = [_GRAPH_VERSION, state.policy.import_linter, imports]
    return blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=12).hexdigest()


_Found = tuple[list[list[str]], list[Breach] | None, str]


def _known(state: State) -> _Found | None:
    known = rows(
        state.connection,
        "SELECT cycles, breaches, breach_reason FROM cerebro.brain_graphs"
        " WHERE repo_id = %(repo)s AND graph_key = %(key)s",
        repo=state.repo_id,
        key=state.graph_key,
    )
    if not known:
        return None
    cycles, breaches, reason = known[0]
    return cycles, None if breaches is None else [Breach(*one) for one in breaches], reason


def _find(state: State) -> _Found:
    edges = find_edges(imports_of(state, state.python), state.modules)
    cycles = find_cycles(edges)
    breaches, reason = None, ""
    try:
        breaches = check_contracts(state.policy.import_linter, state.modules.values(), edges)
    except StageSkipped as skipped:
        reason = skipped.sentence
    copy(
        state.connection,
        "brain_graphs",
        ("repo_id", "graph_key", "edges", "cycles", "breaches", "breach_reason"),
        [(
            state.repo_id, state.graph_key, json.dumps(edges), json.dumps(cycles),
            None if breaches is None else json.dumps(breaches), reason,
        )],
    )  # fmt: skip
    return cycles, breaches, reason


def imports_of(state: State, tree: Mapping[str, str]) -> dict[str, list[list[Any]]]:
    """Return the imports of each file of a tree (path to blob), as its blob has them."""
    found = dict(
        rows(
            state.connection,
            "SELECT blob, imports FROM cerebro.brain_blobs"
            " WHERE tool_key = %(key)s AND blob = ANY(%(blobs)s)",
            key=state.tool_key,
            blobs=list(set(tree.values())),
        )
    )
    return {path: found[blob] for path, blob in tree.items() if blob in found}


def connected(state: State, modules: Iterable[str]) -> set[tuple[str, str]]:
    """Return the imports between these modules: pairs of importer and imported."""
    found = rows(
        state.connection,
        "SELECT e ->> 0, e ->> 1 FROM cerebro.brain_graphs, jsonb_array_elements(edges) e"
        " WHERE repo_id = %(repo)s AND graph_key = %(key)s"
        " AND e ->> 0 = ANY(%(modules)s) AND e ->> 1 = ANY(%(modules)s)",
        repo=state.repo_id,
        key=state.graph_key,
        modules=list(modules),
    )
    return {(importer, imported) for importer, imported in found}


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
