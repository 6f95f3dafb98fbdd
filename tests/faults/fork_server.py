"""A process that is ready to become `python -m sync` at once: each run is a fork of it.

The run is the real command in a real process that can be killed, stopped and frozen; only the
second that Python needs to import everything is saved. Run as `python -m tests.faults.fork_server
LOG`; it reads one wish a line (JSON: arguments, environment) and prints two lines for each: the
number of the process, and how it ended.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, NoReturn

from core.cli import run_command
from core.settings import get_settings
from sync import cli


def _become(wish: dict[str, Any], log: str) -> NoReturn:
    os.environ.update(wish["environment"])
    get_settings.cache_clear()
    code = 70
    try:
        with open(log, "a") as stream:  # noqa: PTH123 - a plain file
            os.dup2(stream.fileno(), 1)
            os.dup2(stream.fileno(), 2)
            run_command(lambda: cli.main(wish["arguments"]))
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(json.loads(line), sys.argv[1])
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
