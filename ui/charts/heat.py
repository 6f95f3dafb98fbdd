"""Weekday × hour: when customers order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ui.charts.style import CLEAR, SEQUENTIAL, Figure, Trace, base_layout, category_axis

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def week_chart(values: Mapping[tuple[int, int], float], noun: str) -> Figure:
    """Draw a grid of 7 weekdays by 24 hours.

    `values` maps (weekday 1 to 7 with Monday first, hour 0 to 23) to a number of
    `noun`, such as orders; what is missing counts as zero. A click on a cell tells
    `weekday-hour`, such as `3-21`.
    """
    hours = [f"{hour:02d}" for hour in range(24)]
    grid = [[values.get((weekday, hour), 0) for hour in range(24)] for weekday in range(1, 8)]
    steps = len(SEQUENTIAL) - 1
    layout = base_layout(280)
    layout["hovermode"] = "closest"
    layout["margin"]["t"] = 8
    # From end to end: for points, plotly would leave room at the edges.
    layout["xaxis"] = category_axis(
        type="category",
        tickvals=[f"{hour:02d}" for hour in range(0, 24, 3)],
        side="bottom",
        range=[-0.5, 23.5],
    )
    layout["yaxis"] = category_axis(type="category", range=[6.5, -0.5])
    heat = {
        "type": "heatmap",
        "x": hours,
        "y": [weekday[:3] for weekday in WEEKDAYS],
        "z": grid,
        "colorscale": [[number / steps, color] for number, color in enumerate(SEQUENTIAL)],
        "xgap": 2,
        "ygap": 2,
        "showscale": False,
        "hoverinfo": "skip",
    }
    return {"data": [heat, _points(hours, grid, noun)], "layout": layout}


def _points(hours: Sequence[str], grid: Sequence[Sequence[float]], noun: str) -> Trace:
    """Return a clear point in each cell: plotly lets points be clicked, and cells not."""
    cells = [(weekday, hour) for weekday in range(7) for hour in range(24)]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [hours[hour] for _, hour in cells],
        "y": [WEEKDAYS[weekday][:3] for weekday, _ in cells],
        "text": [
            f"{hour_words(weekday + 1, hour)}<br><b>{grid[weekday][hour]:,.0f} {noun}</b>"
            for weekday, hour in cells
        ],
        "customdata": [f"{weekday + 1}-{hour}" for weekday, hour in cells],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"size": 20, "symbol": "square", "color": CLEAR},
        "unselected": {"marker": {"opacity": 1}},
    }


def hour_words(weekday: int, hour: int) -> str:
    """Name an hour of the week, Monday being 1: `Wednesday, 21:00 to 22:00`."""
    return f"{WEEKDAYS[weekday - 1]}, {hour:02d}:00 to {(hour + 1) % 24:02d}:00"
