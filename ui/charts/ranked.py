"""A ranking as bars that lie, so that long names can be read."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from ui.charts.style import (
    NOW_COLOR,
    Figure,
    base_layout,
    category_axis,
    escaped,
    value_axis,
)

_ROW_HEIGHT = 30
_LEFT = 150
# So many letters stand beside each other left of the bars; a longer name takes a second line.
_ACROSS = 25
LONGEST_NAME = 2 * _ACROSS - 6


def ranked_bars(
    names: Sequence[str],
    values: Sequence[float | None],
    words: Sequence[str],
    name: str,
    sign: str = "",
) -> Figure:
    """Draw a bar for each name, the first on top; `words` are the values as people read them.

    `sign` stands before the numbers of the axis, such as that of a currency.
    """
    layout = base_layout(_ROW_HEIGHT * len(names) + 48)
    layout["margin"] |= {"l": _LEFT, "r": 76, "t": 8}
    layout["hovermode"] = "closest"
    # By number, as two names may be the same once they are shortened.
    places = list(range(len(names)))
    layout["yaxis"] = category_axis(
        type="linear",
        tickmode="array",
        tickvals=places,
        ticktext=[_in_lines(one) for one in names],
        range=[len(names) - 0.5, -0.5],
    )
    layout["xaxis"] = value_axis(",.3~s", sign)
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": escaped(name),
                "y": places,
                "x": list(values),
                "text": list(words),
                "textposition": "outside",
                "cliponaxis": False,
                "customdata": [escaped(one) for one in names],
                "marker": {"color": NOW_COLOR},
                "hovertemplate": "%{customdata}: <b>%{text}</b><extra></extra>",
            }
        ],
        "layout": layout,
    }


def _in_lines(name: str) -> str:
    """Break a name of up to `LONGEST_NAME` letters into two lines at the most, between words."""
    first, *rest = textwrap.wrap(name, _ACROSS) or [""]
    return "<br>".join(map(escaped, [first, " ".join(rest)] if rest else [first]))
