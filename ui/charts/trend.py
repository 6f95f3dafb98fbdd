"""Values over time, with what they are compared to: one panel per currency or unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.money import with_symbol
from ui.charts.style import (
    BEFORE_COLOR,
    CATEGORIES,
    CLEAR,
    NOW_COLOR,
    Figure,
    Trace,
    base_layout,
    category_axis,
    escaped,
    panel_title,
    ticks_below_zero,
    value_axis,
)

_PANEL_HEIGHT = 190
_ONE_PANEL_HEIGHT = 300
_GAP = 0.09
_POINT = 8


@dataclass(frozen=True)
class Line:
    """One line: a value per day (or week, or month), and what to say on hovering.

    `labels` name each point in words; `is_before` marks what is compared with.
    """

    name: str
    days: Sequence[date]
    values: Sequence[float | None]
    labels: Sequence[str] = field(default_factory=tuple)
    is_before: bool = False
    # What the line stands for, such as an ASIN; a click on one of its points tells it.
    key: str = ""


@dataclass(frozen=True)
class Panel:
    """Lines that share one scale. `sign` stands before each value, such as a currency's."""

    title: str
    lines: Sequence[Line]
    sign: str = ""
    tick_format: str = ",.3~s"
    value_format: str = ",.0f"
    suffix: str = ""


def trend_chart(panels: Sequence[Panel], *, as_bars: bool = False) -> Figure:
    """Draw panels above one another on one time axis. Values of two panels never mix."""
    count = max(len(panels), 1)
    height = _ONE_PANEL_HEIGHT if count == 1 else _PANEL_HEIGHT * count
    layout = base_layout(height)
    traces: list[Trace] = []
    annotations = []
    step = 1.0 / count
    for number, panel in enumerate(panels, start=1):
        top = 1.0 - (number - 1) * step
        bottom = top - step + (_GAP if number < count else 0.0)
        axis = "" if number == 1 else str(number)
        layout[f"yaxis{axis}"] = value_axis(
            panel.tick_format, panel.sign, domain=[bottom, top - 0.02], ticksuffix=panel.suffix
        ) | ticks_below_zero(panel.sign, (value for line in panel.lines for value in line.values))
        traces += _traces(panel, f"y{axis}", as_bars=as_bars, is_first=number == 1)
        if panel.title:
            annotations.append(panel_title(panel.title, top - 0.01))
    layout["xaxis"] = category_axis(
        type="date",
        hoverformat="%a %-d %b %Y",
        tickformatstops=_TICKS,
        anchor=f"y{count}" if count > 1 else "y",
    )
    layout["annotations"] = annotations
    layout["showlegend"] = any(len(panel.lines) > 1 for panel in panels)
    if layout["showlegend"]:
        layout["margin"]["t"] = 52 if annotations else 36
        layout["legend"]["y"] = 1.0 + 24 / height if annotations else 1.02
    if not as_bars:
        layout["hoversubplots"] = "axis"
        layout["xaxis"] |= _from_end_to_end(panels)
    return {"data": traces, "layout": layout}


def _from_end_to_end(panels: Sequence[Panel]) -> dict[str, Any]:
    """Begin and end the axis with the lines, where plotly would leave room for their points."""
    days = sorted({day for panel in panels for line in panel.lines for day in line.days})
    return {"range": [days[0].isoformat(), days[-1].isoformat()]} if len(days) > 2 else {}


_TICKS = [
    {"dtickrange": [None, 604800000], "value": "%-d %b"},
    {"dtickrange": [604800000, "M1"], "value": "%-d %b"},
    {"dtickrange": ["M1", "M12"], "value": "%b %Y"},
    {"dtickrange": ["M12", None], "value": "%Y"},
]


def _traces(panel: Panel, axis: str, *, as_bars: bool, is_first: bool) -> list[Trace]:
    traces: list[Trace] = []
    number_of_now = 0
    # What is compared with is drawn first, so that it lies beneath.
    for line in sorted(panel.lines, key=lambda one: not one.is_before):
        color = BEFORE_COLOR if line.is_before else CATEGORIES[number_of_now % len(CATEGORIES)]
        number_of_now += not line.is_before
        traces.append(_trace(panel, line, axis, color, as_bars=as_bars, is_first=is_first))
    if number_of_now == 1 and not as_bars:
        # The placeholder colour with two more digits: the theme's colour at 12 % of opacity.
        traces[-1] |= {"fill": "tozeroy", "fillcolor": f"{NOW_COLOR}1f"}
    return traces


def _trace(
    panel: Panel, line: Line, axis: str, color: str, *, as_bars: bool, is_first: bool
) -> Trace:
    is_below = bool(panel.sign) and any(value is not None and value < 0 for value in line.values)
    # Plotly would write `$-5`: amounts below zero are written by us.
    value = "%{text}" if is_below else f"{panel.sign}%{{y:{panel.value_format}}}{panel.suffix}"
    words = "%{customdata}: " if line.labels else ""
    trace: Trace = {
        "name": escaped(line.name),
        "x": [day.isoformat() for day in line.days],
        "y": list(line.values),
        "yaxis": axis,
        "xaxis": "x",
        "legendgroup": escaped(line.name),
        "legendrank": 2 if line.is_before else 1,
        "showlegend": is_first,
        "hovertemplate": f"{escaped(line.name)} · {words}<b>{value}</b><extra></extra>",
    }
    if line.labels:
        trace["customdata"] = [escaped(label) for label in line.labels]
    elif line.key:
        trace["customdata"] = [line.key] * len(line.days)
    if is_below:
        trace["text"] = [
            "" if one is None else with_symbol(one, panel.sign, panel.value_format)
            for one in line.values
        ]
    if as_bars:
        return trace | {
            "type": "bar",
            "textposition": "none",
            "marker": {"color": color, "opacity": 0.55 if line.is_before else 1.0},
        }
    style = {"color": color, "width": 1.6 if line.is_before else 2.2}
    if line.is_before:
        style["dash"] = "dot"
    # A line of one or two points would not be seen without its points. The points of others
    # are there to be clicked, and not seen: plotly selects no point of a line that has none.
    is_short = len(line.days) <= 2
    # They are clear and not faint: the legend would show them.
    marker = {"size": _POINT, "color": color if is_short else CLEAR}
    return trace | {
        "type": "scatter",
        "mode": "lines+markers",
        "line": style,
        "marker": marker,
        "unselected": {"marker": {"opacity": 1}},
        "connectgaps": False,
    }
