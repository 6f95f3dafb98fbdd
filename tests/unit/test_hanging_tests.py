"""A test that hangs ends as a failure that says where, and the run goes on without it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.settings import ROOT

# The second one hangs in a library, where no signal is looked at: it would take a quarter of an
# hour. Another file is read before, and one after.
_HANGING = """
import hashlib, threading
def test_that_waits(): threading.Event().wait()
def test_in_a_library(): hashlib.pbkdf2_hmac("sha256", b"", b"", 2**31 - 1)
def test_that_is_well(): pass
"""
_WELL = "def test_that_is_well(): pass"
_COMMAND = (
    *("-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-p", "no:cacheprovider"),
    *("-o", "timeout=1", "-o", "faulthandler_timeout=2", "-p", "pytest_timeout"),
    *("-n", "1", "--dist", "loadfile", "-p", "xdist", "-p", "tests.support.scheduling"),
)


def test_a_hanging_test_fails_with_its_stack_and_the_others_run(tmp_path: Path) -> None:
    for name, words in (("a", _WELL), ("b", _HANGING), ("c", _WELL)):
        (tmp_path / f"test_{name}.py").write_text(words)
    environment = {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ended = subprocess.run(
        [sys.executable, *_COMMAND, str(tmp_path)],
        check=False,
        cwd=tmp_path,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "2 failed, 3 passed" in ended.stdout
    assert "Failed: Timeout (>1.0s)" in ended.stdout
    assert "def test_that_waits(): threading.Event().wait()" in ended.stdout
    assert "crashed while running" in ended.stdout
    assert "in test_in_a_library" in ended.stderr


def test_every_test_has_a_limit_and_what_python_cannot_interrupt_a_later_one(
    pytestconfig: pytest.Config,
) -> None:
    limit = float(pytestconfig.getini("timeout"))
    last = float(pytestconfig.getini("faulthandler_timeout"))
    assert 0 < limit < last
    assert pytestconfig.getini("faulthandler_exit_on_timeout") is True
