"""The bars of the stock's age, and the one that was clicked: the table below shows it alone."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.inventory_rows import AGE_BANDS, AGED_BANDS
from ui.charts.bars import bars
from ui.clicks import clicked_mark
from ui.context import PageContext
from ui.downloads import notes_of
from ui.formats import count

# Which age was clicked, by its column in AGE_BANDS.
_BAND = "inventory_age_band"


def show_ages(rows: pd.DataFrame) -> str | None:
    """Draw how many pieces are how old; a click on a bar narrows the table, a chip ends that.

    Returns the age that was clicked, by its column in AGE_BANDS, or None.
    """
    pieces = {words: float(rows[band].sum()) for band, words in AGE_BANDS.items()}
    aged = sum(int(rows[band].sum()) for band in AGED_BANDS)
    st.caption(
        f"{count(aged)} of {count(sum(pieces.values()))} pieces are older than 180 days, from when "
        "on Amazon charges extra. Below: pieces by their age in days."
    )
    clicked = clicked_mark(
        # Short, so that they stand side by side on a phone.
        bars(
            [words.removesuffix(" days") for words in pieces],
            list(pieces.values()),
            "Pieces",
            list(AGE_BANDS),
        ),
        key="inventory_ages",
        alt="Pieces by age: "
        + ", ".join(f"{words} {count(number)}" for words, number in pieces.items()),
        hint="Click a bar to see only the offers with stock of that age.",
    )
    if clicked in AGE_BANDS:
        st.session_state[_BAND] = clicked
    band: str | None = st.session_state.get(_BAND)
    if band:
        st.button(
            AGE_BANDS[band],
            icon=":material/close:",
            icon_position="right",
            help="Take this away and show every offer again.",
            key="chip_age",
            on_click=lambda: st.session_state.pop(_BAND, None),
        )
        # Paper shows no buttons: the words say it there as well.
        st.caption(_only(band))
    return band


def of_age(rows: pd.DataFrame, band: str | None) -> pd.DataFrame:
    """Keep the offers with stock of the age that was clicked, the most of it first."""
    if not band:
        return rows
    kept: pd.DataFrame = rows[rows[band] > 0]
    return kept.sort_values(band, ascending=False).reset_index(drop=True)


def notes_of_age(context: PageContext, band: str | None) -> list[str]:
    """Say what was chosen on the page, and which age was clicked."""
    return [*notes_of(context), *([_only(band)] if band else [])]


def _only(band: str) -> str:
    return f"Only offers with stock of this age: {AGE_BANDS[band]}"
