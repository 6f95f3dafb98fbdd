"""Click a figure: its sentence, its formula with the numbers of now, and the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from core.marketplaces import MARKETPLACES
from core.streams import STREAMS
from data.dimensions import DIMENSIONS
from data.formula import Formula, FormulaTerm, load_formula
from data.inventory_rows import load_shared_notes
from data.loaders import load_freshness
from data.metric import Metric
from data.metrics import METRICS
from data.order_statuses import load_order_statuses
from data.rows_behind import load_rows_behind
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
# What each order has been, as far as it was read: "Pending › Unshipped › Shipped".
_STATUSES = "Status so far"


@st.dialog("How this figure is made", width="large")
def show_explanation(context: PageContext, metric: str) -> None:
    """Draw the dialog for one metric of the page."""
    explain(context, metric)


def explain(context: PageContext, metric: str) -> None:
    """Draw what a metric is, its formula with the numbers of now, and the rows behind it."""
    with told_in_words():
        one = METRICS[metric]
        st.markdown(f"**{one.name}.** {plain(one.sentence)}")
        st.caption(f"{days_shown(context)} · {plain(one.lag)}")
        queries = queries_of(context, [metric], compare="none")
        formulas = [
            found for query in queries for found in load_formula(context.account_id, query, metric)
        ]
        order = context.currencies
        formulas.sort(key=lambda made: order.index(made.currency) if made.currency in order else 0)
        _show_formulas(context, one, formulas)
        _show_sharing(context, one)
        _show_freshness(context, one)
        rows = pd.concat(
            [load_rows_behind(context.account_id, metric, query) for query in queries],
            ignore_index=True,
        )
        _show_rows(context, one, rows)


def _show_formulas(context: PageContext, metric: Metric, formulas: Sequence[Formula]) -> None:
    """Draw the formula as a column of sums, one column of numbers for each currency or place."""
    if not formulas:
        st.caption("There is nothing to add up in these days.")
        return
    columns: dict[str, list[str]] = {"": _names(metric, formulas[0])}
    for number, one in enumerate(formulas):
        name = one.currency or metric.name
        columns[name if name not in columns else f"{name} ({number + 1})"] = _numbers(metric, one)
    table = pd.DataFrame(columns)
    config: dict[str, Any] = dict.fromkeys(
        columns, st.column_config.TextColumn(alignment="right", width="small")
    )
    config[""] = st.column_config.TextColumn("", width="large")
    st.dataframe(
        table,
        column_config=config,
        hide_index=True,
        height="content",
        alt=f"{metric.name}: its formula with the numbers of these days",
        key=f"formula_{metric.id}",
    )
    show_downloads(
        context,
        f"{metric.name}: how it is made",
        f"formula_{metric.id}",
        lambda: table.rename(columns={"": "Formula"}),
    )


def _names(metric: Metric, one: Formula) -> list[str]:
    lines = _terms_by_name(one.top)
    if one.bottom:
        lines += ["divided by", *_terms_by_name(one.bottom)]
    return [*lines, f"= {metric.name}"]


def _terms_by_name(terms: Sequence[FormulaTerm]) -> list[str]:
    lines = [
        f"{'–' if term.sign < 0 else '+' if number else ''} {term.words}".strip()
        for number, term in enumerate(terms)
    ]
    return [*lines, "together"] if len(terms) > 1 else lines


def _numbers(metric: Metric, one: Formula) -> list[str]:
    lines = _values(one.top, one.currency)
    if one.bottom:
        lines += ["", *_values(one.bottom, one.currency)]
    value = one.value
    is_exact = metric.unit == "money" and one.currency
    last = exact_money(value, one.currency or "") if is_exact else figure(value, metric.unit)
    return [*lines, last]


def _values(terms: Sequence[FormulaTerm], currency: str | None) -> list[str]:
    lines = [_value(term.value, term, currency) for term in terms]
    if len(terms) > 1:
        is_known = not any(is_missing(term.value) for term in terms)
        total = sum((term.sign * term.value for term in terms if term.value), Decimal(0))
        lines.append(_value(total, terms[0], currency) if is_known else UNKNOWN)
    return lines


def _value(value: Decimal | None, term: FormulaTerm, currency: str | None) -> str:
    if is_missing(value) or value is None:
        return UNKNOWN
    if term.is_money and currency:
        return exact_money(value, currency)
    if term.metric is not None and METRICS[term.metric].is_whole:
        # Page views with the Featured Offer are a share of views: nobody reads 0.73 of one.
        return count(round(value))
    return count(value) if value == int(value) else decimal_number(value, 2)


def _show_sharing(context: PageContext, metric: Metric) -> None:
    """Say where several marketplaces sell out of one stock, and how it is counted."""
    notes = load_shared_notes(
        context.account_id, [place.marketplace_id for place in context.places], metric.id
    )
    if notes:
        st.caption(plain(" ".join(notes)))


def _show_freshness(context: PageContext, metric: Metric) -> None:
    known = load_freshness(context.account_id).sources
    # What people enter themselves is not read from anywhere.
    read = [
        f"{STREAMS[name].title} {ago(known[name].synced_at, context.now)}"
        for name in metric.sources
        if name in known and name in STREAMS
    ]
    if read:
        st.caption(plain(f"Last read: {', '.join(read)}."))


def _show_rows(context: PageContext, metric: Metric, rows: pd.DataFrame) -> None:
    if rows.empty:
        st.caption("There are no rows behind this figure in these days.")
        return
    seen = _named(_with_statuses(context, rows.head(_MOST_ROWS)))
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        shown = "" if len(rows) <= _MOST_ROWS else f" The first {_MOST_ROWS} are shown."
        st.caption(f"{plural(len(rows), 'row')} behind it.{shown}")
        show_downloads(
            context,
            metric.name,
            f"rows_{metric.id}",
            lambda: _named(_with_statuses(context, rows)),
        )
    st.dataframe(
        _for_the_eye(seen),
        hide_index=True,
        height="auto",
        column_config=_columns(rows),
        alt=f"The rows behind {metric.name}",
        key=f"rows_{metric.id}",
    )


def _columns(rows: pd.DataFrame) -> dict[str, Any]:
    """Write amounts to the cent and whole things without decimals, each sortable as a number."""
    found: dict[str, Any] = {
        _heading("day"): st.column_config.DateColumn(format="ddd D MMM YYYY"),
    }
    for name in rows.columns:
        if str(name) in METRICS:
            is_whole = METRICS[str(name)].is_whole
            found[_heading(str(name))] = st.column_config.NumberColumn(
                format="%,.0f" if is_whole else "%,.2f"
            )
    return found


def _with_statuses(context: PageContext, rows: pd.DataFrame) -> pd.DataFrame:
    """Add what each order has been so far, where rows are orders."""
    if "order" not in rows:
        return rows
    known = load_order_statuses(context.account_id, rows["order"].unique().tolist())
    said = rows["order"].map(lambda one: " › ".join(known.get(one, ())))
    return rows.assign(**{_STATUSES: said})


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Write columns and marketplaces by the names that people read."""
    if "marketplace" in rows:
        names = {one.marketplace_id: one.name for one in MARKETPLACES.values()}
        rows = rows.assign(marketplace=rows["marketplace"].replace(names))
    return rows.rename(columns={str(name): _heading(str(name)) for name in rows.columns})


def _heading(name: str) -> str:
    if name == _STATUSES:
        return name
    if name in DIMENSIONS:
        return DIMENSIONS[name].name
    return METRICS[name].name


_TEXTS = {_STATUSES} | {one.name for one in DIMENSIONS.values() if one.kind != "number"}


def _for_the_eye(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn exact decimals into numbers that a table can sort and align."""
    shown = {}
    for name in frame.columns:
        values = frame[name]
        is_text = name in _TEXTS
        shown[name] = values if is_text else pd.to_numeric(values.astype(object), errors="coerce")
    return pd.DataFrame(shown)
