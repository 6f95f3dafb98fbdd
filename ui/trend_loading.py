"""The main trend of a page: which measure, how fine, and the words that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from data.metrics import METRICS
from data.query_model import Grain
from ui.charts.trend import Panel
from ui.context import PageContext
from ui.formats import change, change_of
from ui.questions import ask, days_shown, grain_of
from ui.remember import remembered
from ui.trends import compare_name, panels_of


@dataclass(frozen=True)
class Measure:
    """One metric as a page offers it: a short name and whether it is money."""

    metric: str
    name: str
    is_money: bool


MEASURES = {
    "revenue": Measure("revenue", "Sales", is_money=True),
    "orders": Measure("orders", "Orders", is_money=False),
    "units": Measure("units", "Units", is_money=False),
    "aov": Measure("aov", "Average order", is_money=True),
}


@dataclass(frozen=True)
class Trend:
    """A measure over time: the panels, and the days they cover."""

    panels: list[Panel]
    days: str

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(any(line.values) for panel in self.panels for line in panel.lines)


def pick_measure(offered: Sequence[str], key: str) -> str:
    """Draw the switch between measures and return the metric chosen."""
    chosen = st.segmented_control(
        "Show",
        list(offered),
        default=offered[0],
        required=True,
        format_func=lambda metric: MEASURES[metric].name,
        key=key,
        label_visibility="collapsed",
        persist_state="session",
        help=METRICS[offered[0]].sentence,
    )
    return chosen if chosen in offered else offered[0]


@remembered
def load_trend(context: PageContext, metric: str, grain: Grain | None = None) -> Trend:
    """Load one measure over the period chosen, with its comparison."""
    measure = MEASURES[metric]
    fine = grain or grain_of(context)
    frame = ask(context, [metric], grain=fine)
    panels = panels_of(
        frame,
        metric,
        fine,
        is_money=measure.is_money,
        currencies=context.currencies,
        before_name=compare_name(context.filters.compare),
    )
    return Trend(panels, days_shown(context))


def trend_words(measure: Measure, trend: Trend) -> str:
    """Say what the figure shows, for those who cannot see it."""
    parts = []
    for panel in trend.panels:
        sums = {line.is_before: sum(value or 0 for value in line.values) for line in panel.lines}
        words = f"{panel.sign}{sums.get(False, 0):,.0f}"
        difference = change_of(sums.get(False), sums.get(True))
        if difference is not None:
            words += f" ({change(difference)} against the period before)"
        parts.append(f"{panel.title}: {words}" if panel.title else words)
    total = "" if measure.metric == "aov" else f": {'; '.join(parts)}"
    return f"{measure.name} over time, {trend.days}{total}"
