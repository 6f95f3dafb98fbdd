"""Imports between modules, circles, and contracts; grimp says what the edges should be."""

from __future__ import annotations

import ast

import grimp

from cerebro.facts.syntax import read_syntax
from cerebro.graph.contracts import Breach, check_contracts
from cerebro.graph.edges import Edge, find_cycles, find_edges, module_names
from core.settings import ROOT


def _edges(files: dict[str, str]) -> set[tuple[str, str]]:
    modules = module_names(files)
    imports = {path: read_syntax(ast.parse(text), {}).imports for path, text in files.items()}
    return {(one.importer, one.imported) for one in find_edges(imports, modules)}


def test_edges_are_those_that_grimp_finds() -> None:
    files = {
        str(path.relative_to(ROOT)): path.read_text()
        for path in ROOT.glob("cerebro/**/*.py")
        # A folder without `__init__.py` is no package to grimp.
        if path.parent.name != "versions"
    }
    graph = grimp.build_graph("cerebro", cache_dir=None)
    theirs = {
        (one, other)
        for one in graph.modules
        for other in graph.find_modules_directly_imported_by(one)
    }
    ours = {(one, other) for one, other in _edges(files) if other.startswith("cerebro")}
    assert len(theirs) > 50
    assert ours == theirs


def test_modules_are_named_by_their_packages() -> None:
    paths = ["src/a/__init__.py", "src/a/b.py", "src/tool.py", "x/y.py", "a/__init__.py", "one.py"]
    assert list(module_names(paths).values()) == ["a", "a.b", "tool", "x.y", "a", "one"]


def test_relative_imports_and_names_from_a_package_lead_to_their_modules() -> None:
    files = {
        "p/__init__.py": "from .a import thing\n",
        "p/a.py": "from . import b\nfrom .b import name\nimport numpy.linalg\n",
        "p/b.py": "from ..p import a\nfrom p import missing\n",
    }
    assert _edges(files) == {
        ("p", "p.a"), ("p.a", "p.b"), ("p.a", "numpy"), ("p.b", "p.a"), ("p.b", "p"),
    }  # fmt: skip


def _edge(importer: str, imported: str, *, is_deferred: bool = False) -> Edge:
    return Edge(importer, imported, 1, is_deferred)


def test_circles_are_found_and_imports_that_run_later_close_none() -> None:
    edges = [_edge("a", "b"), _edge("b", "c"), _edge("c", "a"), _edge("c", "d"), _edge("e", "e2")]
    assert find_cycles(edges) == [["a", "b", "c"]]
    assert find_cycles([*edges, _edge("d", "e"), _edge("e", "d")]) == [["a", "b", "c"], ["d", "e"]]
    assert find_cycles([_edge("a", "b"), _edge("b", "a", is_deferred=True)]) == []


def test_a_long_chain_is_no_trouble() -> None:
    edges = [_edge(f"m{number}", f"m{number + 1}") for number in range(5000)]
    assert find_cycles(edges) == []
    assert len(find_cycles([*edges, _edge("m5000", "m0")])[0]) == 5001


def test_contracts_of_each_kind_are_checked() -> None:
    modules = ["p", "p.high", "p.low", "p.left", "p.right"]
    edges = [
        _edge("p.low", "p.high"), _edge("p.left", "p.right"), _edge("p.high", "requests"),
    ]  # fmt: skip
    section = {
        "root_package": "p",
        "include_external_packages": True,
        "contracts": [
            {"name": "layers", "type": "layers", "layers": ["p.high", "p.low"]},
            {"name": "apart", "type": "independence", "modules": ["p.left", "p.right"]},
            {
                "name": "no http", "type": "forbidden", "source_modules": ["p.high"],
                "forbidden_modules": ["requests"], "allow_indirect_imports": True,
            },
            {"name": "kept", "type": "layers", "layers": ["p.left", "p.low"]},
        ],
    }  # fmt: skip
    assert check_contracts(section, modules, edges) == [
        Breach("layers", "p.low", "p.high", 1),
        Breach("apart", "p.left", "p.right", 1),
        Breach("no http", "p.high", "requests", 1),
    ]
