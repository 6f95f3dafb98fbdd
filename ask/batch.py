"""`python -m ask batch`: JSON lines in, JSON lines out, in the same order.

In: `id`, `question`, `today` (2026-03-31 or null), and `previous`, the id of the question that a
follow-up goes on from. Out: `id`, `status`, `echo`, `metric_query`, `sql`, `columns`, `rows`, and
`message` where it refuses or asks back.
"""

from __future__ import annotations

import argparse
import io
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
    """Answer every line of standard input, whatever it holds."""
    parser = argparse.ArgumentParser(prog="python -m ask batch", description=__doc__)
    parser.add_argument("--account", type=int, help="the account, where there are several")
    given = parser.parse_args(arguments)
    configure_logging("ask", get_settings().log_level)
    account_id = account_or_only(given.account)
    # Bytes that are no text become marks, and what is printed is plain ASCII in any terminal.
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    for answer in answer_lines(sys.stdin, account_id):
        print(json.dumps(answer), flush=True)
    return 0


def answer_lines(lines: Iterable[str], account_id: int) -> Iterator[dict[str, Any]]:
    """Yield the answer of each line that is not empty; a line that is not right is asked about."""
    conversation = _Conversation(account_id)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        given: dict[str, Any] = {}
        try:
            given = _read(line, number)
            answer = conversation.answer(given)
        except QueryError as error:
            answer = Answer(str(given.get("question", "")), "clarify", error.sentence)
        yield {"id": given.get("id"), **as_json(answer)}


class _Conversation:
    """The answers so far, so that a line can go on from one of them."""

    def __init__(self, account_id: int) -> None:
        self._account_id = account_id
        self._settings: dict[date | None, Setting] = {}
        self._drafts: dict[str, Draft] = {}

    def answer(self, given: dict[str, Any]) -> Answer:
        """Answer one line. Raises QueryError for one that is not right."""
        question, today = given.get("question"), given.get("today")
        if not isinstance(question, str):
            raise QueryError("A line needs `id` and `question`, a text.")
        if today is not None and not isinstance(today, str):
            raise QueryError("`today` is a day as 2026-03-31, or null.")
        day = day_of(today)
        if day not in self._settings:
            self._settings[day] = setting_of(self._account_id, day)
        previous = self._previous(given)
        answer = ask(question, self._settings[day], previous)
        # What was refused or asked back has changed nothing: the next goes on from what stood.
        draft = answer.draft or (None if answer.status == "answer" else previous)
        if draft is not None:
            self._drafts[str(given["id"])] = draft
        return answer

    def _previous(self, given: dict[str, Any]) -> Draft | None:
        """Return what a follow-up goes on from. Raises QueryError where that had no answer."""
        name = given.get("previous") or given.get("previous_id") or given.get("parent")
        if name is None:
            return None
        if str(name) not in self._drafts:
            raise QueryError("This goes on from a question that has no answer. Ask it in full.")
        return self._drafts[str(name)]


def _read(line: str, number: int) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        # Broken, a number of thousands of digits, or brackets in brackets without end.
        raise QueryError(f"Line {number} is not JSON.") from None
    if not isinstance(given, dict) or "id" not in given:
        raise QueryError(f"Line {number} needs `id` and `question`.")
    return given
