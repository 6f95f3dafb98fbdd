"""Which processes an installation has."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from pydantic import SecretStr

from core.settings import get_settings
from ops import first_sync
from ops.processes import Running
from ops.run_state import fingerprint_of
from ops.up import _finish_first_sync, sync_part


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
    "change",
    [{"log_level": "ERROR"}, {"sp_api_client_secret": SecretStr("another")}],
    ids=["a setting", "a secret"],
)
def test_the_fingerprint_is_another_when_anything_is_set_anew(change: dict[str, object]) -> None:
    settings = get_settings()
    assert fingerprint_of(settings.model_copy()) == fingerprint_of(settings)
    assert fingerprint_of(settings.model_copy(update=change)) != fingerprint_of(settings)


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
