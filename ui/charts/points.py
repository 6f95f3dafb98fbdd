"""Points in a plane: two measures of each thing, with a third as its colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ui.charts.style import Figure, base_layout, escaped, value_axis
from ui.charts.treemap import HEALTH_SCALE

_HEIGHT = 380


@dataclass(frozen=True)
class Point:
    """One thing: its name, where it stands, its size (any positive number), its health of 1–10."""

    name: str
    x: float
    y: float
    size: float
    health: float


@dataclass(frozen=True)
class Axis:
    """What an axis measures, in words, and how its marks are written (d3)."""

    title: str
    tick_format: str = ",.3~s"
    is_log: bool = False


def points(shown: Sequence[Point], across: Axis, up: Axis) -> Figure:
    """Draw each thing as a point."""
    layout = base_layout(_HEIGHT)
    layout["hovermode"] = "closest"
    layout["margin"] |= {"b": 44, "t": 12, "l": 64}
    layout["xaxis"] = _axis(across)
    layout["yaxis"] = _axis(up)
    largest = max((one.size for one in shown), default=1) or 1
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "cliponaxis": False,
                "x": [one.x for one in shown],
                "y": [one.y for one in shown],
                "text": [escaped(one.name) for one in shown],
                "customdata": [f"{one.health:.1f}" for one in shown],
                "marker": {
                    "size": [8 + 22 * (one.size / largest) ** 0.5 for one in shown],
                    "color": [one.health for one in shown],
                    "colorscale": HEALTH_SCALE,
                    "cmin": 1,
                    "cmax": 10,
                    "opacity": 0.85,
                    "line": {"width": 1},
                },
                "hovertemplate": (
                    f"<b>%{{text}}</b><br>{across.title}: %{{x:{across.tick_format}}}"
                    f"<br>{up.title}: %{{y:{up.tick_format}}}"
                    "<br>health: %{customdata}<extra></extra>"
                ),
            }
        ],
        "layout": layout,
    }


def _axis(axis: Axis) -> dict[str, Any]:
    more: dict[str, Any] = {"title": {"text": axis.title, "standoff": 8}}
    if axis.is_log:
        more |= {"type": "log", "rangemode": "normal", "dtick": 1}
    return value_axis(axis.tick_format, **more)
