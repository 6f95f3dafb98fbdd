"""`python -m ask "question"`: one question, its answer as text or as JSON."""

from __future__ import annotations

import argparse
import json
from datetime import date

from ask.answers import ask, setting_of
from ask.words import as_json, as_text
from core.account_choice import account_or_only
from core.errors import QueryError
from core.log import configure_logging
from core.settings import get_settings

# Days outside of these are slips of the pen, and would run off the calendar.
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


def main(arguments: list[str]) -> int:
    """Answer one question. Exit code 0 for an answer, 1 where it refuses or asks back."""
    given = _parser().parse_args(arguments)
    configure_logging("ask", get_settings().log_level)
    account_id = account_or_only(given.account)
    answer = ask(given.question, setting_of(account_id, day_of(given.today)))
    if given.json:
        print(json.dumps(as_json(answer), ensure_ascii=False))
    else:
        print(as_text(answer))
    return 0 if answer.status == "answer" else 1


def day_of(written: str | None) -> date | None:
    """Read a day written as 2026-03-31. Raises QueryError for anything else."""
    if not written:
        return None
    wrong = QueryError(f"There is no day {written!r}. Write it as 2026-03-31.")
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise wrong from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise wrong
    return day


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ask", description=__doc__)
    parser.add_argument("question", help="in everyday words")
    parser.add_argument("--today", help="the day that `today` means, as 2026-03-31")
    parser.add_argument("--account", type=int, help="the account, where there are several")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    return parser
