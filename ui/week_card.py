"""When customers order: a grid of the week, and the days of an hour that was clicked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from data.query_model import Filter
from ui.charts.heat import hour_words, week_chart
from ui.clicks import clicked_mark
from ui.context import PageContext
from ui.downloads import named_columns, show_downloads
from ui.formats import plural, zone_name
from ui.questions import ask
from ui.remember import remembered
from ui.switches import HOUR, take, write
from ui.tables import count_column, money_column, show_table
from ui.week import load_week

# Which hour of the week was clicked, as `3-21`.
_CELL = "week_cell"
_HOUR = re.compile(r"[1-7]-(1?[0-9]|2[0-3])|")


def show_week(context: PageContext) -> None:
    """Draw at which weekdays and hours customers order; a click shows that hour day by day."""
    zone = context.filters.one_zone
    clock = f"in {zone_name(zone.key)}" if zone else "in each marketplace's own time"
    st.header("When customers order", anchor=False)
    orders = load_week(context)
    st.caption(
        f"Orders by weekday and hour, {clock}. The stronger the colour, the more orders. "
        f"{busiest_words(orders)}"
    )
    clicked = clicked_mark(
        week_chart(orders, "orders"),
        key="sales_week",
        alt="Orders by weekday and hour of the day",
        hint="Click an hour to see it on each of its days.",
    )
    if clicked:
        st.session_state[_CELL] = clicked
    take(HOUR, _CELL, lambda one: bool(_HOUR.fullmatch(one)), "")
    cell = st.session_state[_CELL]
    write(HOUR, _CELL, cell, "")
    if cell:
        weekday, hour = (int(part) for part in str(cell).split("-"))
        _show_hour(context, weekday, hour)


def busiest_words(orders: Mapping[tuple[int, int], float]) -> str:
    """Say which hour of the week had most orders: `Most came on Wednesday, 21:00 to 22:00: 24.`

    `orders` is by (weekday 1 to 7, hour 0 to 23). Nothing is said where several had as many.
    """
    most = max(orders.values(), default=0)
    busiest = [cell for cell, number in orders.items() if number == most and most > 0]
    if len(busiest) != 1:
        return ""
    return f"Most came on {hour_words(*busiest[0])}: {most:,.0f}."


def _show_hour(context: PageContext, weekday: int, hour: int) -> None:
    """Draw an hour of the week on each day of the period that has orders in it."""
    rows = load_hour(context, weekday, hour)
    words = hour_words(weekday, hour)
    st.button(
        words,
        icon=":material/close:",
        icon_position="right",
        help="Take this away.",
        key="chip_hour",
        on_click=lambda: st.session_state.update({_CELL: ""}),
    )
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        # Paper shows no buttons: the words name the hour there as well.
        st.caption(
            f"{words}: {plural(int(rows['orders'].sum()), 'order')} on {plural(len(rows), 'day')}."
        )
        if not rows.empty:
            show_downloads(
                context, f"Orders of {words}", "sales_hour", lambda: _exported(context, rows)
            )
    if rows.empty:
        return
    columns: dict[str, Any] = {
        "day": st.column_config.DateColumn("Day", format="ddd D MMM YYYY", width=130),
        "orders": count_column("Orders", width=84),
        "units": count_column("Units", width=84),
    }
    for currency in context.currencies:
        columns[f"revenue_{currency}"] = money_column(
            "Revenue" if context.has_one_currency else f"Revenue, {currency}", currency, width=110
        )
    show_table(rows, columns, alt=f"Orders of {words}", key="sales_hour")


def _exported(context: PageContext, rows: pd.DataFrame) -> pd.DataFrame:
    money = {f"revenue_{one}": f"Revenue {one}" for one in context.currencies}
    names = {"day": "Day", "orders": "Orders", "units": "Units", **money}
    return named_columns(rows, names).round(2)


@remembered
def load_hour(context: PageContext, weekday: int, hour: int) -> pd.DataFrame:
    """Load one hour of the week on each day that has orders in it, the newest first.

    Columns: day, orders, units, and `revenue_<currency>` for each currency on the page.
    """
    only = [
        Filter(field="weekday", op="=", value=weekday),
        Filter(field="hour", op="=", value=hour),
    ]
    counted = ask(context, ["orders", "units"], grain="day", compare="none", more=only)
    money = ask(context, ["revenue"], grain="day", compare="none", more=only)
    rows = counted[counted["orders"] > 0].copy()
    for currency in context.currencies:
        of_currency = money[money["currency"] == currency].set_index("day")["revenue"]
        rows[f"revenue_{currency}"] = rows["day"].map(of_currency)
    return rows.sort_values("day", ascending=False).reset_index(drop=True)
