"""Complexity and imports of one file; radon says what the complexity should be."""

from __future__ import annotations

import ast

import pytest
from radon.visitors import ComplexityVisitor

from cerebro.facts.blob import read_blob
from cerebro.facts.syntax import read_syntax
from core.settings import ROOT

EVERYTHING = """
import os
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from a import b

def plain(x, *rest, key=lambda y: y and 1, **more): return x

@decorated(1 if x else 2)
async def much(a):
    assert all(one for one in a)
    for one in a:
        while one:
            if one and not a or 1:
                break
            elif one > 1:
                with open(one) as f:
                    pass
        else:
            return [x for x in a if x if not x]
    try:
        from .c import d
        async for z in a: pass
    except (ValueError, KeyError):
        return 1 if a else 2
    except OSError:
        pass
    else:
        match a:
            case 1 | 2: pass
            case [x, *_] if x: pass
            case _: pass
    finally:
        def inner():
            return a or 1
    return {k: v for k in a for v in k if v}

class Thing:
    size = 1 if os else 2
    def method(self):
        class Local:
            def deep(self):
                if self: return 1
        return lambda: 1 if self else 2
"""


def _radons(source: str) -> dict[int, int]:
    """The complexity of each function by its line, with assertions left out."""
    whole = ComplexityVisitor.from_code(source, no_assert=True)
    waiting = [*whole.functions, *(one for kind in whole.classes for one in kind.methods)]
    found = {}
    while waiting:
        one = waiting.pop()
        found[one.lineno] = one.complexity
        waiting += one.closures
    return found


def _ours(source: str) -> dict[int, int]:
    functions = read_syntax(ast.parse(source), {}).functions
    return {one.line: one.cyclomatic for one in functions}


def test_every_construct_counts_as_radon_counts_it() -> None:
    theirs = _radons(EVERYTHING)
    assert len(theirs) >= 4
    ours = _ours(EVERYTHING)
    assert {line: ours[line] for line in theirs} == theirs


@pytest.mark.parametrize("folder", ["core", "cerebro", "sync/sources", "tests/faults"])
def test_real_files_count_as_radon_counts_them(folder: str) -> None:
    seen = 0
    for path in sorted((ROOT / folder).glob("**/*.py")):
        source = path.read_text()
        theirs, ours = _radons(source), _ours(source)
        assert {line: ours[line] for line in theirs} == theirs, path
        seen += len(theirs)
    assert seen > 50


def test_functions_have_their_full_names_nesting_and_arguments() -> None:
    functions = {one.name: one for one in read_syntax(ast.parse(EVERYTHING), {}).functions}
    assert set(functions) == {
        "plain", "much", "much.inner", "Thing.method", "Thing.method.Local.deep",
    }  # fmt: skip
    assert functions["plain"].arguments == 4
    # for > while > elif > with: an elif stands beside its if.
    assert functions["much"].nesting == 4
    assert functions["plain"].nesting == 0


def test_imports_that_run_later_or_never_are_told_apart() -> None:
    imports = read_syntax(ast.parse(EVERYTHING), {}).imports
    assert [(one.level, one.module, one.name, one.is_deferred) for one in imports] == [
        (0, "os", "", False),
        (0, "typing", "TYPE_CHECKING", False),
        (0, "a", "b", True),
        (1, "c", "d", True),
    ]


def test_what_is_no_python_has_its_lines_and_the_reason() -> None:
    facts = read_blob("0", b"def broken(:\n    pass\n")
    assert facts.lines == 2
    assert facts.error.startswith("SyntaxError")


def test_cognitive_complexity_is_complexipys_and_too_much_of_it_is_a_finding() -> None:
    nested = "def f(a):\n" + "".join(f"{'    ' * n}if a:\n" for n in range(1, 7)) + " " * 28 + "a()"
    facts = read_blob("0", nested.encode())
    # 1 + 2 + … + 6: each `if` costs one more than the one around it.
    assert facts.functions[0].cognitive == 21
    assert {one.rule for one in facts.findings} == {"cognitive", "nesting"}


@pytest.mark.parametrize(
    "text",
    [
        "key = 'AKIA" + "Q7" * 8 + "'",
        "token: ghp_" + "a1" * 18,
        "-----BEGIN RSA PRIVATE" + " KEY-----\nMIIEpAIBAAKCAQEA1234\n",
        "OPENAI_API_KEY=sk-proj-" + "Ab3" * 16,
    ],
)
def test_a_secret_is_found_and_not_repeated(text: str) -> None:
    (found,) = read_blob("0", f"# one\n{text}".encode(), is_python=False).findings
    assert (found.rule, found.line) == ("secret", 2)
    assert text[-12:] not in found.message


def test_words_that_only_look_like_the_beginning_of_a_secret_are_none() -> None:
    text = b"AKIA, sk-learn, xoxo, ghp_ and a -----BEGIN CERTIFICATE-----\nMIIEpAIBAAKCAQEA1234"
    assert read_blob("0", text, is_python=False).findings == []
