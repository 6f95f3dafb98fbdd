"""The cards of the Inventory page."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from data.inventory_rows import AGE_BANDS
from data.metrics import METRICS
from ui.cards import card
from ui.context import PageContext
from ui.currency_switch import pick_currency
from ui.downloads import named_columns, show_table_head, shown_only
from ui.figures import show_metric_tiles
from ui.formats import day, exact_money, joined, plain, plural
from ui.inventory_view import (
    load_aged,
    load_counted_since,
    load_reorder,
    load_stockout_costs,
    load_stranded_stock,
)
from ui.profit_costs import show_missing_costs
from ui.questions import days_shown
from ui.stock_ages import notes_of_age, of_age, show_ages
from ui.tables import (
    count_column,
    load_with_products,
    money_column,
    open_clicked_product,
    open_column,
    picture_column,
    show_table,
    title_column,
)

_NAMES = {
    "product": "ASIN",
    "title": "Product",
    "sku": "SKU",
    "place": "Marketplace",
    "lost_profit": "Profit lost",
    "lost_days": "Days out",
    "lost_units": "Units lost",
    "pace": "Units a day before",
    "unit_profit": "Profit a unit",
    "out_since": "Out since",
    "order_on": "Order by",
    "overdue_days": "Overdue, days",
    "reorder_units": "To order",
    "days_of_cover": "Days of cover",
    "stock_units": "Stock",
    "inbound_units": "On the way",
    "velocity": "Units a day in stock",
    "lead_days": "Lead time, days",
    "safety_days": "Safety, days",
    "reorder_point": "Reorder point",
    "short_days": "Days short",
    "aged_units": "Aged stock",
    "aged_share": "Share aged",
    **AGE_BANDS,
    "excess_units": "Excess stock",
    "recommended_action": "Amazon suggests",
    "counted_on": "Counted on",
    "stranded_units": "Stranded stock",
    "reason": "Reason",
    "suggested_action": "What to do",
    "stranded_on": "Stranded since",
}  # fmt: skip
# The table shows the newest state, whatever the period.
_STATE = " It is the state at the end of the period."
# Cover beyond this fills the whole bar: it is the state in which nobody has to look.
_FULL_BAR_DAYS = 120

named = partial(named_columns, names=_NAMES)
saved = partial(shown_only, names=_NAMES)


@card
def show_reorder_card(context: PageContext) -> None:
    """Draw what to order again, and by when."""
    rows = load_reorder(context)
    shown = load_with_products(context, load_reorder)
    load = saved("inventory_reorder", lambda: named(shown))
    tools = show_table_head(context, "What to order again", "reorder", load)
    if rows.empty:
        st.markdown(
            "No stock in Amazon's warehouses is known yet for what is chosen above. It is read "
            "every hour; the page Data health says when it was read last."
        )
        return
    due = int(rows["is_due"].sum())
    first = (
        f"{plural(due, 'offer')} under the reorder point, the most urgent first."
        if due
        else "No offer is under its reorder point."
    )
    st.caption(
        f"{first}\n\n"
        "Order by: the day on which stock and what is on the way come down to what is sold in "
        "lead time and safety days; overdue by: so many days ago they came down to it. Days "
        "short: how long nothing can be sold even if you order today. Lead times and safety days "
        "are those of the page Settings, Reordering."
    )
    columns = {
        **_product_columns(context, "open_reorder"),
        "order_on": st.column_config.DateColumn("Order by", format="D MMM YYYY", width=98),
        "overdue_days": st.column_config.NumberColumn(
            "Overdue by", format="%,d days", width=86, help="Days since it was to be ordered."
        ),
        "reorder_units": count_column("To order", width=76),
        "days_of_cover": st.column_config.ProgressColumn(
            "Cover",
            format="%,.0f days",
            min_value=0,
            max_value=_FULL_BAR_DAYS,
            width=110,
            help="How many days the stock lasts at the pace of the last 30 days: units a day of "
            "those with stock and, for a new offer, of those since it came on sale.",
        ),
        "short_days": count_column("Days short", width=84),
        "stock_units": count_column("Stock", width=70),
        "inbound_units": count_column("On the way", width=84),
        "velocity": st.column_config.NumberColumn("Units a day", format="%,.1f", width=84),
        "lead_days": count_column("Lead time", width=76, help="Days from order to Amazon."),
        "reorder_point": count_column("Reorder point", width=96),
    }
    open_clicked_product(context, "open_reorder", rows)
    show_table(
        shown, columns, alt="What to order again", key="inventory_reorder", most=8, tools=tools
    )


def show_time_out_of_stock(context: PageContext) -> None:
    """Draw what is about the period chosen, and not about now: time out of stock, and its cost."""
    st.header(days_shown(context), anchor=False)
    show_metric_tiles(context, ["in_stock_rate"], key="inventory_period")
    show_missing_costs(context)
    show_stockouts_card(context)


@card
def show_stockouts_card(context: PageContext) -> None:
    """Draw what it cost to be out of stock, the dearest first."""
    currency = pick_currency(context, "stockouts_currency")
    rows = load_stockout_costs(context, currency)
    shown = load_with_products(context, load_stockout_costs, currency)
    load = saved("inventory_stockouts", lambda: named(shown))
    tools = show_table_head(context, "What being out of stock cost", f"stockouts_{currency}", load)
    counted = _counted_words(context)
    if rows.empty:
        st.markdown("No product is known to have lost a sale in this period by being out of stock.")
        if counted:
            st.caption(counted)
        return
    total = sum(rows["lost_profit"].dropna())
    unknown = int(rows["lost_profit"].isna().sum())
    st.markdown(
        f"**{plain(exact_money(total, currency))}** of profit not made in "
        f"{plural(int(rows['lost_days'].sum()), 'day')} without stock."
    )
    st.caption(
        "Days without a piece, times units a day before, times what a unit left in the last 90 "
        "days. A day on which it was sold all the same is not lost, nor is one on which stock was "
        "not counted; after 90 days a product counts as given up."
        + (
            f" {plural(unknown, 'product')} sold nothing in the last 90 days, so what a unit "
            "leaves is not known."
            if unknown
            else ""
        )
        + (f" {counted}" if counted else "")
    )
    columns = {
        **_product_columns(context, "open_stockout", sku=False),
        "lost_profit": money_column("Profit lost", currency, width=104),
        "lost_days": count_column("Days out", width=80),
        "lost_units": st.column_config.NumberColumn("Units lost", format="%,.1f", width=88),
        "pace": st.column_config.NumberColumn(
            "A day before", format="%,.1f", width=98, help="Units sold a day before the stock-out."
        ),
        "unit_profit": money_column("Profit a unit", currency, width=100),
        "out_since": st.column_config.DateColumn(
            "Out since",
            format="D MMM YYYY",
            width=98,
            help="Empty where it was in stock again by the end of the period.",
        ),
    }
    open_clicked_product(context, "open_stockout", rows)
    numbers = ["lost_profit", "lost_days", "lost_units", "pace", "unit_profit"]
    show_table(
        shown.assign(**{name: pd.to_numeric(shown[name]) for name in numbers}),
        columns,
        alt="What being out of stock cost, by product and marketplace",
        key="inventory_stockouts",
        most=8,
        tools=tools,
    )


def _counted_words(context: PageContext) -> str:
    """Say from when on stock is known, where that is later than the period's start."""
    parts = [
        f"{code} since {plain(day(first))}" if first else f"{code} not yet"
        for code, first in load_counted_since(context).items()
    ]
    if not parts:
        return ""
    return (
        f"Stock is counted from the first reading on: {joined(parts)}. Of the days before, nothing "
        "is known."
    )


