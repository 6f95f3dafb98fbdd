"""Known holes in what the repository depends on, by the database of OSV (osv.dev).

Only names and versions are sent. A package that could not be looked up is `unknown`, never ok.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from cerebro.checks.outcome import Outcome, Package, Tree
from core.settings import get_settings

OK, VULNERABLE, UNKNOWN = "ok", "vulnerable", "unknown"
_SECONDS = 20
# OSV takes up to a thousand questions at once (google.github.io/osv.dev/post-v1-querybatch).
_MOST = 1000
_NAME = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:==\s*([^\s;#,]+))?")


def audit_dependencies(tree: Tree) -> Outcome:
    """Look up each package that the commit names; skipped where it names none."""
    named = read_pins(tree.files)
    if not named:
        return Outcome("skipped", "no requirements*.txt, constraints.txt or pyproject.toml")
    asked = {name: version for name, version in named.items() if version}
    found = [
        Package(name, "", UNKNOWN, "no version is pinned") for name in named.keys() - asked.keys()
    ]
    found += look_up(asked)
    measures = {
        f"{state} dependencies": float(sum(one.state == state for one in found))
        for state in (VULNERABLE, UNKNOWN)
    }
    return Outcome(packages=sorted(found), measures=measures)


def read_pins(folder: Path) -> dict[str, str]:
    """Return the version of each package that is named at the top of a repository, or ''."""
    files = [*sorted(folder.glob("requirements*.txt")), folder / "constraints.txt"]
    lines = [line for file in files if file.is_file() for line in _lines(file)]
    found: dict[str, str] = {}
    for line in [*lines, *_of_pyproject(folder / "pyproject.toml")]:
        match = _NAME.match(line)
        if match and not line.lstrip().startswith(("-", "#")):
            name = re.sub(r"[-_.]+", "-", match[1]).lower()
            found[name] = match[2] or found.get(name, "")
    return found


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8", errors="replace").splitlines()


def _of_pyproject(file: Path) -> list[str]:
    try:
        project = tomllib.loads(file.read_text(encoding="utf-8")).get("project", {})
    except (OSError, ValueError):
        return []
    return [str(one) for one in project.get("dependencies", [])]


def look_up(asked: dict[str, str]) -> list[Package]:
    """Return the state of each package and version; all are unknown when nobody answers."""
    names = sorted(asked)
    found: list[Package] = []
    for start in range(0, len(names), _MOST):
        part = names[start : start + _MOST]
        try:
            answers = _ask(((name, asked[name]) for name in part), len(part))
        except (OSError, ValueError, KeyError, TypeError, URLError) as error:
            words = _no_answer(error)
            found += [Package(name, asked[name], UNKNOWN, words) for name in part]
            continue
        found += [
            Package(name, asked[name], VULNERABLE if ids else OK, ", ".join(ids))
            for name, ids in zip(part, answers, strict=True)
        ]
    return found


def _no_answer(error: Exception) -> str:
    cause = error.reason if isinstance(error, URLError) else error
    return f"osv.dev gave no answer: {cause}"[:300]


def _ask(packages: Iterable[tuple[str, str]], count: int) -> list[list[str]]:
    """Return the ids of advisories for each package, in order; ValueError for half an answer."""
    queries = [
        {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
        for name, version in packages
    ]
    request = Request(  # noqa: S310 - the operator's own address
        f"{get_settings().osv_url or 'https://api.osv.dev'}/v1/querybatch",
        json.dumps({"queries": queries}).encode(),
        {"Content-Type": "application/json"},
    )
    with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
        results: list[dict[str, Any]] = json.loads(answer.read())["results"]
    if len(results) != count:
        raise ValueError(f"{len(results)} answers to {count} questions")
    return [[str(one["id"]) for one in result.get("vulns", ())] for result in results]
