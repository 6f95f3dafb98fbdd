"""A process that clears up when the tests are killed: processes, database servers and folders.

It waits for the end of its standard input, which the kernel closes when the tests die, however
they do. Started by `LastWill`; where the tests clear up by themselves it finds nothing to do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
# Names the folder of the run to the processes of it, and in that folder the list of installations
# that lie elsewhere.
RUN_FOLDER = "SELLER_MONITOR_TEST_RUN"
_ELSEWHERE = "elsewhere"


def note_installation(folder: Path) -> None:
    """Let an installation that is not in the run's folder be cleared up with it.

    Where there is no such run (a benchmark) whoever made it clears up alone.
    """
    run = os.environ.get(RUN_FOLDER)
    if run:
        with (Path(run) / _ELSEWHERE).open("a") as noted:
            noted.write(f"{folder}\n")


class LastWill:
    """Whoever makes one and dies leaves no server in a folder, nor in a folder inside of it."""

    def __init__(self, folder: Path) -> None:
        # A session of its own: Ctrl-C, and whoever ends the tests' group, does not end it.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.last_will", str(folder)],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def close(self) -> None:
        """Say that all is cleared up, and wait until it has ended."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)


def clear(folder: Path) -> None:
    """End and delete the installations of a folder, inside of it and noted in it, and the folder.

    Another run may be doing the same at this moment.
    """
    if folder.exists():
        # Read only where it is needed: this process is started with every test run.
        from ops.processes import end, find_all
        from tests.support.installation import remove_server

        for place in (folder, *_inside(folder), *_noted(folder)):
            for process in find_all(place).values():
                end(process)
            remove_server(place)
        shutil.rmtree(folder, ignore_errors=True)


def _inside(folder: Path) -> list[Path]:
    try:
        return [place for place in folder.iterdir() if place.is_dir()]
    except FileNotFoundError:
        return []


def _noted(folder: Path) -> list[Path]:
    try:
        return [Path(line) for line in (folder / _ELSEWHERE).read_text().splitlines()]
    except FileNotFoundError:
        return []


if __name__ == "__main__":
    sys.stdin.read()
    clear(Path(sys.argv[1]))
