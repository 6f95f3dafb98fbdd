"""Click a figure: its sentence, its formula with the numbers of now, and the rows behind it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.dimensions import DIMENSIONS
from data.explain import Explanation, PartOfFigure, load_explanation, load_rows_behind
from data.loaders import load_freshness
from data.metric import Metric
from data.metrics import METRICS
from ui.context import PageContext
from ui.downloads import show_downloads
from ui.formats import (
    UNKNOWN,
    ago,
    count,
    decimal_number,
    exact_money,
    figure,
    is_missing,
    plain,
    plural,
)
from ui.questions import days_shown, queries_of
from ui.states import told_in_words

# More rows than this are for the download, not for the eye.
_MOST_ROWS = 500


@st.dialog("How this figure is made", width="large")
def show_explanation(context: PageContext, metric: str) -> None:
    """Draw the dialog for one metric of the page."""
    with told_in_words():
        one = METRICS[metric]
        st.subheader(one.name, anchor=False)
        st.markdown(plain(one.sentence))
        st.caption(f"{days_shown(context)} · {plain(one.lag)}")
        queries = queries_of(context, [metric], compare="none")
        for query in queries:
            for found in load_explanation(context.account_id, metric, query):
                _show_formula(found)
        _show_freshness(context, one)
        rows = pd.concat(
            [load_rows_behind(context.account_id, metric, query) for query in queries],
            ignore_index=True,
        )
        _show_rows(context, one, rows)


def _show_formula(found: Explanation) -> None:
    metric = found.metric
    title = figure(found.value, metric.unit, found.currency or None)
    with st.container(border=True, gap="xsmall"):
        st.markdown(
            f"**{metric.name}{f' in {found.currency}' if found.currency else ''}: {title}**"
        )
        lines = [_line(part, found.currency, is_first=n == 0) for n, part in enumerate(found.top)]
        if found.bottom:
            whole = _value(found.total, found.top[0].measure, found.currency)
            below = _value(found.divisor, found.bottom[0].measure, found.currency)
            lines.append(f"= **{whole}**" if len(found.top) > 1 else "")
            if found.factor != 1:
                lines.append(f"× {found.factor}")
            lines.append("divided by")
            lines += [
                _line(part, found.currency, is_first=n == 0) for n, part in enumerate(found.bottom)
            ]
            lines.append(f"= **{below}**" if len(found.bottom) > 1 else "")
        st.markdown("  \n".join(line for line in lines if line))


def _line(part: PartOfFigure, currency: str, *, is_first: bool) -> str:
    sign = "–" if part.sign < 0 else ("" if is_first else "+")
    return f"{sign} {_value(part.value, part.measure, currency)} {plain(part.words)}".strip()


def _value(value: Any, measure: str, currency: str) -> str:
    if is_missing(value):
        return UNKNOWN
    if measure.endswith("_amount") and currency:
        return plain(exact_money(value, currency))
    return count(value) if float(value).is_integer() else decimal_number(value, 2)


def _show_freshness(context: PageContext, metric: Metric) -> None:
    known = load_freshness(context.account_id).sources
    read = [
        f"{name.replace('_', ' ')} {ago(known[name].synced_at, context.now)}"
        for name in metric.sources
        if name in known
    ]
    if read:
        st.caption(f"Last read: {', '.join(read)}.")


def _show_rows(context: PageContext, metric: Metric, rows: pd.DataFrame) -> None:
    if rows.empty:
        st.caption("There are no rows behind this figure in these days.")
        return
    named = rows.rename(columns={str(name): _heading(str(name)) for name in rows.columns})
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        shown = "" if len(rows) <= _MOST_ROWS else f" The first {_MOST_ROWS} are shown."
        st.caption(f"{plural(len(rows), 'row')} behind it.{shown}")
        show_downloads(context, metric.name, f"rows_{metric.id}", lambda: named)
    st.dataframe(
        _for_the_eye(named.head(_MOST_ROWS)),
        hide_index=True,
        height=320,
        alt=f"The rows behind {metric.name}",
        key=f"rows_{metric.id}",
    )


def _heading(name: str) -> str:
    if name in DIMENSIONS:
        return DIMENSIONS[name].name
    return METRICS[name].name


def _for_the_eye(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn exact decimals into numbers that a table can sort and align."""
    shown = {}
    for name in frame.columns:
        values = frame[name]
        is_text = name in {one.name for one in DIMENSIONS.values() if one.kind != "number"}
        shown[name] = values if is_text else pd.to_numeric(values.astype(object), errors="coerce")
    return pd.DataFrame(shown)
