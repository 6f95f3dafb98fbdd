"""The cards of the Ads page."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from core.money import currency_symbol
from ui.ads_view import (
    MOST_TERMS,
    load_ad_products,
    load_campaigns,
    load_search_terms,
    load_wasted,
    load_weekdays,
)
from ui.cards import card
from ui.charts.bars import bars_with_points
from ui.charts.heat import WEEKDAYS
from ui.charts.style import CONFIG
from ui.context import PageContext
from ui.currency_switch import pick_currency
from ui.downloads import named_columns, show_table_head, shown_only
from ui.formats import is_missing, plural
from ui.states import show_nothing_found
from ui.switches import WASTED, pick_only
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

WINDOW = (
    "Ad sales are those within 7 days of a click for Sponsored Products, and within 14 days for "
    "Sponsored Brands and Display, as Amazon attributes them."
)
_OPEN = "open_ad_product"
_OF_ALL_PRODUCTS = (
    "Amazon tells keywords and search terms by campaign, not by product. Take the filters of "
    "products and brands away to see them."
)
_NAMES = {
    "campaign": "Campaign",
    "ad_product": "Kind",
    "search_term": "Search term",
    "keyword": "Keyword or target",
    "match_type": "Match",
    "product": "ASIN",
    "title": "Product",
    "ad_spend": "Ad spend",
    "ad_sales": "Ad sales",
    "ad_orders": "Ad orders",
    "clicks": "Clicks",
    "impressions": "Impressions",
    "acos": "ACOS",
    "roas": "ROAS",
    "cpc": "Cost per click",
    "ctr": "Click rate",
    "ad_conversion_rate": "Conversion",
    "wasted_spend": "Spent without an order",
    "break_even_acos": "Break-even ACOS",
    "tacos": "TACOS",
    "profit": "Profit",
    "room": "Room, points",
}


named = partial(named_columns, names=_NAMES)
saved = partial(shown_only, names=_NAMES)


def _percent(label: str, **more: Any) -> Any:
    return st.column_config.NumberColumn(label, format="%,.1f%%", width=84, **more)


def _in_percent(rows: pd.DataFrame) -> pd.DataFrame:
    shares = ("acos", "ctr", "ad_conversion_rate", "break_even_acos", "tacos")
    return rows.assign(**{name: rows[name] * 100.0 for name in shares if name in rows})


def _is_of_all_products(context: PageContext, title: str) -> bool:
    """Say what cannot be told by product, where products or brands are chosen."""
    if not (context.filters.products or context.filters.brands):
        return False
    st.header(title, anchor=False)
    st.markdown(_OF_ALL_PRODUCTS)
    return True


@card
def show_campaigns_card(context: PageContext) -> None:
    """Draw the table of campaigns."""
    currency = pick_currency(context, "ads_campaigns_currency")
    rows = load_campaigns(context, currency)
    load = saved("ads_campaigns", lambda: named(rows))
    tools = show_table_head(context, "Campaigns", f"campaigns_{currency}", load)
    if rows.empty:
        show_nothing_found("No campaign ran in these days.")
        return
    columns = {
        "campaign": st.column_config.TextColumn("Campaign", width=230, pinned=True),
        "ad_product": st.column_config.TextColumn("Kind", width=140),
        "ad_spend": money_column("Ad spend", currency, width=96),
        "ad_sales": money_column("Ad sales", currency, width=104),
        "acos": _percent("ACOS", help="Ad spend divided by ad sales."),
        "roas": st.column_config.NumberColumn("ROAS", format="%,.2f", width=72),
        "ad_orders": count_column("Orders", width=76),
        "clicks": count_column("Clicks", width=76),
        "cpc": money_column("Per click", currency, width=84),
        "ctr": st.column_config.NumberColumn("Click rate", format="%,.2f%%", width=88),
        "ad_conversion_rate": _percent("Conversion"),
    }
    show_table(_in_percent(rows), columns, alt="Campaigns", key="ads_campaigns", tools=tools)


@card
def show_terms_card(context: PageContext) -> None:
    """Draw the table of search terms."""
    if _is_of_all_products(context, "Search terms"):
        return
    currency = pick_currency(context, "ads_terms_currency")
    only_wasted = pick_only("Only terms without an order", WASTED, key="ads_terms_wasted")
    rows = load_search_terms(context, currency, only_wasted=only_wasted)
    load = saved("ads_terms", lambda: named(rows))
    tools = show_table_head(context, "Search terms", f"search_terms_{currency}", load)
    if rows.empty:
        show_nothing_found("No search term had a click in these days.")
        return
    more = (
        f" Each campaign and kind of match has a row of its own: {len(rows):,} rows, of which the "
        f"{MOST_TERMS:,} that cost most are shown. The files hold all rows."
        if len(rows) > MOST_TERMS
        else ""
    )
    terms = rows["search_term"].nunique()
    st.caption(
        f"{plural(terms, 'search term')} with a click. Amazon names only these, so they add "
        f"up to less than the campaigns.{more}"
    )
    columns = {
        # Figures come before the campaign's long name: a phone shows two columns at a time.
        "search_term": st.column_config.TextColumn("Search term", width=200, pinned=True),
        "ad_spend": money_column("Ad spend", currency, width=96),
        "ad_sales": money_column("Ad sales", currency, width=104),
        "acos": _percent("ACOS"),
        "ad_orders": count_column("Orders", width=76),
        "clicks": count_column("Clicks", width=76),
        "cpc": money_column("Per click", currency, width=84),
        "match_type": st.column_config.TextColumn("Match", width=104),
        "campaign": st.column_config.TextColumn("Campaign", width=200),
    }
    show_table(
        _in_percent(rows.head(MOST_TERMS)),
        columns,
        alt="Search terms",
        key="ads_terms",
        tools=tools,
    )


@card
def show_wasted_card(context: PageContext) -> None:
    """Draw the keywords that cost money and brought nothing."""
    if _is_of_all_products(context, "Wasted spend"):
        return
    currency = pick_currency(context, "ads_wasted_currency")
    rows = load_wasted(context, currency)
    tools = show_table_head(
        context, "Wasted spend", f"wasted_spend_{currency}", lambda: named(rows)
    )
    if rows.empty:
        st.markdown("Every keyword that cost money brought an order.")
        return
    st.caption("Keywords and targets that cost money and brought no order in these days.")
    columns = {
        "keyword": st.column_config.TextColumn("Keyword or target", width=180, pinned=True),
        "match_type": st.column_config.TextColumn("Match", width=104),
        "wasted_spend": money_column("Spent", currency, width=90),
        "campaign": st.column_config.TextColumn("Campaign", width=200),
    }
    show_table(rows, columns, alt="Keywords without an order", key="ads_wasted", tools=tools)


@card
def show_weekday_card(context: PageContext) -> None:
    """Draw what a day costs and its ACOS, by weekday."""
    currency = pick_currency(context, "ads_weekday_currency")
    rows = load_weekdays(context, currency)
    show_table_head(
        context,
        "By weekday",
        f"ads_by_weekday_{currency}",
        lambda: named_columns(
            rows.assign(weekday=[WEEKDAYS[int(one) - 1] for one in rows["weekday"]]),
            {"weekday": "Weekday", "days": "Days", "per_day": "Ad spend a day"} | _NAMES,
        ),
    )
    if rows.empty:
        show_nothing_found()
        return
    st.caption("What such a day costs on average, and the ACOS of all of them together.")
    st.plotly_chart(
        bars_with_points(
            [WEEKDAYS[int(number) - 1][:3] for number in rows["weekday"]],
            ("Ad spend a day", rows["per_day"].tolist()),
            ("ACOS", [None if is_missing(value) else 100.0 * value for value in rows["acos"]]),
            currency_symbol(currency),
        ),
        config=CONFIG,
        alt="Ad spend a day and ACOS by weekday",
        key="ads_weekday",
    )


@card
def show_ad_products_card(context: PageContext) -> None:
    """Draw each product's ACOS against the one at which it earns nothing."""
    currency = pick_currency(context, "ads_products_currency")
    rows = load_ad_products(context, currency)
    known = with_products(context, rows, "Not by product")
    load = saved("ads_products", lambda: named(known))
    tools = show_table_head(context, "ACOS against break-even", f"ads_by_product_{currency}", load)
    if rows.empty:
        show_nothing_found("No product was advertised in these days.")
        return
    st.caption(
        "Break-even is the ACOS at which a product earns nothing: what is left of its revenue "
        "after VAT, refunds, fees and goods. Room below 0: advertising costs more than that."
    )
    shown = _in_percent(known)
    open_clicked_product(context, _OPEN, shown)
    columns: dict[str, Any] = {
        "picture": picture_column(),
        "open": open_column(_OPEN),
        "title": title_column(),
        "ad_spend": money_column("Ad spend", currency, width=96),
        "trend": trend_column("Ad spend over the period."),
        "ad_sales": money_column("Ad sales", currency, width=104),
        "acos": _percent("ACOS"),
        "break_even_acos": _percent("Break-even"),
        "room": st.column_config.NumberColumn("Room", format="%+,.1f pp", width=90),
        "tacos": _percent("TACOS"),
        "profit": money_column("Profit", currency, width=104),
    }
    show_table(
        shown,
        columns,
        alt="ACOS against break-even by product",
        key="ads_products",
        most=8,
        tools=tools,
    )
