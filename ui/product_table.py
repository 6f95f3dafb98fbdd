"""The table of all products: sales, trend, stock, profit and visits, searchable."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.money import currency_symbol
from data.metrics import METRICS
from ui.context import PageContext
from ui.questions import ask, ask_stock, gaps_on, grain_of
from ui.remember import remembered
from ui.tables import (
    change_column,
    count_column,
    money_column,
    open_clicked_product,
    open_column,
    percentages,
    picture_column,
    show_table,
    title_column,
    trend_column,
    with_product_columns,
    with_sparklines,
)

_OPEN = "open_product"
_VISITS = ("sessions", "unit_session_rate")
_EARNED = ("profit", "profit_margin")
_REFUNDED = "order_refund_rate"


@remembered
def load_product_table(context: PageContext) -> pd.DataFrame:
    """Load one row per product of the account, those without sales included.

    Columns: product, title, brand, picture, units, orders, sales_<currency>, change
    (of units), trend (units), stock_units, days_of_cover, profit_<currency> and
    margin_<currency> (0 to 100), sessions, conversion and refunded (0 to 100); best sellers first.
    """
    sold = ask(context, ["units", "orders"], ["product"])
    money = ask(context, ["revenue"], ["product"], compare="none")
    earned = ask(context, _EARNED, ["product"], compare="none")
    visits = ask(context, _VISITS, ["product"], compare="none")
    refunded = ask(context, [_REFUNDED], ["product"], compare="none")
    stock = ask_stock(context, ["stock_units", "days_of_cover"], ["product"])
    rows = _offered(context).merge(sold, on="product", how="left")
    for currency in context.currencies:
        rows = rows.merge(_of(money, currency, revenue="sales"), on="product", how="left")
        found = _of(earned, currency, profit="profit", profit_margin="margin")
        found[f"margin_{currency}"] *= 100.0
        rows = rows.merge(found, on="product", how="left")
    for more in (stock, visits, refunded):
        rows = rows.merge(more, on="product", how="left")
    rows["refunded"] = 100.0 * rows[_REFUNDED]
    rows["conversion"] = 100.0 * rows["unit_session_rate"]
    grain = grain_of(context)
    days = ask(context, ["units"], ["product"], grain=grain, compare="none")
    rows = with_sparklines(rows, days, "units", grain)
    rows = with_product_columns(context.account_id, rows, context.products)
    if "units" in gaps_on(context, ["units", "orders"]):
        # Earlier units that nobody knows are no units that were 0.
        rows = rows.drop(columns=["units_before", "orders_before"])
    counts = [name for name in ("units", "orders", "units_before") if name in rows]
    rows[counts] = rows[counts].fillna(0).astype(int)
    if "units_before" in rows:
        rows["change"] = percentages(rows["units"], rows["units_before"])
    rows["open"] = "Open"
    order = rows.sort_values(["units", "title"], ascending=[False, True])
    return order.reset_index(drop=True)


def _of(frame: pd.DataFrame, currency: str, **names: str) -> pd.DataFrame:
    """Return the figures of one currency by product, each named `<name>_<currency>`."""
    rows = frame[frame["currency"] == currency][["product", *names]]
    return rows.rename(columns={metric: f"{name}_{currency}" for metric, name in names.items()})


def _offered(context: PageContext) -> pd.DataFrame:
    """List the products that the filter bar leaves."""
    products = context.products
    keep = pd.Series(data=True, index=products.index)
    if context.filters.products:
        keep &= products["asin"].isin(context.filters.products)
    if context.filters.brands:
        keep &= products["brand"].isin(context.filters.brands)
    return products.loc[keep, ["asin"]].rename(columns={"asin": "product"})


def search(rows: pd.DataFrame, text: str, products: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows whose title, ASIN, brand or a SKU hold every word, whatever the case."""
    words = text.casefold().split()
    if not words:
        return rows
    skus = {
        asin: " ".join(names) if isinstance(names, list | tuple) else ""
        for asin, names in zip(products["asin"], products["skus"], strict=True)
    }
    columns = (rows["title"], rows["product"], rows["brand"].fillna(""))
    found = []
    for title, asin, brand in zip(*columns, strict=True):
        text_of_row = f"{title} {asin} {brand} {skus.get(asin, '')}".casefold()
        found.append(all(word in text_of_row for word in words))
    return rows[found].reset_index(drop=True)


