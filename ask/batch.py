"""`python -m ask batch`: JSON lines in, JSON lines out, in the same order.

In: `id`, `question`, `today` (2026-03-31 or null), and `previous`, the id of the question that a
follow-up goes on from. Out: `id`, `status`, `echo`, `metric_query`, `sql`, `columns`, `rows`, and
`message` where it refuses or asks back.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from ask.answer import Answer
from ask.answers import ask, setting_of
from ask.parse.draft import Draft
from ask.parse.setting import Setting
from ask.question_command import day_of
from ask.words import as_json
from core.account_choice import account_or_only
from core.errors import QueryError
from core.log import configure_logging
from core.settings import get_settings


def main(arguments: list[str]) -> int:
    """Answer every line of standard input. Raises QueryError for a line that is not right."""
    parser = argparse.ArgumentParser(prog="python -m ask batch", description=__doc__)
    parser.add_argument("--account", type=int, help="the account, where there are several")
    given = parser.parse_args(arguments)
    configure_logging("ask", get_settings().log_level)
    for answer in answer_lines(sys.stdin, account_or_only(given.account)):
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    return 0


def answer_lines(lines: Iterable[str], account_id: int) -> Iterator[dict[str, Any]]:
    """Yield the answer of each line that is not empty."""
    settings: dict[date | None, Setting] = {}
    drafts: dict[str, Draft] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        given = _read(line, number)
        today = day_of(given.get("today"))
        if today not in settings:
            settings[today] = setting_of(account_id, today)
        previous = _previous(given, drafts)
        if isinstance(previous, str):
            answer = Answer(given["question"], "clarify", previous)
        else:
            answer = ask(given["question"], settings[today], previous)
        if answer.draft is not None:
            drafts[str(given["id"])] = answer.draft
        yield {"id": given["id"], **as_json(answer)}


def _read(line: str, number: int) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except json.JSONDecodeError:
        raise QueryError(f"Line {number} is not JSON.") from None
    if (
        not isinstance(given, dict)
        or "id" not in given
        or not isinstance(given.get("question"), str)
    ):
        raise QueryError(f"Line {number} needs `id` and `question`.")
    return given


def _previous(given: dict[str, Any], drafts: dict[str, Draft]) -> Draft | str | None:
    """Return what a follow-up goes on from; a sentence where that question had no answer."""
    name = given.get("previous") or given.get("previous_id") or given.get("parent")
    if name is None:
        return None
    if str(name) not in drafts:
        return "This goes on from a question that has no answer. Ask it in full."
    return drafts[str(name)]
