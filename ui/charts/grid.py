"""A square of who with whom: how much goes from each row to each column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ui.charts.style import SEQUENTIAL, Figure, base_layout, category_axis, escaped

_CELL = 34


def grid(
    names: Sequence[str], values: Mapping[tuple[str, str], float], words: str, digits: str = ",.0f"
) -> Figure:
    """Draw a cell for each pair (row, column); what is missing stays empty."""
    shown = [escaped(one) for one in names]
    cells = [[values.get((row, column)) for column in names] for row in names]
    layout = base_layout(_CELL * len(names) + 150)
    layout["hovermode"] = "closest"
    layout["margin"] = {"l": 170, "r": 12, "t": 120, "b": 12}
    layout["xaxis"] = category_axis(type="category", side="top", tickangle=-40)
    layout["yaxis"] = category_axis(type="category", autorange="reversed")
    steps = len(SEQUENTIAL) - 1
    return {
        "data": [
            {
                "type": "heatmap",
                "x": shown,
                "y": shown,
                "z": cells,
                "text": [
                    ["" if one is None else format(one, digits) for one in row] for row in cells
                ],
                "texttemplate": "%{text}",
                "colorscale": [[number / steps, color] for number, color in enumerate(SEQUENTIAL)],
                "xgap": 2,
                "ygap": 2,
                "showscale": False,
                "hoverongaps": False,
                "hovertemplate": f"%{{y}} → %{{x}}: <b>%{{text}} {words}</b><extra></extra>",
            }
        ],
        "layout": layout,
    }
