"""A few named values as bars, alone or with a second value as points on its own scale."""

from __future__ import annotations

from collections.abc import Sequence

from ui.charts.style import (
    CATEGORIES,
    NOW_COLOR,
    Figure,
    base_layout,
    category_axis,
    escaped,
    value_axis,
)

_HEIGHT = 260


def bars(
    names: Sequence[str], values: Sequence[float], name: str, keys: Sequence[str] = ()
) -> Figure:
    """Draw one bar for each name, with its count above it; a click on one tells its key."""
    layout = base_layout(_HEIGHT)
    layout["xaxis"] = category_axis(type="category", tickangle=0)
    layout["yaxis"] = value_axis(",.3~s")
    return {
        "data": [
            {
                "type": "bar",
                "name": escaped(name),
                "x": [escaped(one) for one in names],
                "y": list(values),
                "text": [f"{value:,.0f}" for value in values],
                "customdata": list(keys),
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": NOW_COLOR},
                "hovertemplate": f"{escaped(name)}: <b>%{{y:,.0f}}</b><extra></extra>",
            }
        ],
        "layout": layout,
    }


def bars_with_points(
    names: Sequence[str],
    bars: tuple[str, Sequence[float | None]],
    points: tuple[str, Sequence[float | None]],
    sign: str = "",
    points_suffix: str = "%",
) -> Figure:
    """Draw one bar for each name, and a point above it that is read on the right."""
    layout = base_layout(_HEIGHT) | {"showlegend": True}
    layout["margin"] = {"l": 56, "r": 52, "t": 36, "b": 32}
    layout["legend"]["y"] = 1.04
    layout["xaxis"] = category_axis(type="category")
    layout["yaxis"] = value_axis(",.3~s", sign)
    layout["yaxis2"] = value_axis(
        ",.0f", ticksuffix=points_suffix, overlaying="y", side="right", showgrid=False
    )
    shown = [escaped(name) for name in names]
    return {
        "data": [
            {
                "type": "bar",
                "name": escaped(bars[0]),
                "x": shown,
                "y": list(bars[1]),
                "marker": {"color": NOW_COLOR},
                "hovertemplate": f"{escaped(bars[0])}: <b>{sign}%{{y:,.2f}}</b><extra></extra>",
            },
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": escaped(points[0]),
                "x": shown,
                "y": list(points[1]),
                "yaxis": "y2",
                "line": {"color": CATEGORIES[1], "width": 2},
                "hovertemplate": (
                    f"{escaped(points[0])}: <b>%{{y:,.1f}}{points_suffix}</b><extra></extra>"
                ),
            },
        ],
        "layout": layout,
    }
