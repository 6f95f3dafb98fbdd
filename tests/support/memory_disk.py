"""A folder in memory for the servers of one test run, where the machine has room for it.

A fresh database for each test is six hundred small files: in memory they cost a tenth of the time
that a disk takes. The tests' servers may lose their data anyway (see installation.py).
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

_MEMORY = Path("/dev/shm")
_PREFIX = "seller-monitor-test-run-"
# Four servers with two years of the demo shop need about four; the rest of the run needs some too.
_ROOM_BYTES = 8 * 1024**3


@contextmanager
def run_folder() -> Iterator[Path]:
    """Make the folder that all processes of one run share; it goes with the run.

    What a run that was killed has left in memory is removed by the next one: a run that
    lives holds the lock in its folder.
    """
    place = _MEMORY if _has_room() else None
    with _in_turn():
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
        # The user who runs root's servers must get through to theirs; all else in it is closed.
        folder.chmod(0o711)
        lock = (folder / "alive").open("a")
        fcntl.flock(lock, fcntl.LOCK_EX)
        _remove_dead()
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
        home.unlink()


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


def _remove_dead() -> None:
    for folder in _MEMORY.glob(f"{_PREFIX}*"):
        with (folder / "alive").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            # A server whose files are gone ends by itself.
            shutil.rmtree(folder, ignore_errors=True)
