"""What the repository itself has decided: rules it leaves out, folders it does not want looked at.

Read from `pyproject.toml` or `ruff.toml` of the commit: `ignore`, `extend-ignore` and
`per-file-ignores` of ruff, `[tool.cerebro] exclude`, a list of patterns of paths, and
`product`, its name in the matrix of rivals.
"""

from __future__ import annotations

import re
import tomllib
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

# Rules that ask for syntax of a Python that the repository need not run on.
_NEWER_SYNTAX = {"UP040": (3, 12), "UP046": (3, 12), "UP047": (3, 12), "UP049": (3, 12)}
_TEST_FOLDERS = {"test", "tests", "testing"}


class Policy:
    """The decisions of one commit. A file that cannot be read as TOML decides nothing."""

    def __init__(self, pyproject: bytes = b"", ruff_toml: bytes = b"") -> None:
        document = _toml(pyproject)
        self.tool: dict[str, Any] = document.get("tool", {})
        ruff = _toml(ruff_toml) or self.tool.get("ruff", {})
        lint = {**ruff, **ruff.get("lint", {})}
        self._ignored = (*lint.get("ignore", ()), *lint.get("extend-ignore", ()))
        per_file = {**lint.get("per-file-ignores", {}), **lint.get("extend-per-file-ignores", {})}
        self._per_file = [_PerFile(_pattern(key), tuple(codes)) for key, codes in per_file.items()]
        self._oldest = _oldest(document.get("project", {}))
        excluded = self.tool.get("cerebro", {}).get("exclude", [])
        self._excluded = [_pattern(one) for one in excluded]

    @property
    def product(self) -> str:
        """The product of the matrix of rivals that this repository is; empty when it is none."""
        return str(self.tool.get("cerebro", {}).get("product", ""))

    def is_excluded(self, path: str) -> bool:
        """Whether the repository does not want this path looked at."""
        return any(one.match(path) for one in self._excluded)

    def is_wanted(self, tool: str, rule: str, path: str) -> bool:
        """Whether a finding counts at this path."""
        if tool != "ruff":
            return True
        # What `__init__.py` imports, it hands on.
        if rule == "F401" and path.endswith("__init__.py"):
            return False
        if rule.startswith(self._ignored) or self._oldest < _NEWER_SYNTAX.get(rule, (3,)):
            return False
        return not any(
            one.pattern.match(path) and ("ALL" in one.codes or rule.startswith(one.codes))
            for one in self._per_file
        )

    @cached_property
    def import_linter(self) -> dict[str, Any]:
        """The section of import-linter, empty when there is none."""
        return dict(self.tool.get("importlinter", {}))


class _PerFile(NamedTuple):
    pattern: re.Pattern[str]
    codes: tuple[str, ...]


def _toml(content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8", errors="replace"))
    except tomllib.TOMLDecodeError:
        return {}


def _oldest(project: dict[str, Any]) -> tuple[int, ...]:
    """Return the oldest Python that a project runs on; the newest of all when it does not say."""
    asked = re.search(r">=\s*3\.(\d+)", str(project.get("requires-python", "")))
    return (3, int(asked[1])) if asked else (4,)


def _pattern(glob: str) -> re.Pattern[str]:
    """Return a pattern for paths; one without a slash means a name in any folder."""
    words = re.split(r"(\*\*/?|\*|\?)", glob)
    parts = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    body = "".join(parts.get(word, re.escape(word)) for word in words)
    start = "" if "/" in glob else "(?:.*/)?"
    return re.compile(f"{start}{body}(?:/.*)?$")


@lru_cache(maxsize=1 << 15)
def is_test(path: str) -> bool:
    """Whether a file is test code, by the names that pytest and unittest know."""
    folders, _, name = path.rpartition("/")
    return (
        not _TEST_FOLDERS.isdisjoint(folders.split("/"))
        or name.startswith("test_")
        or name.endswith("_test.py")
        or name == "conftest.py"
    )
