"""The views of the schema `report`: what people and Ask may read, in everyday words.

report_views.txt names them once for the guard of SQL, for the help beside the SQL box and for
what a model is told. The migrations make the views; a test holds that the names and sentences
are the same. No view shows an account's number: row-level security decides which rows are seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SCHEMA = "report"
_FILE = Path(__file__).with_suffix(".txt")


@dataclass(frozen=True)
class ReportView:
    """A view: its name, what a row of it is, and its columns with a sentence for each."""

    name: str
    sentence: str
    columns: dict[str, str]


@lru_cache(maxsize=1)
def report_views() -> dict[str, ReportView]:
    """Return the views by name, in the order of the file; so are their columns."""
    found: dict[str, ReportView] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        name, _, sentence = line.strip().partition(": ")
        if line.startswith(" "):
            next(reversed(found.values())).columns[name] = sentence
        else:
            found[name] = ReportView(name, sentence, {})
    return found
