"""The page of one product: what it is, and its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from core.marketplaces import MARKETPLACES
from core.signing import is_asin
from data.inventory_rows import load_shared_notes
from data.loaders import load_product
from ui.cards import card
from ui.context import PageContext
from ui.downloads import named_columns, show_save
from ui.formats import (
    UNKNOWN,
    beside,
    change,
    change_of,
    count,
    exact_money,
    is_missing,
    joined,
    plain,
    plural,
    share,
)
from ui.pictures import picture_url
from ui.questions import ask, ask_stock
from ui.registry import page_entry, streamlit_page
from ui.remember import remembered
from ui.tables import count_column, show_table

Product = Mapping[str, Any]

# The columns of the downloads, as people read them.
_STOCK_NAMES = {
    "stock_units": "Stock",
    "inbound_units": "On the way",
    "days_of_cover": "Days of cover",
}
_MARKET_NAMES = {
    "name": "Marketplace",
    "currency": "Currency",
    "revenue": "Revenue",
    "revenue_before": "Revenue then",
    "units": "Units",
    "orders": "Orders",
    "avg_selling_price": "Average price",
    **_STOCK_NAMES,
}
_SKU_NAMES = {"sku": "SKU", "units": "Units", "orders": "Orders", **_STOCK_NAMES}
_RETURN_NAMES = {
    "reason": "Reason",
    "returned_units": "Units",
    "share": "Share, %",
    "sellable_returned_units": "Can be sold again",
}


def _exported(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return a small table for a download: amounts to the cent, days and shares rounded."""
    return named_columns(rows, names).round(2)


def asked_for(account_id: int) -> Product | None:
    """Return the product that the address names, or None; only the account's own exist."""
    asin = str(st.query_params.get("asin", "")).strip().upper()
    return load_product(account_id, asin) if is_asin(asin) else None


def show_not_found() -> None:
    """Draw the state of an address that leads to no product of this account."""
    with st.container(border=True, key="not_found"):
        st.header("Product not found", anchor=False)
        st.markdown("This account has no product with that number.")
        st.page_link(streamlit_page(page_entry("products")), label="See all products")


def narrowed(context: PageContext, product: Product) -> PageContext:
    """Return the page's choices for this one product."""
    filters = replace(context.filters, products=(str(product["asin"]),), brands=())
    return replace(context, filters=filters)


def show_product_header(context: PageContext, product: Product) -> None:
    """Name the page after the product; draw its picture and what it is."""
    context.title.title(plain(beside(str(product["title"] or product["asin"]))), anchor=False)
    picture, words = st.columns([1, 7], vertical_alignment="center")
    with picture:
        url = picture_url(context.account_id, str(product["asin"]), product["image_version"])
        if url:
            st.image(url, width=112, alt=str(product["title"] or product["asin"]))
    with words:
        st.markdown(" · ".join(_facts(product)))
        st.page_link(
            streamlit_page(page_entry("products")),
            label="All products",
            icon=":material/arrow_back:",
        )


def _facts(product: Product) -> list[str]:
    named = {
        "ASIN": product["asin"],
        "Brand": product["brand"],
        "Category": product["category"],
        "Colour": product["color"],
        "Size": product["size"],
        "Variation of": product["parent_asin"],
    }
    facts = [
        f":gray[{name}] {plain(beside(str(value)))}"
        for name, value in named.items()
        if value and not is_missing(value)
    ]
    skus = product.get("skus") or []
    if len(skus):
        facts.append(f":gray[SKU] {plain(joined(beside(str(sku)) for sku in skus))}")
    return facts


def show_stock_cards(context: PageContext) -> None:
    """Draw what the product sells and has in stock, by marketplace and by SKU."""
    show_by_marketplace(context)
    show_by_sku(context)


@card
def show_by_marketplace(context: PageContext) -> None:
    """Draw the product's sales and stock in each marketplace."""
    sold = ask(context, ["revenue", "orders", "units", "avg_selling_price"], ["marketplace"])
    stock = ask_stock(context, ["stock_units", "inbound_units", "days_of_cover"], ["marketplace"])
    rows = sold.merge(stock, on="marketplace", how="outer").sort_values("units", ascending=False)
    rows["name"] = [MARKETPLACES[one].name for one in rows["marketplace"]]
    rows["sales"] = _amounts(rows, "revenue")
    rows["price"] = _amounts(rows, "avg_selling_price")
    if "revenue_before" in rows:
        rows["change"] = [
            change(change_of(now, before))
            for now, before in zip(rows["revenue"], rows["revenue_before"], strict=True)
        ]
    st.header("Marketplaces", anchor=False)
    columns: dict[str, Any] = {
        "name": st.column_config.TextColumn("Marketplace", width="medium"),
        "sales": st.column_config.TextColumn("Revenue", alignment="right"),
        "change": st.column_config.TextColumn("Change", alignment="right"),
        "units": count_column("Units"),
        "orders": count_column("Orders"),
        "price": st.column_config.TextColumn("Average price", alignment="right"),
        **_stock_columns(),
    }
    kept = {name: column for name, column in columns.items() if name in rows}
    show_table(rows, kept, alt="This product by marketplace", key="product_markets")
    show_save(context, "Marketplaces", "product_markets", lambda: _exported(rows, _MARKET_NAMES))
    _show_sharing(context, rows)


