"""The rows behind a step in time: the orders, payments or lines that make it."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import streamlit as st

from core.marketplaces import MARKETPLACES
from data.payout_bridge import OPEN, BridgeLine
from data.payout_timing import STEPS as TIMING_STEPS
from data.payout_timing import load_timing_rows
from ui.context import PageContext
from ui.downloads import show_downloads
from ui.formats import exact_money, plain, plural
from ui.payout_view import STEPS, spans_of
from ui.questions import days_shown
from ui.states import told_in_words

__all__ = ["TIMING_STEPS", "show_step_rows"]

# More rows than this are for the download, not for the eye.
_MOST_ROWS = 500
_HEADINGS = {
    "marketplace_id": "Marketplace",
    "amazon_order_id": "Order",
    "ordered_on": "Ordered on",
    "status": "Status",
    "ordered_amount": "Ordered",
    "now_amount": "Charged by the end",
    "later_amount": "Charged after",
    "transaction_type": "Payment",
    "told_on": "Booked on",
    "settlement_id": "Settlement",
    "paid_on": "Paid on",
    "amount_description": "Line",
    "currency": "Currency",
    "amount": "Counts in the step",
}
_PENDING = "Amazon's count knows the price of pending orders before we do."
_OF_NO_ROW = "it belongs to no single order or payment."
_AMOUNTS = ("Ordered", "Charged by the end", "Charged after", "Counts in the step")


@st.dialog("The rows behind this step", width="large")
def show_step_rows(context: PageContext, line: BridgeLine, currency: str) -> None:
    """Draw the dialog for one step in time of the bridge."""
    with told_in_words():
        step = STEPS[line.id]
        amount = plain(exact_money(line.amount, currency))
        st.markdown(f"**{step.name}** {amount}. {plain(step.sentence)}")
        st.caption(days_shown(context))
        rows = named_rows(
            load_timing_rows(context.account_id, spans_of(context), line.id, currency)
        )
        if rows.empty:
            st.caption("No single order or payment stands behind it.")
            return
        unseen = amount_without_rows(line, rows)
        if unseen:
            why = _PENDING if line.id == OPEN else _OF_NO_ROW
            st.caption(f"{plain(exact_money(unseen, currency))} of it is in no row: {why}")
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            shown = "" if len(rows) <= _MOST_ROWS else f" The first {_MOST_ROWS} are shown."
            st.caption(f"{plural(len(rows), 'row')}, the largest first.{shown}")
            show_downloads(context, step.name, f"payout_rows_{line.id}", lambda: rows)
        first = rows.head(_MOST_ROWS)
        st.dataframe(
            first.assign(**{name: first[name].astype(float) for name in _AMOUNTS if name in rows}),
            hide_index=True,
            height=320,
            alt=f"The rows behind {step.name}",
            key=f"payout_rows_{line.id}",
        )


def amount_without_rows(line: BridgeLine, rows: pd.DataFrame) -> Decimal:
    """Return what of a step is in none of its rows, such as prices that only Amazon knows."""
    found = sum(rows["Counts in the step"], Decimal(0))
    return line.amount - round(found, max(0, -int(line.amount.as_tuple().exponent)))


def named_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a step under headings that people read."""
    names = [MARKETPLACES[one].name for one in rows["marketplace_id"]]
    return rows.assign(marketplace_id=names).rename(columns=_HEADINGS)
