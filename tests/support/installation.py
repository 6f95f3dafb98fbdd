"""An installation of the product for tests, with databases copied from templates."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from core.database import DATABASE_NAME, dispose_engines, embedded_server, is_embedded
from core.embedded_postgres import SUPERUSER, EmbeddedServer
from core.settings import ROOT, get_settings
from tests.support.memory_disk import lay, lift

# The tests' server may lose its data at a power cut; the crash tests start one that may not.
# Its folder may lie in memory: it keeps no more of its log than it needs.
_FAST = "\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_wal_size = 256MB\n"
# Two years take about a minute on a machine that has nothing else to do.
_DEMO_SECONDS = 1200


def remove_server(folder: Path) -> None:
    """Stop an installation's server, if it has one, and delete all its data."""
    server = EmbeddedServer(folder)
    server.remove()
    lift(server.home)


class Installation:
    """A local folder, a running server, and copies of template databases.

    The server's own folder lies in `place` when one is named.
    """

    def __init__(self, folder: Path, now: str, place: Path | None = None) -> None:
        self.folder = folder
        self.now = now
        self.place = place
        self.environment = {
            "LOCAL_DIR": str(folder),
            "DEMO_MODE": "on",
            "SIMULATOR_NOW": now,
            "ENABLE_AUTO_SYNC": "false",
        }

    def start(self) -> None:
        """Start the server and make the template `empty`: migrated, with the demo account."""
        from core.bootstrap import prepare_database
        from core.setup_accounts import ensure_first_account

        self._lay()
        self._run_server()
        prepare_database()
        ensure_first_account()
        self.keep_as("empty")

    def start_as_copy(self, original: Path) -> None:
        """Start with the templates of another installation, whose server has been stopped.

        The server's data belong to its own user: `cp -p` keeps that.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy2(original / "secrets.json", self.folder)
        source, target = EmbeddedServer(original), EmbeddedServer(self.folder)
        self._lay()
        target.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        subprocess.run(["cp", "-Rp", str(source.data), str(target.data)], check=True)
        self._run_server()

    def _lay(self) -> None:
        if self.place is not None:
            lay(EmbeddedServer(self.folder).home, self.place)

    def _run_server(self) -> None:
        """Make this process one of this installation, and start its server."""
        for name in (
            "DATABASE_URL",
            *(f"DATABASE_URL_{role}" for role in ("WEB", "SYNC", "ASK", "CEREBRO")),
        ):
            os.environ.pop(name, None)
        os.environ.update(self.environment)
        get_settings.cache_clear()
        EmbeddedServer(self.folder, _FAST).ensure_running()
        assert is_embedded()

    def restore(self, template: str) -> None:
        """Put a fresh copy of a template where the product looks for its database."""
        self.close()
        self._admin(f'DROP DATABASE IF EXISTS "{DATABASE_NAME}" WITH (FORCE)')
        self._admin(
            f'CREATE DATABASE "{DATABASE_NAME}" TEMPLATE template_{template} STRATEGY FILE_COPY'
        )

    def make_demo_template(self) -> None:
        """Sync two years of the demo shop once, and keep the result as template `demo`."""
        from core.demo_entries import enter_demo_costs
        from tests.support.simulator import running_simulator

        self.restore("empty")
        enter_demo_costs(1)
        with running_simulator(self):
            finished = self.run("sync", "run", "--all", "--force", timeout=_DEMO_SECONDS)
        assert finished.returncode == 0, finished.stderr
        self.keep_as("demo")

    def keep_as(self, template: str) -> None:
        """Keep the database as it is now as a template; `restore` brings it back."""
        self.close()
        self._admin(f'ALTER DATABASE "{DATABASE_NAME}" RENAME TO template_{template}')

    def run(
        self, *arguments: str, timeout: float = 300, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `python -m …` of the product as its own process."""
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            check=False,
            cwd=ROOT,
            env={**os.environ, **self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def close(self) -> None:
        """Let go of every connection of this process."""
        dispose_engines()

    def stop(self) -> None:
        """Stop the server and leave its data, so that they can be copied."""
        self.close()
        embedded_server().stop()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop the server for a while. Whoever uses it as an embedded one would start it again."""
        self.stop()
        try:
            yield
        finally:
            self._run_server()

    def remove(self) -> None:
        """Stop the server and delete everything."""
        self.close()
        remove_server(self.folder)

    def _admin(self, statement: str) -> None:
        connection = psycopg2.connect(
            host=str(embedded_server().socket_folder), user=SUPERUSER, dbname="postgres"
        )
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()
