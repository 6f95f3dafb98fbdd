"""Tests that are killed leave no database server behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil

from core.embedded_postgres import EmbeddedServer
from core.settings import ROOT
from ops.processes import find_all

_TESTS = """
import os, subprocess, sys, time
from pathlib import Path
from core.embedded_postgres import EmbeddedServer
from ops.processes import HOME_MARK, PART_MARK
from tests.support.last_will import RUN_FOLDER, LastWill, note_installation

os.environ[RUN_FOLDER] = sys.argv[1]
LastWill(Path(sys.argv[1]))
EmbeddedServer(Path(sys.argv[2])).ensure_running()
note_installation(Path(sys.argv[3]))
EmbeddedServer(Path(sys.argv[3])).ensure_running()
marks = {PART_MARK: "app", HOME_MARK: sys.argv[3]}
subprocess.Popen(["sleep", "600"], env={**os.environ, **marks}, start_new_session=True)
print("ready", flush=True)
time.sleep(600)
"""
_PATIENCE_SECONDS = 120


def test_whoever_is_killed_leaves_no_process_no_server_and_no_folder(tmp_path: Path) -> None:
    folder, home = tmp_path / "run", tmp_path / "home"
    (folder / "demo").mkdir(parents=True)
    servers = [EmbeddedServer(folder / "demo"), EmbeddedServer(home)]
    tests = subprocess.Popen(
        [sys.executable, "-c", _TESTS, str(folder), *(str(one.local_dir) for one in servers)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert tests.stdout is not None
    assert tests.stdout.readline() == "ready\n"
    children = psutil.Process(tests.pid).children()
    [will] = [one for one in children if "tests.support.last_will" in one.cmdline()]
    assert None not in [one.postmaster() for one in servers]
    assert set(find_all(home)) == {"app"}
    tests.kill()
    tests.communicate()
    will.wait(timeout=_PATIENCE_SECONDS)
    assert [one.postmaster() for one in servers] == [None, None]
    assert [one.home.exists() for one in servers] == [False, False]
    assert not folder.exists()
    assert find_all(home) == {}
