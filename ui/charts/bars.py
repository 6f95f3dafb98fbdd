"""Shares and rankings as horizontal bars: one panel per currency or unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.charts.style import (
    BEFORE_COLOR,
    CATEGORIES,
    Figure,
    Trace,
    base_layout,
    category_axis,
    escaped,
)

_BAR = 34
_PLAIN_LENGTH = 28


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its value, and the text that stands at its end."""

    name: str
    value: float
    text: str
    before: float | None = None


def ranking_chart(bars: Sequence[Bar], *, now_name: str, before_name: str | None) -> Figure:
    """Draw bars in the order given, the first on top, with what they are compared to."""
    layout = base_layout(56 + _BAR * max(len(bars), 1) * (2 if before_name else 1))
    layout["hovermode"] = "closest"
    layout["barmode"] = "group"
    layout["showlegend"] = before_name is not None
    layout["legend"]["traceorder"] = "reversed"
    layout["xaxis"] = category_axis(showticklabels=False, rangemode="tozero")
    layout["yaxis"] = category_axis(type="category", autorange="reversed")
    names = [escaped(_cut(bar.name)) for bar in bars]
    traces: list[Trace] = []
    if before_name is not None:
        traces.append(
            _trace(before_name, names, [bar.before for bar in bars], BEFORE_COLOR)
            | {"opacity": 0.5}
        )
    now = _trace(now_name, names, [bar.value for bar in bars], CATEGORIES[0])
    now |= {"text": [escaped(bar.text) for bar in bars], "textposition": "auto"}
    traces.append(now)
    return {"data": traces, "layout": layout}


def _trace(name: str, names: list[str], values: Sequence[float | None], color: str) -> Trace:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": names,
        "x": list(values),
        "marker": {"color": color},
        "hovertemplate": f"%{{y}}<br>{name}: <b>%{{x:,.0f}}</b><extra></extra>",
    }


def _cut(name: str) -> str:
    return name if len(name) <= _PLAIN_LENGTH else name[: _PLAIN_LENGTH - 1] + "…"
