"""What all figures share: colours that follow the theme, axes, and words for hovering.

Streamlit's front end replaces a set of placeholder colours by those of the theme in
use, light or dark, at the moment it draws. Figures name these placeholders, so that
one figure is right in both themes and follows a switch at once. A test holds that
they are the ones of the installed Streamlit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from ui.formats import beside

Figure = dict[str, Any]
Trace = dict[str, Any]

# The theme's categorical colours 1 to 8.
CATEGORIES = tuple(f"#{number:06d}" for number in range(1, 9))
# The theme's ten steps of one colour, from little to much.
SEQUENTIAL = tuple(f"#{number:06d}" for number in range(11, 21))
MUTED_TEXT = "#000036"
GRID = "#000039"

# The colour of points that are there to be clicked, and not to be seen.
CLEAR = "rgba(0,0,0,0)"
NOW_COLOR = CATEGORIES[0]
BEFORE_COLOR = CATEGORIES[6]

# Shown to nobody: the mode bar has no place on a small figure.
CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
    # A note on a pale ground that few people can read.
    "showTips": False,
}

_FONT_SIZE = 13
# About so many marks has an axis.
_MARKS = 5
# Measuring each label, to hide one that does not fit, costs as much as drawing the axes.
_ALL_LABELS = {"ticklabeloverflow": "allow"}


def base_layout(height: int) -> dict[str, Any]:
    """Return the layout every figure starts from."""
    return {
        "height": height,
        # Room for the axes' words. Plotly can find it out by itself, at the price of drawing
        # every figure several times.
        "margin": {"l": 56, "r": 22, "t": 28, "b": 20, "autoexpand": False},
        "font": {"size": _FONT_SIZE},
        "hovermode": "x unified",
        "hoverlabel": {"font": {"size": _FONT_SIZE}},
        "dragmode": False,
        "showlegend": False,
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.0,
            "yanchor": "bottom",
            "title": {"text": ""},
        },
        "bargap": 0.18,
    }


def value_axis(tick_format: str, prefix: str = "", **more: Any) -> dict[str, Any]:
    """Return a vertical axis of values, from zero, with few quiet lines."""
    return {
        "tickformat": tick_format,
        **_ALL_LABELS,
        "tickprefix": prefix,
        "rangemode": "tozero",
        "nticks": _MARKS,
        "fixedrange": True,
        "showline": False,
        "zeroline": False,
        "ticks": "",
        "title": {"text": "", "standoff": 0},
        **more,
    }


def ticks_below_zero(prefix: str, values: Iterable[float | None]) -> dict[str, Any]:
    """Return the marks of an axis that reaches below zero: plotly would write `$-500`.

    Empty where the axis has no prefix or no value below zero: plotly's own marks are right then.
    """
    known = [one for one in values if one is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    if not prefix or low >= 0:
        return {}
    step = _round_step((max(high, 0.0) - low) / _MARKS)
    marks = [step * n for n in range(math.ceil(low / step), math.floor(max(high, 0.0) / step) + 1)]
    words = [f"{'-' if mark < 0 else ''}{prefix}{_short(abs(mark))}" for mark in marks]
    return {"tickmode": "array", "tickvals": marks, "ticktext": words, "tickprefix": ""}


def _round_step(least: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20 … that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * size for size in (1, 2, 5, 10) if power * size >= least * (1 - 1e-9))


def _short(value: float) -> str:
    """Write a mark as d3's `,.3~s` does: `500`, `1.5k`, `20M`."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:.3g}"


def category_axis(**more: Any) -> dict[str, Any]:
    """Return a horizontal axis of days or names, without lines across the figure."""
    return {
        "showgrid": False,
        "fixedrange": True,
        **_ALL_LABELS,
        "zeroline": False,
        "ticks": "",
        "title": {"text": "", "standoff": 0},
        **more,
    }


def panel_title(text: str, top: float) -> dict[str, Any]:
    """Return the annotation that names one of several panels, at its upper left."""
    return {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": top,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": _FONT_SIZE, "color": MUTED_TEXT},
    }


def escaped(text: str) -> str:
    """Escape what plotly would read as HTML, or as a place for a value, in names from outside."""
    safe = beside(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe.replace("%{", "% {")
