"""Files as areas: as large as they have lines, coloured by how healthy they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.charts.style import Figure, base_layout, escaped

_HEIGHT = 460
# From bad (1) over middling (4 to 8) to good (10): red, amber, green, readable in both themes.
HEALTH_SCALE = [[0, "#B23A2E"], [0.33, "#C77F1B"], [0.78, "#5E9E55"], [1, "#1F8058"]]


@dataclass(frozen=True)
class Area:
    """One file: its path, its lines, its health of 1 to 10, and words for hovering."""

    path: str
    lines: int
    value: float
    words: str = ""


def treemap(areas: Sequence[Area], all_words: str) -> Figure:
    """Draw files in their folders; a folder has the mean of its files, weighted by lines."""
    folders: dict[str, list[Area]] = {}
    for area in areas:
        parts = area.path.split("/")
        for end in range(len(parts)):
            folders.setdefault("/".join(parts[:end]), []).append(area)
    ids = [*folders, *(area.path for area in areas)]
    sizes = [sum(one.lines for one in inside) for inside in folders.values()]
    values = [_mean(inside) for inside in folders.values()]
    layout = base_layout(_HEIGHT)
    layout["margin"] = {"l": 4, "r": 4, "t": 8, "b": 4}
    layout["hovermode"] = "closest"
    return {
        "data": [
            {
                "type": "treemap",
                "ids": [one or "." for one in ids],
                "labels": [escaped(one.rpartition("/")[2]) or all_words for one in ids],
                "parents": [_parent(one) for one in ids],
                "values": [*sizes, *(area.lines for area in areas)],
                "branchvalues": "total",
                "text": [*(f"health {value:.1f}" for value in values), *_texts(areas)],
                "textinfo": "label",
                "maxdepth": 3,
                "hovertemplate": "<b>%{label}</b><br>%{value:,} lines<br>%{text}<extra></extra>",
                "marker": {
                    "colors": [*values, *(area.value for area in areas)],
                    "colorscale": HEALTH_SCALE,
                    "cmin": 1,
                    "cmax": 10,
                    "line": {"width": 1},
                },
                "textfont": {"color": "#FFFFFF"},
                "pathbar": {"visible": True},
                "tiling": {"pad": 1},
            }
        ],
        "layout": layout,
    }


def _texts(areas: Sequence[Area]) -> list[str]:
    return [escaped(area.words) or f"health {area.value:.1f}" for area in areas]


def _parent(path: str) -> str:
    if not path:
        return ""
    return path.rpartition("/")[0] or "."


def _mean(areas: Sequence[Area]) -> float:
    lines = sum(one.lines for one in areas)
    return sum(one.value * one.lines for one in areas) / lines if lines else 10.0
