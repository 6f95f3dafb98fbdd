"""From a frame of values over time to the panels of a trend figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from core.money import amount_format
from data.metrics import METRICS
from ui.charts.trend import Line, Panel
from ui.filters import COMPARISONS
from ui.formats import currency_name, is_missing

NOW_NAME = "This period"


def day_words(value: object, grain: str) -> str:
    """Name one point of the time axis: `Fri 20 Nov 2026`, `week of 16 Nov 2026`, `Nov 2026`."""
    if is_missing(value):
        return ""
    day = pd.Timestamp(str(value))
    if grain == "month":
        return f"{day:%b %Y}"
    words = f"{day.day} {day:%b %Y}"
    return f"week of {words}" if grain == "week" else f"{day:%a} {words}"


def compare_name(kind: str) -> str:
    """Name the comparison as the legend shows it."""
    return COMPARISONS[kind]


def panels_of(
    frame: pd.DataFrame,
    metric: str,
    grain: str,
    *,
    currencies: Sequence[str],
    before_name: str,
) -> list[Panel]:
    """Make one panel per currency for what money goes into, one for everything else."""
    scale = _scale_of(metric)
    if not METRICS[metric].has_money:
        lines = _lines(frame, metric, grain, before_name, scale)
        return [_panel(metric, "", lines, "")]
    panels = []
    for currency in currencies:
        rows = frame[frame["currency"] == currency] if "currency" in frame else frame
        title = currency_name(currency) if len(currencies) > 1 else ""
        lines = _lines(rows, metric, grain, before_name, scale)
        panels.append(_panel(metric, title, lines, currency))
    return panels


def _scale_of(metric: str) -> float:
    return 100.0 if METRICS[metric].unit == "share" else 1.0


def _panel(metric: str, title: str, lines: list[Line], currency: str) -> Panel:
    """Make a panel whose scale is written in the metric's unit."""
    unit = METRICS[metric].unit
    if unit == "money":
        sign, digits = amount_format(currency)
        return Panel(title, lines, sign=sign, value_format=digits)
    if unit == "share":
        return Panel(title, lines, tick_format=",.0f", value_format=",.1f", suffix="%")
    return Panel(title, lines, value_format=f",.{METRICS[metric].decimals}f")


def split_panels(
    frame: pd.DataFrame,
    metric: str,
    grain: str,
    split: str,
    names: dict[str, str],
    *,
    currencies: Sequence[str],
) -> list[Panel]:
    """Make panels with one line per value of a dimension: one panel per currency for money."""
    if not METRICS[metric].is_money:
        return [Panel("", _split_lines(frame, metric, grain, split, names))]
    panels = []
    for currency in currencies:
        rows = frame[frame["currency"] == currency]
        title = currency_name(currency) if len(currencies) > 1 else ""
        lines = _split_lines(rows, metric, grain, split, names)
        sign, digits = amount_format(currency)
        panels.append(Panel(title, lines, sign=sign, value_format=digits))
    return panels


def _split_lines(
    rows: pd.DataFrame, metric: str, grain: str, split: str, names: dict[str, str]
) -> list[Line]:
    """Make one line per value, in the order of `names`, so that each keeps its colour."""
    times = sorted(rows[grain].unique())
    wide = rows.pivot_table(index=grain, columns=split, values=metric, aggfunc="sum", observed=True)
    wide = wide.reindex(index=times)
    days = days_of(pd.Series(times, dtype="object"))
    return [
        Line(name, days, _numbers(wide[key]), key=key) for key, name in names.items() if key in wide
    ]


def days_of(column: pd.Series) -> list[date]:
    """Return a column of days as plain dates."""
    return [pd.Timestamp(value).date() for value in column]


def _lines(
    frame: pd.DataFrame, metric: str, grain: str, before_name: str, scale: float
) -> list[Line]:
    rows = frame.sort_values(grain)
    days = days_of(rows[grain])
    words = [day_words(day, grain) for day in days]
    lines = [Line(NOW_NAME, days, _numbers(rows[metric] * scale), words)]
    before = f"{metric}_before"
    if before in rows and rows[before].notna().any():
        earlier = [day_words(value, grain) for value in rows[f"{grain}_before"]]
        lines.append(
            Line(before_name, days, _numbers(rows[before] * scale), earlier, is_before=True)
        )
    return lines


def _numbers(column: pd.Series) -> list[float | None]:
    return [None if is_missing(value) else float(value) for value in column]
