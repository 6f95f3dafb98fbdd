"""`python -m ask guard`: what the guard says to each statement; no database is needed.

Reads JSON lines {"id": …, "sql": …} and prints {"id": …, "allowed": true|false, "reason": …}.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ask.guard import check
from core.errors import QueryError


def main(arguments: list[str] | None = None) -> int:
    """Judge every line of a file, or of standard input; return the exit code 0."""
    parser = argparse.ArgumentParser(prog="python -m ask guard", description=__doc__)
    parser.add_argument("file", nargs="?", default="-", help="JSON lines; - reads standard input")
    given = parser.parse_args(arguments)
    for line in _lines(given.file):
        if line.strip():
            print(json.dumps(judge(line), ensure_ascii=False), flush=True)
    return 0


def judge(line: str) -> dict[str, Any]:
    """Return what the guard says to one line. Raises QueryError when it is no such line."""
    try:
        given = json.loads(line)
        name, sql = given.get("id"), given["sql"]
        assert isinstance(sql, str)
    except (ValueError, KeyError, AttributeError, AssertionError):
        raise QueryError('Each line is JSON such as {"id": "1", "sql": "SELECT …"}.') from None
    try:
        check(sql)
    except QueryError as refused:
        return {"id": name, "allowed": False, "reason": refused.sentence}
    return {"id": name, "allowed": True, "reason": None}


def _lines(file: str) -> Iterable[str]:
    if file == "-":
        return sys.stdin
    try:
        return Path(file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise QueryError(f"The file {file} cannot be read.") from None
