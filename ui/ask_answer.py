"""One answer of Ask: what was understood, figure, chart, table, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from ask.answers import Answer
from core.product_clock import get_clock
from data.loaders import load_marketplaces
from data.metrics import METRICS
from ui.ask_columns import exact_frame, layouts_of, shown_frame, titles_of
from ui.ask_edit import show_parts
from ui.ask_figure import figure_of
from ui.ask_talk import ask_last_again, ask_next
from ui.charts.style import CONFIG
from ui.downloads import download_buttons
from ui.formats import ago, change, change_of, exact_time, figure, plain, plural
from ui.tables import show_table

# More figures than this are a table.
_MOST_TILES = 6
_NOTHING = "There is nothing of that kind in these days."


def show_answer(account_id: int, answer: Answer) -> None:
    """Draw the newest answer in full, or why there is none and what can be asked."""
    with st.container(border=True, key="ask_answer"):
        st.header(plain(answer.question), anchor=False)
        if answer.status != "answer" or answer.query is None:
            _show_refusal(answer)
            return
        st.markdown(plain(answer.echo))
        show_parts(answer, tuple(load_marketplaces(account_id)["marketplace_id"]))
        for one in answer.definitions:
            st.caption(plain(one))
        if answer.rows:
            _show_result(account_id, answer)
        else:
            st.info(_NOTHING, icon=":material/search_off:")
        _show_origin(answer)
        _show_follow_ups(answer)


def _show_refusal(answer: Answer) -> None:
    icon = ":material/block:" if answer.status == "refuse" else ":material/help:"
    st.info(plain(answer.message), icon=icon)
    if answer.choices:
        st.markdown(f"For example: {plain(', '.join(answer.choices))}.")
    st.caption(
        "Ask for figures of your own past: sales, orders, units, fees, advertising, returns, stock "
        "or profit; by product, brand, marketplace or campaign; for any days, compared with others."
    )


def _show_result(account_id: int, answer: Answer) -> None:
    titles = titles_of(account_id)
    if _is_tiles(answer):
        _show_tiles(answer)
    drawn = figure_of(answer, titles)
    if drawn is not None:
        st.plotly_chart(drawn, config=CONFIG, alt=answer.echo, key="ask_chart")
    _show_rows(answer, titles)


def _is_tiles(answer: Answer) -> bool:
    """Whether the answer is some figures: without a split, or by currency alone."""
    assert answer.query is not None
    splits = [one for one in answer.query.columns if one in answer.columns and one != "currency"]
    is_few = len(answer.rows) * len(answer.query.metrics) <= _MOST_TILES
    return not splits and is_few and answer.query.count_of is None


def _show_tiles(answer: Answer) -> None:
    assert answer.query is not None
    with st.container(horizontal=True, key="ask_tiles"):
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
    return [f"Question: {answer.question}", answer.echo, *answer.notes, f"Made on {made} UTC"]


def _show_origin(answer: Answer) -> None:
    for note in answer.notes:
        st.caption(plain(note))
    if answer.freshness is not None:
        for one in answer.freshness.settling:
            st.caption(plain(one.words))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(freshness_words(answer, get_clock().now()), width="content")
        st.button(
            "Ask again",
            icon=":material/refresh:",
            type="tertiary",
            key="ask_again",
            help="The same question to the data as it is now.",
            on_click=ask_last_again,
        )
    with st.expander("The statement that was run", icon=":material/code:"):
        st.code(answer.sql, language="sql", wrap_lines=True)
        st.json({name: str(value) for name, value in answer.parameters.items()}, expanded=False)


def freshness_words(answer: Answer, now: datetime) -> str:
    """Say how new the oldest of the data behind an answer is."""
    if answer.freshness is None:
        return ""
    read = [one.synced_at for one in answer.freshness.sources.values()]
    known = [one for one in read if one is not None]
    words = f"Read from Amazon {ago(min(known), now)}" if known else "Not read from Amazon yet"
    late = "" if len(known) == len(read) or not known else ", but not all of it to its end yet"
    pending = answer.freshness.pending_orders
    settling = f" · {plural(pending, 'order')} of the account still settling" if pending else ""
    return f"{words}{late}{settling}"


def _show_follow_ups(answer: Answer) -> None:
    if not answer.follow_ups:
        return
    st.markdown("**Go on with**")
    show_questions(answer.follow_ups, "ask_follow_up")


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
