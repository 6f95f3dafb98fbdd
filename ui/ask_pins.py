"""Answers that a person has pinned, on Overview: asked anew, and nothing where there is none."""

from __future__ import annotations

from urllib.parse import parse_qs

import streamlit as st

from ask.answer import Answer
from ask.answers import setting_of
from ask.chain import last_answer
from ui.ask_address import address_of
from ui.ask_answer import is_tiles, show_tiles
from ui.ask_columns import layouts_of, shown_frame, titles_of
from ui.ask_figure import figure_of
from ui.ask_pin import Pin, pins, unpin
from ui.ask_start import filters_from, start_of
from ui.charts.style import CONFIG
from ui.context import PageContext
from ui.formats import plain, shorten
from ui.registry import page_entry, streamlit_page
from ui.remember import remembered
from ui.tables import show_table

_ACROSS = 3
_MOST_ROWS = 5
_LONGEST_NAME = 80


def show_pins(context: PageContext) -> None:
    """Draw a card for each pinned answer; they keep their own days and places."""
    found = pins()
    if not found:
        return
    st.header("Pinned answers", anchor=False)
    for first in range(0, len(found), _ACROSS):
        for number, (cell, pin) in enumerate(
            zip(st.columns(_ACROSS, gap="small"), found[first:], strict=False), first
        ):
            with cell, st.container(border=True, height="stretch"):
                _show_pin(context, pin, f"pin_{number}")


def _show_pin(context: PageContext, pin: Pin, key: str) -> None:
    answer = _answer_of(context, pin)
    name = shorten(" · ".join(pin.questions), _LONGEST_NAME)
    st.page_link(
        streamlit_page(page_entry("ask")),
        label=f"**{plain(name)}**",
        help="Opens it on the page Ask.",
        query_params=address_of(pin.questions, pin.begins_with),
    )
    if answer.status == "answer":
        _show_figures(context.account_id, answer, key)
        st.caption(plain(answer.echo))
    else:
        st.caption(plain(answer.message))
    st.button(
        "Remove",
        icon=":material/keep_off:",
        type="tertiary",
        key=f"{key}_remove",
        on_click=unpin,
        args=(pin,),
    )


@remembered
def _answer_of(context: PageContext, pin: Pin) -> Answer:
    """Ask anew; kept for the minute in which neither data nor choices change."""
    account_id, start = context.account_id, None
    if pin.begins_with:
        filters, _ = filters_from(account_id, parse_qs(pin.begins_with))
        start = start_of(account_id, filters)
    return last_answer(pin.questions, setting_of(account_id), start)


def _show_figures(account_id: int, answer: Answer, key: str) -> None:
    titles = titles_of(account_id)
    if not answer.rows:
        st.markdown("There is nothing of that kind in these days.")
        return
    if is_tiles(answer):
        show_tiles(answer, f"{key}_tiles")
        return
    drawn = figure_of(answer, titles)
    if drawn is not None:
        st.plotly_chart(drawn, config=CONFIG, alt=answer.echo, key=f"{key}_chart")
        return
    frame = shown_frame(answer, titles).head(_MOST_ROWS)
    show_table(frame, layouts_of(answer, frame), alt=answer.echo, key=f"{key}_rows")
