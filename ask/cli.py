"""The command line of Ask: a question, or one of the commands by name."""

from __future__ import annotations

import importlib
import sys

# Every command that is not a question, and the module whose `main(arguments)` runs it.
_COMMANDS: dict[str, str] = {
    "batch": "ask.batch",
    "check": "ask.check_command",
    "guard": "ask.guard_command",
    "sql": "ask.sql_command",
}
_QUESTION = "ask.question_command"


def main(arguments: list[str] | None = None) -> int:
    """Run the command that the first word names; a question is everything else.

    Returns the exit code. A module is read only when its command is called, so that the
    guard starts without the parser's word lists and the other way round.
    """
    given = sys.argv[1:] if arguments is None else arguments
    if given and given[0] in _COMMANDS:
        code: int = importlib.import_module(_COMMANDS[given[0]]).main(given[1:])
        return code
    answered: int = importlib.import_module(_QUESTION).main(given)
    return answered
