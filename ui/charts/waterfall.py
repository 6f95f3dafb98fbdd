"""Steps from one amount to another: each bar begins where the one before it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ui.charts.style import (
    CATEGORIES,
    Figure,
    base_layout,
    category_axis,
    escaped,
    ticks_below_zero,
    value_axis,
)

UP_COLOR, DOWN_COLOR, TOTAL_COLOR = CATEGORIES[2], CATEGORIES[4], CATEGORIES[0]
_BAR_HEIGHT, _FRAME_HEIGHT = 30, 40
# Room for names at the left and amounts at the right, so that neither covers a bar on a phone.
_NAMES, _AMOUNTS = 152, 92


@dataclass(frozen=True)
class Step:
    """One bar: its name, its signed amount, and whether it is a sum so far.

    `key` says what a click on it opens; nothing where it is empty.
    """

    name: str
    amount: float
    words: str
    is_total: bool = False
    key: str = ""


def waterfall_chart(steps: Sequence[Step], sign: str = "") -> Figure:
    """Draw steps below one another. `words` of a step are what stands at the end of its line.

    Lying bars leave room for their names. Gains and losses differ by the sign in their words
    and not only by colour.
    """
    layout = base_layout(_BAR_HEIGHT * len(steps) + _FRAME_HEIGHT)
    layout |= {"hovermode": "closest", "waterfallgap": 0.35}
    layout["margin"] = {"l": _NAMES, "r": _AMOUNTS, "t": 8, "b": 20}
    layout["yaxis"] = category_axis(type="category", autorange="reversed")
    layout["xaxis"] = value_axis(
        ",.3~s", sign, rangemode="normal", zeroline=True, nticks=4, tickangle=0
    )
    layout["annotations"] = [_amount(step) for step in steps]
    layout["xaxis"] |= ticks_below_zero(sign, _ends(steps))
    trace = {
        "type": "waterfall",
        "orientation": "h",
        "y": [escaped(step.name) for step in steps],
        "x": [step.amount for step in steps],
        "measure": ["absolute" if step.is_total else "relative" for step in steps],
        "text": [escaped(step.words) for step in steps],
        "textposition": "none",
        "customdata": [step.key for step in steps],
        "hovertemplate": "%{y}: <b>%{text}</b><extra></extra>",
        "increasing": {"marker": {"color": UP_COLOR}},
        "decreasing": {"marker": {"color": DOWN_COLOR}},
        "totals": {"marker": {"color": TOTAL_COLOR}},
        "connector": {"line": {"width": 1, "dash": "dot"}},
    }
    return {"data": [trace], "layout": layout}


def _ends(steps: Sequence[Step]) -> Iterator[float]:
    """Yield where each bar ends: a sum so far by itself, a step after those before it."""
    end = 0.0
    for step in steps:
        end = step.amount if step.is_total else end + step.amount
        yield end


def _amount(step: Step) -> dict[str, Any]:
    """Return the annotation with a step's amount; all of them end at the right of the figure."""
    words = escaped(step.words)
    return {
        "text": f"<b>{words}</b>" if step.is_total else words,
        "xref": "paper",
        "x": 1,
        "xshift": _AMOUNTS - 4,
        "xanchor": "right",
        "yref": "y",
        "y": escaped(step.name),
        "yanchor": "middle",
        "showarrow": False,
        "font": {"size": 12},
    }
