"""The chart of an answer: its description, from a fixed list, becomes a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ask.answer import Answer
from ask.parse.echo import value_words
from core.marketplaces import MARKETPLACES
from core.money import amount_format
from data.metrics import METRICS
from ui.charts.ranked import LONGEST_NAME, ranked_bars
from ui.charts.style import Figure
from ui.charts.trend import Line, Panel, trend_chart
from ui.formats import figure, shorten

_LONGEST_NAME = 24
Row = dict[str, Any]


def figure_of(answer: Answer, titles: Mapping[str, str]) -> Figure | None:
    """Return the figure; None where a table says it better, or where money cannot be compared."""
    chart = answer.chart
    if chart is None or len(answer.rows) < 2 or not chart.y:
        return None
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    if chart.kind == "line" and all(isinstance(row[chart.x], date) for row in rows):
        return trend_chart(_panels(answer, rows, titles))
    # Bars of several currencies stand on no common scale.
    if chart.kind == "bars" and "currency" not in answer.columns:
        return _bars(answer, rows, titles)
    return None


def _bars(answer: Answer, rows: list[Row], titles: Mapping[str, str]) -> Figure:
    assert answer.chart is not None
    metric = METRICS[answer.chart.y[0]]
    values = [row[metric.id] for row in rows]
    in_money = metric.is_money and answer.currency is not None
    sign = amount_format(answer.currency or "")[0] if in_money else ""
    return ranked_bars(
        [_name(answer.chart.x, row[answer.chart.x], titles, LONGEST_NAME) for row in rows],
        [_number(metric.id, one) for one in values],
        [figure(one, metric.unit, answer.currency) for one in values],
        metric.name,
        sign,
    )


def _panels(answer: Answer, rows: list[Row], titles: Mapping[str, str]) -> list[Panel]:
    """Return a panel for each figure; amounts of several currencies have one for each of them."""
    assert answer.chart is not None
    by_currency = answer.chart.series == "currency"
    currencies = list(dict.fromkeys(row["currency"] for row in rows)) if by_currency else [None]
    panels = []
    for currency in currencies:
        some = [row for row in rows if currency is None or row["currency"] == currency]
        panels += [
            _panel(answer, one, some, currency or answer.currency, titles) for one in answer.chart.y
        ]
    # A panel that stands alone is named by the words above it.
    return panels if len(panels) > 1 else [replace(one, title="") for one in panels]


def _panel(
    answer: Answer, name: str, rows: list[Row], currency: str | None, titles: Mapping[str, str]
) -> Panel:
    metric = METRICS[name]
    title = f"{metric.name}, {currency}" if metric.is_money and currency else metric.name
    lines = _lines(answer, name, rows, titles)
    if metric.is_money and currency:
        sign, digits = amount_format(currency)
        return Panel(title, lines, sign=sign, value_format=digits)
    if metric.unit == "share":
        return Panel(title, lines, tick_format=",.3~g", value_format=",.1f", suffix="%")
    return Panel(title, lines, value_format=",.0f" if metric.is_whole else ",.2f")


def _lines(answer: Answer, name: str, rows: list[Row], titles: Mapping[str, str]) -> list[Line]:
    assert answer.chart is not None
    x, series = answer.chart.x, answer.chart.series
    if not series or series == "currency":
        lines = [_line(METRICS[name].name, name, name, x, rows)]
        before = f"{name}_before"
        if before in answer.columns:
            lines.append(_line("Before", name, before, x, rows))
        return lines
    keys = list(dict.fromkeys(row[series] for row in rows))
    return [
        _line(
            _name(series, key, titles), name, name, x, [one for one in rows if one[series] == key]
        )
        for key in keys
    ]


def _line(words: str, metric: str, column: str, x: str, rows: list[Row]) -> Line:
    some = sorted(rows, key=lambda row: row[x])
    return Line(
        words,
        [row[x] for row in some],
        [_number(metric, row[column]) for row in some],
        is_before=column != metric,
    )


def _name(field: str, value: Any, titles: Mapping[str, str], longest: int = _LONGEST_NAME) -> str:
    if value is None:
        return "Not known"
    if field == "marketplace" and str(value) in MARKETPLACES:
        # Without its address, which would be cut.
        return MARKETPLACES[str(value)].name
    words = value_words(field, value)
    return shorten(titles.get(words, words) if field == "product" else words, longest)


def _number(metric: str, value: Any) -> float | None:
    if value is None:
        return None
    return float(value) * (100 if METRICS[metric].unit == "share" else 1)
