"""The main trend of a page: which measure, how fine, and the words that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.money import with_symbol
from data.metrics import METRICS
from data.query_model import Grain
from ui.charts.trend import Panel
from ui.context import PageContext
from ui.formats import change, change_of
from ui.questions import ask, days_shown, gaps_on, grain_of
from ui.remember import remembered
from ui.switches import MEASURE, pick
from ui.trends import compare_name, panels_of

# What a page calls a metric where the catalogue's name is too long for a switch.
_SHORT_NAMES = {"ad_conversion_rate": "Conversion"}


def short_name(metric: str) -> str:
    """Name a metric on a switch."""
    return _SHORT_NAMES.get(metric, METRICS[metric].name)


@dataclass(frozen=True)
class Trend:
    """A measure over time: the panels, the days they cover, and why some are not compared."""

    panels: list[Panel]
    days: str
    gap: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(any(line.values) for panel in self.panels for line in panel.lines)


def pick_measure(offered: Sequence[str], key: str) -> str:
    """Draw the switch between measures and return the metric chosen."""
    return pick(
        "Show",
        MEASURE,
        offered,
        offered[0],
        key=key,
        words=short_name,
        help_=METRICS[offered[0]].sentence,
    )


@remembered
def load_trend(context: PageContext, metric: str, grain: Grain | None = None) -> Trend:
    """Load one measure over the period chosen, with its comparison."""
    fine = grain or grain_of(context)
    frame = ask(context, [metric], grain=fine)
    panels = panels_of(
        frame,
        metric,
        fine,
        currencies=context.currencies,
        before_name=compare_name(context.filters.compare),
    )
    gap = gaps_on(context, [metric], grain=fine).get(metric, "")
    return Trend(panels, days_shown(context), gap)


def trend_words(metric: str, trend: Trend) -> str:
    """Say what the figure shows, for those who cannot see it."""
    parts = []
    for panel in trend.panels:
        sums = {line.is_before: sum(value or 0 for value in line.values) for line in panel.lines}
        words = f"{with_symbol(sums.get(False, 0), panel.sign, ',.0f')}{panel.suffix}"
        difference = change_of(sums.get(False), sums.get(True))
        if difference is not None and not trend.gap:
            words += f" ({change(difference)} against the period before)"
        parts.append(f"{panel.title}: {words}" if panel.title else words)
    total = f": {'; '.join(parts)}" if METRICS[metric].is_additive else ""
    return f"{short_name(metric)} over time, {trend.days}{total}"
