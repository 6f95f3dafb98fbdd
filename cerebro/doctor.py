"""Which tools CEREBRO finds here, and what it goes without."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from cerebro import database
from cerebro.errors import RepositoryError
from cerebro.repository import Repository
from core.errors import SellerMonitorError
from core.settings import get_settings

_PACKAGES = {
    "ruff": "finds faults in each file",
    "complexipy": "counts cognitive complexity",
    "grimp": "holds the graph of imports",
    "import-linter": "checks the import contracts",
}


def examine(path: Path) -> list[tuple[str, str, str]]:
    """Return what is there: rows of (what, state, about)."""
    found = [_repository(path), _database()]
    for name, purpose in _PACKAGES.items():
        try:
            found.append((name, version(name), purpose))
        except PackageNotFoundError:
            found.append((name, "missing", f"it {purpose}: pip install {name}"))
    has_key = bool(getattr(get_settings(), "openai_api_key", None))
    words = "a model words the explanations" if has_key else "templates word the explanations"
    found.append(("OPENAI_API_KEY", "set" if has_key else "not set", words))
    return found


def _repository(path: Path) -> tuple[str, str, str]:
    try:
        return "repository", "ok", Repository(path).commit("HEAD")
    except RepositoryError as error:
        return "repository", "not usable", error.sentence


def _database() -> tuple[str, str, str]:
    try:
        database.prepare()
    except SellerMonitorError as error:
        return "database", "not usable", error.sentence
    return "database", "ok", "CEREBRO's tables are there"
