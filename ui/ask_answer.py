"""One answer of Ask: what was understood, figure, chart, table, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal
from zoneinfo import ZoneInfo

import streamlit as st

from ask.answer import NOT_VERIFIED, Answer
from ask.checked import CHECKED_BY
from core.product_clock import get_clock
from data.loaders import load_marketplaces
from data.metrics import METRICS
from ui.ask_columns import exact_frame, layouts_of, shown_frame, titles_of
from ui.ask_correct import show_correct
from ui.ask_edit import show_parts
from ui.ask_figure import figure_of
from ui.ask_origin import show_again, show_origin, show_usage
from ui.ask_talk import ask_next
from ui.charts.style import CONFIG
from ui.downloads import download_buttons
from ui.formats import change, change_of, exact_time, figure, plain, plural
from ui.tables import show_table

# More figures than this are a table.
_MOST_TILES = 6
_NOTHING = "There is nothing of that kind in these days."


def show_answer(account_id: int, answer: Answer) -> None:
    """Draw the newest answer in full, or why there is none and what can be asked."""
    with st.container(border=True, key="ask_answer"):
        st.header(plain(answer.question), anchor=False)
        if answer.status != "answer":
            _show_refusal(answer)
            show_usage(answer)
            if answer.usage is not None or answer.status == "clarify":
                # A language model may do better at the next try, and a word may have been taught.
                show_again()
            show_correct(account_id, answer)
            return
        _show_badge(answer)
        # The badge has said its beginning.
        told = answer.echo.removeprefix(f"{NOT_VERIFIED}: ")
        st.markdown(plain(told[:1].upper() + told[1:]))
        if answer.query is not None:
            show_parts(answer, tuple(load_marketplaces(account_id)["marketplace_id"]))
        for one in answer.definitions:
            st.caption(plain(one))
        if answer.rows:
            _show_result(account_id, answer)
        else:
            st.info(_NOTHING, icon=":material/search_off:")
        show_origin(answer)
        show_correct(account_id, answer)
        if answer.follow_ups:
            st.markdown("**Go on with**")
            show_questions(answer.follow_ups, "ask_follow_up")


def _show_badge(answer: Answer) -> None:
    """Say who else has had a part in the answer: a person who has checked it, or the model."""
    if not answer.badge:
        return
    if answer.badge.startswith(CHECKED_BY):
        st.badge(plain(answer.badge), icon=":material/verified:", color="green")
        return
    color: Literal["orange", "blue"] = "orange" if answer.by == "sql" else "blue"
    st.badge(plain(answer.badge), icon=":material/smart_toy:", color=color)


def _show_refusal(answer: Answer) -> None:
    icon = ":material/block:" if answer.status == "refuse" else ":material/help:"
    st.info(plain(answer.message), icon=icon)
    if answer.choices:
        show_questions(answer.choices, "ask_choice")
        return
    st.caption(
        "Ask for figures of your own past: sales, orders, units, fees, advertising, returns, stock "
        "or profit; by product, brand, marketplace or campaign; for any days, compared with others."
    )


def _show_result(account_id: int, answer: Answer) -> None:
    titles = titles_of(account_id)
    if is_tiles(answer):
        show_tiles(answer, "ask_tiles")
    drawn = figure_of(answer, titles)
    if drawn is not None:
        st.plotly_chart(drawn, config=CONFIG, alt=answer.echo, key="ask_chart")
    _show_rows(answer, titles)


def is_tiles(answer: Answer) -> bool:
    """Whether the answer is some figures: without a split, or by currency alone."""
    if answer.query is None:
        return False
    splits = [one for one in answer.query.columns if one in answer.columns and one != "currency"]
    is_few = len(answer.rows) * len(answer.query.metrics) <= _MOST_TILES
    return not splits and is_few and answer.query.count_of is None


def show_tiles(answer: Answer, key: str) -> None:
    """Draw the figures of an answer that `is_tiles`, with what they are compared with."""
    assert answer.query is not None
    with st.container(horizontal=True, key=key):
        for values in answer.rows:
            row = dict(zip(answer.columns, values, strict=True))
            currency = answer.currency or row.get("currency")
            for name in dict.fromkeys(answer.query.metrics):
                metric = METRICS[name]
                before = row.get(f"{name}_before")
                against = figure(before, metric.unit, currency)
                moved = change(change_of(row[name], before))
                st.metric(
                    plain(metric.name),
                    plain(figure(row[name], metric.unit, currency)),
                    f"{moved} against {plain(against)}" if before is not None else None,
                    delta_color="off",
                    width="content",
                )


def _show_rows(answer: Answer, titles: Mapping[str, str]) -> None:
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.markdown(f"**{plural(len(answer.rows), 'row')}**", width="content")
        download_buttons(
            "Answer",
            "ask_answer_rows",
            lambda: exact_frame(answer, titles),
            lambda: notes_of(answer),
        )
    frame = shown_frame(answer, titles)
    show_table(frame, layouts_of(answer, frame), alt=answer.echo, key="ask_rows")


def notes_of(answer: Answer) -> list[str]:
    """Say what the file answers, for whoever opens it later."""
    made = exact_time(get_clock().now(), ZoneInfo("UTC"))
    said = [f"Question: {answer.question}", answer.echo, answer.badge, *answer.notes]
    return [*filter(None, said), f"Made on {made} UTC"]


def show_questions(questions: Sequence[str], key: str) -> None:
    """Draw questions as buttons; a click asks."""
    with st.container(horizontal=True, gap="small", key=key):
        for number, question in enumerate(questions):
            st.button(
                plain(question[:1].upper() + question[1:]),
                key=f"{key}_{number}",
                on_click=ask_next,
                args=(question,),
            )
