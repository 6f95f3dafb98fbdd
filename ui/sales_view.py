"""What the Sales page shows of the period: its figures, and the view of its chart."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from data.metrics import METRICS
from data.query_model import Filter, Grain
from ui.context import PageContext
from ui.filters import COMPARISONS
from ui.formats import Number, change_of, currency_label, figure, is_missing, shorten
from ui.questions import ask, days_shown, gaps_on, grain_of, totals
from ui.remember import remembered
from ui.switches import GRAIN, SPLIT, pick
from ui.tiles import Amount, Tile
from ui.trend_loading import Trend, load_trend, pick_measure
from ui.trends import split_panels

GRAINS: dict[Grain, str] = {"day": "Day", "week": "Week", "month": "Month"}
SPLITS = {"none": "Total", "marketplace": "Marketplaces", "product": "Best products"}
MOST_LINES = 6
_OFFERED = ("revenue", "orders", "units", "aov")


@dataclass(frozen=True)
class View:
    """How the chart and the table are drawn: measure, grain, and what they are split by."""

    metric: str
    grain: Grain
    split: str | None

    @property
    def as_bars(self) -> bool:
        """Weeks and months are sums with a beginning and an end: bars."""
        return self.split is None and self.grain != "day"


PERIOD_METRICS = ("revenue", "aov", "orders", "units")


@remembered
def load_period_figures(context: PageContext) -> list[Amount]:
    """Load the figures of the whole period: revenue per currency, orders, units, averages."""
    frame = ask(context, PERIOD_METRICS)
    against = COMPARISONS[context.filters.compare].lower()
    amounts = []
    for currency in context.currencies:
        rows = frame[frame["currency"] == currency]
        label = "Revenue" if context.has_one_currency else f"Revenue {currency_label(currency)}"
        amounts.append(_money_amount(rows, "revenue", label, currency, against))
    sums = totals(frame, "orders", "orders_before", "units", "units_before")
    for metric, name in (("orders", "Orders"), ("units", "Units")):
        now, before = sums[metric] or 0, sums[f"{metric}_before"]
        amounts.append(_amount(metric, name, now, before, None, against))
    if context.has_one_currency:
        amounts.append(_money_amount(frame, "aov", "Average order", context.currencies[0], against))
    return amounts


@remembered
def load_period_tiles(context: PageContext) -> list[Tile]:
    """Load the same figures as tiles, each with the metric that explains it."""
    metrics = [*("revenue" for _ in context.currencies), "orders", "units"]
    metrics += ["aov"] if context.has_one_currency else []
    return [
        Tile(one.label, "", one.help, (one,), (), how=metric)
        for one, metric in zip(load_period_figures(context), metrics, strict=True)
    ]


@remembered
def load_period_gap(context: PageContext) -> str:
    """Return why the figures of the period have nothing to be compared with; mostly empty."""
    return " ".join(dict.fromkeys(gaps_on(context, PERIOD_METRICS).values()))


def _money_amount(
    rows: pd.DataFrame, metric: str, label: str, currency: str, against: str
) -> Amount:
    before = rows[f"{metric}_before"].iloc[0] if len(rows) and f"{metric}_before" in rows else None
    now = rows[metric].iloc[0] if len(rows) else 0
    return _amount(metric, label, now, before, currency, against)


def _amount(
    metric: str, label: str, now: Number, before: Number, currency: str | None, against: str
) -> Amount:
    unit = "money" if currency else "count"
    return Amount(
        label=label,
        value=figure(now, unit, currency),
        change=change_of(now, before),
        against="" if is_missing(before) else f"from {figure(before, unit, currency)}",
        help=f"{METRICS[metric].sentence} Compared with: {against}.",
    )


def pick_view(context: PageContext) -> View:
    """Draw the switches above the chart and return what was chosen."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        metric = pick_measure(_OFFERED, key="sales_measure")
        grain = _pick_grain(context)
        split = _pick_split(context)
    return View(metric, grain, split)


def _pick_grain(context: PageContext) -> Grain:
    default = grain_of(context)
    return pick("By", GRAIN, list(GRAINS), default, key="sales_grain", words=GRAINS.__getitem__)


def _pick_split(context: PageContext) -> str | None:
    offered = [key for key in SPLITS if key != "marketplace" or len(context.places) > 1]
    chosen = pick("Split", SPLIT, offered, "none", key="sales_split", words=SPLITS.__getitem__)
    return None if chosen == "none" else chosen


@remembered
def names_of(context: PageContext, split: str | None) -> tuple[dict[str, str], list[Filter]]:
    """Name the lines of a split; for products also say which ones to ask for."""
    if split == "marketplace":
        return {place.marketplace_id: place.name for place in context.places}, []
    if split != "product":
        return {}, []
    units = ask(context, ["units"], ["product"], compare="none")
    best = units.sort_values(["units", "product"], ascending=[False, True])["product"]
    chosen = best.head(MOST_LINES).tolist()
    titles = dict(zip(context.products["asin"], context.products["title"], strict=True))
    names = {asin: shorten(str(titles.get(asin) or asin), 34) for asin in chosen}
    return names, [Filter(field="product", op="in", value=chosen)]


@remembered
def load_split_trend(context: PageContext, view: View) -> Trend:
    """Load the chart's lines: with its comparison in total, without one when split."""
    if view.split is None:
        return load_trend(context, view.metric, view.grain)
    names, only = names_of(context, view.split)
    frame = ask(
        context,
        [view.metric],
        [view.split],
        grain=view.grain,
        compare="none",
        more=only,
    )
    panels = split_panels(
        frame,
        view.metric,
        view.grain,
        view.split,
        names,
        currencies=context.currencies,
    )
    return Trend(panels, days_shown(context))
