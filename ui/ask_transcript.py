"""A conversation as a text file: what was asked, what was understood, and the first rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from ui.ask_columns import exact_frame
from ui.ask_talk import MOST_ROWS_KEPT, Turn
from ui.formats import exact_time, is_missing, plain, plural


def transcript(turns: Sequence[Turn], titles: Mapping[str, str], now: datetime) -> str:
    """Write a conversation as Markdown. Names and questions stay words: no link, no HTML.

    `titles` are the names of products by ASIN.
    """
    lines = ["# A conversation with Ask", f"Saved on {exact_time(now, ZoneInfo('UTC'))} UTC"]
    for number, turn in enumerate(turns, 1):
        answer = turn.answer
        lines.append(f"## {number}. {plain(answer.question)}")
        lines += [plain(one) for one in (answer.message, answer.echo) if one]
        lines += [plain(one) for one in answer.definitions]
        if answer.rows:
            lines.append("\n".join(_table(turn, titles)))
            if turn.row_count > MOST_ROWS_KEPT:
                rows = plural(turn.row_count, "row")
                lines.append(f"These are the first {MOST_ROWS_KEPT} of {rows}.")
        elif answer.status == "answer":
            lines.append("There is nothing of that kind in these days.")
        lines += [plain(one) for one in answer.notes]
    return "\n\n".join(lines) + "\n"


def _table(turn: Turn, titles: Mapping[str, str]) -> Iterator[str]:
    frame = exact_frame(turn.answer, titles).head(MOST_ROWS_KEPT)
    yield _row(plain(str(name)) for name in frame.columns)
    yield _row("---" for _ in frame.columns)
    for values in frame.itertuples(index=False, name=None):
        yield _row(_cell(value) for value in values)


def _row(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: Any) -> str:
    if is_missing(value):
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | int | float):
        return str(value)
    return plain(str(value))
