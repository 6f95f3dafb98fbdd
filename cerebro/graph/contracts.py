"""The repository's own import contracts, checked by import-linter on the graph of a commit.

import-linter reads a graph from packages that can be imported; here it is handed the one that we
have from the blobs, so that any commit can be checked and nothing is imported.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from typing import Any, NamedTuple

from cerebro.errors import StageSkipped
from cerebro.graph.edges import Edge


class Breach(NamedTuple):
    """An import that a contract forbids; without names when the answer does not say which."""

    contract: str
    importer: str
    imported: str
    line: int


def check_contracts(
    section: dict[str, Any], modules: Iterable[str], edges: Collection[Edge]
) -> list[Breach]:
    """Return what breaks the contracts of a repository.

    `section` is `[tool.importlinter]`; StageSkipped when there are no contracts in it.
    """
    contracts = section.get("contracts", [])
    if not contracts:
        raise StageSkipped("the repository has no import contracts")
    # Importing them takes longer than all the rest when nothing has changed.
    from importlinter.configuration import configure
    from importlinter.contracts.forbidden import ForbiddenContract
    from importlinter.contracts.independence import IndependenceContract
    from importlinter.contracts.layers import LayersContract

    configure()
    kinds: dict[str, Any] = {
        "layers": LayersContract, "forbidden": ForbiddenContract,
        "independence": IndependenceContract,
    }  # fmt: skip
    roots = section.get("root_packages") or [section.get("root_package", "")]
    graph = _graph(roots, modules, edges)
    session = {**section, "root_packages": roots}
    lines = {(one.importer, one.imported): one.line for one in edges}
    found: list[Breach] = []
    for one in contracts:
        if one.get("type") in kinds:
            contract = kinds[one["type"]](one["name"], session, _as_words(one))
            found += _breaches(contract, deepcopy(graph), lines)
    return found


def _as_words(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options as import-linter's own reader of TOML gives them: yes and no as words."""
    return {key: str(one) if isinstance(one, bool) else one for key, one in options.items()}


def _graph(roots: list[str], modules: Iterable[str], edges: Iterable[Edge]) -> Any:
    from grimp import ImportGraph

    graph = ImportGraph()
    inside = {one for one in modules if one.split(".")[0] in roots}
    for one in inside:
        graph.add_module(one)
        for end in range(len(one.split("."))):
            graph.add_module(".".join(one.split(".")[: end + 1]))
    for edge in edges:
        if edge.importer in inside and not _is_own_but_unknown(edge.imported, roots, inside):
            if edge.imported not in inside:
                graph.add_module(edge.imported, is_squashed=True)
            graph.add_import(
                importer=edge.importer,
                imported=edge.imported,
                line_number=edge.line,
                line_contents="",
            )
    return graph


def _is_own_but_unknown(name: str, roots: list[str], inside: set[str]) -> bool:
    return name.split(".", maxsplit=1)[0] in roots and name not in inside


def _breaches(contract: Any, graph: Any, lines: Mapping[tuple[str, str], int]) -> list[Breach]:
    check = contract.check(graph=graph, verbose=False)
    if check.kept:
        return []
    found = [
        Breach(contract.name, *link, lines.get(link, 0))
        for link in dict.fromkeys(_links(check.metadata))
    ]
    return found or [Breach(contract.name, "", "", 0)]


def _links(value: Any) -> Iterable[tuple[str, str]]:
    """Yield every import that a check's answer names, however deep it stands in it."""
    if isinstance(value, dict):
        if "importer" in value and "imported" in value:
            yield value["importer"], value["imported"]
        else:
            for inner in value.values():
                yield from _links(inner)
    elif isinstance(value, list | tuple | set):
        for inner in value:
            yield from _links(inner)