def export_rows(context: PageContext, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the table for a download: columns as people read them, amounts exact.

    There is one column of sales, of profit and of margin for each currency.
    """
    money = ask(context, ["revenue", *_EARNED], ["product"], compare="none", exact=True)
    visits = ask(context, _VISITS, ["product"], compare="none", exact=True).set_index("product")
    refunded = ask(context, [_REFUNDED], ["product"], compare="none", exact=True)
    refunded = refunded.set_index("product")
    table = pd.DataFrame({"Product": rows["title"], "ASIN": rows["product"]})
    table["Brand"] = rows["brand"]
    table["Units"] = rows["units"]
    if "units_before" in rows:
        table["Units then"] = rows["units_before"]
    table["Orders"] = rows["orders"]
    table["Stock"] = rows["stock_units"]
    table["Days of cover"] = rows["days_of_cover"]
    for currency in context.currencies:
        amounts = money[money["currency"] == currency].set_index("product")
        for metric, name in (
            ("revenue", "Revenue"),
            ("profit", "Profit"),
            ("profit_margin", "Margin"),
        ):
            table[f"{name} {currency}"] = _looked_up(amounts[metric], rows["product"])
    table["Sessions"] = _looked_up(visits["sessions"], rows["product"])
    table["Unit session %"] = _looked_up(visits["unit_session_rate"], rows["product"])
    table["Refunded so far"] = _looked_up(refunded[_REFUNDED], rows["product"])
    return table


def file_names(context: PageContext) -> dict[str, str]:
    """Return what each column of the table is called in the files, see `export_rows`."""
    names = {
        "units": "Units",
        "change": "Units then",
        "stock_units": "Stock",
        "days_of_cover": "Days of cover",
        "sessions": "Sessions",
        "conversion": "Unit session %",
        "refunded": "Refunded so far",
        "brand": "Brand",
        "product": "ASIN",
    }
    for currency in context.currencies:
        for column, name in (("sales", "Revenue"), ("profit", "Profit"), ("margin", "Margin")):
            names[f"{column}_{currency}"] = f"{name} {currency}"
    return names


def _looked_up(values: pd.Series, asins: pd.Series) -> list[Any]:
    """Return the value of each product as it is; None where there is none."""
    known = dict(zip(values.index, values, strict=True))
    return [known.get(asin) for asin in asins]


def show_product_table(context: PageContext, rows: pd.DataFrame, tools: Any) -> None:
    """Draw the table; the button of a row opens its product. `tools` is the row above it."""
    open_clicked_product(context, _OPEN, rows)
    show_table(
        rows, _columns(context, rows), alt="All products", key="products", most=11, tools=tools
    )


def _columns(context: PageContext, rows: pd.DataFrame) -> dict[str, Any]:
    # On a usual laptop everything up to the cover is seen without moving the table.
    columns: dict[str, Any] = {
        "picture": picture_column(),
        "open": open_column(_OPEN),
        "title": title_column(),
        "units": count_column("Units", width=66),
    }
    if "change" in rows:
        columns["change"] = change_column(
            width=84, help="Units against the period chosen to compare with."
        )
    columns["trend"] = trend_column("Units over the period.")
    for currency in context.currencies:
        label = "Revenue" if context.has_one_currency else f"Revenue {currency_symbol(currency)}"
        columns[f"sales_{currency}"] = money_column(label, currency, width=96)
    columns |= {
        "stock_units": count_column("Stock", width=66, help="Units that can be sold now."),
        "days_of_cover": st.column_config.NumberColumn(
            "Cover",
            format="%,.0f days",
            width=84,
            help="How many days the stock lasts at the pace of recent sales.",
        ),
    }
    for currency in context.currencies:
        sign = "" if context.has_one_currency else f" {currency_symbol(currency)}"
        columns[f"profit_{currency}"] = money_column(
            f"Profit{sign}", currency, width=96, help=METRICS["profit"].sentence
        )
        columns[f"margin_{currency}"] = _percent(f"Margin{sign}", "profit_margin")
    columns |= {
        "sessions": count_column("Sessions", width=84, help=METRICS["sessions"].sentence),
        "conversion": _percent("Conversion", "unit_session_rate"),
        "refunded": _percent("Refunded", _REFUNDED),
        "brand": st.column_config.TextColumn("Brand", width=110),
        "product": st.column_config.TextColumn("ASIN", width=112),
    }
    return columns


def _percent(label: str, metric: str) -> Any:
    return st.column_config.NumberColumn(
        label, format="%,.1f%%", width=92, help=METRICS[metric].sentence
    )