def _show_sharing(context: PageContext, rows: pd.DataFrame) -> None:
    """Say which rows show one and the same stock."""
    own = context.products[context.products["asin"].isin(context.filters.products)]
    skus = {str(sku) for listed in own["skus"] for sku in listed}
    notes = load_shared_notes(
        context.account_id, list(rows["marketplace"]), "stock_units", skus=skus
    )
    if notes:
        st.caption(plain(" ".join(notes)))


def _amounts(rows: pd.DataFrame, metric: str) -> list[str]:
    return [
        exact_money(amount, currency) if isinstance(currency, str) else UNKNOWN
        for amount, currency in zip(rows[metric], rows["currency"], strict=True)
    ]


def _stock_columns() -> dict[str, Any]:
    return {
        "stock_units": count_column("Stock", help="Units that can be sold now."),
        "inbound_units": count_column("On the way", help="Units on their way to Amazon."),
        "days_of_cover": st.column_config.NumberColumn(
            "Cover",
            format="%,.0f days",
            help="How many days the stock lasts at the pace of recent sales.",
        ),
    }


@card
def show_by_sku(context: PageContext) -> None:
    """Draw the product's sales and stock by SKU."""
    sold = ask(context, ["units", "orders"], ["sku"], compare="none")
    stock = ask_stock(context, ["stock_units", "inbound_units", "days_of_cover"], ["sku"])
    rows = sold.merge(stock, on="sku", how="outer").sort_values("units", ascending=False)
    rows[["units", "orders"]] = rows[["units", "orders"]].fillna(0)
    st.header("SKUs", anchor=False)
    columns: dict[str, Any] = {
        "sku": st.column_config.TextColumn("SKU", width="medium"),
        "units": count_column("Units"),
        "orders": count_column("Orders"),
        **_stock_columns(),
    }
    show_table(rows, columns, alt="This product by SKU", key="product_skus")
    show_save(context, "SKUs", "product_skus", lambda: _exported(rows, _SKU_NAMES))


@card
def show_returns_card(context: PageContext) -> None:
    """Draw why buyers sent the product back."""
    rows = load_returns(context)
    st.header(
        "Returns by reason",
        anchor=False,
        help="Units that came back in these days, by the reason the buyer gave. Amazon's words.",
    )
    st.caption(refunded_words(context))
    if rows.empty:
        st.markdown("Nothing came back in these days.")
        return
    columns = {
        "reason": st.column_config.TextColumn("Reason", width="large"),
        "returned_units": count_column("Units"),
        "share": st.column_config.ProgressColumn(
            "Share",
            format="%.0f%%",
            min_value=0,
            max_value=100,
            help="Of all units returned.",
        ),
        "sellable_returned_units": count_column(
            "Can be sold again", help="Units that went back into stock."
        ),
    }
    show_table(rows, columns, alt="Returned units by reason", key="product_returns")
    show_save(
        context, "Returns by reason", "product_returns", lambda: _exported(rows, _RETURN_NAMES)
    )


@remembered
def refunded_words(context: PageContext) -> str:
    """Say how much of what was ordered in these days was refunded so far."""
    names = ["order_refund_units", "units", "order_refund_rate"]
    (row,) = ask(context, names, compare="none").to_dict("records")
    if is_missing(row["order_refund_rate"]):
        return "Nothing was ordered in these days that could be refunded."
    return (
        f"Of {plural(int(row['units']), 'unit')} ordered in these days "
        f"{count(row['order_refund_units'])} ({share(row['order_refund_rate'])}) were refunded so "
        "far, whenever the refund came. Of orders of the last 60 days it still rises."
    )


@remembered
def load_returns(context: PageContext) -> pd.DataFrame:
    """Load returned units by reason, the most frequent first.

    Columns: reason (in words), returned_units, sellable_returned_units, share (0 to 100).
    """
    counted = ["returned_units", "sellable_returned_units"]
    frame = ask(context, counted, ["return_reason"], compare="none")
    rows = frame[frame["returned_units"] > 0]
    named = rows.assign(reason=[reason_in_words(one) for one in rows["return_reason"]])
    # The same reason has a prefix where the seller ships.
    sums = named.groupby("reason", as_index=False)[counted].sum()
    sums["share"] = 100.0 * sums["returned_units"] / sums["returned_units"].sum()
    order = sums.sort_values(["returned_units", "reason"], ascending=[False, True])
    return order.reset_index(drop=True)


def reason_in_words(code: object) -> str:
    """Write Amazon's reason of a return as words: `CR-UNWANTED_ITEM` is `Unwanted item`."""
    if not isinstance(code, str) or not code:
        return "No reason given"
    words = code.removeprefix("CR-").removeprefix("AMZ-PG-").replace("_", " ").replace("-", " ")
    return words.capitalize().replace(" fc", " Amazon's warehouse")
