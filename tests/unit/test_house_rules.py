"""Rules about the repository itself, so that they stay true."""

from __future__ import annotations

import ast
import re
import socket
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from hypothesis import settings
from pytest_socket import SocketConnectBlockedError

from core.settings import ROOT, Settings

PACKAGES = ("core", "data", "ask", "sync", "proxy", "simulator", "ops", "cerebro", "ui", "pages")


def _tracked(pattern: str) -> list[Path]:
    return [
        path
        for path in ROOT.glob(pattern)
        if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    ]


def test_every_setting_is_explained_in_the_example_file() -> None:
    text = (ROOT / ".env.example").read_text()
    named = set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


def _imports(path: Path) -> set[str]:
    """The top packages that a file names in its imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {one.name.split(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def _imported(paths: list[Path]) -> set[str]:
    """The distributions, in lower case, of what is imported from outside the project."""
    found = set[str]().union(*map(_imports, paths))
    own = {*PACKAGES, "app", "tests"}
    owners = packages_distributions()
    return {
        owners[name][0].lower() for name in found - own - sys.stdlib_module_names if name in owners
    }


def _named(file: str) -> set[str]:
    lines = (ROOT / file).read_text().splitlines()
    return {re.split(r"[\[=]", one)[0].lower() for one in lines if re.match(r"\w", one)}


def test_what_is_imported_is_pinned_by_its_name() -> None:
    product = [path for one in PACKAGES for path in _tracked(f"{one}/**/*.py")]
    assert _imported([*product, ROOT / "app.py"]) <= _named("requirements.txt")
    both = _named("requirements.txt") | _named("requirements-dev.txt")
    assert _imported(_tracked("tests/**/*.py")) <= both


def test_the_launcher_and_the_pages_stay_small() -> None:
    launcher = ROOT / "app.py"
    assert not launcher.exists() or _lines(launcher) < 100
    long = [path.name for path in _tracked("pages/*.py") if _lines(path) >= 200]
    assert long == []


def test_no_file_grows_past_what_one_can_read_at_a_sitting() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {_lines(path)}"
        for package in PACKAGES
        for path in _tracked(f"{package}/**/*.py")
        if _lines(path) > 450
    ]
    assert long == []


def test_page_files_have_no_digits_in_their_names() -> None:
    assert [path.name for path in _tracked("pages/*.py") if re.search(r"\d", path.stem)] == []


def test_pages_hold_no_sql() -> None:
    for path in _tracked("pages/*.py"):
        assert not re.search(r"\b(SELECT|INSERT|UPDATE)\b", path.read_text()), path.name


def test_only_the_clients_of_the_sync_and_the_fetcher_of_pictures_speak_http() -> None:
    """A call that goes past them would know no rate limit, no deadline and no guard."""
    strays = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in _tracked(f"{package}/**/*.py")
        if not path.is_relative_to(ROOT / "sync" / "clients")
        and path != ROOT / "proxy" / "fetcher.py"
        and "requests" in _imports(path)
    ]
    assert strays == []


def test_no_test_reaches_beyond_this_machine() -> None:
    """192.0.2.1 is kept for documents and belongs to nobody (RFC 5737)."""
    with socket.socket() as one:
        one.settimeout(0.1)
        with pytest.warns(UserWarning, match="allowed"), pytest.raises(SocketConnectBlockedError):
            one.connect(("192.0.2.1", 80))


def test_every_public_function_of_the_core_says_what_it_does() -> None:
    silent = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for package in ("core", "data", "sync", "proxy", "cerebro")
        for path in _tracked(f"{package}/**/*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and ast.get_docstring(node) is None
    ]
    assert silent == []


@pytest.mark.parametrize(
    "target", ["run", "up", "down", "test", "check", "bench", "docs", "screenshots", "clean"]
)
def test_make_help_lists_every_command(target: str) -> None:
    finished = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert re.search(rf"^  make {target}\s+\S", finished.stdout, re.MULTILINE)


def test_every_stream_has_a_name_and_a_pace_that_people_read() -> None:
    """A stream of the sync is named in core/streams.py, in plain words."""
    from core.streams import STREAMS
    from sync.registry import SOURCES

    assert set(STREAMS) == set(SOURCES)
    for stream in STREAMS.values():
        assert "_" not in stream.title, stream.name
        assert stream.brings.endswith("."), stream.name


def test_every_kind_of_report_file_says_where_it_is_found() -> None:
    """A kind of file is named in core/report_files.py, in plain words."""
    from core.report_files import REPORT_FILES
    from sync.imports.kinds import KINDS

    assert {kind.name for kind in KINDS} == set(REPORT_FILES)


@pytest.mark.parametrize("folder", ["ui", "pages"])
def test_nothing_in_a_folder_of_scripts_hides_a_package(folder: str) -> None:
    """Streamlit puts the folder of its script first where modules are looked for."""
    named = {path.stem for path in (ROOT / folder).iterdir() if path.stem != "__init__"}
    assert named & ({*PACKAGES, "app", "tests"} | sys.stdlib_module_names) == set()


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_example_of_a_property_has_a_deadline() -> None:
    """A machine that does other things as well is slow now and then (see tests/conftest.py)."""
    assert settings().deadline is None
    own = [
        str(path.relative_to(ROOT))
        for path in _tracked("tests/**/test_*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "settings"
        and any(word.arg == "deadline" for word in call.keywords)
    ]
    assert own == []


@pytest.mark.parametrize("chain", ["core/migrations", "cerebro/migrations"])
def test_migrations_are_one_line_each_number_once(chain: str) -> None:
    """Two people take the same number on the same day; only one of the two would be run."""
    texts = [path.read_text() for path in sorted(_tracked(f"{chain}/versions/v*.py"))]
    numbers = [re.findall(r'^revision = "(\d+)"', text, re.MULTILINE) for text in texts]
    before = [re.findall(r'^down_revision = "(\d+)"', text, re.MULTILINE) for text in texts]
    assert before == [[], *numbers[:-1]]
    assert numbers == [[f"{place:04}"] for place in range(1, len(texts) + 1)]
