"""The cards of the Profit page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui import paper_mode
from ui.cards import card
from ui.context import PageContext
from ui.currency_switch import pick_currency
from ui.downloads import named_columns, show_table_head, shown_only
from ui.formats import currency_name, exact_money
from ui.html_tables import table_html
from ui.profit_lines import PL_LINES
from ui.profit_view import as_on_the_tiles, load_account_by_month, load_products
from ui.states import show_nothing_found
from ui.tables import (
    count_column,
    money_column,
    open_clicked_product,
    open_column,
    picture_column,
    show_table,
    title_column,
    trend_column,
    with_products,
)

_OPEN = "open_profit_product"
_FIGURES = {
    "units": "Units",
    "revenue": "Revenue",
    "revenue_ex_vat": "Revenue without VAT",
    "net_revenue": "Net revenue",
    "fees": "Amazon fees",
    "cogs": "Cost of goods",
    "ad_spend": "Ad spend",
    "profit": "Profit",
    "profit_margin": "Margin",
}
_NAMES = {
    "product": "ASIN",
    "title": "Product",
    **_FIGURES,
    **{f"{figure}_before": f"{name} then" for figure, name in _FIGURES.items()},
}
# The table shows the margin in percent, in a column of its own.
_FILE_NAMES = _NAMES | {"margin": "Margin", "margin_before": "Margin then"}


@card
def show_months_card(context: PageContext) -> None:
    """Draw the profit and loss account by month."""
    context = as_on_the_tiles(context)
    currency = pick_currency(context, "profit_months_currency")
    table = load_account_by_month(context, currency)
    show_table_head(
        context,
        "Profit and loss by month",
        f"profit_by_month_{currency}",
        lambda: load_account_by_month(context, currency),
    )
    st.caption(f"{currency_name(currency)}. What is taken off is written with a minus.")
    # Lines that are 0 in every month say nothing.
    kept = [n for n, line in enumerate(PL_LINES) if line.is_total or any(table.iloc[n, 1:])]
    shown = table.iloc[kept].reset_index(drop=True)
    months = [str(name) for name in table.columns[1:]]
    for name in months:
        shown[name] = [exact_money(value, currency) for value in shown[name]]
    columns: dict[str, Any] = {"Line": st.column_config.TextColumn("", pinned=True, width=170)}
    amount = st.column_config.TextColumn(alignment="right", width=112)
    columns |= dict.fromkeys(months, amount)
    if paper_mode.is_on():
        st.html(table_html(shown, columns, "Profit and loss by month"))
        return
    bold = ["font-weight: 600" if PL_LINES[n].is_total else "" for n in kept]
    st.dataframe(
        shown.style.apply(lambda _column: bold, axis=0),
        column_config=columns,
        hide_index=True,
        height="content",
        alt="Profit and loss by month",
        key="profit_months",
    )


@card
def show_products_card(context: PageContext) -> None:
    """Draw the profit of each product."""
    currency = pick_currency(context, "profit_products_currency")
    rows = load_products(context, currency)
    known = with_products(context, rows, "Belongs to no product")
    tools = show_table_head(
        context,
        "Profit by product",
        f"profit_by_product_{currency}",
        shown_only("profit_products", lambda: named_columns(known, _NAMES), _FILE_NAMES),
    )
    if rows.empty:
        show_nothing_found()
        return
    known["margin"] = known["profit_margin"] * 100.0
    open_clicked_product(context, _OPEN, known)
    columns: dict[str, Any] = {
        "picture": picture_column(),
        "open": open_column(_OPEN),
        "title": title_column(),
        "profit": money_column("Profit", currency, width=110),
        "margin": st.column_config.NumberColumn("Margin", format="%,.1f%%", width=90),
        "units": count_column("Units", width=76),
        "trend": trend_column("Units over the period."),
        "revenue": money_column("Revenue", currency, width=110),
        "revenue_ex_vat": money_column("Without VAT", currency, width=110),
        "fees": money_column("Amazon fees", currency, width=110),
        "cogs": money_column("Cost of goods", currency, width=112),
        "ad_spend": money_column("Ad spend", currency, width=104),
    }
    show_table(known, columns, alt="Profit by product", key="profit_products", most=10, tools=tools)
