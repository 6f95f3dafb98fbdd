"""A whole installation started by `python -m ops up`, with ports and a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from core.embedded_postgres import EmbeddedServer
from core.settings import ROOT
from tests.support.last_will import note_installation
from tests.support.simulator import free_port


class Home:
    """An installation of its own: local folder, ports, and the demo shop's last month."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        note_installation(folder)
        self.ports = {name: free_port() for name in ("APP_PORT", "SIDECAR_PORT", "SIMULATOR_PORT")}
        self.environment = {
            **{key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
            **{name: str(port) for name, port in self.ports.items()},
            "LOCAL_DIR": str(folder),
            "DEMO_MODE": "on",
            "ENABLE_AUTO_SYNC": "true",
            "CEREBRO_AT_START": "false",
            "SIMULATOR_NOW": "2026-11-20T12:00:00Z",
            "BACKFILL_DAYS": "20",
            **environment,
        }

    def ops(
        self, command: str, *, seconds: float = 180, **more: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "ops", command],
            check=False,
            cwd=ROOT,
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            timeout=seconds,
        )

    def command(self, *words: str, seconds: float, typed: str = "") -> str:
        """Run `python -m …` in this installation, `typed` on its input; return what it prints."""
        finished = subprocess.run(
            [sys.executable, "-m", *words],
            check=False,
            cwd=ROOT,
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
        assert finished.returncode == 0, finished.stderr
        return finished.stdout

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads((self.folder / "run.json").read_text())
        return state

    def pids(self) -> dict[str, int]:
        return {one["name"]: one["pid"] for one in self.state()["processes"]}

    def revenue(self) -> Any:
        return self.query(
            {
                "metrics": ["revenue", "orders"],
                "dimensions": ["marketplace"],
                "time": {"start": "2026-11-01", "end": "2026-11-18"},
            }
        )

    def query(self, query: dict[str, Any]) -> Any:
        """Return the rows that `python -m data query` answers."""
        return json.loads(self.command("data", "query", json.dumps(query), seconds=60))["rows"]

    def remove(self) -> None:
        """Stop everything and delete the database."""
        self.ops("down")
        EmbeddedServer(self.folder).remove()
