"""The table behind the Sales chart, and the CSV of exactly what it shows."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.metrics import METRICS
from ui.context import PageContext
from ui.downloads import show_table_head, shown_only
from ui.explain import show_explanation
from ui.questions import ask
from ui.remember import remembered
from ui.sales_view import View, names_of
from ui.tables import change_column, count_column, money_column, percentages, show_table
from ui.trends import day_words

_GRAIN_NAMES = {"day": "Day", "week": "Week", "month": "Month"}
_METRICS = ["revenue", "orders", "units", "aov"]


@remembered
def load_sales_table(context: PageContext, view: View) -> pd.DataFrame:
    """Load the rows: per day, week or month, and per marketplace or product where split.

    Newest first. Columns are named as people read them.
    """
    table = _table(context, view, exact=False)
    return table.drop(columns="Currency") if context.has_one_currency else table


def load_exact_rows(context: PageContext, view: View) -> pd.DataFrame:
    """Load the rows for a download: amounts to the last digit, always with a currency."""
    return _table(context, view, exact=True)


def _table(context: PageContext, view: View, *, exact: bool) -> pd.DataFrame:
    grain, split = view.grain, view.split
    names, only = names_of(context, split)
    frame = ask(context, _METRICS, [split] if split else [], grain=grain, more=only, exact=exact)
    keys = [grain, "currency"] + ([split] if split else [])
    rows = frame.sort_values(keys, ascending=[False, True, True][: len(keys)]).reset_index(
        drop=True
    )
    table = pd.DataFrame({_GRAIN_NAMES[grain]: pd.to_datetime(rows[grain])})
    if split:
        table["Name"] = [names.get(str(key), str(key)) for key in rows[split]]
    table["Currency"] = rows["currency"]
    table["Revenue"] = rows["revenue"]
    if "revenue_before" in rows:
        table["Compared with"] = [day_words(day, grain) for day in rows[f"{grain}_before"]]
        table["Revenue then"] = rows["revenue_before"]
        table["Change"] = percentages(rows["revenue"], rows["revenue_before"]).round(2)
    table["Orders"] = rows["orders"]
    table["Units"] = rows["units"]
    table["Average order"] = rows["aov"]
    return table


def show_sales_table(context: PageContext, view: View) -> None:
    """Draw the table with its buttons: downloads, and how the figure is made, with its orders."""
    table = load_sales_table(context, view)
    load = shown_only("sales_table", lambda: load_exact_rows(context, view))
    tools = show_table_head(context, "The numbers", "sales", load)
    with tools:
        is_asked = st.button(
            "How?",
            type="tertiary",
            key=f"sales_{view.metric}_how",
            help=f"How {METRICS[view.metric].name} is made, with the numbers of now, and the "
            "orders behind it.",
        )
    if is_asked:
        show_explanation(context, view.metric)
    amount = _amount_column(context)
    columns: dict[str, Any] = {str(name): st.column_config.TextColumn() for name in table.columns}
    columns |= {
        name: st.column_config.DateColumn(format=_date_format(name), pinned=True)
        for name in _GRAIN_NAMES.values()
        if name in table
    }
    columns |= {n: amount for n in ("Revenue", "Revenue then", "Average order") if n in table}
    columns |= {"Orders": count_column("Orders"), "Units": count_column("Units")}
    if "Change" in table:
        columns["Change"] = change_column()
    show_table(table, columns, alt="Revenue by time", key="sales_table", tools=tools)


def _amount_column(context: PageContext) -> Any:
    """One format for all amounts: with the sign where there is one currency."""
    if context.has_one_currency:
        return money_column(None, context.currencies[0])
    return st.column_config.NumberColumn(format="%,.2f")


def _date_format(name: str) -> str:
    return "MMM YYYY" if name == "Month" else "ddd D MMM YYYY"
