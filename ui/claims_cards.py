"""The cards of the page Money to claim."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from ui import paper_mode
from ui.cards import card
from ui.claims_view import (
    DAMAGED,
    FEES,
    MISSING,
    STOCK,
    Sum,
    claim_notes,
    load_chosen,
    load_damaged_rows,
    load_fee_rows,
    load_missing_rows,
    load_stock_rows,
    load_sums,
    unread,
)
from ui.context import PageContext
from ui.currency_switch import pick_currency
from ui.downloads import named_columns, show_table_head, shown_only
from ui.formats import UNKNOWN, currency_name, day, exact_money, joined, plain, plural
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
from ui.tile_rows import show_tiles
from ui.tiles import Amount, Tile

_TITLES = {
    FEES: "Fees too high",
    MISSING: "Never returned",
    DAMAGED: "Returned broken",
    STOCK: "Lost or damaged",
}
_HELP = {
    FEES: "What sending your products cost above what Amazon itself expects, in the last 90 days.",
    MISSING: "What buyers got back for units that never arrived at Amazon.",
    DAMAGED: "Units that broke at Amazon or its carrier, at what Amazon last paid for one.",
    STOCK: "Units that Amazon lost or broke in its warehouses and neither found again nor paid "
    "for, at what it last paid for one, else at what one costs you.",
}
# What to do in Seller Central, in full; a row says it shortly.
_STEPS = {
    FEES: "**What to do:** compare the size and weight that Amazon has for the product with your "
    "own. Where they differ, open Help, ask to have it measured again, and ask for the fees back, "
    "with a photo of the product on a scale or beside a ruler.",
    MISSING: "**What to do:** in the Inventory defect and reimbursement portal look for the order. "
    "Where it is open for a claim, open one with the order's number.",
    DAMAGED: "**What to do:** the same as for what never came back. The return is in the report "
    "FBA customer returns.",
    STOCK: "**What to do:** in the Inventory defect and reimbursement portal look for the FNSKU "
    "under lost or damaged in a warehouse, and open a claim with the number of the adjustment. "
    "Amazon pays what it costs to buy or make a unit: enter yours there before you claim.",
}
# What Seller Central asks for when a claim is opened.
_NUMBERS = {MISSING: "order", DAMAGED: "order", STOCK: "reference"}
_NAMES = {
    "product": "ASIN",
    "title": "Product",
    "sku": "SKU",
    "marketplace": "Marketplace",
    "order": "Order",
    "units": "Units",
    "expected": "Expected",
    "charged": "Charged",
    "amount": "To claim",
    "why": "Why",
    "since": "Since",
    "opens_on": "Claim from",
    "deadline": "Claim until",
    "what_to_do": "In Seller Central",
    "reference": "Adjustment",
    "warehouse": "Warehouse",
}


def show_claim_tiles(context: PageContext) -> None:
    """Draw what can be claimed today, in all and by kind, in each currency."""
    sums = load_sums(context)
    total = {
        currency: _added([of_kind[currency] for of_kind in sums.values()])
        for currency in context.currencies
    }
    tiles = [
        _tile(
            "To claim today",
            "All kinds together. Amazon decides what it pays: for goods often less than "
            "the buyer got back.",
            total if sums else None,
        )
    ]
    tiles += [_tile(_TITLES[kind], _HELP[kind], sums.get(kind)) for kind in _TITLES]
    show_tiles(tiles, key="claims", narrowest=165)


def _added(sums: list[Sum]) -> Sum:
    return Sum(
        sum((one.now for one in sums), Decimal(0)),
        sum((one.later for one in sums), Decimal(0)),
        sum(one.rows for one in sums),
        sum(one.unknown_units for one in sums),
    )


def _tile(title: str, help_: str, sums: dict[str, Sum] | None) -> Tile:
    if sums is None:
        unknown_yet = (Amount(title, UNKNOWN, None, ""),)
        return Tile(title, "", help_, unknown_yet, ("Not all of it has been read yet",))
    amounts = tuple(
        Amount(f"{title} in {currency_name(currency)}", exact_money(one.now, currency), None, "")
        for currency, one in sums.items()
    )
    later = [exact_money(one.later, currency) for currency, one in sums.items() if one.later]
    unknown = sum(one.unknown_units for one in sums.values())
    below = [plural(sum(one.rows for one in sums.values()), "claim") + " open"]
    below += [f"Opens later: {joined(later)}"] if later else []
    below += [f"{plural(unknown, 'unit')} of unknown worth more"] if unknown else []
    return Tile(title, "", help_, amounts, tuple(below))


@card
def show_fees_card(context: PageContext) -> None:
    """Draw the products that Amazon charges more for than it expects itself."""
    columns = {
        "units": count_column("Units", width=64),
        "expected": "Expected",
        "charged": "Charged",
    }
    _show_claims(
        context,
        FEES,
        load_fee_rows,
        "Sending each unit is compared with Amazon's own estimate for the SKU, without VAT. A "
        "product stands here when every charge since then was above it: Amazon then mostly has "
        "measured or weighed it wrong. Fees can be claimed for 90 days, so each day one day less.",
        "No product is charged more than Amazon expects.",
        columns,
    )


@card
def show_missing_card(context: PageContext) -> None:
    """Draw what was refunded and never came back."""
    _show_claims(
        context,
        MISSING,
        load_missing_rows,
        "Orders that Amazon sent, refunded 45 days ago or more, without a return and without a "
        "payment to you. Leave out those where you let the buyer keep the goods. Amazon takes a "
        "claim 60 to 120 days after the refund in the US, and 45 to 105 days after it in Europe."
        + _read_back(context),
        "Everything refunded came back or was paid for, as far as the money has been read.",
        {"order": "Order", "units": count_column("Units", width=64)},
    )


@card
def show_damaged_card(context: PageContext) -> None:
    """Draw what came back broken by Amazon."""
    _show_claims(
        context,
        DAMAGED,
        load_damaged_rows,
        "Returns that Amazon's report calls damaged by the warehouse or the carrier, without a "
        "payment for the order. Their worth is what Amazon last paid for a unit of the SKU; "
        "where it never did, none is given.",
        "Every return that broke at Amazon was paid for.",
        {"order": "Order", "units": count_column("Units", width=64)},
    )


@card
def show_stock_card(context: PageContext) -> None:
    """Draw what Amazon lost or broke in its warehouses and never paid for."""
    _show_claims(
        context,
        STOCK,
        load_stock_rows,
        "Amazon's inventory ledger names each unit lost or broken in a warehouse. Here are those "
        "that could be sold, less those found again, less those paid for. Amazon looks for lost "
        "units and mostly pays by itself, so it takes a claim 30 to 60 days after the loss was "
        "reported; what is younger is listed with the day from which it can be claimed.",
        "Everything that was lost or broken in a warehouse was found again or paid for.",
        {"units": count_column("Units", width=64)},
    )


def _read_back(context: PageContext) -> str:
    days = [one for one in load_chosen(context).read_back_to.values() if one is not None]
    if not days:
        return ""
    return f" The oldest money read is of {plain(day(max(days)))}; refunds before are not here."


def _show_claims(
    context: PageContext,
    kind: str,
    load: Callable[[PageContext, str], pd.DataFrame],
    words: str,
    nothing: str,
    special: dict[str, Any],
) -> None:
    currency = pick_currency(context, f"claims_{kind}_currency")
    if missing := unread(context, kind):
        st.header(_TITLES[kind], anchor=False)
        st.markdown(
            f"This needs {plain(joined(missing))}, which has not been read to its end yet. "
            "The page Data health says when it comes, and can read it now."
        )
        return
    rows = load(context, currency)
    if rows.empty:
        st.header(_TITLES[kind], anchor=False)
        st.markdown(f"{nothing} ({currency})")
        st.caption(words)
        return
    known = load_with_products(context, load, currency)
    tools = show_table_head(
        context,
        _TITLES[kind],
        f"claims_{kind}_{currency}",
        shown_only(f"claims_{kind}", lambda: named_columns(known, _NAMES), _NAMES),
        claim_notes,
    )
    st.caption(f"{words}\n\n{_STEPS[kind]}")
    _show_rows(context, kind, known, currency, special, tools)


def _show_rows(
    context: PageContext,
    kind: str,
    known: pd.DataFrame,
    currency: str,
    special: dict[str, Any],
    tools: Any,
) -> None:
    key = f"open_claim_{kind}"
    open_clicked_product(context, key, known)
    money = [name for name in ("expected", "charged", "amount") if name in known]
    shown = known.assign(**{name: known[name].astype(float) for name in money})
    columns: dict[str, Any] = {
        "picture": picture_column(),
        "open": open_column(key),
        "title": title_column(),
        "amount": money_column("To claim", currency, width=86),
        "deadline": _day_column("Claim until"),
        "why": st.column_config.TextColumn("Why", width=250),
    }
    for name, column in special.items():
        is_money = name in money
        columns[name] = money_column(str(column), currency, width=92) if is_money else column
    columns["since"] = _day_column("Since")
    if "opens_on" in known:
        columns["opens_on"] = _day_column("Claim from")
    if "reference" in known:
        columns["reference"] = st.column_config.TextColumn("Adjustment", width=110)
        columns["warehouse"] = st.column_config.TextColumn("Warehouse", width=90)
    _show_numbers(kind, known, tools)
    columns["what_to_do"] = st.column_config.TextColumn("In Seller Central", width=420)
    columns["sku"] = st.column_config.TextColumn("SKU", width=110)
    columns["marketplace"] = st.column_config.TextColumn("Marketplace", width=120)
    show_table(shown, columns, alt=_TITLES[kind], key=f"claims_{kind}", most=8, tools=tools)


def _show_numbers(kind: str, known: pd.DataFrame, tools: Any) -> None:
    """Draw the button that lists the numbers a claim is opened with, to be copied."""
    column = _NUMBERS.get(kind)
    if column is None or paper_mode.is_on():
        return
    with tools:
        popover = st.popover(
            "Copy",
            icon=":material/content_copy:",
            help=f"{_NAMES[column]} numbers as a list to copy from.",
            key=f"claims_{kind}_copy",
            on_change="rerun",
        )
    if popover.open:
        with popover:
            st.caption(f"{_NAMES[column]} numbers in the order of the table.")
            st.code(
                "\n".join(dict.fromkeys(known[column].dropna().astype(str))),
                language=None,
                height=240,
            )


def _day_column(label: str) -> Any:
    return st.column_config.DateColumn(label, format="D MMM YYYY", width=100)
