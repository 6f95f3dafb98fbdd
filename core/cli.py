"""The frame of every command: errors become one sentence and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from core.errors import EXIT_FAILED, SellerMonitorError
from core.log import redact
from core.settings import get_settings


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
        print(
            f"Something unexpected happened ({type(error).__name__}). "
            f"Nothing saved is lost. The details are in {_save_details(error)}.",
            file=sys.stderr,
        )
        code = EXIT_FAILED
    raise SystemExit(code)


def _save_details(error: Exception) -> Path:
    """Add the stack trace, without secrets, to `<local_dir>/logs/errors.log`."""
    path = get_settings().local_dir / "logs" / "errors.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(f"{datetime.now(UTC).isoformat()} {' '.join(sys.argv)}\n")
        stream.write(redact("".join(traceback.format_exception(error))) + "\n")
    return path
