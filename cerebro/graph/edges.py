"""Modules and the imports between them, out of the imports that each blob has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

_SOURCE_ROOTS = ("src", "lib")


class Edge(NamedTuple):
    """One import: who, whom, the line in the file of the importer, and whether it runs later."""

    importer: str
    imported: str
    line: int
    is_deferred: bool


def module_names(paths: Iterable[str]) -> dict[str, str]:
    """Return the module of each path.

    It is the path from the topmost of its packages (folders with `__init__.py`); a file in no
    package is named by its whole path, as a namespace package is, less a leading `src`.
    """
    every = list(paths)
    packages = {one.rpartition("/")[0] for one in every if one.endswith("/__init__.py")}
    return {path: _module(path, packages) for path in every}


def _module(path: str, packages: set[str]) -> str:
    parts = path.removesuffix(".py").split("/")
    start = len(parts) - 1
    while start and "/".join(parts[:start]) in packages:
        start -= 1
    if start == len(parts) - 1:
        start = 1 if len(parts) > 1 and parts[0] in _SOURCE_ROOTS else 0
    names = parts[start:]
    if names[-1] == "__init__" and len(names) > 1:
        names = names[:-1]
    return ".".join(names)


def find_edges(
    imports: Mapping[str, Sequence[Sequence[Any]]], modules: Mapping[str, str]
) -> list[Edge]:
    """Return the imports between modules and to packages from outside.

    `imports` holds for each path the rows of ImportFacts that its blob has. An outside
    package stands with its first name only.
    """
    known = set(modules.values())
    edges = []
    for path, rows in imports.items():
        importer = modules[path]
        package = importer if path.endswith("__init__.py") else importer.rpartition(".")[0]
        for level, module, name, line, is_deferred in rows:
            base = _base(package, level, module)
            target = _target(base, name, known)
            if target and target != importer:
                edges.append(Edge(importer, target, line, is_deferred))
    return edges


def _base(package: str, level: int, module: str) -> str:
    if not level:
        return module
    parts = package.split(".")
    above = parts[: len(parts) - level + 1]
    return ".".join([*above, module] if module else above)


def _target(base: str, name: str, known: set[str]) -> str:
    if name and (full := f"{base}.{name}") in known:
        return full
    while base and base not in known:
        shorter = base.rpartition(".")[0]
        if not shorter:
            return base
        base = shorter
    return base


def find_cycles(edges: Iterable[Edge]) -> list[list[str]]:
    """Return the groups of modules that import one another in a circle, each sorted.

    Imports that run later or never close no circle: they are how people open one.
    """
    following: dict[str, list[str]] = {}
    for edge in edges:
        if not edge.is_deferred:
            following.setdefault(edge.importer, []).append(edge.imported)
    search = _Search(following)
    for node in following:
        if node not in search.order:
            search.visit(node)
    return sorted(search.found)


class _Search:
    """Tarjan's search for strongly connected groups (SIAM J. Comput. 1, 1972), not recursive."""

    def __init__(self, following: Mapping[str, Sequence[str]]) -> None:
        self.order: dict[str, int] = {}
        self.found: list[list[str]] = []
        self._following = following
        self._low: dict[str, int] = {}
        self._stack: list[str] = []
        self._on_stack: set[str] = set()

    def visit(self, root: str) -> None:
        """Search everything that can be reached from one node."""
        work = [self._enter(root)]
        while work:
            node, rest = work[-1]
            for other in rest:
                if other not in self.order:
                    work.append(self._enter(other))
                    break
                if other in self._on_stack:
                    self._low[node] = min(self._low[node], self.order[other])
            else:
                work.pop()
                self._leave(node, work[-1][0] if work else None)

    def _enter(self, node: str) -> tuple[str, Iterator[str]]:
        self.order[node] = self._low[node] = len(self.order)
        self._stack.append(node)
        self._on_stack.add(node)
        return node, iter(self._following.get(node, ()))

    def _leave(self, node: str, parent: str | None) -> None:
        if parent is not None:
            self._low[parent] = min(self._low[parent], self._low[node])
        if self._low[node] != self.order[node]:
            return
        group = [self._stack.pop()]
        while group[-1] != node:
            group.append(self._stack.pop())
        self._on_stack.difference_update(group)
        if len(group) > 1:
            self.found.append(sorted(group))
