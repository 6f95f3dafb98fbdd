"""Processes that are there at once: forks of one that has imported what they all import.

`python -m NAME …` in a real process that can be killed, stopped and frozen; only the seconds are
saved that Python needs for the imports. forking.py is what forks.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from core.settings import ROOT
from tests.support.forking import code_file

#: What every sync imports, every launcher and every app; no page, and nothing that reads a setting.
SYNC = ("sync.cli", "sync.registry")
OPS = ("ops.up", "core.bootstrap", "core.demo_entries", "alembic.command")
APP = (
    *("streamlit.web.cli", "streamlit.starlette", "uvicorn", "pandas", "psycopg2"),
    *(
        "sqlalchemy.dialects.postgresql",
        "plotly.graph_objects",
        "plotly.io",
        "data.loaders",
        "proxy.asgi",
    ),
)


class ReadyProcess:
    """One of them; used as a `subprocess.Popen` is."""

    def __init__(self, pid: int, code: Path, out: Path, err: Path) -> None:
        self.pid = pid
        self._code, self._out, self._err = code, out, err

    def poll(self) -> int | None:
        """Return the exit code, negative for a signal; None while it runs."""
        with contextlib.suppress(FileNotFoundError):
            return int(self._code.read_text())
        return None

    def wait(self, timeout: float) -> int:
        """Wait for its end. Raises TimeoutExpired like subprocess."""
        deadline = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
            time.sleep(0.005)
        return code

    def communicate(self, timeout: float = 60) -> tuple[str, str]:
        """Wait for its end; return what it has written to standard output and error."""
        self.wait(timeout)
        return self._out.read_text(), self._err.read_text()

    def send_signal(self, number: int) -> None:
        """Send a signal; when it has ended there is nothing to do.

        Its number may be another process's by then.
        """
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class ReadyProcesses:
    """The process that forks; `stop` ends it, and what it has started."""

    def __init__(self, modules: tuple[str, ...]) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="seller-monitor-ready-")
        self._folder = Path(self._place.name)
        self._numbers = itertools.count()
        self._forking = subprocess.Popen(
            [sys.executable, "-m", "tests.support.forking", str(self._folder), *modules],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def stop(self) -> None:
        """End it, and kill what it has started."""
        self._forking.communicate(timeout=60)
        self._place.cleanup()

    def start(
        self,
        module: str,
        *arguments: str,
        environment: Mapping[str, str],
        log: Path | None = None,
    ) -> ReadyProcess:
        """Run `python -m module arguments` in this environment alone.

        What it says is added to `log`; without one `communicate` returns it.
        """
        number = next(self._numbers)
        out, err = (log or self._folder / f"{number}.{name}" for name in ("out", "err"))
        wish = {
            "number": number,
            "module": module,
            "arguments": arguments,
            "environment": dict(environment),
            "files": [str(out), str(err)],
        }
        assert self._forking.stdin is not None
        assert self._forking.stdout is not None
        self._forking.stdin.write(json.dumps(wish) + "\n")
        self._forking.stdin.flush()
        pid = int(self._forking.stdout.readline())
        return ReadyProcess(pid, code_file(self._folder, number), out, err)
