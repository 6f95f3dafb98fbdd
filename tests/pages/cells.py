"""The cells of true rows: figures as they are, shares in percent, titles for products."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from data.metrics import METRICS
from tests.pages.asked import Asked, Row
from tests.pages.screen import Cell
from ui.formats import change_of

Check = Callable[[Asked, pd.DataFrame], None]


def fig(name: str, scale: int = 1) -> Cell:
    """The cell of a row as it is, or a figure in percent."""

    def cell(row: Row) -> Any:
        value = row.get(name)
        return value if value is None or scale == 1 else value * scale

    return cell


def figures(*names: str) -> dict[str, Cell]:
    """Columns that are figures by their own name: shares stand in percent."""
    return {name: fig(name, 100 if METRICS[name].unit == "share" else 1) for name in names}


def percent(now: Any, before: Any) -> float | None:
    """The change in percent."""
    found = change_of(now, before)
    return None if found is None else 100 * found


def small_trend(rows: list[Row], metric: str) -> Cell:
    """The trend of a row's product, or of what belongs to none, out of rows by product and day."""
    days = sorted({row["day"] for row in rows})
    found = {(row["product"], row["day"]): row[metric] or 0 for row in rows}
    return lambda row: [found.get((row["product"], day), 0) for day in days]


def titled(asked: Asked, nobody: str = "") -> Cell:
    """The title of a row's product; `nobody` names a row without one."""
    return lambda row: nobody if row["product"] is None else asked.title(row["product"])


def fig_text(name: str) -> Cell:
    """A cell of words."""
    return lambda row: row[name]
