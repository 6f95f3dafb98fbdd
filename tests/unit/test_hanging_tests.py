"""A test that hangs ends as a failure that says where, and the run goes on without it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.settings import ROOT

# The second one hangs in a library, where no signal is looked at: it would take a quarter of an
# hour. The third is after both.
_TESTS = """
import hashlib, threading
def test_that_waits(): threading.Event().wait()
def test_in_a_library(): hashlib.pbkdf2_hmac("sha256", b"", b"", 2**31 - 1)
def test_that_is_well(): pass
"""
_QUICK = ("-o", "timeout=1", "-o", "faulthandler_timeout=2")
_PLUGINS = ("-n", "1", "-p", "xdist", "-p", "pytest_timeout", "-p", "no:cacheprovider")


def test_a_hanging_test_fails_with_its_stack_and_the_others_run(tmp_path: Path) -> None:
    (tmp_path / "test_hanging.py").write_text(_TESTS)
    command = ["-m", "pytest", "-c", str(ROOT / "pyproject.toml"), *_PLUGINS, *_QUICK]
    ended = subprocess.run(
        [sys.executable, *command, str(tmp_path)],
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "2 failed, 1 passed" in ended.stdout
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
