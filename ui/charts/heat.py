"""Weekday × hour: when customers order."""

from __future__ import annotations

from collections.abc import Mapping

from ui.charts.style import SEQUENTIAL, Figure, base_layout, category_axis

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def week_chart(values: Mapping[tuple[int, int], float], noun: str) -> Figure:
    """Draw a grid of 7 weekdays by 24 hours.

    `values` maps (weekday 1 to 7 with Monday first, hour 0 to 23) to a number of
    `noun`, such as orders; what is missing counts as zero.
    """
    hours = [f"{hour:02d}" for hour in range(24)]
    grid = [[values.get((weekday, hour), 0) for hour in range(24)] for weekday in range(1, 8)]
    steps = len(SEQUENTIAL) - 1
    layout = base_layout(280)
    layout["hovermode"] = "closest"
    layout["margin"]["t"] = 8
    layout["xaxis"] = category_axis(
        type="category", tickvals=[f"{hour:02d}" for hour in range(0, 24, 3)], side="bottom"
    )
    layout["yaxis"] = category_axis(type="category", autorange="reversed")
    return {
        "data": [
            {
                "type": "heatmap",
                "x": hours,
                "y": [weekday[:3] for weekday in WEEKDAYS],
                "z": grid,
                "customdata": [
                    [_words(weekday, hour) for hour in range(24)] for weekday in WEEKDAYS
                ],
                "colorscale": [[number / steps, color] for number, color in enumerate(SEQUENTIAL)],
                "xgap": 2,
                "ygap": 2,
                "showscale": False,
                "hovertemplate": f"%{{customdata}}<br><b>%{{z:,.0f}} {noun}</b><extra></extra>",
            }
        ],
        "layout": layout,
    }


def _words(weekday: str, hour: int) -> str:
    return f"{weekday}, {hour:02d}:00 to {(hour + 1) % 24:02d}:00"
