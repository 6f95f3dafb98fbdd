"""Template databases that all processes of one test run share: made once, then copied as files.

Two years of the demo shop take minutes to sync, a copy of the server's folder takes seconds.
The folder belongs to one run and goes with it, so nothing of older code is ever tested.
"""

from __future__ import annotations

import fcntl
from pathlib import Path

from tests.support.installation import Installation, remove_server


def start_with_templates(one: Installation, shared: Path, *, with_demo: bool) -> None:
    """Start an installation as a copy of the run's own; the first who comes makes that one."""
    original = shared / ("demo" if with_demo else "empty")
    with (shared / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _mark(original).exists():
            _make(original, one.now, with_demo=with_demo)
    one.start_as_copy(original)


def remove_templates(shared: Path) -> None:
    """Delete the servers of what a run has shared."""
    for name in ("demo", "empty"):
        remove_server(shared / name)


def _make(original: Path, now: str, *, with_demo: bool) -> None:
    # A process that was killed may have left a half made one.
    remove_server(original)
    made = Installation(original, now, original.with_name(f"{original.name}-server"))
    made.start()
    if with_demo:
        made.make_demo_template()
    made.stop()
    _mark(original).touch()


def _mark(original: Path) -> Path:
    return original / "finished"
