"""A short map of a codebase for newcomers and coding assistants (`context`, docs/MAP.md).

It names packages, not modules, and has no counts: so it changes when the shape of the code does,
and not with each file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from cerebro.facts.syntax import read_syntax
from cerebro.graph.edges import Edge, find_edges, module_names
from cerebro.policy import Policy, is_test
from cerebro.repository import Repository

_HEAD = """# Map of the code

Written by `python -m cerebro context` (`make docs`). Each package with what it is for, in its own
words, and the packages of this repository that it imports.
"""


def write_map(path: Path) -> str:
    """Return the map of the files that stand in a working tree and that Git knows."""
    repository = Repository(path)
    named = repository.git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.py")
    files = {
        name: (repository.root / name).read_text(encoding="utf-8", errors="replace")
        for name in sorted(set(named.decode().split("\0")) - {""})
        if not is_test(name) and (repository.root / name).is_file()
    }
    pyproject = repository.root / "pyproject.toml"
    policy = Policy(pyproject.read_bytes() if pyproject.is_file() else b"")
    return map_of(files, policy)


def map_of(files: dict[str, str], policy: Policy) -> str:
    """Return the map of files by path: packages, what starts them, and the contracts."""
    trees = {path: tree for path, text in files.items() if (tree := _parsed(text)) is not None}
    modules = module_names(trees)
    imports = {path: read_syntax(tree, {}).imports for path, tree in trees.items()}
    edges = find_edges(imports, modules)
    purposes = {
        modules[path]: _purpose(tree)
        for path, tree in trees.items()
        if path.endswith("/__init__.py")
    }
    lines = [_HEAD, "| package | what it is for | imports |", "|---|---|---|"]
    lines += [_row(name, purposes[name], edges, purposes) for name in sorted(purposes)]
    lines += ["", "## What can be started", ""]
    lines += [
        f"- `python -m {modules[path].removesuffix('.__main__')}`: {_purpose(tree)}"
        for path, tree in sorted(trees.items())
        if path.endswith("__main__.py")
    ]
    lines += _contracts(policy)
    return "\n".join(lines) + "\n"


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None


def _purpose(tree: ast.Module) -> str:
    """Return the first sentence of a module's docstring, in one line."""
    paragraph = (ast.get_docstring(tree) or "–").split("\n\n")[0]
    return " ".join(paragraph.split()).replace("|", "\\|")


def _row(name: str, purpose: str, edges: Iterable[Edge], packages: Iterable[str]) -> str:
    own = {
        edge.imported.split(".")[0]
        for edge in edges
        if edge.importer == name or edge.importer.startswith(f"{name}.")
    }
    known = {one.split(".")[0] for one in packages}
    others = sorted((own & known) - {name.split(".", maxsplit=1)[0]})
    return f"| `{name}` | {purpose} | {', '.join(others) or '–'} |"


def _contracts(policy: Policy) -> list[str]:
    contracts = policy.import_linter.get("contracts", [])
    if not contracts:
        return []
    lines = ["", "## Which way imports may point", ""]
    for one in contracts:
        layers = " > ".join(one["layers"]) if one.get("type") == "layers" else ""
        lines.append(f"- {one['name']}" + (f": `{layers}`" if layers else ""))
    return lines
