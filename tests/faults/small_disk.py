"""A disk of a few megabytes that really fills up: a tmpfs with a tablespace of the server on it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from types import TracebackType

import pytest

from core.database import embedded_server
from tests.faults.superuser import as_superuser

_NAME = "small_disk"
_TABLES = ("seller.orders", "seller.order_items")
_MEGABYTES = 6
_BLOCK = 4096


class SmallDisk:
    """Holds the tables of orders while it is open; `fill` leaves no room on it.

    Only root may mount it: elsewhere the test is skipped, and says so.
    """

    def __init__(self) -> None:
        self._folder = embedded_server().home / _NAME

    @property
    def _filler(self) -> Path:
        return self._folder / "filler"

    def fill(self) -> None:
        """Write until nothing more goes on it."""
        with self._filler.open("wb", buffering=0) as file:
            try:
                while file.write(b"\0" * _BLOCK):
                    pass
            except OSError as error:
                assert "No space left" in str(error)  # noqa: PT017 - anything else is no full disk

    def make_room(self) -> None:
        """Take away what filled it."""
        self._filler.unlink(missing_ok=True)

    def __enter__(self) -> SmallDisk:
        if os.geteuid() != 0:
            pytest.skip("A disk that really fills up is a tmpfs, and only root may mount one.")
        self._mount()
        as_superuser(f"CREATE TABLESPACE {_NAME} LOCATION '{self._folder / 'data'}'")
        self._move_to(_NAME)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.make_room()
        self._move_to("pg_default")
        as_superuser(f"DROP TABLESPACE {_NAME}")
        subprocess.run(["umount", str(self._folder)], check=True)
        self._folder.rmdir()

    def _mount(self) -> None:
        owner = embedded_server().home.stat()
        self._folder.mkdir()
        options = f"size={_MEGABYTES}m,mode=700,uid={owner.st_uid},gid={owner.st_gid}"
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self._folder)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            self._folder.rmdir()
            pytest.skip(f"This machine lets nobody mount a tmpfs: {done.stderr.strip()}")
        (self._folder / "data").mkdir(mode=0o700)
        os.chown(self._folder / "data", owner.st_uid, owner.st_gid)

    @staticmethod
    def _move_to(tablespace: str) -> None:
        for table in _TABLES:
            as_superuser(f"ALTER TABLE {table} SET TABLESPACE {tablespace}")
