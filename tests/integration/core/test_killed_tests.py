"""Tests that are killed leave no database server behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil

from core.embedded_postgres import EmbeddedServer
from core.settings import ROOT

_TESTS = """
import sys, time
from pathlib import Path
from core.embedded_postgres import EmbeddedServer
from tests.support.last_will import LastWill

LastWill(Path(sys.argv[1]))
EmbeddedServer(Path(sys.argv[2])).ensure_running()
print("ready", flush=True)
time.sleep(600)
"""
_PATIENCE_SECONDS = 120


def test_whoever_is_killed_leaves_no_server_and_no_folder(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    (folder / "demo").mkdir(parents=True)
    server = EmbeddedServer(folder / "demo")
    tests = subprocess.Popen(
        [sys.executable, "-c", _TESTS, str(folder), str(server.local_dir)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert tests.stdout is not None
    assert tests.stdout.readline() == "ready\n"
    children = psutil.Process(tests.pid).children()
    [will] = [one for one in children if "tests.support.last_will" in one.cmdline()]
    assert server.postmaster() is not None
    tests.kill()
    tests.communicate()
    will.wait(timeout=_PATIENCE_SECONDS)
    assert server.postmaster() is None
    assert not server.home.exists()
    assert not folder.exists()
