"""Runs of the real command as processes, with the proxy between them and the database."""

from __future__ import annotations

import os
import signal
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from core.clock import format_instant
from core.database import DATABASE_NAME, embedded_server
from core.embedded_postgres import SUPERUSER
from tests.faults.postgres_proxy import PostgresProxy, Strike
from tests.faults.shop import Shop, addresses
from tests.support.ready import SYNC, ReadyProcess, ReadyProcesses

# A run takes seconds; on a machine that does ten things at once, minutes.
_LONGEST_SECONDS = 600


class Commands:
    """Starts `python -m sync …` as a process whose database lies behind a proxy."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.proxy = PostgresProxy(embedded_server().socket_folder)
        self._ready = ReadyProcesses(SYNC)
        self._process: Future[ReadyProcess] = Future()

    def start(self, shop: Shop, *arguments: str, **environment: str) -> int:
        """Start a command in a shop; return the number of its process."""
        self._process = Future()
        wish = arguments or ("run", *shop.streams, "--json")
        everything = {**os.environ, **self._environment(shop), **environment}
        process = self._ready.start("sync", *wish, environment=everything, log=self.log)
        self._process.set_result(process)
        return process.pid

    def wait(self) -> int:
        """Wait for the end of the command; return its exit code, negative for a signal."""
        return self._process.result().wait(_LONGEST_SECONDS)

    def run(self, shop: Shop, *arguments: str, **environment: str) -> int:
        """Run a command to its end and return its exit code."""
        self.start(shop, *arguments, **environment)
        return self.wait()

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal to the command that runs now; safe to call from the proxy."""
        self._process.result(10).send_signal(number)

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
        self._ready.stop()
        self.proxy.stop()

    def _environment(self, shop: Shop) -> dict[str, str]:
        found: dict[str, Any] = addresses(shop.simulator.url)
        return {
            **{name.upper(): value for name, value in found.items()},
            "DATABASE_URL": f"postgresql://{SUPERUSER}@127.0.0.1:{self.proxy.port}/{DATABASE_NAME}",
            "SIMULATOR_NOW": format_instant(shop.clock.now()),
            "SIMULATOR_RATE_PLAN": "off",
            "BACKFILL_DAYS": str(shop.settings.backfill_days),
        }
