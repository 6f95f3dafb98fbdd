"""Which chart fits an answer: a description from a fixed list, never code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from data.query_model import MetricQuery

Kind = Literal["number", "numbers", "line", "bars", "table"]

# More bars than this are no chart; more lines neither.
_MOST_BARS = 30
_MOST_LINES = 8


@dataclass(frozen=True)
class Chart:
    """The kind of chart, the column along it, those of its figures, and that of its lines."""

    kind: Kind
    x: str = ""
    y: tuple[str, ...] = ()
    series: str = ""


def chart_of(query: MetricQuery, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> Chart:
    """Choose by the shape of the answer: one number, a series, a comparison of a few, a table."""
    splits = [name for name in query.columns if name in columns]
    figures = tuple(name for name in columns if name not in splits and not name.endswith("_before"))
    if query.count_of is not None:
        return Chart("number" if len(columns) == 1 else "table", y=(columns[-1],))
    if not splits:
        return Chart("number" if len(figures) == 1 else "numbers", y=figures)
    series = query.series
    others = [name for name in splits if name != series]
    if series is not None and len(others) <= 1:
        lines = {row[list(columns).index(others[0])] for row in rows} if others else set()
        if len(lines) <= _MOST_LINES:
            return Chart("line", series, query_figures(query, columns), others[0] if others else "")
    if series is None and len(others) == 1 and 0 < len(rows) <= _MOST_BARS:
        return Chart("bars", others[0], query_figures(query, columns)[:1])
    return Chart("table")


def query_figures(query: MetricQuery, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that hold the figures asked for."""
    return tuple(name for name in dict.fromkeys(query.metrics) if name in columns)
