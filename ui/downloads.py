"""The download buttons beside a table: CSV and Excel of the rows and columns it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from core.money import smallest_coin
from data.exports import csv_of
from data.workbooks import xlsx_of
from ui import paper_mode
from ui.cards import part
from ui.column_choice import hidden_columns
from ui.context import PageContext
from ui.filters import COMPARISONS
from ui.formats import day_zones, exact_time, joined
from ui.questions import days_shown
from ui.registry import page_entry

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_table_head(
    context: PageContext,
    heading: str,
    name: str,
    load: Callable[[], pd.DataFrame],
    notes: Callable[[PageContext], list[str]] | None = None,
) -> Any:
    """Draw a table's heading with its download buttons at the other end of the line.

    Returns the row of the buttons, for `show_table(tools=…)`.
    `name` becomes the file's name and the buttons' keys; `load` makes the rows, exact to
    the last digit, and is called only when somebody downloads. `notes` says what was chosen
    where that is not days (see `notes_of`).
    """
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.header(heading, anchor=False, width="content")
        return show_downloads(context, heading, name, load, notes)


def named_columns(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return a frame for a download: the columns of `names`, in its order, as people read them."""
    return frame[[name for name in names if name in frame]].rename(columns=names)


def step_rows(steps: Iterable[tuple[str, Decimal, str]], currency: str) -> pd.DataFrame:
    """Return the steps of a bridge for a file: name, amount to the cent as shown, and meaning."""
    coin = smallest_coin(currency)
    rows = [(name, amount.quantize(coin, ROUND_HALF_EVEN), words) for name, amount, words in steps]
    return pd.DataFrame(rows, columns=["Step", f"Amount {currency}", "Meaning"], dtype=object)


def shown_only(
    table: str, load: Callable[[], pd.DataFrame], names: Mapping[str, str] | None = None
) -> Callable[[], pd.DataFrame]:
    """Return a loader of a file without the columns that the person took from the table.

    `table` is the key of its `show_table`, `names` says what a column of the table is called in
    the file: its own name where it says nothing. What it was before, `<column>_before`, goes
    with it. The choice is that of the moment in which the buttons are drawn.
    """
    known = names or {}
    away = {
        known.get(name, name)
        for column in hidden_columns(table)
        for name in (column, f"{column}_before")
    }
    return lambda: (rows := load())[[name for name in rows if name not in away]]


def show_downloads(
    context: PageContext,
    heading: str,
    name: str,
    load: Callable[[], pd.DataFrame],
    notes: Callable[[PageContext], list[str]] | None = None,
) -> Any:
    """Draw the two buttons and return their row; see `show_table_head`."""
    return download_buttons(heading, name, load, lambda: (notes or notes_of)(context))


def download_buttons(
    heading: str,
    name: str,
    load: Callable[[], pd.DataFrame],
    notes: Callable[[], list[str]],
) -> Any:
    """Draw the two buttons of a table on a page that has no filters, and return their row."""
    row = st.container(horizontal=True, gap="small", width="content")
    with row:
        st.download_button(
            "CSV",
            data=lambda: csv_of(load()),
            file_name=f"{name}.csv",
            mime="text/csv",
            icon=":material/download:",
            help="The rows and columns of this table as a text file.",
            on_click="ignore",
            key=f"{name}_csv",
        )
        st.download_button(
            "Excel",
            data=lambda: xlsx_of(load(), heading, notes()),
            file_name=f"{name}.xlsx",
            mime=_XLSX,
            icon=":material/table_view:",
            help="The rows and columns of this table as a workbook; a second sheet says what was "
            "chosen.",
            on_click="ignore",
            key=f"{name}_xlsx",
        )
    return row


@part()
def show_save(
    context: PageContext, heading: str, name: str, load: Callable[[], pd.DataFrame]
) -> None:
    """Draw one small button that opens the two downloads of a short list.

    A page of many short lists opens sooner when their downloads are drawn only when asked for.
    """
    if paper_mode.is_on():
        return
    popover = st.popover(
        "Save",
        icon=":material/download:",
        type="tertiary",
        help=f"{heading}: the rows as CSV or Excel.",
        key=f"{name}_save",
        on_change="rerun",
    )
    if popover.open:
        with popover:
            show_downloads(context, heading, name, load)


def notes_of(context: PageContext) -> list[str]:
    """Say what was chosen on the page, for whoever opens the file later."""
    filters, offered = context.filters, page_entry(context.page).offered
    notes = [
        *([f"Days: {days_shown(context)}"] if "period" in offered else []),
        *([f"Compared with: {COMPARISONS[filters.compare]}"] if "compare" in offered else []),
        f"Marketplaces: {joined(place.name for place in context.places)}",
        f"Days run in {day_zones(context.places, filters.one_zone)}",
        f"Made on {exact_time(context.now, ZoneInfo('UTC'))} UTC",
    ]
    if filters.is_converted and "currency" in offered:
        notes.append(f"Amounts in {filters.currency}, each at the rate of its own day")
    if filters.products:
        notes.append(f"Products: {', '.join(filters.products)}")
    if filters.brands:
        notes.append(f"Brands: {', '.join(filters.brands)}")
    return notes
