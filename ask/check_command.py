"""`python -m ask check`: each checked question of an account again, and whether it is read as then.

Exit code 0 where all mean the same, 1 where one does not.
"""

from __future__ import annotations

import argparse

from ask.answers import setting_of
from ask.checked import verdicts
from ask.memory import memory_of
from core.account_choice import account_or_only
from core.log import configure_logging
from core.settings import get_settings


def main(arguments: list[str]) -> int:
    """Print a line for each question; what has changed says what it was and what it is."""
    parser = argparse.ArgumentParser(prog="python -m ask check", description=__doc__)
    parser.add_argument("--account", type=int, help="the account, where there are several")
    given = parser.parse_args(arguments)
    configure_logging("ask", get_settings().log_level)
    account_id = account_or_only(given.account)
    memory = memory_of(account_id)
    checked = [(one, setting_of(account_id, one.as_of)) for one in memory.questions.values()]
    changed = 0
    for verdict in verdicts(checked, memory):
        one = verdict.correction
        print(f"{'same   ' if verdict.is_same else 'changed'}  {one.said}  ({one.as_of})")
        if not verdict.is_same:
            changed += 1
            print(f"  was: {one.echo}\n  now: {verdict.now}")
    print(f"{len(checked)} checked questions, {changed} changed.")
    return 1 if changed else 0
