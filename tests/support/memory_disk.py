"""A folder in memory for the servers of one test run, where the machine has room for it.

A fresh database for each test is six hundred small files: in memory they cost a tenth of the time
that a disk takes. The tests' servers may lose their data anyway (see installation.py).
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import psutil

from core.server_programs import ROOT_HOME
from tests.support.last_will import clear

_MEMORY = Path("/dev/shm")
_PREFIX = "seller-monitor-test-run-"
# Four servers with two years of the demo shop need about four; the rest of the run needs some too.
_ROOM_BYTES = 8 * 1024**3


@contextmanager
def run_folder() -> Iterator[Path]:
    """Make the folder that all processes of one run share; it goes with the run.

    What a run that was killed together with its will (see last_will.py) has left is removed by
    the next one: a run that lives holds the lock in its folder.
    """
    place = _MEMORY if _has_room() else None
    with _in_turn():
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
        # The user who runs root's servers must get through to theirs; all else in it is closed.
        folder.chmod(0o711)
        lock = (folder / "alive").open("a")
        fcntl.flock(lock, fcntl.LOCK_EX)
        dead = _claim_dead()
    _remove_dead(dead)
    try:
        yield folder
    finally:
        lock.close()
        # A process that died may have left a server behind, which notices in a moment.
        shutil.rmtree(folder, ignore_errors=True)


def lay(home: Path, place: Path) -> None:
    """Let a server's folder be a link to one in the run's folder, so that it lies in memory."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    home.symlink_to(place)


def lift(home: Path) -> None:
    """Delete such a folder and the link to it; without one there is nothing to do."""
    if home.is_symlink():
        shutil.rmtree(home.resolve(), ignore_errors=True)
        home.unlink(missing_ok=True)


def _has_room() -> bool:
    if not _MEMORY.is_dir():
        return False
    free = min(shutil.disk_usage(_MEMORY).free, psutil.virtual_memory().available)
    return free > _ROOM_BYTES


@contextmanager
def _in_turn() -> Iterator[None]:
    """Let no other run look at a folder that is not locked yet."""
    with Path(tempfile.gettempdir(), f"{_PREFIX}lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _claim_dead() -> list[tuple[Path, IO[str]]]:
    """Lock the folders of runs that were killed, so that no other run clears them up as well."""
    found = []
    for place in (_MEMORY, Path(tempfile.gettempdir())):
        for folder in place.glob(f"{_PREFIX}*/"):
            # It is locked, or it has gone this moment.
            with suppress(BlockingIOError, FileNotFoundError):
                lock = (folder / "alive").open("a")
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    lock.close()
                    raise
                found.append((folder, lock))
    return found


def _remove_dead(dead: list[tuple[Path, IO[str]]]) -> None:
    for folder, lock in dead:
        clear(folder)
        lock.close()
    for link in ROOT_HOME.glob("*"):
        if link.is_symlink() and _PREFIX in str(link.readlink()) and not link.exists():
            link.unlink(missing_ok=True)
