"""The questions, with their blanks filled from the demo shop, ready to be asked on a day."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from tests.support.asking.gold import FOLDER

# What the blanks stand for in the demo shop.
_NAMES = {
    "sku": "KE-MUG-SND",
    "brand": "Kettlefen",
    "product": "Coffee Mug",
    "campaign": "SP | Keywords | Coffee mug",
}
# The sets, by what they are called.
DEV, FIRST, SECOND, THIRD, FOURTH, FIFTH = (
    "questions.dev.jsonl", "own.first.jsonl", "own.second.jsonl", "own.third.jsonl",
    "own.fourth.jsonl", "own.fifth.jsonl",
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """One question of a set as it is asked on a day."""

    id: str
    words: str
    today: date
    parent: str | None
    expected: str
    meaning: Mapping[str, Any] | None
    # Filled blanks; days as ISO.
    slots: Mapping[str, str]
    may_answer: bool
    note: str

    @property
    def line(self) -> dict[str, Any]:
        """The line that `python -m ask batch` reads."""
        return {
            "id": self.id,
            "question": self.words,
            "today": self.today.isoformat(),
            "previous": self.parent,
        }


@cache
def _rows(name: str) -> Sequence[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text().splitlines()]


def questions_of(name: str, today: date) -> list[Question]:
    """Return the questions of a set as they are asked on a day, or on the day they name."""
    return [_filled(row, today) for row in _rows(name)]


def _filled(row: Mapping[str, Any], today: date) -> Question:
    if row["today"] != "{today}":
        today = date.fromisoformat(row["today"])
    days = {
        name: _day(rule, today) for name, rule in row["slots"].items() if isinstance(rule, dict)
    }
    shown = {name: _written(day, row["slots"][name]) for name, day in days.items()}
    blanks = {**_NAMES, **shown}
    words = re.sub(r"\{(\w+)\}", lambda found: blanks[found[1]], row["question"])
    note = row.get("note") or ""
    return Question(
        id=row["id"],
        words=words,
        today=today,
        parent=row["parent"],
        expected=row["expected"],
        meaning=row["meaning"],
        slots={name: day.isoformat() for name, day in days.items()},
        may_answer=row["expected"] == "clarify" and "accepted" in note,
        note=note,
    )


def _day(rule: Mapping[str, Any], today: date) -> date:
    if "first_day_of_year" in rule:
        return date(today.year + rule["first_day_of_year"], 1, 1)
    if "of_year" in rule:
        years, month, day = rule["of_year"]
        return min(date(today.year + years, month, day), today)
    return today + timedelta(days=rule["day"])


def _written(day: date, rule: Mapping[str, Any]) -> str:
    return day.strftime(rule.get("format", "%Y-%m-%d"))


def values_of(question: Question) -> dict[str, str]:
    """Return what the gold statements know the blanks by."""
    return {**_NAMES, "product": "%" + "%".join(_NAMES["product"].split()) + "%"}
