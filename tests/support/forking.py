"""The process that forks: see ready.py.

Run as `python -m tests.support.forking FOLDER MODULE…` it imports those modules and reads one wish
a line (JSON: its number, module, arguments, environment, and files for what is said); it prints
the number of the new process, and leaves its exit code in the folder, under the wish's number: a
process's own number comes again after a while. When nobody wishes any more it kills what still
runs.
"""

from __future__ import annotations

import json
import os
import runpy
import selectors
import signal
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

from core.settings import get_settings


def code_file(folder: Path, number: int) -> Path:
    """Return where the exit code of a wish's process is found after its end."""
    return folder / f"{number}.code"


class _Forking:
    """What the process that forks does: it waits for wishes and for ends in one place.

    An end that is noted by a signal's handler could come before its process is known here.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # The wish of each process that runs, by the process's number.
        self._running: dict[int, int] = {}

    def serve(self) -> None:
        """Fork a process for each wish, until standard input ends."""
        ends, bell = os.pipe()
        os.set_blocking(bell, False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(bell, warn_on_full_buffer=False)
        heard = b""
        with selectors.DefaultSelector() as waiting:
            waiting.register(0, selectors.EVENT_READ)
            waiting.register(ends, selectors.EVENT_READ)
            while True:
                ready = {key.fd for key, _ in waiting.select()}
                if ends in ready:
                    os.read(ends, 4096)
                    self._note_ends()
                if 0 in ready:
                    more = os.read(0, 65536)
                    if not more:
                        return
                    *wishes, heard = (heard + more).split(b"\n")
                    for wish in wishes:
                        self._fork(json.loads(wish))

    def end(self) -> None:
        """Kill what still runs."""
        for child in self._running:
            os.kill(child, signal.SIGKILL)

    def _fork(self, wish: dict[str, Any]) -> None:
        number = wish.pop("number")
        child = os.fork()
        if child == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _become(**wish)
        self._running[child] = number
        print(child, flush=True)

    def _note_ends(self) -> None:
        for child, number in tuple(self._running.items()):
            pid, status = os.waitpid(child, os.WNOHANG)
            if pid:
                del self._running[child]
                new = self._folder / f"{number}.new"
                new.write_text(str(os.waitstatus_to_exitcode(status)))
                new.rename(code_file(self._folder, number))


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
    forking.serve()
    forking.end()


if __name__ == "__main__":
    main()
