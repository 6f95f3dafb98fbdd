"""What ruff finds in many files at once, with our own choice of rules.

The repository's own configuration is left out here and applied later (policy.py): facts are of a
blob alone, so that a changed configuration makes no fact unseen.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import NamedTuple

from ruff import find_ruff_bin

# Rules that name a fault or a cost to a reader. Style that a formatter settles is not looked at.
FAMILIES = "ASYNC,B,BLE,C4,DTZ,E4,E7,E9,F,PERF,PL,RET,RUF,S,SIM,TRY,UP"
# They measure what is measured here with the numbers themselves. Whether a `noqa` is of use
# (RUF100) only the repository's own choice of rules can tell.
_LEFT_OUT = (
    "PLR0911,PLR0912,PLR0913,PLR0914,PLR0915,PLR0916,PLR0917,PLR2004,RUF001,RUF002,RUF003,RUF100"
)


class Lint(NamedTuple):
    """One finding of ruff, in the words it came in."""

    rule: str
    line: int
    end_line: int
    message: str


def ruff_command(folder: Path) -> list[str]:
    """Return the command that looks at every Python file of a folder."""
    return [
        find_ruff_bin(), "check", "--isolated", "--no-cache", "--quiet", "--exit-zero",
        "--output-format", "json-lines", "--target-version", "py313",
        "--select", FAMILIES, "--ignore", _LEFT_OUT, str(folder),
    ]  # fmt: skip


def start_ruff(folder: Path, answer: Path) -> subprocess.Popen[bytes]:
    """Start ruff over a folder; its answer goes to a file, so that nobody has to read it now."""
    with answer.open("wb") as stream:
        return subprocess.Popen(  # noqa: S603 - our own choice of words
            ruff_command(folder), stdout=stream, stderr=subprocess.PIPE
        )


def read_answer(answer: Path) -> dict[str, list[Lint]]:
    """Return ruff's findings by the name of the file, without its ending."""
    found: dict[str, list[Lint]] = {}
    for line in answer.read_bytes().splitlines():
        one = json.loads(line)
        name = Path(one["filename"]).stem
        lint = Lint(
            one["code"] or "E999",
            one["location"]["row"],
            one["end_location"]["row"],
            one["message"],
        )
        found.setdefault(name, []).append(lint)
    return found
