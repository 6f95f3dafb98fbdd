"""Which processes an installation has."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from pydantic import SecretStr

from core.settings import get_settings
from ops import first_sync
from ops.processes import END_SECONDS, Running, end
from ops.run_state import fingerprint_of, program_of
from ops.up import _finish_first_sync, code_part, sync_part


@pytest.mark.parametrize(
    ("settings", "command"),
    [
        ({"enable_auto_sync": True, "disable_schedules": False}, "loop"),
        ({"enable_auto_sync": False, "disable_schedules": False}, "requests"),
        ({"enable_auto_sync": True, "disable_schedules": True}, "requests"),
    ],
)
def test_the_sync_waits_for_people_also_where_no_schedule_runs(
    settings: dict[str, bool], command: str
) -> None:
    part = sync_part(get_settings().model_copy(update=settings))
    assert part.arguments == ("-m", "sync", command)


@pytest.mark.parametrize(
    ("wanted", "disabled", "has_git", "is_there"),
    [(True, False, True, True), (False, False, True, False), (True, True, True, False),
     (True, False, False, False)],
)  # fmt: skip
def test_the_code_is_analysed_where_somebody_wants_it_and_there_is_a_repository(
    tmp_path: Path, *, wanted: bool, disabled: bool, has_git: bool, is_there: bool
) -> None:
    if has_git:
        # In a worktree it is a file.
        (tmp_path / ".git").write_text("gitdir: elsewhere")
    change = {"cerebro_at_start": wanted, "disable_schedules": disabled}
    part = code_part(get_settings().model_copy(update=change), tmp_path)
    assert (part is not None) is is_there


@pytest.mark.parametrize(
    "change",
    [{"log_level": "ERROR"}, {"sp_api_client_secret": SecretStr("another")}],
    ids=["a setting", "a secret"],
)
def test_the_fingerprint_is_another_when_anything_is_set_anew(change: dict[str, object]) -> None:
    settings = get_settings()
    assert fingerprint_of(settings.model_copy()) == fingerprint_of(settings)
    assert fingerprint_of(settings.model_copy(update=change)) != fingerprint_of(settings)


@pytest.mark.parametrize("changed", ["app.py", "data/query.py", "core/migrations/sql/0001.sql"])
def test_the_program_is_another_after_an_update_but_not_after_a_look(
    tmp_path: Path, changed: str
) -> None:
    for name in ("app.py", "core/__init__.py", "data/__init__.py", "tests/__init__.py", changed):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1")
    before = program_of(tmp_path)
    (tmp_path / "data" / "__pycache__").mkdir()
    (tmp_path / "data" / "__pycache__" / "query.cpython-311.pyc").write_text("compiled")
    (tmp_path / "tests" / "test_new.py").write_text("1")
    assert program_of(tmp_path) == before
    (tmp_path / changed).write_text("12")
    assert program_of(tmp_path) != before


@pytest.mark.parametrize(
    ("is_terminal", "ending"),
    [(True, "where it stopped."), (False, "What happened: The line of an older run.")],
    ids=["on a terminal", "into a file"],
)
def test_a_first_sync_that_fails_names_its_log_only_where_it_writes_there(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    is_terminal: bool,
    ending: str,
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / f"{first_sync.NAME}.log").write_text("The line of an older run.\n")
    settings = get_settings().model_copy(update={"local_dir": tmp_path})
    failing = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    began = psutil.Process(failing.pid).create_time()
    _finish_first_sync(settings, Running(first_sync.NAME, failing.pid, began))
    failing.wait()
    assert capsys.readouterr().err.strip().endswith(ending)


# The parent of a part in a container that never asks how a child of it has ended.
_CARELESS = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
sys.stdin.read()
"""


def test_a_part_that_nobody_asks_for_its_exit_code_has_ended_all_the_same() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _CARELESS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        part = psutil.Process(int(parent.stdout.readline()))
        began = time.monotonic()
        end(Running("app", part.pid, part.create_time()))
        assert time.monotonic() - began < END_SECONDS
        assert part.status() == psutil.STATUS_ZOMBIE
        parent.stdin.close()
