"""What is installed is the same everywhere: each package is pinned, also those that others need."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution, version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from core.settings import ROOT
from ops import install


def read(name: str) -> list[Requirement]:
    """The rows of a list of packages, without remarks and references to other lists."""
    rows = (line.split("#")[0].strip() for line in (ROOT / name).read_text().splitlines())
    return [Requirement(row) for row in rows if row and not row.startswith("-")]


NAMED = [*read("requirements.txt"), *read("requirements-dev.txt")]
# A package may have a row for each of several Pythons; here is that of this one.
PINS = {
    canonicalize_name(one.name): str(one.specifier)
    for one in read("constraints.txt")
    if one.marker is None or one.marker.evaluate()
}


def needed(rows: list[Requirement]) -> set[str]:
    """The packages that a list needs on this machine, with those that they need in turn."""
    found: set[str] = set()
    waiting = [(one.name, frozenset(one.extras)) for one in rows]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        found.add(canonicalize_name(name))
        for text in distribution(name).requires or ():
            one = Requirement(text)
            wishes = [{"extra": extra} for extra in extras or ("",)]
            if one.marker is None or any(one.marker.evaluate(wish) for wish in wishes):
                waiting.append((one.name, frozenset(one.extras)))
    return found


def test_the_pins_are_those_of_the_lists() -> None:
    named = {canonicalize_name(one.name): str(one.specifier) for one in NAMED}
    assert {name: PINS.get(name) for name in named} == named


def test_whatever_a_package_needs_in_turn_is_pinned_to_one_version() -> None:
    assert needed(NAMED) - set(PINS) == set()
    assert {row for row in PINS.values() if not row.startswith("==") or "*" in row} == set()


def test_what_runs_here_was_installed_by_the_pins() -> None:
    def found(name: str) -> str:
        try:
            return f"=={version(name)}"
        except PackageNotFoundError:
            return "nothing"

    assert {name: found(name) for name in PINS} == PINS


def test_both_ways_of_installing_go_by_the_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    """uv first; pip where uv is missing or does not know the way."""
    commands: list[list[str]] = []

    class Failed:
        returncode = 1

    def run(command: list[str], **_more: object) -> Failed:
        commands.append(command)
        # uv itself can be had, and cannot install.
        Failed.returncode = 0 if install.UV in command else 1
        return Failed()

    monkeypatch.setattr(install.subprocess, "run", run)
    install._install([ROOT / "requirements.txt"])
    installing = [one for one in commands if "-r" in one]
    assert [("uv" in one) for one in installing] == [True, False]
    for one in installing:
        assert one[one.index("-c") + 1] == str(ROOT / "constraints.txt")


def test_changed_pins_are_installed_anew(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    before = install._fingerprint()
    other = tmp_path / "constraints.txt"
    other.write_text("six==1.0\n")
    monkeypatch.setattr(install, "PINS", other)
    assert install._fingerprint() != before
