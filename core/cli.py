"""The frame of every command: errors become one sentence and an exit code."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from core.errors import EXIT_FAILED, SellerMonitorError
from core.log import redact
from core.settings import get_settings

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


def run_command(main: Callable[[], int]) -> None:
    """Run a command and end the process with its exit code.

    A known error is printed as its sentence. An unknown one goes to the log with
    all it knows, and the screen gets a sentence: no stack trace is shown to people.
    """
    try:
        code = main()
        sys.stdout.flush()
    except SellerMonitorError as error:
        print(error.sentence, file=sys.stderr)
        code = error.exit_code
    except KeyboardInterrupt:
        print("Stopped. What was saved stays saved.", file=sys.stderr)
        code = 130
    except BrokenPipeError:
        # The reader (such as `head`) has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 141
    except Exception as error:  # noqa: BLE001 - the last door before the person
        print(_explain(error), file=sys.stderr)
        code = EXIT_FAILED
    raise SystemExit(code)


def _explain(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in _DISK_FULL:
        return "The disk is full. Nothing saved is lost. Make room, then run the command again."
    saved = _save_details(error)
    where = f" The details are in {saved}." if saved else ""
    return f"Something unexpected happened ({type(error).__name__}). Nothing saved is lost.{where}"


def _save_details(error: Exception) -> Path | None:
    """Add the stack trace, without secrets, to `<local_dir>/logs/errors.log`.

    Returns None when it cannot be written: that must not hide the error itself.
    """
    try:
        path = get_settings().local_dir / "logs" / "errors.log"
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as stream:
            stream.write(f"{datetime.now(UTC).isoformat()} {redact(' '.join(sys.argv))}\n")
            stream.write(redact("".join(traceback.format_exception(error))) + "\n")
    except (OSError, SellerMonitorError):
        return None
    return path
