"""How revenue divides among marketplaces."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.marketplaces import MARKETPLACES
from ui.context import PageContext
from ui.downloads import show_save
from ui.formats import change, change_of, currency_name, exact_money
from ui.questions import ask
from ui.remember import remembered
from ui.tables import count_column, show_short_table


@remembered
def load_split(context: PageContext) -> pd.DataFrame:
    """Load one row per marketplace: revenue, orders, units, share of units."""
    frame = ask(context, ["revenue", "orders", "units"], ["marketplace"])
    rows = frame.sort_values("units", ascending=False).reset_index(drop=True)
    all_units = rows["units"].sum()
    has_before = "revenue_before" in rows
    rows["name"] = [_name_of(one) for one in rows["marketplace"]]
    rows["share"] = 100.0 * rows["units"].astype(float) / float(all_units) if all_units else 0.0
    rows["sales"] = [
        exact_money(amount, currency)
        for amount, currency in zip(rows["revenue"], rows["currency"], strict=True)
    ]
    rows["change"] = [
        change(change_of(row["revenue"], row["revenue_before"])) if has_before else ""
        for row in rows.to_dict("records")
    ]
    return rows


def show_split(context: PageContext, rows: pd.DataFrame) -> None:
    """Draw the table of marketplaces."""
    money = (
        f"Amounts in {currency_name(context.filters.currency)}, each at the rate of its own day"
        if context.filters.is_converted
        else "Each marketplace in its own currency"
    )
    columns = {
        "name": st.column_config.TextColumn("Marketplace"),
        "sales": st.column_config.TextColumn("Revenue", alignment="right"),
        "change": st.column_config.TextColumn("Change", alignment="right"),
        "orders": count_column("Orders"),
        "units": count_column("Units"),
        "share": st.column_config.ProgressColumn(
            "Share of units", format="%.0f%%", min_value=0, max_value=100
        ),
    }
    if context.filters.compare == "none":
        del columns["change"]
    show_short_table(
        rows,
        columns,
        alt="Revenue, orders and units by marketplace",
        heading="Marketplaces",
        caption=f"{money}. The share is that of units.",
    )
    show_save(context, "Marketplaces", "marketplaces", lambda: export_rows(context))


def export_rows(context: PageContext) -> pd.DataFrame:
    """Load the rows for a download: amounts to the last digit, each with its currency."""
    metrics = ["revenue", "orders", "units"]
    frame = ask(context, metrics, ["marketplace"], exact=True)
    rows = frame.sort_values("units", ascending=False).reset_index(drop=True)
    shown = load_split(context).set_index("marketplace")
    table = pd.DataFrame({"Marketplace": [_name_of(one) for one in rows["marketplace"]]})
    table["Currency"] = rows["currency"]
    table["Revenue"] = rows["revenue"]
    if "revenue_before" in rows:
        table["Revenue then"] = rows["revenue_before"]
    table["Orders"] = rows["orders"]
    table["Units"] = rows["units"]
    table["Share of units, %"] = [round(shown["share"][one], 2) for one in rows["marketplace"]]
    return table


def _name_of(marketplace: str) -> str:
    place = MARKETPLACES.get(marketplace)
    return place.name if place else marketplace
