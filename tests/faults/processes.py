"""Runs of the real command as processes, with the proxy between them and the database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from core.clock import format_instant
from core.database import DATABASE_NAME, embedded_server
from core.embedded_postgres import SUPERUSER
from core.settings import ROOT
from tests.faults.postgres_proxy import PostgresProxy, Strike
from tests.faults.shop import Shop, addresses


class Commands:
    """Starts `python -m sync …` as a process whose database lies behind a proxy."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.proxy = PostgresProxy(embedded_server().socket_folder)
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.fork_server", str(log)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._pid: Future[int] = Future()

    def start(self, shop: Shop, *arguments: str, **environment: str) -> int:
        """Start a command in a shop; return the number of its process."""
        wish = {
            "arguments": list(arguments or ("run", *shop.streams, "--json")),
            "environment": {**self._environment(shop), **environment},
        }
        self._pid = Future()
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(wish) + "\n")
        self._server.stdin.flush()
        self._pid.set_result(int(self._line()))
        return self._pid.result()

    def wait(self) -> int:
        """Wait for the end of the command; return its exit code, negative for a signal."""
        return int(self._line())

    def run(self, shop: Shop, *arguments: str, **environment: str) -> int:
        """Run a command to its end and return its exit code."""
        self.start(shop, *arguments, **environment)
        return self.wait()

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal to the command that runs now; safe to call from the proxy."""
        os.kill(self._pid.result(10), number)

    def strike(self, at: int, how: str, only: str = "COMMIT") -> Strike:
        """Let a kill -9 strike at a statement of the next command."""
        strike = Strike(at, self.kill, only, how)
        self.proxy.strike(strike)
        return strike

    def said(self) -> str:
        """Return what the commands have printed and logged so far."""
        return self.log.read_text() if self.log.exists() else ""

    def stop(self) -> None:
        """End the process that forks."""
        assert self._server.stdin is not None
        self._server.stdin.close()
        self._server.wait(timeout=20)
        assert self._server.stdout is not None
        self._server.stdout.close()
        self.proxy.stop()

    def _line(self) -> str:
        assert self._server.stdout is not None
        return self._server.stdout.readline()

    def _environment(self, shop: Shop) -> dict[str, str]:
        found: dict[str, Any] = addresses(shop.simulator.url)
        return {
            **{name.upper(): value for name, value in found.items()},
            "DATABASE_URL": f"postgresql://{SUPERUSER}@127.0.0.1:{self.proxy.port}/{DATABASE_NAME}",
            "SIMULATOR_NOW": format_instant(shop.clock.now()),
            "SIMULATOR_RATE_PLAN": "off",
            "BACKFILL_DAYS": str(shop.settings.backfill_days),
        }
