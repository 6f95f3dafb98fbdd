"""The cards of the Profit page about payouts: the bridge to them, and each of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from core.money import currency_symbol
from data.payout_bridge import BridgeLine
from data.payouts import PARTS
from ui.cards import card
from ui.charts.waterfall import Step, waterfall_chart
from ui.clicks import clicked_mark
from ui.context import PageContext
from ui.currency_switch import pick_currency
from ui.downloads import show_table_head, shown_only, step_rows
from ui.explain import show_explanation
from ui.formats import exact_money, plain
from ui.payout_rows import TIMING_STEPS, show_step_rows
from ui.payout_view import (
    STEPS,
    as_paid,
    load_held_back,
    load_payout_bridge,
    load_payout_rows,
    metric_name,
)
from ui.states import show_nothing_found
from ui.tables import money_column, show_table

_HEADINGS = {
    "settlement_id": "Settlement",
    "paid_on": "Paid on",
    "is_deposited": "Deposited",
    "starts_on": "From",
    "ends_on": "To",
    "marketplace": "Marketplace",
    "sales": "Sales",
    "refunds": "Refunds",
    "fees": "Fees",
    "advertising": "Advertising",
    "reimbursed": "Reimbursed",
    "reserve": "Reserve",
    "other": "Other",
    "paid_out": "Paid out",
}
_OF_ALL_PRODUCTS = (
    "Payouts and Amazon's own count belong to no product. Take the filters of products and "
    "brands away to see this."
)


@card
def show_payout_bridge_card(context: PageContext) -> None:
    """Draw the way from our revenue to Seller Central's sales to the payout, step by step."""
    context = as_paid(context)
    if context.filters.products or context.filters.brands:
        st.header("From sales to payout", anchor=False)
        st.markdown(_OF_ALL_PRODUCTS)
        return
    currency = pick_currency(context, "payout_bridge_currency")
    lines = [line for line in load_payout_bridge(context, currency) if line.is_total or line.amount]
    show_table_head(
        context,
        "From sales to payout",
        f"from_sales_to_payout_{currency}",
        lambda: bridge_rows(lines, currency),
    )
    if not any(line.amount for line in lines):
        show_nothing_found()
        return
    st.caption(
        "Why revenue here, sales in Seller Central and the payout of the same days differ, step by "
        "step. Amounts as Amazon pays them, not converted. The steps add up exactly."
    )
    clicked = _show_waterfall(lines, currency)
    for line in lines:
        if line.id == clicked:
            _open_rows(context, line, currency)
    # Drawn when it is opened: a page of many small parts is slow.
    words = st.expander(
        "The steps in words, and the rows behind each", key="payout_words", on_change="rerun"
    )
    if words.open:
        with words:
            for line in lines:
                _show_line(context, line, currency)


def bridge_rows(lines: list[BridgeLine], currency: str) -> pd.DataFrame:
    """Return the steps of the bridge for a file."""
    steps = [STEPS[line.id] for line in lines]
    told = (
        (step.name, line.amount, step.sentence) for step, line in zip(steps, lines, strict=True)
    )
    return step_rows(told, currency)


def _show_waterfall(lines: list[BridgeLine], currency: str) -> str | None:
    """Draw the steps, and return the one that was just clicked."""
    steps = [
        Step(
            STEPS[line.id].name, float(line.amount), _words(line, currency), line.is_total, line.id
        )
        for line in lines
    ]
    totals = ", ".join(f"{step.name} {step.words}" for step in steps if step.is_total)
    return clicked_mark(
        waterfall_chart(steps, currency_symbol(currency)),
        key="payout_bridge",
        alt=f"From our revenue to the payout: {totals}",
        hint="Click a bar to see the rows behind it.",
    )


def _words(line: BridgeLine, currency: str) -> str:
    sign = "+" if line.amount > 0 and not line.is_total else ""
    return f"{sign}{exact_money(line.amount, currency)}"


def _show_line(context: PageContext, line: BridgeLine, currency: str) -> None:
    """Draw one step: its name, amount and reason, and the button to its rows."""
    step = STEPS[line.id]
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        name = f"**{step.name}**" if line.is_total else step.name
        amount = plain(_words(line, currency))
        st.markdown(f"{name} {amount}  \n:small[{plain(step.sentence)}]", width="stretch")
        is_asked = st.button(
            "Rows",
            key=f"payout_step_{line.id}",
            type="tertiary",
            help=f"The rows behind: {step.name}.",
        )
    if is_asked:
        _open_rows(context, line, currency)


def _open_rows(context: PageContext, line: BridgeLine, currency: str) -> None:
    """Open the rows behind a step; there are none behind a step that no figure stands for."""
    metric = metric_name(line)
    if line.id in TIMING_STEPS:
        show_step_rows(context, line, currency)
    elif metric:
        show_explanation(context, metric)


@card
def show_payouts_card(context: PageContext) -> None:
    """Draw the payouts of the period, a row for each, and what is held back now."""
    context = as_paid(context)
    currency = pick_currency(context, "payouts_currency")
    rows = load_payout_rows(context, currency)
    tools = show_table_head(
        context,
        "Cash flow by payout",
        f"payouts_{currency}",
        shown_only("payouts", lambda: rows.rename(columns=_HEADINGS), _HEADINGS),
    )
    held = Decimal(0)
    if not (context.filters.products or context.filters.brands):
        held = load_held_back(context, currency)
    told = (
        f"Amazon holds back {plain(exact_money(held, currency))} now: it is part of a later payout."
        if held
        else ""
    )
    if rows.empty:
        if told:
            st.caption(told)
        show_nothing_found("Amazon paid nothing out in these days.")
        return
    sums = "All parts of a row add up to what was paid out. Days are the marketplace's own."
    st.caption(f"{told}\n\n{sums}" if told else sums)
    show_table(
        _for_the_eye(rows),
        _columns(currency, rows),
        alt="Payouts, one row for each settlement",
        key="payouts",
        tools=tools,
    )


def _for_the_eye(rows: pd.DataFrame) -> pd.DataFrame:
    """Turn exact amounts into numbers that a table can sort."""
    return rows.assign(**{name: rows[name].astype(float) for name in (*PARTS, "paid_out")})


def _columns(currency: str, rows: pd.DataFrame) -> dict[str, Any]:
    """Return the columns of the table; a part that is 0 in every row says nothing."""
    columns: dict[str, Any] = {
        "paid_on": st.column_config.DateColumn(
            _HEADINGS["paid_on"], format="D MMM YYYY", pinned=True
        ),
        "starts_on": st.column_config.DateColumn(_HEADINGS["starts_on"], format="D MMM YYYY"),
        "ends_on": st.column_config.DateColumn(_HEADINGS["ends_on"], format="D MMM YYYY"),
        "marketplace": st.column_config.TextColumn(_HEADINGS["marketplace"]),
    }
    shown = [name for name in PARTS if any(rows[name])]
    columns |= {name: money_column(_HEADINGS[name], currency) for name in (*shown, "paid_out")}
    columns["settlement_id"] = st.column_config.TextColumn(_HEADINGS["settlement_id"])
    if not rows["is_deposited"].all():
        columns["is_deposited"] = st.column_config.CheckboxColumn(_HEADINGS["is_deposited"])
    return columns
