"""The cards of the Profit page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from core.money import currency_symbol
from data.profit_bridge import MIX, VOLUME
from ui import paper_mode
from ui.cards import card
from ui.charts.waterfall import Step, waterfall_chart
from ui.clicks import clicked_mark
from ui.context import PageContext
from ui.currency_switch import pick_currency
from ui.downloads import named_columns, show_table_head, shown_only
from ui.explain import show_explanation
from ui.filters import COMPARISONS
from ui.formats import currency_name, exact_money, plain
from ui.html_tables import table_html
from ui.profit_lines import BRIDGE_LINES, PL_LINES, PlLine
from ui.profit_view import (
    as_on_the_tiles,
    load_account,
    load_account_by_month,
    load_change,
    load_products,
)
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

_STEP_NAMES = {VOLUME: "Units sold", MIX: "Mix of products"}
_STEP_WORDS = {
    VOLUME: "More or fewer units, at the profit a unit left before.",
    MIX: "A larger or smaller share of products that leave more.",
    "Price": "Higher or lower prices for the units sold now.",
}
# What a click on a step opens: the figure that it is made of, as it is now.
_STEP_METRICS = {
    VOLUME: "units",
    MIX: "profit",
    **{line.title: line.metric for line in BRIDGE_LINES},
}
_HINT = "Click a bar to see how it is made, and the rows behind it."
_CHANGE_HINT = f"{_HINT} “Before” opens nothing: the period it is of is not the one shown."
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
def show_account_card(context: PageContext) -> None:
    """Draw the way from revenue to net profit as steps."""
    context = as_on_the_tiles(context)
    st.header("Where the money goes", anchor=False)
    currency = pick_currency(context, "profit_account_currency")
    amounts = load_account(context).get(currency)
    if amounts is None or not any(amounts.values()):
        show_nothing_found()
        return
    steps = [
        _account_step(line, amounts[line.metric] or Decimal(0), currency)
        for line in PL_LINES
        if line.is_total or amounts[line.metric]
    ]
    words = ", ".join(f"{step.name} {step.words}" for step in steps if step.is_total)
    clicked = clicked_mark(
        waterfall_chart(steps, currency_symbol(currency)),
        key="profit_account",
        alt=f"From revenue to net profit: {words}",
        hint=_HINT,
    )
    if clicked:
        show_explanation(context, clicked)


def _account_step(line: PlLine, value: Decimal, currency: str) -> Step:
    """Return a line as a bar; what is added or taken off says so by its sign."""
    is_total = line.is_total or line is PL_LINES[0]
    amount = value * (line.sign or 1)
    words = exact_money(amount, currency) if is_total else _with_sign(amount, currency)
    return Step(line.title, float(amount), words, is_total=is_total, key=line.metric)


@card
def show_change_card(context: PageContext) -> None:
    """Draw why profit changed: steps that add up to the cent."""
    st.header("Why profit changed", anchor=False)
    kind = context.filters.compare if context.filters.compare != "none" else "previous"
    currency = pick_currency(context, "profit_change_currency")
    change = load_change(context, currency)
    bridge = change.bridge
    if bridge is None:
        st.markdown(change.gap)
        return
    if not bridge.before and not bridge.now:
        show_nothing_found()
        return
    st.caption(
        f"From {plain(exact_money(bridge.before, currency))} to "
        f"{plain(exact_money(bridge.now, currency))}, compared with: {COMPARISONS[kind].lower()}. "
        "The steps add up exactly."
    )
    steps = [Step("Before", float(bridge.before), exact_money(bridge.before, currency), True)]
    steps += [
        Step(
            _STEP_NAMES.get(name, name),
            float(value),
            _with_sign(value, currency),
            key=_STEP_METRICS[name],
        )
        for name, value in bridge.steps.items()
        if value
    ]
    now = exact_money(bridge.now, currency)
    steps.append(Step("Now", float(bridge.now), now, is_total=True, key="profit"))
    clicked = clicked_mark(
        waterfall_chart(steps, currency_symbol(currency)),
        key="profit_change",
        alt="Profit before, the steps of its change, and profit now",
        hint=_CHANGE_HINT,
    )
    if clicked:
        show_explanation(context, clicked)
    with st.expander("The steps in words"):
        st.markdown(
            "\n".join(_in_words(name, value, currency) for name, value in bridge.steps.items())
        )


def _in_words(name: str, value: Decimal, currency: str) -> str:
    title = _STEP_NAMES.get(name, name)
    words = _STEP_WORDS.get(name, f"What {title.lower()} came to for each unit sold now.")
    return f"- **{title}** {plain(_with_sign(value, currency))}: {words}"


def _with_sign(value: Decimal, currency: str) -> str:
    return f"{'+' if value > 0 else ''}{exact_money(value, currency)}"


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
