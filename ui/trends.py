"""From a frame of values over time to the panels of a trend figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from core.money import amount_format
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
    is_money: bool,
    currencies: Sequence[str],
    before_name: str,
) -> list[Panel]:
    """Make one panel per currency for money, one for everything else."""
    if not is_money:
        return [Panel("", _lines(frame, metric, grain, before_name))]
    panels = []
    for currency in currencies:
        rows = frame[frame["currency"] == currency] if "currency" in frame else frame
        title = currency_name(currency) if len(currencies) > 1 else ""
        lines = _lines(rows, metric, grain, before_name)
        sign, digits = amount_format(currency)
        panels.append(Panel(title, lines, sign=sign, value_format=digits))
    return panels


def split_panels(
    frame: pd.DataFrame,
    metric: str,
    grain: str,
    split: str,
    names: dict[str, str],
    *,
    is_money: bool,
    currencies: Sequence[str],
) -> list[Panel]:
    """Make panels with one line per value of a dimension: one panel per currency for money."""
    if not is_money:
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
    return [Line(name, days, _numbers(wide[key])) for key, name in names.items() if key in wide]


def days_of(column: pd.Series) -> list[date]:
    """Return a column of days as plain dates."""
    return [pd.Timestamp(value).date() for value in column]


def _lines(frame: pd.DataFrame, metric: str, grain: str, before_name: str) -> list[Line]:
    rows = frame.sort_values(grain)
    days = days_of(rows[grain])
    words = [day_words(day, grain) for day in days]
    lines = [Line(NOW_NAME, days, _numbers(rows[metric]), words)]
    before = f"{metric}_before"
    if before in rows and rows[before].notna().any():
        earlier = [day_words(value, grain) for value in rows[f"{grain}_before"]]
        lines.append(Line(before_name, days, _numbers(rows[before]), earlier, is_before=True))
    return lines


def _numbers(column: pd.Series) -> list[float | None]:
    return [None if is_missing(value) else float(value) for value in column]
