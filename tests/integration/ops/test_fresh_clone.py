"""What a person does who has just cloned the repository: `make up`, look, ask, `make down`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.settings import ROOT
from ops.processes import find_all
from tests.support.home import Home

# Installing from a warm cache and a month of the demo shop take a minute; a busy machine and a
# cold cache far longer.
_PATIENCE_SECONDS = 1800
_REVENUE = {
    "metrics": ["revenue", "orders"],
    "dimensions": ["marketplace"],
    "time": {"start": "2026-11-01", "end": "2026-11-18"},
}


class Clone:
    """A clone of this repository, as it is committed, with ports and a local folder of its own."""

    def __init__(self, folder: Path) -> None:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
        self.folder = folder
        self.home = Home(folder / ".local")
        # Nothing of the environment that the tests run in.
        kept = {name: value for name, value in self.home.environment.items() if name not in _OURS}
        self.environment = {**kept, "LOCAL_DIR": str(folder / ".local")}

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            check=False,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_SECONDS,
        )


_OURS = {"VIRTUAL_ENV", "PYTHONPATH", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    if shutil.which("git") is None or shutil.which("make") is None:
        pytest.skip("needs git and make: apt install git make")
    one = Clone(tmp_path_factory.mktemp("clone") / "seller-monitor")
    try:
        yield one
    finally:
        one.home.remove()


def alive(pids: dict[str, int]) -> set[str]:
    """The names of the processes that live."""
    return {
        name
        for name, pid in pids.items()
        if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    }


@pytest.mark.soak
def test_a_fresh_clone_comes_up_answers_and_goes_down(clone: Clone) -> None:
    up = clone.run("make", "up")
    assert up.returncode == 0, up.stdout + up.stderr
    address = f"http://127.0.0.1:{clone.home.ports['APP_PORT']}"
    assert f"Seller Monitor is ready: {address}" in up.stdout
    assert "Demo login: demo / " in up.stdout

    state = json.loads((clone.folder / ".local" / "run.json").read_text())
    pids = {one["name"]: one["pid"] for one in state["processes"]}
    assert set(pids) == {"simulator", "sidecar", "app", "sync", "database"}
    assert alive(pids) == set(pids)
    assert {name: one.pid for name, one in find_all(clone.folder / ".local").items()} == {
        name: pid for name, pid in pids.items() if name != "database"
    }
    for name, part in (("app", "APP_PORT"), ("sidecar", "SIDECAR_PORT")):
        assert state["addresses"][name] == f"http://127.0.0.1:{clone.home.ports[part]}"
    with urllib.request.urlopen(address, timeout=60) as answer:
        assert answer.status == 200
    # What runs are the clone's own programs, not those of the checkout that is tested.
    assert psutil.Process(pids["app"]).cwd() == os.path.realpath(clone.folder)

    asked = clone.run(".venv/bin/python", "-m", "data", "query", json.dumps(_REVENUE))
    assert asked.returncode == 0, asked.stderr
    rows = json.loads(asked.stdout)["rows"]
    assert len(rows) == 3
    assert all(row[-1] > 0 for row in rows)

    again = clone.run("make", "up")
    assert again.returncode == 0, again.stderr
    assert "Installing" not in again.stdout
    same = json.loads((clone.folder / ".local" / "run.json").read_text())
    assert {one["name"]: one["pid"] for one in same["processes"]} == pids

    down = clone.run("make", "down")
    assert (down.returncode, down.stdout.strip()) == (0, "Stopped.")
    assert alive(pids) == set()
    assert find_all(clone.folder / ".local") == {}
    assert not (clone.folder / ".local" / "run.json").exists()
    changed = clone.run("git", "status", "--porcelain")
    assert changed.stdout == "", "make leaves nothing that git does not ignore"
