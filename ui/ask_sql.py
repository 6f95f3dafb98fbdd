"""The SQL box of analysts: one SELECT over the report views, behind the guard of AI-written SQL."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ask.answer import Answer
from ask.sql_box import NEEDS, BoxAnswer, answer_sql, views_for_help
from core.accounts import is_allowed
from ui.ask_columns import exact_frame, layouts_of, shown_frame
from ui.downloads import download_buttons
from ui.formats import plain, plural
from ui.session import Viewer
from ui.tables import show_table

_OPEN, _SQL, _RUN = "ask_sql", "ask_sql_text", "ask_sql_answer"
_LONGEST = 10_000
_EXAMPLE = "SELECT local_date, sum(units) AS units FROM sales_daily GROUP BY 1 ORDER BY 1"


def show_sql_box(viewer: Viewer) -> None:
    """Draw the box for those whose role has it; nothing for the others."""
    if not is_allowed(viewer.person, viewer.membership, NEEDS):
        return
    folded = st.expander(
        "Write SQL yourself", icon=":material/code_blocks:", key=_OPEN, on_change="rerun"
    )
    if not folded.open:
        return
    with folded:
        with st.form("ask_sql_form", border=False):
            st.text_area(
                "One SELECT over the report views",
                key=_SQL,
                max_chars=_LONGEST,
                placeholder=_EXAMPLE,
                help="It can only read, and only this account. A guard looks at it first.",
            )
            is_sent = st.form_submit_button("Run", key="ask_sql_run")
        sql = str(st.session_state.get(_SQL) or "").strip()
        if is_sent and sql:
            st.session_state[_RUN] = (viewer.account_id, answer_sql(viewer.account_id, sql))
        account_id, answer = st.session_state.get(_RUN, (None, None))
        if account_id == viewer.account_id and answer is not None:
            _show(answer)
        _show_help()


def _show(answer: BoxAnswer) -> None:
    if answer.error:
        st.error(plain(answer.error), icon=":material/block:")
        return
    given = Answer(
        answer.sql,
        "answer",
        sql=answer.sql,
        columns=tuple(answer.columns),
        rows=tuple(answer.rows),
        by="sql",
    )
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.markdown(f"**{plural(len(answer.rows), 'row')}**", width="content")
        notes = [f"SQL: {answer.sql}", *([answer.note] if answer.note else [])]
        download_buttons("SQL", "ask_sql_rows", lambda: exact_frame(given, {}), lambda: notes)
    if answer.note:
        st.caption(plain(answer.note))
    if answer.rows:
        frame = shown_frame(given, {})
        show_table(frame, layouts_of(given, frame), alt="Rows of the statement", key="ask_sql_out")
    with st.popover("What ran", type="tertiary"):
        st.code(answer.sql, language="sql", wrap_lines=True)


def _show_help() -> None:
    views = {one.name: one for one in views_for_help()}
    name = st.selectbox(
        "The views and their columns", list(views), index=None, placeholder="Choose a view"
    )
    if name is None:
        return
    view = views[name]
    st.caption(plain(view.sentence))
    rows = pd.DataFrame(view.columns.items(), columns=["Column", "Meaning"])
    st.dataframe(rows, hide_index=True, alt=f"Columns of {name}", key="ask_sql_columns")
