"""The process that forks: see ready.py.

Run as `python -m tests.support.forking FOLDER MODULE…` it imports those modules and reads one wish
a line (JSON: module, arguments, environment, and files for what is said); it prints the number of
the new process, and leaves its exit code in the folder. When nobody wishes any more it kills what
still runs.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import sys
import traceback
from importlib import import_module
from pathlib import Path
from types import FrameType

from core.settings import get_settings


def code_file(folder: Path, pid: int) -> Path:
    """Return where a process's exit code is found after its end."""
    return folder / f"{pid}.code"


class _Forking:
    """What the process that forks does."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: set[int] = set()
        signal.signal(signal.SIGCHLD, self._note_ends)

    def fork(self, wish: str) -> None:
        told = json.loads(wish)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
            _become(**told)
        self._running.add(child)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        print(child, flush=True)

    def end(self) -> None:
        """Kill what still runs."""
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for child in self._running:
            os.kill(child, signal.SIGKILL)

    def _note_ends(self, _number: int, _frame: FrameType | None) -> None:
        for child in tuple(self._running):
            pid, status = os.waitpid(child, os.WNOHANG)
            if pid:
                self._running.discard(pid)
                new = self._folder / f"{pid}.new"
                new.write_text(str(os.waitstatus_to_exitcode(status)))
                new.rename(code_file(self._folder, pid))


def _become(
    module: str, arguments: list[str], environment: dict[str, str], files: list[str]
) -> None:
    """Be `python -m module arguments` from here on."""
    code = 0
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for stream, file in enumerate(files, start=1):
            os.dup2(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), stream)
        os.environ.clear()
        os.environ.update(environment)
        get_settings.cache_clear()
        sys.argv = [module, *arguments]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:  # noqa: BLE001 - as Python does at the end of a process
        traceback.print_exc()
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """Fork a process for each wish."""
    folder, *modules = sys.argv[1:]
    for name in modules:
        import_module(name)
    forking = _Forking(Path(folder))
    for line in sys.stdin:
        forking.fork(line)
    forking.end()


if __name__ == "__main__":
    main()
