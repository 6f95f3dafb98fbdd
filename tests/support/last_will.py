"""A process that clears up when the tests are killed: their database servers and their folders.

It waits for the end of its standard input, which the kernel closes when the tests die, however
they do. Started by `LastWill`; where the tests clear up by themselves it finds nothing to do.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]


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
    """Stop and delete the servers of a folder and of those inside of it, and the folder."""
    if folder.exists():
        # Read only where it is needed: this process is started with every test run.
        from tests.support.installation import remove_server

        for place in (folder, *filter(Path.is_dir, folder.iterdir())):
            remove_server(place)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.stdin.read()
    clear(Path(sys.argv[1]))
