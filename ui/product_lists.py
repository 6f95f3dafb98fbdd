"""The short lists of best and falling products, with pictures and small trends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import streamlit as st

from data.query_model import Filter
from ui.context import PageContext
from ui.downloads import show_save
from ui.formats import shorten
from ui.movers import Movers, find_movers
from ui.questions import ask, gaps_on, grain_of
from ui.remember import remembered
from ui.tables import (
    change_column,
    count_column,
    money_column,
    percentages,
    picture_column,
    product_links,
    show_short_table,
    with_product_columns,
    with_sparklines,
)
from ui.trends import compare_name

# What fits into two lines of the narrow column.
_TITLE_LENGTH = 50

Which = Literal["best", "falling"]


@dataclass(frozen=True)
class MoverLists:
    """Best and falling products, ready to be drawn; `gap` says why nothing is compared."""

    metric: str
    best: pd.DataFrame
    falling: pd.DataFrame
    against: str
    gap: str = ""


@remembered
def load_movers(context: PageContext) -> MoverLists:
    """Load the products that sold most and those that lost most in the period chosen.

    They are ranked by sales in one currency, and by units where there are several: money
    of two currencies cannot be ranked. Without a comparison the period before is used.
    """
    metric = "revenue" if context.has_one_currency else "units"
    kind = context.filters.compare if context.filters.compare != "none" else "previous"
    asked = None if context.filters.compare == kind else kind
    frame = ask(context, [metric], ["product"], compare=asked)
    movers = find_movers(frame, metric)
    gap = gaps_on(context, [metric], compare=asked).get(metric, "")
    return _finished(context, movers, kind, gap)


def _finished(context: PageContext, movers: Movers, kind: str, gap: str) -> MoverLists:
    grain = grain_of(context)
    both = pd.concat([movers.best["product"], movers.falling["product"]]).unique().tolist()
    days = ask(
        context,
        [movers.metric],
        ["product"],
        grain=grain,
        compare="none",
        more=[Filter(field="product", op="in", value=both)] if both else [],
    )
    lists = []
    for part in (movers.best, movers.falling):
        rows = with_sparklines(part, days, movers.metric, grain)
        rows = with_product_columns(context.account_id, rows, context.products)
        rows["title"] = [shorten(title, _TITLE_LENGTH) for title in rows["title"]]
        rows["change"] = percentages(rows[movers.metric], rows[f"{movers.metric}_before"])
        lists.append(rows)
    return MoverLists(movers.metric, lists[0], lists[1], kind, gap)


def show_movers(context: PageContext, lists: MoverLists, which: Which) -> None:
    """Draw one of the two lists with its heading."""
    rows = lists.best if which == "best" else lists.falling
    heading = "Best products" if which == "best" else "Falling products"
    explained = _explanation(context, lists, which)
    if missing := _nothing(lists, rows, which):
        st.header(heading, anchor=False)
        st.caption(explained)
        st.markdown(missing)
        return
    columns = _columns(context, lists.metric)
    if rows["trend"].map(len).max() < 2:
        # One point is no trend.
        del columns["trend"]
    show_short_table(
        rows.assign(title_link=product_links(rows["product"])),
        columns,
        alt=heading,
        heading=heading,
        caption=explained,
    )
    show_save(
        context, heading, f"{which}_products", lambda: export_rows(context, lists.metric, rows)
    )


def export_rows(context: PageContext, metric: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return a list for a download, with whole titles, and what each product sold before."""
    titles = dict(zip(context.products["asin"], context.products["title"], strict=True))
    name = "Revenue" if metric == "revenue" else "Units"
    currency = f" {context.currencies[0]}" if metric == "revenue" else ""
    return pd.DataFrame(
        {
            "Product": [titles.get(asin, asin) for asin in rows["product"]],
            "ASIN": rows["product"],
            f"{name}{currency}": rows[metric].round(2),
            f"{name} then{currency}": rows[f"{metric}_before"].round(2),
            "Change, %": rows["change"].round(2),
        }
    )


def _nothing(lists: MoverLists, rows: pd.DataFrame, which: Which) -> str:
    """Say why there is no list; nothing where there is one."""
    if lists.gap and which == "falling":
        return lists.gap
    if not rows.empty:
        return ""
    if which == "best":
        return "Nothing was sold in this period."
    return "No product sold less."


def _explanation(context: PageContext, lists: MoverLists, which: Which) -> str:
    what = "revenue" if lists.metric == "revenue" else "units"
    against = compare_name(lists.against).lower()
    why = "" if context.has_one_currency else ", as money in several currencies cannot be ranked"
    ranked = f"By {what}" if which == "best" else f"By {what} lost"
    return f"{ranked}{why}. Change against: {against}."


def _columns(context: PageContext, metric: str) -> dict[str, Any]:
    value = (
        money_column("Revenue", context.currencies[0])
        if metric == "revenue"
        else count_column("Units")
    )
    return {
        "picture": picture_column(),
        "title": st.column_config.TextColumn("Product"),
        metric: value,
        "change": change_column(),
        "trend": st.column_config.AreaChartColumn("Trend", y_min=0),
    }