@card
def show_aged_card(context: PageContext) -> None:
    """Draw how old the stock is."""
    rows = load_aged(context)
    shown = load_with_products(context, load_aged)
    # A download comes after the click on an age below, which both say.
    band: str | None = None
    tools = show_table_head(
        context,
        "Age of the stock",
        "stock_by_age",
        saved("inventory_aged", lambda: named(of_age(shown, band))),
        lambda context: notes_of_age(context, band),
    )
    if rows.empty:
        st.markdown(
            "Amazon has not said how old the stock is for what is chosen above. It does once a day "
            "for stock in its own warehouses."
        )
        return
    band = show_ages(rows)
    shown = of_age(shown, band)
    columns = {
        **_product_columns(context, "open_aged"),
        "aged_units": count_column("Aged stock", width=88),
        "aged_share": st.column_config.ProgressColumn(
            "Share aged", format="%,.0f%%", min_value=0, max_value=100, width=104
        ),
        **{band: count_column(words, width=92) for band, words in reversed(AGE_BANDS.items())},
        "excess_units": count_column(
            "Excess", width=76, help=METRICS["excess_units"].sentence.removesuffix(_STATE)
        ),
        "recommended_action": st.column_config.TextColumn("Amazon suggests", width=150),
    }
    open_clicked_product(context, "open_aged", shown)
    show_table(
        shown.assign(aged_share=shown["aged_share"] * 100.0),
        columns,
        alt="Age of the stock by offer, the most aged first",
        key="inventory_aged",
        most=8,
        tools=tools,
    )


@card
def show_stranded_card(context: PageContext) -> None:
    """Draw stock that no offer sells, why, and what to do."""
    rows = load_stranded_stock(context)
    shown = load_with_products(context, load_stranded_stock)
    load = saved("inventory_stranded", lambda: named(shown))
    tools = show_table_head(context, "Stranded stock", "stranded_stock", load)
    if rows.empty:
        st.markdown("Everything in Amazon's warehouses has an active offer.")
        return
    st.caption(
        f"{plural(int(rows['stranded_units'].sum()), 'piece')} that nobody can buy, but that cost "
        "storage. The reason and what to do are Amazon's; mend it in Seller Central under "
        "Inventory, Fix stranded inventory."
    )
    columns = {
        **_product_columns(context, "open_stranded"),
        "stranded_units": count_column("Stranded", width=84),
        "reason": st.column_config.TextColumn("Reason", width=160),
        "suggested_action": st.column_config.TextColumn("What to do", width=160),
        "stranded_on": st.column_config.DateColumn("Since", format="D MMM YYYY", width=98),
    }
    open_clicked_product(context, "open_stranded", rows)
    show_table(shown, columns, alt="Stranded stock", key="inventory_stranded", most=8, tools=tools)


def _product_columns(context: PageContext, key: str, *, sku: bool = True) -> dict[str, Any]:
    """The columns that say which offer a row is about; the marketplace where there are several."""
    columns: dict[str, Any] = {
        "picture": picture_column(),
        "open": open_column(key),
        "title": title_column(),
    }
    if sku:
        columns["sku"] = st.column_config.TextColumn("SKU", width=112)
    if len(context.places) > 1:
        columns["place"] = st.column_config.TextColumn(
            "Marketplace", width=104, help="Several where they sell out of one stock."
        )
    return columns
