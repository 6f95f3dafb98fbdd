"""Named lines over numbers: a gain curve, or a count that climbs from run to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.charts.style import CATEGORIES, MUTED_TEXT, Figure, base_layout, escaped, value_axis

_HEIGHT = 320


@dataclass(frozen=True)
class Curve:
    """One line; a quiet one is drawn thin and dotted, as what the others are held against."""

    name: str
    x: Sequence[object]
    y: Sequence[float]
    is_quiet: bool = False


def curves(
    lines: Sequence[Curve], across: str, up: str, tick_format: str = ",.3~s", x_format: str = ""
) -> Figure:
    """Draw lines on one scale; `across` and `up` say what the axes measure."""
    layout = base_layout(_HEIGHT) | {"showlegend": len(lines) > 1, "hovermode": "closest"}
    layout["margin"] |= {"b": 44, "t": 36}
    title = {"text": across, "standoff": 8}
    layout["xaxis"] = value_axis(x_format, title=title, showgrid=False, rangemode="normal")
    layout["yaxis"] = value_axis(tick_format, title={"text": up, "standoff": 8})
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers" if len(line.x) < 12 else "lines",
                "name": escaped(line.name),
                "x": list(line.x),
                "y": list(line.y),
                "line": {
                    "color": MUTED_TEXT if line.is_quiet else CATEGORIES[number % len(CATEGORIES)],
                    "width": 1.5 if line.is_quiet else 2.5,
                    "dash": "dot" if line.is_quiet else "solid",
                },
                "hovertemplate": f"{escaped(line.name)}: <b>%{{y:{tick_format}}}</b>"
                "<extra></extra>",
            }
            for number, line in enumerate(lines)
        ],
        "layout": layout,
    }
