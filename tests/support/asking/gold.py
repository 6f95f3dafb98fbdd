"""Gold answers: the hand-written statements of tests/ask_questions/gold, run by the owner."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from tests.support.asking.days import FIRST_SALE

FOLDER = Path(__file__).parents[2] / "ask_questions"
# What is known later than sales: the views that read it, and the table whose first day says when.
_BEGINNINGS = (
    ("money|earned", "moved"),
    ("ads|earned", "campaign_days"),
    ("advertised", "advertised_days"),
    ("targeted", "target_days"),
    ("searched", "term_days"),
    ("visits", "visits"),
    ("product_visits", "product_visits"),
)
_DAYS = re.compile(r"(?<!:):(before_first|before_last|first|last|today)\b")
_NAME = re.compile(r"^-- name: (\S+)(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class GoldRows:
    """What is right: the columns, and all rows before any cut to a top N."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


@cache
def statements() -> dict[str, list[str]]:
    """Return the statements of each question: the first, and other readings that are right too."""
    found: dict[str, list[str]] = {}
    for path in sorted((FOLDER / "gold").glob("*.sql")):
        parts = _NAME.split(path.read_text())[1:]
        for name, _, sql in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            found.setdefault(name, []).append(sql.strip())
    return found


class Gold:
    """The facts of one account, read into temporary tables of a connection."""

    def __init__(self, connection: Connection, account_id: int) -> None:
        self._connection = connection
        # Each view as it stands now.
        self._views: dict[str, str] = {}
        self._currencies: set[str] = set()
        self._kept: dict[Any, GoldRows] = {}
        for sql in _each((FOLDER / "gold" / "facts.sql").read_text()):
            values = {"account_id": account_id} if ":account_id" in sql else {}
            connection.execute(text(sql), values)

    def rows(self, sql: str, currency: str, last: date, values: Mapping[str, object]) -> GoldRows:
        """Run a statement with money in a currency and stock as of a day."""
        key = (sql, currency, last, tuple(sorted(values.items())))
        if key not in self._kept:
            self._use(sql, currency, last)
            wanted = set(re.findall(r"(?<!:):(\w+)", sql))
            given = {"currency": currency, **values}
            typed = re.sub(
                r"(?<!:):(before_first|before_last|first|last|today)\b", r"CAST(:\1 AS date)", sql
            )
            result = self._connection.execute(text(typed), {name: given[name] for name in wanted})
            self._kept[key] = GoldRows(list(result.keys()), result.fetchall())
        return self._kept[key]

    def _use(self, sql: str, currency: str, last: date) -> None:
        """Bring the views that a statement reads to a currency and a day, and no others.

        Each making of a view leaves rows behind in the server's own tables until the end of the
        transaction: all views for each question cost ten times what the questions cost.
        """
        if currency not in self._currencies:
            self._run("in_currency.sql", currency=currency)
            self._currencies.add(currency)
        views = _views(currency, last)
        for name in _read_by(sql, views):
            if self._views.get(name) != views[name]:
                self._connection.execute(text(views[name]))
                self._views[name] = views[name]

    def _run(self, file: str, **blanks: object) -> None:
        script = (FOLDER / "gold" / file).read_text()
        for sql in _each(script.format(**blanks)):
            self._connection.execute(text(sql))

    def known_since(self, sql: str) -> date:
        """Return the first day on which all is known that a statement reads."""
        found = [FIRST_SALE]
        for words, table in _BEGINNINGS:
            if re.search(rf"\b({words})\b", sql):
                first = self._connection.scalar(text(f"SELECT min(day) FROM {table}"))
                found.append(first)
        return max(found)


def _views(currency: str, last: date) -> dict[str, str]:
    """Return the statement that makes each view; what a view reads stands before it."""
    folder = FOLDER / "gold"
    pace = (folder / "pace.sql").read_text()
    scripts = [
        (folder / "views.sql").read_text().format(currency=currency, last=last),
        # A day that is not over yet may be counted or not.
        pace.format(name="pace", until=last - timedelta(days=1)),
        pace.format(name="pace_with_today", until=last),
    ]
    made = [one.strip() for script in scripts for one in _each(script)]
    return {one.split()[5]: one for one in made}


def _read_by(sql: str, views: Mapping[str, str]) -> list[str]:
    """Return the views that a statement reads, and those that they read, in the order of making."""
    found = {name for name in views if re.search(rf"\b{name}\b", sql)}
    for name in reversed(views):
        if name in found:
            found |= {one for one in views if re.search(rf"\b{one}\b", views[name])}
    return [name for name in views if name in found]


def _each(script: str) -> list[str]:
    plain = re.sub(r"^\s*--.*$", "", script, flags=re.MULTILINE)
    return [one for one in plain.split(";") if one.strip()]
