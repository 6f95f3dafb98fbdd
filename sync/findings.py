"""What the doctor says: one line for each thing that it has looked at."""

from __future__ import annotations

from dataclasses import dataclass

OK, WARNING, TROUBLE = "ok", "look", "wrong"


@dataclass(frozen=True)
class Finding:
    """How a thing stands, what was looked at, and what to do."""

    level: str
    what: str
    sentence: str = ""
    # Whose it is, by number; None where it is the whole installation's.
    account_id: int | None = None
