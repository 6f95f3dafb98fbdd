"""One pass over the syntax tree: functions with their complexity, and imports.

Cyclomatic complexity as radon defines it (radon/visitors.py, `no_assert`), assertions left out: 1,
and 1 for each if, conditional expression, loop (one more with `else`), handler, `try … else`,
`and` / `or`, comprehension with each of its conditions, and case that is not `_`. A nested function
counts for itself. Decorators and default values belong to no body.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any, NamedTuple

from cerebro.facts.records import FunctionFacts, ImportFacts

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Nodes that are not looked into on the way: they are read by themselves.
_APART = {*_FUNCTIONS, ast.ClassDef, ast.Import, ast.ImportFrom}
_LEAVES: set[type] = {
    ast.Name, ast.Constant, ast.Pass, ast.Break, ast.Continue, ast.Global, ast.Nonlocal, ast.alias,
    ast.Assert, *ast.expr_context.__subclasses__(), *ast.boolop.__subclasses__(),
    *ast.operator.__subclasses__(), *ast.unaryop.__subclasses__(), *ast.cmpop.__subclasses__(),
}  # fmt: skip


def _kinds(kind: type[ast.AST]) -> Iterable[type[ast.AST]]:
    for one in kind.__subclasses__():
        yield one
        yield from _kinds(one)


# The nodes that are worth a look inside. Two thirds of all nodes are names and constants.
_INNER = frozenset(set(_kinds(ast.AST)) - _LEAVES)
_NESTING = (
    ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar,
    ast.Match,
)  # fmt: skip
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def _is_default(case: ast.match_case) -> bool:
    pattern = case.pattern
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None and pattern.name is None


_WEIGHTS: dict[type, Any] = {
    ast.If: lambda _node: 1,
    ast.IfExp: lambda _node: 1,
    ast.Try: lambda node: len(node.handlers) + bool(node.orelse),
    ast.TryStar: lambda node: len(node.handlers) + bool(node.orelse),
    ast.BoolOp: lambda node: len(node.values) - 1,
    ast.comprehension: lambda node: len(node.ifs) + 1,
    ast.Match: lambda node: sum(not _is_default(case) for case in node.cases),
    **dict.fromkeys(_LOOPS, lambda node: 1 + bool(node.orelse)),
}


class Syntax(NamedTuple):
    """What the tree of one file says."""

    functions: list[FunctionFacts]
    imports: list[ImportFacts]
    docstring_share: float | None
    annotated_share: float | None


class _Reader:
    """Walks a tree with a stack of its own, one function at a time."""

    def __init__(self) -> None:
        self.imports: list[ImportFacts] = []
        self.waiting: list[tuple[Any, str]] = []
        self._unrun: set[int] = set()

    def weigh(self, nodes: Iterable[ast.AST], prefix: str) -> int:
        """Return the decisions below these nodes; functions and classes are put by for later."""
        total = 0
        stack: list[Any] = [one for one in nodes if one.__class__ in _INNER]
        while stack:
            node = stack.pop()
            kind = node.__class__
            if kind in _APART:
                self._put_by(node, prefix)
                continue
            if kind in _WEIGHTS:
                total += _WEIGHTS[kind](node)
                if kind is ast.If and _is_for_types(node):
                    self._unrun |= {id(one) for one in node.body}
            _push_inner(node, stack)
        return total

    def _put_by(self, node: Any, prefix: str) -> None:
        if isinstance(node, ast.Import | ast.ImportFrom):
            self._import(node, is_deferred=bool(prefix) or id(node) in self._unrun)
        else:
            self.waiting.append((node, prefix))

    def _import(self, node: Any, *, is_deferred: bool) -> None:
        level, module = 0, ""
        if isinstance(node, ast.ImportFrom):
            level, module = node.level, node.module or ""
        for one in node.names:
            base, name = (module, one.name) if module or level else (one.name, "")
            self.imports.append(ImportFacts(level, base, name, node.lineno, is_deferred))


def _push_inner(node: Any, stack: list[Any]) -> None:
    for value in node.__dict__.values():
        if value.__class__ is list:
            stack.extend([one for one in value if one.__class__ in _INNER])
        elif value.__class__ in _INNER:
            stack.append(value)


def _is_for_types(node: Any) -> bool:
    """Whether this is `if TYPE_CHECKING:`."""
    test = node.test
    return getattr(test, "id", getattr(test, "attr", "")) == "TYPE_CHECKING"


def read_syntax(tree: ast.Module, cognitive: dict[int, int]) -> Syntax:
    """Return what a tree says; `cognitive` holds complexipy's figures by a function's line."""
    reader = _Reader()
    reader.weigh(tree.body, "")
    functions, documented, annotated = [], [], []
    while reader.waiting:
        node, prefix = reader.waiting.pop()
        name = f"{prefix}{node.name}"
        decisions = reader.weigh(node.body, f"{name}.")
        if not node.name.startswith("_"):
            documented.append(_has_docstring(node))
        if isinstance(node, _FUNCTIONS):
            annotated.append(node.returns is not None)
            functions.append(_function(node, name, 1 + decisions, cognitive))
    functions.sort(key=lambda one: one.line)
    reader.imports.sort(key=lambda one: one.line)
    return Syntax(functions, reader.imports, _share(documented), _share(annotated))


def _function(node: Any, name: str, cyclomatic: int, cognitive: dict[int, int]) -> FunctionFacts:
    taken = node.args
    arguments = len(taken.posonlyargs) + len(taken.args) + len(taken.kwonlyargs)
    arguments += (taken.vararg is not None) + (taken.kwarg is not None)
    return FunctionFacts(
        name,
        node.lineno,
        node.end_lineno,
        cyclomatic,
        cognitive.get(node.lineno),
        _depth(node.body),
        arguments,
    )


def _depth(statements: Iterable[Any]) -> int:
    """Return how deep blocks stand in one another; `elif` stands beside its `if`."""
    deepest = 0
    for one in statements:
        if isinstance(one, _NESTING):
            inner = max(_depth(block) for block in _blocks(one))
            beside = _depth(one.orelse) if isinstance(one, ast.If) and _is_elif(one) else 0
            deepest = max(deepest, inner + 1, beside)
    return deepest


def _is_elif(node: ast.If) -> bool:
    rest = node.orelse
    return len(rest) == 1 and isinstance(rest[0], ast.If) and rest[0].col_offset == node.col_offset


def _blocks(node: Any) -> list[list[Any]]:
    if isinstance(node, ast.Match):
        return [case.body for case in node.cases]
    blocks = [node.body, *(one.body for one in getattr(node, "handlers", ()))]
    blocks.append(getattr(node, "finalbody", []))
    if not (isinstance(node, ast.If) and _is_elif(node)):
        blocks.append(getattr(node, "orelse", []))
    return blocks


def _has_docstring(node: Any) -> bool:
    first = node.body[0]
    return (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )


def _share(marks: list[bool]) -> float | None:
    return sum(marks) / len(marks) if marks else None
