"""The files of a table on Data health: CSV and Excel of exactly what it shows."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from core.clock import SystemClock
from data.health import ConnectionHealth
from ui import paper_mode
from ui.downloads import download_buttons, named_columns
from ui.formats import exact_time
from ui.health.words import connection_name


def show_files_of(
    heading: str,
    name: str,
    frame: pd.DataFrame,
    columns: dict[str, Any],
    connection: ConnectionHealth | None = None,
) -> None:
    """Draw the two download buttons of a table, to stand below it.

    Above it Streamlit's own small bar would cover them while the mouse is on the table.

    `columns` are those of the table, and name the columns of the files. `name` is the file's.
    """
    if paper_mode.is_on():
        return
    labels = {key: str(column["label"]) for key, column in columns.items()}
    said = [] if connection is None else [f"Connection: {connection_name(connection)}"]
    download_buttons(
        heading,
        name,
        lambda: named_columns(_in_words(frame), labels),
        lambda: [*said, f"Made on {exact_time(SystemClock().now(), ZoneInfo('UTC'))} UTC"],
    )


def _in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Write what the screen draws as coloured words as a text."""
    drawn = [name for name in frame if isinstance(frame[name].iloc[0], list)]
    return frame.assign(**{str(name): frame[name].map(", ".join) for name in drawn})
