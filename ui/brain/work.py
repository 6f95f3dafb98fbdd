"""The list of work: issues by impact, confidence and ease, and what rivals have."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from cerebro import board, rivals
from cerebro.issues import Rating, add_issue, close_issue, rate_issue
from ui.brain.context import CodeContext, head, redraw, show_rows, try_to
from ui.cards import card
from ui.tables import height_for

_ROW = 35
_ANSWERS = {"yes": "●", "partly": "◐", "no": "·", "unknown": "?"}


def _draw(context: CodeContext) -> None:
    heads, rows = board.issues(context.repository)
    st.caption(
        "Impact × confidence × ease, each 1 to 10. Issues come from findings (and end with them),"
        " from what rivals have and we have not, and from you."
    )
    frame = pd.DataFrame(rows, columns=list(heads))[
        ["id", "score", "impact", "confidence", "ease", "from", "title", "note", "since"]
    ]
    number = partial(st.column_config.NumberColumn, min_value=1, max_value=10, step=1)
    changed = st.data_editor(
        frame,
        hide_index=True,
        key="issues_board",
        height=height_for(len(frame), 14, _ROW),
        disabled=["id", "score", "from", "title", "note", "since"],
        column_config={
            **{name: head(name) for name in ("id", "from", "note", "since")},
            "score": st.column_config.ProgressColumn("Score", max_value=1000, format="%d"),
            **{name: number(head(name)) for name in Rating._fields},
            "title": st.column_config.TextColumn("Title", width="large"),
        },
    )
    left, right = st.columns(2)
    with left:
        _offer_saving(context, frame, changed)
    with (
        right,
        st.form("close_issue", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        which = st.number_input("Close issue number", min_value=1, step=1, value=None)
        if st.form_submit_button("Close it") and which is not None:
            done = partial(close_issue, context.repository, int(which), context.username)
            if try_to(done, f"Issue {which} is closed."):
                redraw()
    _offer_adding(context)


def _offer_saving(context: CodeContext, before: pd.DataFrame, after: pd.DataFrame) -> None:
    names = list(Rating._fields)
    moved = after[(after[names] != before[names]).any(axis=1)]
    label = f"Save {len(moved)} ratings" if len(moved) != 1 else "Save 1 rating"
    if st.button(label, disabled=moved.empty, key="save_ratings"):
        for row in moved.to_dict("records"):
            rating = Rating(*(int(row[name]) for name in names))
            done = partial(rate_issue, context.repository, row["id"], rating, context.username)
            if not try_to(done, f"Issue {row['id']} is rated."):
                return
        redraw()


def _offer_adding(context: CodeContext) -> None:
    with st.expander("Write an issue"), st.form("add_issue", border=False, clear_on_submit=True):
        title = st.text_input("What is to be done", max_chars=200)
        note = st.text_input("More about it", max_chars=500)
        with st.container(horizontal=True):
            values = [
                st.number_input(name.capitalize(), 1, 10, 5, key=f"new_{name}", width=120)
                for name in Rating._fields
            ]
        if st.form_submit_button("Write it"):
            rating = Rating(*map(int, values))
            done = partial(add_issue, context.repository, title, rating, note, context.username)
            if try_to(done, "It is on the list."):
                redraw()


show_issues = card(_draw)


def _draw_rivals(context: CodeContext) -> None:
    _, rows = board.rivals(context.repository)
    table: dict[str, dict[str, Any]] = {}
    for product, feature, answer, _, _ in rows:
        table.setdefault(feature, {})[product] = _ANSWERS[answer]
    frame = pd.DataFrame.from_dict(table, orient="index").fillna("")
    first = [rivals.OURS] if rivals.OURS in frame.columns else []
    frame = frame[first + [one for one in frame.columns if one != rivals.OURS]]
    frame.index.name = "feature"
    st.caption(
        "● has it · ◐ in part · “·” nothing known of it · ? nobody has looked. What a rival has and"
        " we have not is an issue."
    )
    st.dataframe(
        frame,
        key="rivals",
        height=height_for(len(frame), 16, _ROW),
        row_height=_ROW,
        column_config={"feature": st.column_config.TextColumn("Feature", width=300, pinned=True)},
    )
    _offer_answer(context, list(frame.columns), list(frame.index))


def _offer_answer(context: CodeContext, products: list[str], features: list[str]) -> None:
    with st.expander("Say what a product has"), st.form("set_feature", border=False):
        product = st.selectbox("Product", products, accept_new_options=True)
        feature = st.selectbox("Feature", features, accept_new_options=True)
        answer = st.selectbox("Has it", rivals.ANSWERS)
        source = st.text_input("How one knows", max_chars=300)
        if st.form_submit_button("Keep it"):
            done = partial(
                rivals.set_feature,
                context.repository,
                product or "",
                feature or "",
                answer,
                source,
                context.username,
            )
            if try_to(done, "It is in the matrix."):
                redraw()


show_rivals = card(_draw_rivals)


def _draw_decisions(context: CodeContext) -> None:
    st.caption("Every decision with who made it.")
    show_rows(*board.decisions(context.repository), "decisions")


show_decisions = card(_draw_decisions)
