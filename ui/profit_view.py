"""What the Profit page loads: the account by month, by product, and why profit changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from core.money import smallest_coin
from data.metrics import METRICS
from data.periods import bucket_of
from data.profit_bridge import Bridge, ProductSums, explain_change
from ui.context import PageContext
from ui.formats import is_missing
from ui.profit_lines import BRIDGE_LINES, PL_LINES, PL_METRICS
from ui.questions import as_compared, ask, gaps_on, grain_of
from ui.remember import remembered
from ui.tables import with_sparklines

_BRIDGE_METRICS = [line.metric for line in BRIDGE_LINES]
PRODUCT_METRICS = (
    "units",
    "revenue",
    "revenue_ex_vat",
    "net_revenue",
    "fees",
    "cogs",
    "ad_spend",
    "profit",
    "profit_margin",
)


def tile_metrics(context: PageContext) -> list[str]:
    """Return the figures on top of the page."""
    return ["net_revenue", "fees", "cogs", "ad_spend", "gross_profit", "profit", "profit_margin",
            context.setting.roi_metric]  # fmt: skip


def as_on_the_tiles(context: PageContext) -> PageContext:
    """Return the page's choices for the days that its tiles show: see `as_compared`."""
    return as_compared(context, [one for one in tile_metrics(context) if METRICS[one].has_money])


@remembered
def load_account(context: PageContext) -> dict[str, dict[str, Decimal | None]]:
    """Load the profit and loss account of the period: currency → metric → exact amount."""
    frame = ask(context, PL_METRICS, compare="none", exact=True)
    return {
        str(row["currency"]): {name: row[name] for name in PL_METRICS}
        for row in frame.to_dict("records")
    }


@remembered
def load_account_by_month(context: PageContext, currency: str) -> pd.DataFrame:
    """Load the account of each month of the period, one column a month, oldest first, exact.

    Columns: `Line`, then one a month such as `Nov 2026`, then `Total`.
    """
    frame = ask(context, PL_METRICS, grain="month", compare="none", exact=True)
    rows = frame[frame["currency"] == currency]
    columns: dict[str, list[Any]] = {"Line": [line.title for line in PL_LINES]}
    for _, row in rows.sort_values("month").iterrows():
        month = bucket_of(pd.Timestamp(row["month"]).date(), "month")
        columns[f"{month:%b %Y}"] = [_signed(line.sign, row[line.metric]) for line in PL_LINES]
    table = pd.DataFrame(columns, dtype=object)
    months = table.columns[1:]
    totals = [
        sum((value for value in row if value is not None), Decimal(0))
        for row in table[months].itertuples(index=False)
    ]
    return table.assign(Total=pd.Series(totals, dtype=object))


def _signed(sign: int, value: Decimal | None) -> Decimal | None:
    if is_missing(value) or value is None:
        return None
    return -value if sign < 0 else value


@remembered
def load_products(context: PageContext, currency: str) -> pd.DataFrame:
    """Load the profit of each product in one currency, best first; see PRODUCT_METRICS.

    `trend` holds its units over time.
    A row without a product holds what belongs to none, such as the selling plan.
    """
    frame = ask(context, PRODUCT_METRICS, ["product"])
    rows = frame[frame["currency"] == currency].drop(columns="currency")
    has_something = rows[["revenue", "fees", "cogs", "ad_spend"]].abs().sum(axis=1) > 0
    grain = grain_of(context)
    by_time = ask(context, ["units"], ["product"], grain=grain, compare="none")
    rows = with_sparklines(rows[has_something], by_time, "units", grain)
    return rows.sort_values("profit", ascending=False).reset_index(drop=True)


@dataclass(frozen=True)
class ProfitChange:
    """Why profit changed between the two periods, in one currency.

    `gap` says why the two cannot be compared; there is no bridge then.
    """

    currency: str
    bridge: Bridge | None
    gap: str = ""


@remembered
def load_change(context: PageContext, currency: str) -> ProfitChange:
    """Load the bridge from the profit of the earlier period to that of this one."""
    kind = None if context.filters.compare != "none" else "previous"
    asked = ["units", *_BRIDGE_METRICS]
    # Profit is made of all that its steps are made of: its reason is theirs.
    gap = gaps_on(context, ["profit"], compare=kind).get("profit", "")
    if gap:
        return ProfitChange(currency, None, gap)
    frame = ask(context, asked, ["product"], compare=kind, exact=True)
    rows = frame[frame["currency"] == currency].to_dict("records")
    names = [line.title for line in BRIDGE_LINES]
    bridge = explain_change(
        {str(row["product"]): _sums(row, "_before") for row in rows},
        {str(row["product"]): _sums(row, "") for row in rows},
        names,
        smallest_coin(currency),
    )
    return ProfitChange(currency, bridge)


def _sums(row: Mapping[Any, Any], end: str) -> ProductSums:
    amounts = {
        line.title: line.sign * Decimal(row[f"{line.metric}{end}"] or 0) for line in BRIDGE_LINES
    }
    return ProductSums(int(row[f"units{end}"] or 0), amounts)
