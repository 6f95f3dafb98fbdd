"""Answers as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from ask.answer import Answer
from core.marketplaces import MARKETPLACES

# A terminal shows no more lines than this; JSON has them all.
_MOST_LINES = 40


def as_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain values: days as text, amounts as numbers."""
    query = answer.query
    return {
        "status": answer.status,
        "message": answer.message,
        "choices": list(answer.choices),
        "echo": answer.echo,
        "chips": [{"slot": one.slot, "words": one.words} for one in answer.chips],
        "definitions": list(answer.definitions),
        "metric_query": query.model_dump(mode="json") if query else None,
        "sql": answer.sql,
        "parameters": {name: plain(value) for name, value in answer.parameters.items()},
        "columns": list(answer.columns),
        "rows": [[plain(value) for value in row] for row in answer.rows],
        "row_count": len(answer.rows),
        "notes": list(answer.notes),
        "freshness": answer.freshness.as_dict() if answer.freshness else None,
        "chart": vars(answer.chart) if answer.chart else None,
        "follow_ups": list(answer.follow_ups),
        "by": answer.by,
        "badge": answer.badge,
        "usage": vars(answer.usage) if answer.usage else None,
        "used_today": answer.allowance.in_words if answer.allowance else "",
    }


def plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def as_text(answer: Answer) -> str:
    """Return an answer for a terminal: what was understood, the rows, what the figures are."""
    if answer.status != "answer":
        choices = f"\nFor example: {', '.join(answer.choices)}." if answer.choices else ""
        return "\n".join([f"{answer.message}{choices}", *_of_model(answer)])
    lines = [answer.echo, ""]
    lines += _table(answer.columns, answer.rows[:_MOST_LINES]) or ["There is nothing of that kind."]
    if len(answer.rows) > _MOST_LINES:
        lines.append(f"… and {len(answer.rows) - _MOST_LINES} more; --json has them all.")
    lines += ["", *answer.definitions, *answer.notes]
    if answer.follow_ups:
        lines += ["", f"Go on with: {'; '.join(answer.follow_ups)}."]
    if answer.by == "sql":
        lines += ["", answer.sql]
    lines += _of_model(answer)
    return "\n".join(lines)


def _of_model(answer: Answer) -> list[str]:
    """Say what part a language model has had in an answer, and what it has used."""
    if answer.usage is None:
        return []
    badge = [answer.badge] if answer.badge else []
    used = [answer.allowance.in_words] if answer.allowance else []
    return ["", " · ".join([*badge, answer.usage.in_words]), *used]


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    if not rows:
        return []
    cells = [
        [_without_controls(str(name)) for name in columns],
        *([_cell(one) for one in row] for row in rows),
    ]
    widths = [max(len(row[n]) for row in cells) for n in range(len(columns))]
    return [
        "  ".join(one.rjust(width) for one, width in zip(row, widths, strict=True)) for row in cells
    ]


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, Decimal):
        return f"{value:,.4f}".rstrip("0").rstrip(".") if value else "0"
    if str(value) in MARKETPLACES:
        return MARKETPLACES[str(value)].name
    return _without_controls(str(value))


def _without_controls(text: str) -> str:
    """A terminal obeys such characters, and a value may hold them: `chr(27)` in free SQL."""
    return "".join(one if one.isprintable() else " " for one in text)
