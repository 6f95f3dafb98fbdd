"""The tables of the page Settings: costs, expenses, VAT, targets, reordering."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.marketplaces import MARKETPLACES, Marketplace
from data.entries import Cost, Expense, ProductSetting, Target, TaxRule
from data.metrics import METRICS
from data.query_model import CURRENCIES
from ui.settings.editor import show_editor

# How a table names what counts for every marketplace; it is saved as no marketplace at all.
ALL_PLACES = "all"
_ALL = {"marketplace_id": ALL_PLACES}
# What a target can be set for: sums of a month that sellers plan by, and the two shares.
TARGETS = ("revenue", "units", "orders", "profit", "net_profit", "ad_spend", "acos", "tacos")

_SPREADS = {"once": "Once", "monthly": "Every month", "daily": "Shared over days"}


def _place_column(places: Sequence[Marketplace], *, may_be_all: bool = True) -> Any:
    options = [place.marketplace_id for place in places]
    return st.column_config.SelectboxColumn(
        "Marketplace",
        options=[ALL_PLACES, *options] if may_be_all else options,
        format_func=_place_name,
        required=not may_be_all,
        width=140,
    )


def _place_name(marketplace_id: object) -> str:
    place = MARKETPLACES.get(str(marketplace_id))
    return place.name if place else "All"


def _in_capitals(word: object) -> str:
    return str(word).upper()


def _currency_column(places: Sequence[Marketplace]) -> Any:
    own = [place.currency for place in places]
    options = list(dict.fromkeys([*own, *CURRENCIES]))
    return st.column_config.SelectboxColumn("Currency", options=options, required=True, width=90)


def _amount_column(label: str, help_: str = "", *, required: bool = False) -> Any:
    return st.column_config.NumberColumn(
        label, format="%,.2f", help=help_ or None, required=required, width=104
    )


def _day_column(label: str, help_: str = "", *, required: bool = True) -> Any:
    return st.column_config.DateColumn(
        label, format="D MMM YYYY", help=help_ or None, required=required, width=116
    )


def show_costs(account_id: int, places: Sequence[Marketplace]) -> None:
    """Draw what goods cost, each from a day on."""
    columns: Mapping[str, Any] = {
        "item_kind": st.column_config.SelectboxColumn(
            "By", options=["sku", "asin"], format_func=_in_capitals, required=True, width=76
        ),
        "item": st.column_config.TextColumn("SKU or ASIN", required=True, width=150),
        "marketplace_id": _place_column(places),
        "valid_from": _day_column("From", "The cost counts for orders from this day on."),
        "currency": _currency_column(places),
        "goods_amount": _amount_column("Goods", "What one piece costs.", required=True),
        "freight_amount": _amount_column("Freight", "Bringing one piece to Amazon."),
        "other_amount": _amount_column("Other", "Anything else for one piece."),
    }
    show_editor(account_id, Cost, columns, key="costs", complete=_with_all_places, blanks=_ALL)


def show_expenses(account_id: int, places: Sequence[Marketplace]) -> None:
    """Draw the shop's other expenses."""
    columns = {
        "name": st.column_config.TextColumn("What", required=True, width=150),
        "category": st.column_config.TextColumn("Kind", required=True, width=110),
        "marketplace_id": _place_column(places),
        "spread": st.column_config.SelectboxColumn(
            "How often",
            options=list(_SPREADS),
            format_func=lambda spread: _SPREADS[str(spread)],
            required=True,
            width=140,
        ),
        "starts_on": _day_column("From"),
        "ends_on": _day_column("Until", required=False),
        "amount": _amount_column("Amount", required=True),
        "currency": _currency_column(places),
    }
    show_editor(
        account_id,
        Expense,
        columns,
        key="expenses",
        hidden=("expense_id",),
        complete=_with_all_places,
        blanks=_ALL,
    )


def show_taxes(account_id: int, places: Sequence[Marketplace]) -> None:
    """Draw the rates of VAT that differ from the usual one of a country."""
    columns = {
        "marketplace_id": _place_column(places, may_be_all=False),
        "asin": st.column_config.TextColumn(
            "ASIN", help="Empty: the rate of the whole marketplace.", width=130
        ),
        "valid_from": _day_column("From"),
        "rate": st.column_config.NumberColumn(
            "Rate", format="percent", min_value=0.0, max_value=0.99, required=True, width=90
        ),
        "is_in_prices": st.column_config.CheckboxColumn("Prices include it", width=130),
    }
    show_editor(account_id, TaxRule, columns, key="taxes", complete=_with_asin)


def show_targets(account_id: int, places: Sequence[Marketplace]) -> None:
    """Draw what a month is meant to bring."""
    columns = {
        "metric": st.column_config.SelectboxColumn(
            "Figure",
            options=list(TARGETS),
            format_func=lambda name: METRICS[str(name)].name,
            required=True,
            width=150,
        ),
        "marketplace_id": _place_column(places),
        "month": _day_column("Month", "The first day of the month."),
        "target": st.column_config.NumberColumn(
            "Target",
            format="%,.2f",
            help="ACOS and TACOS as a part of one: 0.22 is 22 %.",
            required=True,
            width=120,
        ),
        "currency": st.column_config.SelectboxColumn(
            "Currency", options=list(CURRENCIES), width=90, help="For amounts of money."
        ),
    }
    show_editor(account_id, Target, columns, key="targets", complete=_with_all_places, blanks=_ALL)


def show_reordering(account_id: int, places: Sequence[Marketplace]) -> None:
    """Draw how long goods take to come, where a SKU differs from the others."""
    columns = {
        "sku": st.column_config.TextColumn("SKU", required=True, width=150),
        "marketplace_id": _place_column(places),
        "lead_time_days": st.column_config.NumberColumn("Days to deliver", step=1, width=120),
        "safety_days": st.column_config.NumberColumn("Days of safety", step=1, width=120),
        "target_cover_days": st.column_config.NumberColumn("Days to cover", step=1, width=120),
        "minimum_order_units": st.column_config.NumberColumn("Fewest to order", step=1, width=130),
    }
    show_editor(
        account_id,
        ProductSetting,
        columns,
        key="reordering",
        complete=_with_all_places,
        blanks=_ALL,
    )


def _with_all_places(row: dict[str, Any]) -> dict[str, Any]:
    place = row.get("marketplace_id")
    return {**row, "marketplace_id": "" if place in (None, ALL_PLACES) else place}


def _with_asin(row: dict[str, Any]) -> dict[str, Any]:
    filled = {name: value for name, value in row.items() if value is not None}
    return {"asin": "", "is_in_prices": False, **filled}
